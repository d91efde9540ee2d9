"""docs/plugins*.md do what they say: its files are written, its code run in order, its commands carried out."""

from __future__ import annotations

import doctest
import importlib
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from marketplace.cli.plugins import icons
from marketplace.i18n import use_locale
from tests.support.wheels import ROOT, install, python

GUIDES = sorted((ROOT / "docs").glob("plugins*.md"), key=lambda page: page.stem)  # plugins, plugins-…
BLOCK = re.compile(r"^```(\w+)[ ]?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PACKAGE = "marketplace_beekeeping"


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, what is to be done with it, its text, and where it begins."""

    language: str
    what: str
    text: str
    line: int


def blocks(guide: Path) -> Iterator[Block]:
    """Yield the blocks of a page in order."""
    page = guide.read_text(encoding="utf-8")
    for found in BLOCK.finditer(page):
        yield Block(found[1], found[2], found[3], page.count("\n", 0, found.start()) + 1)


class SameLook(doctest.OutputChecker):
    """Compares what a reader sees: that a number and its unit stand together shows nowhere."""

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        return super().check_output(want, got.replace("\u00a0", " "), optionflags)


class Reader:
    """Does what a page says, in a folder like a checkout."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.names = folder, {"__name__": "guide"}
        (folder / ".venv").symlink_to(sys.prefix)

    def follow(self, block: Block) -> None:
        """Do what one block says."""
        how, _, target = block.what.partition("=")
        if block.language == "console":
            self.run(block)
        elif how in ("write", "append"):
            path = self.folder / target
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text((path.read_text("utf-8") if how == "append" else "") + block.text, encoding="utf-8")
            self.forget()
        elif ">>>" in block.text:
            self.doctest(block)
        else:
            exec(compile("\n" * block.line + block.text, "plugins.md", "exec"), self.names)

    def run(self, block: Block) -> None:
        """Carry a command out; of make's, only see that there is such a target."""
        for line in block.text.splitlines():
            command = shlex.split(line.removeprefix("$ "))
            if command[0] == "make":
                assert re.search(rf"^{command[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE), line
                continue
            done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=60, check=False)
            assert done.returncode == 0, done.stderr

    def doctest(self, block: Block) -> None:
        """Run the examples and compare what they print."""
        test = doctest.DocTestParser().get_doctest(block.text, self.names, "plugins.md", "plugins.md", block.line)
        told: list[str] = []
        runner = doctest.DocTestRunner(SameLook())
        failed = runner.run(test, out=told.append, clear_globs=False).failed
        self.names.update(test.globs)
        assert not failed, "".join(told)

    def forget(self) -> None:
        """Let changed files be imported anew."""
        sys.modules.pop(PACKAGE, None)
        importlib.invalidate_caches()


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the folder in which all pages were followed to their end."""
    reader = Reader(tmp_path_factory.mktemp("checkout"))
    sys.path.insert(0, str(reader.folder / "plugins" / "beekeeping"))
    sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
    with use_locale("vi"):
        for guide in GUIDES:
            for block in blocks(guide):
                reader.follow(block)
    yield reader.folder
    sys.path.remove(str(reader.folder / "plugins" / "beekeeping"))
    sys.dont_write_bytecode = before
    reader.forget()


def test_the_plugin_of_the_guide_passes_its_tests_and_the_kit(followed: Path, tmp_path: Path) -> None:
    project = followed / "plugins" / "beekeeping"
    site = install(project, tmp_path / "installed")
    done = python(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", site=site)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "skipped" not in done.stdout


def test_the_sector_is_about_forty_lines() -> None:
    text = next(block.text for block in blocks(ROOT / "docs" / "plugins.md") if block.what.endswith("__init__.py"))
    assert len([line for line in text.splitlines() if line.strip()]) <= 40


def test_every_type_of_field_and_match_rule_is_shown() -> None:
    from marketplace.plugin_api import fields
    from marketplace.plugin_host import rules

    page = (ROOT / "docs" / "plugins-fields.md").read_text(encoding="utf-8")
    kinds = [name for name in fields.__all__ if name not in ("Column", "Common", "Field")]
    assert [name for name in kinds if f"= fields.{name}(" not in page] == []
    named = [name for name, found in vars(rules).items() if is_rule(found) and name[0].islower()]
    assert len(named) == 8
    assert [name for name in named if f"`{name}(" not in page] == []


def is_rule(found: Any) -> bool:
    from marketplace.plugin_host.rules import MatchRule

    return isinstance(found, type) and issubclass(found, MatchRule)


def test_the_icons_it_recommends_are_there() -> None:
    page = " ".join((ROOT / "docs" / "plugins.md").read_text(encoding="utf-8").split())
    named = re.search(r"Good icons: ([\w, -]+)\.", page)[1].split(", ")
    assert len(named) > 10
    assert set(named) <= icons()


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_its_links_lead_somewhere(guide: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", guide.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (guide.parent / link).exists()] == []
