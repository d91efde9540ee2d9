"""The command line as an operator meets it: what it prints, and how it ends."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from marketplace import database
from marketplace.cli import COMMANDS, main
from marketplace.cli.context import progress
from marketplace.config import declared
from marketplace.jobs.models import DEAD
from tests.foundation.tiny import Tiny

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[Run]:
    """Run a command in a data folder of its own; get its exit code and what it printed on both streams."""
    monkeypatch.setenv("MARKETPLACE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    handlers = logging.getLogger().handlers[:]

    def run(*words: str, **environ: str) -> tuple[int, str, str]:
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            main(list(words))
        code = ended.value.code
        return (int(code or 0), *capsys.readouterr())

    yield run
    logging.getLogger().handlers[:] = handlers


def test_config_shows_every_setting_its_source_and_its_meaning(run: Run) -> None:
    code, out, _ = run("config", MARKETPLACE_PORT="8123")
    assert code == 0
    assert "port = 8123   [MARKETPLACE_PORT]\n    Port the web server listens on" in out
    assert "host = 127.0.0.1   [default]" in out
    assert all(f"{each.name} = " in out for each in declared())


def test_config_speaks_vietnamese_to_a_vietnamese_terminal(run: Run) -> None:
    assert "Cổng máy chủ web lắng nghe" in run("config", LC_ALL="vi_VN.UTF-8")[1]


def test_config_shows_no_secret(run: Run) -> None:
    secrets = {"MARKETPLACE_SECRET_KEY": "hush1 " * 6, "MARKETPLACE_DATABASE_URL": "postgresql://me:hush2@db/market"}
    _, out, _ = run("config", **secrets, MARKETPLACE_MAIL_URL="smtp://me:hush3@mail.example")
    assert "hush" not in out
    assert "postgresql+psycopg://me:***@db/market" in out


def test_a_wrong_setting_ends_any_command_with_one_line(run: Run) -> None:
    code, out, err = run("config", MARKETPLACE_PORT="eighty")
    assert (code, out) == (1, "")
    assert err == "marketplace: MARKETPLACE_PORT: 'eighty' is not a whole number\n"


def test_help_lists_every_command(run: Run) -> None:
    code, out, _ = run("--help")
    assert code == 0
    assert all(f"  {name} " in out for name in COMMANDS)


def test_an_unknown_command_is_refused(run: Run) -> None:
    code, _, err = run("fly")
    assert code == 2
    assert "No such command 'fly'" in err


def test_a_command_that_needs_the_database_says_what_to_do_first(run: Run) -> None:
    code, _, err = run("jobs", "list")
    assert code == 1
    assert err == "marketplace: the database is not up to date (core): run `marketplace init`\n"


def test_doctor_names_what_is_wrong_and_the_remedy(run: Run) -> None:
    code, out, _ = run("doctor")
    assert code == 1
    assert "wrong the database is not up to date: core\n      → marketplace init" in out
    code, out, _ = run("doctor", MARKETPLACE_DATABASE_URL="postgresql://nobody@127.0.0.1:1/x")
    assert code == 1
    assert "MARKETPLACE_DATABASE_URL: can't open" in out


def test_index_status_says_what_waits_while_the_cluster_is_away(run: Run) -> None:
    assert run("init")[0] == 0
    code, out, err = run("index", "status", MARKETPLACE_SEARCH_ENGINE="http://op:geheim@127.0.0.1:9")
    assert (code, out) == (1, "waiting   0 changes\n")
    assert "no answer from http://127.0.0.1:9" in err


def test_init_makes_a_site_that_the_doctor_finds_well(run: Run, database_url: str) -> None:
    assert run("init", MARKETPLACE_DATABASE_URL=database_url)[0] == 0
    code, out, err = run("doctor")
    assert code == 0, out + err
    assert "wrong" not in out


def test_dead_letters_are_listed_retried_and_dropped(run: Run, tiny: Tiny, database_url: str) -> None:
    with tiny.unit() as uow:
        for number in range(3):
            uow.enqueue("work of nobody", {"number": number})
        uow.session.connection().exec_driver_sql(
            f"UPDATE jobs SET state='{DEAD}', attempts=8, error='x\nBoom: it broke'"
        )
        uow.commit()
    code, out, _ = run("jobs", "list", "--state", "dead", MARKETPLACE_DATABASE_URL=database_url)
    assert code == 0
    assert "3  dead     work of nobody" in out
    assert out.count("Boom: it broke") == 3
    first = out.split("#")[1].split()[0]
    assert run("jobs", "drop", first)[1] == "1 dropped.\n"
    code, out, err = run("jobs", "drop", first)
    assert (code, out) == (1, "")
    assert "1 of these were not given up" in err
    assert run("jobs", "retry", "--all")[1] == "2 will be tried again.\n"
    assert run("jobs", "retry")[2] == "marketplace: name the jobs by their numbers, or say --all\n"
    assert "2  ready    work of nobody" in run("jobs", "list")[1]


def test_progress_is_plain_lines_when_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("rows") as report:
        report(1500, 3000)
        report(3000, 3000)
    err = capsys.readouterr().err
    assert err.startswith("rows: 3,000 of 3,000, ")
    assert "/s, done in" in err
    assert err.count("\n") == 1


def test_a_database_that_can_not_serve_is_one_line_and_no_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("init")[0] == 0
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    with sqlite3.connect(Path(os.environ["MARKETPLACE_DATA_DIR"]) / "marketplace.sqlite3") as busy:
        busy.execute("BEGIN IMMEDIATE")
        code, _, said = run("demo", MARKETPLACE_LOG_LEVEL="error")
    assert (code, said) == (1, "marketplace: the database can't serve now: database is locked\n")
