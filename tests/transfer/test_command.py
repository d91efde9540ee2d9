"""The commands, most of them as processes: what is shown, and going on after SIGKILL."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text

from marketplace.cli import cli

ROWS = 6_000


@pytest.fixture
def environ(database_url: str, tmp_path: Path) -> dict[str, str]:
    return {
        **os.environ,
        "MARKETPLACE_DATA_DIR": str(tmp_path / "data"),
        "MARKETPLACE_DATABASE_URL": database_url,
        "LC_ALL": "C.UTF-8",
    }


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "marketplace", *map(str, arguments)]


def call(environ: dict[str, str], *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        check=False,
        env=environ,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )


def count(database_url: str, query: str = "SELECT count(*) FROM listings") -> int:
    engine = create_engine(database_url)
    with engine.connect() as connection:
        number = int(connection.scalar(text(query)) or 0)
    engine.dispose()
    return number


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "many.jsonl"
    rows = (
        {"id": n, "name": f"Technology {n}", "abstract": f"It does thing number {n} well.", "x": 1} for n in range(ROWS)
    )
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


OPTIONS = ("--kind", "offer", "--source", "many", "--organisation", "Many Ltd", "--create-organisations", "--publish")


@pytest.mark.slow
def test_an_import_killed_in_the_middle_goes_on_where_it_was(
    environ: dict[str, str], database_url: str, file: Path
) -> None:
    process = subprocess.Popen(
        command("import", file, *OPTIONS, "--batch", 200),
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while count(database_url) < 1_000 and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    assert process.wait(10) == -signal.SIGKILL
    there = count(database_url)
    assert 0 < there < ROWS
    assert there % 200 == 0  # whole batches
    again = call(environ, "import", file, *OPTIONS)
    assert again.returncode == 0, again.stderr
    assert f"created {ROWS - there:,}, updated 0, unchanged {there:,}, rejected 0" in again.stdout
    assert count(database_url) == ROWS
    assert count(database_url, "SELECT count(DISTINCT source_id) FROM listings") == ROWS
    assert count(database_url, "SELECT count(*) FROM listing_revisions") == ROWS
    assert count(database_url, "SELECT count(*) FROM jobs WHERE name = 'index.listing'") == ROWS


def test_the_mapping_is_shown_with_examples_and_a_dry_run_writes_nothing(
    environ: dict[str, str], database_url: str, file: Path
) -> None:
    shown = call(environ, "import", file, *OPTIONS, "--dry-run", "--derive", "summary=first_sentences(abstract)")
    assert shown.returncode == 0, shown.stderr
    lines = shown.stdout.splitlines()
    assert any(
        "name" in line and "texts.en.title" in line and "guessed" in line and "Technology 0" in line for line in lines
    )
    assert any("x" in line and "NOT MAPPED" in line for line in lines)
    assert any("first_sentences(abstract)" in line and "derived" in line for line in lines)
    assert f"created {ROWS:,}" in shown.stdout
    assert count(database_url) == 0
    assert count(database_url, "SELECT count(*) FROM organisations") == 0


def test_what_a_file_says_does_not_steer_the_terminal(environ: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,title,\x1b[31mred\n1,\x1b]0;owned\x07Tug,x\n", "utf-8")
    shown = call(environ, "import", path, *OPTIONS, "--dry-run")
    assert "Tug" in shown.stdout
    assert "red" in shown.stdout
    assert not {"\x1b", "\x07"} & set(shown.stdout + shown.stderr)


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        ("", (), "empty"),
        ("id,title\n1,a\n", ("--kind", "offer"), "--source"),
        ("id,title\n1,a\n", ("--source", "x", "--map", "nothing=title"), "no column"),
        ("id,title\n1,a\n", ("--source", "x", "--encoding", "klingon"), "no encoding"),
    ],
)
def test_what_cannot_be_imported_is_one_line_and_exit_code_1(
    environ: dict[str, str], tmp_path: Path, content: str, options: tuple[str, ...], said: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content, "utf-8")
    failed = call(environ, "import", path, *options)
    assert failed.returncode == 1
    assert said in failed.stderr
    assert len(failed.stderr.strip().splitlines()) == 1


def test_rows_set_aside_are_exit_code_3(environ: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text("id,title\n1,One\n2," + "x" * 300 + "\n", "utf-8")
    for dry in ((), ("--dry-run",)):
        done = call(environ, "import", path, *OPTIONS, *dry)
        assert (done.returncode, done.stderr.count("Traceback")) == (3, 0)
        assert "rejected 1" in done.stdout


def test_an_export_is_imported_into_another_site(environ: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text("id,title,text\n1,One,First\n2,Two,Second\n", "utf-8")
    assert call(environ, "import", path, *OPTIONS, "--lang", "en").returncode == 0
    out = tmp_path / "out.csv"
    assert call(environ, "export", out).returncode == 0
    other = {
        **environ,
        "MARKETPLACE_DATA_DIR": str(tmp_path / "other"),
        "MARKETPLACE_DATABASE_URL": f"sqlite:///{tmp_path / 'other.sqlite3'}",
    }
    assert call(other, "init").returncode == 0
    refused = call(other, "import", out)
    assert refused.returncode == 3
    assert "--source NAME --id-column public_id" in refused.stdout
    done = call(other, "import", out, "--source", "them", "--id-column", "public_id", "--create-organisations")
    assert (done.returncode, "created 2" in done.stdout) == (0, True), done.stdout + done.stderr


def test_export_writes_a_file_that_import_takes_back(environ: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text("id,title,text\n1,=One,First\n2,Two,Second\n", "utf-8")
    assert call(environ, "import", path, *OPTIONS, "--lang", "en").returncode == 0
    for form in ("csv", "xlsx", "jsonl"):
        out = tmp_path / f"out.{form}"
        done = CliRunner(env=environ).invoke(cli, ["export", str(out)])
        assert (done.exit_code, "2 listings" in done.stdout) == (0, True), done.output
        back = CliRunner(env=environ).invoke(cli, ["import", str(out)])
        assert "unchanged 2, rejected 0" in back.stdout, back.output
