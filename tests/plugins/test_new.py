"""`plugins new`: what it makes can be installed, and its tests pass as they stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from marketplace.cli import main
from tests.support.wheels import install, python

NEW = ("-m", "marketplace", "plugins", "new")


def test_the_tests_of_a_new_plugin_pass_as_generated(tmp_path: Path) -> None:
    names = ("--en", 'Beekeeping "at home"', "--vi", "Nuôi ong")
    made = python(tmp_path, *NEW, "bee_keeping", *names)
    assert made.returncode == 0, made.stderr
    folder = tmp_path / "marketplace-bee-keeping"
    assert f"pip install --no-build-isolation -e {folder.name}" in made.stdout
    assert '"Nuôi ong"' in (folder / "marketplace_bee_keeping" / "__init__.py").read_text(encoding="utf-8")

    done = python(folder, "-m", "pytest", "-q", "-p", "no:cacheprovider", site=install(folder, tmp_path / "installed"))

    assert done.returncode == 0, done.stdout + done.stderr
    assert int(re.search(r"(\d+) passed", done.stdout)[1]) > 12  # its own and the kit's


@pytest.fixture
def refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Return a function that asks for a plugin in `tmp_path`, sees it refused, and returns what was said."""
    monkeypatch.chdir(tmp_path)

    def ask(*arguments: str) -> str:
        with pytest.raises(SystemExit) as ended:
            main(["plugins", "new", *arguments])
        said = capsys.readouterr()
        assert (ended.value.code, said.out, len(said.err.splitlines())) == (1, "", 1)
        return said.err

    return ask


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Bees", "can't be a plugin's name"),
        ("2bees", "can't be a plugin's name"),
        ("../bees", "can't be a plugin's name"),
        ("b" * 32, "at most 31"),
        ("marine", "the name 'marine' is taken by an installed plugin"),
    ],
)
def test_a_name_that_cant_be_used_is_refused_in_one_line(
    refused: Callable[..., str], tmp_path: Path, name: str, words: str
) -> None:
    assert words in refused(name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("folder", "words"), [("full", "is not empty"), ("full/note.txt", "is a file")])
def test_nothing_is_written_over(refused: Callable[..., str], tmp_path: Path, folder: str, words: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note.txt").write_text("mine")
    assert words in refused("bees", "--folder", folder)
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["note.txt"]


def test_a_folder_that_cant_be_written_into_is_refused_in_one_line(refused: Callable[..., str]) -> None:
    assert "can't write into /proc/bees" in refused("bees", "--folder", "/proc/bees")


def test_a_check_of_what_is_made_but_not_installed_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, *folder in (("bees",), ("wasps", "--folder", "plugins/wasps")):
        with pytest.raises(SystemExit, check=lambda ended: not ended.code):
            main(["plugins", "new", name, *folder])
        (command,) = re.findall(r"Install it: (.+)", capsys.readouterr().out)
        assert (
            refusal(name, capsys) == f"marketplace: no plugin called '{name}' is installed; to install it: {command}\n"
        )
    assert "'ghost' is installed; there are: greentech, logistics" in refusal("ghost", capsys)


def refusal(name: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what a check of a plugin that is not installed says."""
    with pytest.raises(SystemExit, check=lambda ended: ended.code == 1):
        main(["plugins", "check", name])
    return capsys.readouterr().err
