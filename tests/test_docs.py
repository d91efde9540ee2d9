"""The documents name files, commands and settings that exist."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from marketplace import config
from marketplace.cli import cli

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))]
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]+)")
COMMAND = re.compile(r"(?:^ {4}(?:\w+=\S+ )*|`|&& )marketplace ((?:[a-z][a-z-]*(?: |\b))+)", re.MULTILINE)
SETTING = re.compile(r"MARKETPLACE_([A-Z_]+[A-Z])\b")


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("document", PAGES, ids=name)
def test_links_lead_to_files(document: Path) -> None:
    broken = [link for link in LINK.findall(document.read_text()) if not (document.parent / link).exists()]
    assert broken == []


@pytest.mark.parametrize("document", PAGES, ids=name)
def test_commands_exist(document: Path) -> None:
    unknown = [line for line in COMMAND.findall(document.read_text()) if not exists(line.split())]
    assert unknown == []


@pytest.mark.parametrize("document", PAGES, ids=name)
def test_settings_exist(document: Path) -> None:
    known = {field.upper() for field in config.Settings.__dataclass_fields__}
    assert {each for each in SETTING.findall(document.read_text()) if each not in known} <= {"CONFIG"}


def test_the_settings_page_is_what_the_code_says() -> None:
    printed = CliRunner().invoke(cli, ["config", "--markdown"]).stdout
    assert (ROOT / "docs/settings.md").read_text() == printed, "run `make docs`"


def exists(words: list[str]) -> bool:
    """Tell whether words begin with a command; of a group, with one of its own. Arguments may follow a command."""
    command: click.Command | None = cli
    context = click.Context(cli)
    for word in words:
        if not isinstance(command, click.Group):
            return True
        command = command.get_command(context, word)
        if command is None:
            return False
    return not isinstance(command, click.Group) or command.invoke_without_command


def test_a_command_that_is_not_there_is_noticed() -> None:
    assert exists(["index", "rebuild"])
    assert not exists(["index", "mend"])
    assert not exists(["polish"])
