"""The move itself: copy every table in batches, then compare every row. The source is only read.

While it runs, writers to the source wait: what they wrote would be lost. A move that was killed is started again by
the same command, from the beginning: the target says that it is incomplete until all was compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import Connection, Engine, Table, inspect
from sqlalchemy.exc import DBAPIError

from marketplace import prepare, tables
from marketplace.config import Settings
from marketplace.config_values import normal_url
from marketplace.database import open_engine
from marketplace.move import target as target_checks
from marketplace.move.target import MoveRefused
from marketplace.tables import Row, Sum

Progress = Callable[[int, int], None]
SHOWN = 5  # rows named in a message


def move(settings: Settings, url: str, report: Progress) -> list[Sum]:
    """Copy the configured database to `url`, compare, and return the sums over each table, which both have.

    Raise MoveRefused, ConfigError for a database out of reach.
    """
    url = normal_url(url)
    target_checks.other(settings, url)
    branches, ours = prepare.branches(settings), settings.patient("marketplace move")
    with opened(ours) as source, opened(replace(ours, database_url=url)) as target:
        target_checks.current(source, branches)
        target_checks.prepare(target, branches)
        with reading(source) as old, target.connect().execution_options(write=True) as new:
            target_checks.claim(new)
            both = target_checks.pairs(old, new)
            new.commit()
            progress = Counted(report, 2 * sum(tables.count(old, here) for here, _there in both))
            sums = [copy(old, new, here, there, progress) for here, there in both]
            finish(new, [there for _here, there in both])
            for (here, there), read in zip(both, sums, strict=True):
                compare(old, new, here, there, read, progress)
            target_checks.release(new)
    return sums


class Counted:
    """Counts towards a known total and tells who wants to know."""

    def __init__(self, report: Progress, total: int) -> None:
        self.report, self.total, self.done = report, total, 0

    def add(self, number: int) -> None:
        """Note that so many more are done."""
        self.done += number
        self.report(self.done, self.total)


@contextmanager
def opened(settings: Settings) -> Iterator[Engine]:
    """Yield an engine that is closed afterwards."""
    engine = open_engine(settings)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def reading(source: Engine) -> Iterator[Connection]:
    """Yield a connection on which nothing changes: other writers wait (SQLite: BEGIN IMMEDIATE) until it is closed."""
    with source.connect().execution_options(write=True) as connection:
        if source.dialect.name == "postgresql":
            names = ", ".join(map(source.dialect.identifier_preparer.quote, sorted(inspect(source).get_table_names())))
            connection.exec_driver_sql(f"LOCK TABLE {names} IN SHARE MODE")
        yield connection
        connection.rollback()


def copy(source: Connection, target: Connection, ours: Table, theirs: Table, progress: Counted) -> Sum:
    """Copy a table's rows, ids included, a commit for each batch; return the sum over what was read."""
    read = Sum(ours)
    for batch in tables.read(source, ours):
        write(target, theirs, batch)
        target.commit()
        read.add(batch)
        progress.add(len(batch))
    return read


def write(target: Connection, table: Table, batch: Sequence[Row]) -> None:
    """Insert rows. Raise MoveRefused naming the first that the target does not take."""
    try:
        tables.write(target, table, batch)
    except DBAPIError as error:
        target.rollback()
        if len(batch) > 1:
            for row in batch:
                write(target, table, [row])
        cause = str(error.orig).strip().splitlines()[0]
        raise MoveRefused(f"the target does not take {table.name} {key_of(table, batch[0])}: {cause}") from error


def finish(target: Connection, theirs: Sequence[Table]) -> None:
    """Let PostgreSQL count on after the ids that were copied, and plan queries for tables that are full now."""
    tables.advance_sequences(target, theirs)
    if target.dialect.name == "postgresql":
        target.exec_driver_sql("ANALYZE")
    target.commit()


def compare(source: Connection, target: Connection, ours: Table, theirs: Table, read: Sum, progress: Counted) -> None:
    """Read a table back and compare it with what was read. Raise MoveRefused, naming rows, if anything differs."""
    written = Sum(theirs)
    for batch in tables.read(target, theirs):
        written.add(batch)
        progress.add(len(batch))
    if (written.rows, written.value) != (read.rows, read.value):
        rows = differing(source, target, ours, theirs)
        raise MoveRefused(f"{ours.name} differs in {len(rows):,} rows, first: {', '.join(sorted(rows)[:SHOWN])}")
    target.commit()


def differing(source: Connection, target: Connection, ours: Table, theirs: Table) -> set[str]:
    """Return the keys of rows that one side lacks or has otherwise."""
    left, right = (
        {(key_of(table, row), made.digest(row)) for batch in tables.read(side, table) for row in batch}
        for side, table, made in ((source, ours, Sum(ours)), (target, theirs, Sum(theirs)))
    )
    return {key for key, _digest in left ^ right}


def key_of(table: Table, row: Row) -> str:
    """Return a row's key for messages."""
    return "/".join(str(value) for column, value in zip(table.columns, row, strict=True) if column.primary_key)
