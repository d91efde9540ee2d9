"""`marketplace move`: every row arrives in the other database, or the command says which does not."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, exc, insert, inspect, select, text, update

from marketplace import cli, migrate, tables
from marketplace.accounts.models import User
from marketplace.config import Settings
from marketplace.database import prepare
from marketplace.move import run
from marketplace.move.target import MARKER, MoveRefused
from tests.foundation.test_tables import ODD, ROWS
from tests.foundation.test_worker_processes import FORK
from tests.support.databases import Databases
from tests.support.filling import fill


def engine_of(url: str) -> Engine:
    return prepare(create_engine(url))


def nothing(done: int, total: int) -> None:
    """Report progress to nobody."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Settings]:
    """A site on SQLite with rows in every table, and in a plugin's that uses every type."""
    settings = Settings(data_dir=tmp_path, secret_key="test " * 8)
    engine = engine_of(settings.database_url)
    migrate.upgrade(engine)
    fill(engine)
    ODD.create(engine)
    with engine.begin() as connection:
        for row in ROWS:
            connection.execute(ODD.insert().values(row))
    yield settings
    engine.dispose()


@pytest.fixture
def target(databases: Databases) -> Iterator[str]:
    """An empty database of the kind under test, with that plugin's table."""
    with databases.fresh() as url:
        engine = engine_of(url)
        ODD.create(engine)
        engine.dispose()
        yield url


def sums(url: str) -> dict[str, tuple[int, str]]:
    engine = engine_of(url)
    with engine.connect() as connection:
        found = {table.name: tables.total(connection, table) for table in tables.find(connection)}
    engine.dispose()
    return {name: (each.rows, each.hexdigest()) for name, each in found.items()}


def change(url: str, statement: Any) -> None:
    engine = engine_of(url)
    with engine.begin() as connection:
        connection.execute(text(statement) if isinstance(statement, str) else statement)
    engine.dispose()


def test_every_row_arrives_with_its_id_and_the_source_stays_as_it_was(site: Settings, target: str) -> None:
    before = sums(site.database_url)
    steps: list[tuple[int, int]] = []
    moved = run.move(site, target, lambda done, total: steps.append((done, total)))
    assert {each.table.name: (each.rows, each.hexdigest()) for each in moved} == before
    assert sums(target) == before == sums(site.database_url)
    assert steps[-1] == (2 * sum(rows for rows, _sum in before.values()),) * 2
    change(target, insert(User).values(email="next@example.org", fs_uniquifier="next"))
    engine = engine_of(target)
    with engine.connect() as connection:
        assert connection.scalar(select(User.id).where(User.email == "next@example.org")) == 4
    assert migrate.check(engine) == []
    engine.dispose()


def test_and_back_again(site: Settings, target: str, tmp_path: Path) -> None:
    run.move(site, target, nothing)
    back = f"sqlite:///{tmp_path}/back.sqlite3"
    engine = engine_of(back)
    migrate.upgrade(engine)
    ODD.create(engine)
    engine.dispose()
    run.move(replace(site, database_url=target), back, nothing)
    assert sums(back) == sums(site.database_url)


def test_a_database_without_tables_gets_them(databases: Databases, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, secret_key="test " * 8)
    engine = engine_of(settings.database_url)
    migrate.upgrade(engine)
    engine.dispose()
    with databases.fresh(empty=True) as url:
        run.move(settings, url, nothing)
        assert sums(url) == sums(settings.database_url)


def test_a_target_with_rows_is_refused_and_left_alone(site: Settings, target: str) -> None:
    change(target, insert(User).values(email="a@example.org", fs_uniquifier="x"))
    before = sums(target)
    with pytest.raises(MoveRefused, match="the target is not empty: there are rows in users"):
        run.move(site, target, nothing)
    assert sums(target) == before


def test_a_target_of_another_version_is_refused(site: Settings, target: str) -> None:
    change(target, "UPDATE alembic_version SET version_num = '0002'")
    with pytest.raises(MoveRefused, match=r"the target's tables of core are of version 0002, not \d+"):
        run.move(site, target, nothing)


def test_a_source_that_is_behind_or_has_an_absent_plugins_tables_is_refused(site: Settings, target: str) -> None:
    change(site.database_url, "CREATE TABLE plugin_gone_alembic_version (version_num TEXT)")
    with pytest.raises(MoveRefused, match="plugins that are not active: gone"):
        run.move(site, target, nothing)
    change(site.database_url, "UPDATE alembic_version SET version_num = '0002'")
    with pytest.raises(MoveRefused, match="not up to date"):
        run.move(site, target, nothing)


def test_tables_that_differ_are_refused(site: Settings, target: str) -> None:
    change(target, "ALTER TABLE plugin_odd_things ADD COLUMN more INTEGER")
    with pytest.raises(MoveRefused, match="the table plugin_odd_things is not the same in both"):
        run.move(site, target, nothing)


def test_a_move_onto_itself_is_refused(site: Settings) -> None:
    with pytest.raises(MoveRefused, match="that is the database in use now"):
        run.move(site, site.database_url, nothing)


def die_at(settings: Settings, url: str, step: int) -> None:
    """Move, and be killed after so many rows."""
    run.move(settings, url, lambda done, _total: os.kill(os.getpid(), signal.SIGKILL) if done >= step else None)


@pytest.mark.parametrize("step", [1, 20, 60, 90])
def test_a_move_that_was_killed_is_made_anew_by_the_same_command(site: Settings, target: str, step: int) -> None:
    process = FORK.Process(target=die_at, args=(site, target, step))
    process.start()
    process.join(30)
    assert process.exitcode == -signal.SIGKILL
    engine = engine_of(target)
    assert inspect(engine).has_table(MARKER.name)
    engine.dispose()
    run.move(site, target, nothing)
    assert sums(target) == sums(site.database_url)


def test_a_row_that_arrived_otherwise_is_named(site: Settings, target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "finish", lambda new, _: new.execute(update(User).where(User.id == 2).values(name="?")))
    with pytest.raises(MoveRefused, match="users differs in 1 rows, first: 2"):
        run.move(site, target, nothing)


def test_a_row_that_the_target_does_not_take_is_named(site: Settings, target: str) -> None:
    if target.startswith("sqlite"):
        pytest.skip("SQLite takes any length")
    change(site.database_url, update(User).where(User.id == 3).values(name="x" * 200))
    with pytest.raises(MoveRefused, match=r"the target does not take users 3: value too long"):
        run.move(site, target, nothing)


def test_nobody_writes_to_the_source_while_it_is_moved(site: Settings, target: str) -> None:
    hasty = create_engine(site.database_url, connect_args={"timeout": 0})

    def try_to_write(done: int, total: int) -> None:
        with pytest.raises(exc.OperationalError, match="locked"), hasty.begin() as connection:
            connection.execute(update(User).values(name="late"))

    run.move(site, target, try_to_write)
    hasty.dispose()


def test_the_command_says_what_was_moved_and_what_is_left_to_do(
    site: Settings, databases: Databases, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    change(site.database_url, "DROP TABLE plugin_odd_things")
    (site.data_dir / "files" / "ab").mkdir(parents=True)
    (site.data_dir / "files" / "ab" / ("ab" * 32)).write_bytes(b"x" * 100_000)
    monkeypatch.setenv("MARKETPLACE_DATA_DIR", str(site.data_dir))
    with databases.fresh(empty=True) as url, pytest.raises(SystemExit) as ended:
        cli.main(["move", url])
    said = capsys.readouterr().out
    assert ended.value.code in (None, 0), said
    assert "rows are the same in both" in said
    assert "1 uploads (0.1 MB)" in said
    assert "MARKETPLACE_DATABASE_URL" in said
