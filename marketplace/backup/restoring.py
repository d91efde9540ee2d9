"""Put a backup into an empty site. Nothing is touched before all sums are checked; the rows come in one transaction.

A restore that was killed leaves an empty database, and uploads that the same command finds there again.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

from sqlalchemy import Connection, Engine, Table, inspect, select
from sqlalchemy.exc import DBAPIError

from marketplace import migrate, tables
from marketplace.backup.archive import BackupError, Manifest, Reader
from marketplace.config import Settings, declared
from marketplace.migrate import Branch
from marketplace.storage import Storage
from marketplace.tables import Sum

Report = Callable[[int, int | None], None]
INDEX_TABLES = {"index_builds", "index_parts"}
BY_ITSELF = {"schedules"}  # filled by any worker that runs
OURS = {"data_dir", "host", "port"}  # settings that say where a site stands, not what it is


def restore(engine: Engine, branches: Sequence[Branch], storage: Storage, path: Path, report: Report) -> Manifest:
    """Restore a backup and bring its tables up to date; the index is the caller's to rebuild. Raise BackupError."""
    with Reader(path) as archive:
        archive.verify(report)
        wanted = chosen(archive.manifest, branches)
        require_empty(engine, storage, archive.manifest)
        restore_files(archive, storage, report)
        try:
            prepare(engine, branches, wanted)
            load(engine, archive, report)
            migrate.upgrade(engine, branches)
        except DBAPIError as error:
            raise BackupError(f"the database did not take it: {str(error.orig).strip().splitlines()[0]}") from error
        return archive.manifest


def chosen(manifest: Manifest, branches: Sequence[Branch]) -> list[tuple[Branch, str]]:
    """Return each line of migrations with its revision in the backup. Raise BackupError if the code lacks one."""
    known = {branch.name: branch for branch in branches}
    found = []
    for name, revision in manifest.revisions.items():
        if name not in known:
            raise BackupError(f"the backup has data of the plugin {name}: install and activate it first")
        if revision not in migrate.revisions(known[name]):
            newest = migrate.head(known[name])
            made = f"made by marketplace {manifest.marketplace}: its tables of {name} are of version {revision}"
            raise BackupError(f"the backup was {made}, this code knows them up to {newest}; install a newer version")
        found.append((known[name], revision))
    return found


def require_empty(engine: Engine, storage: Storage, manifest: Manifest) -> None:
    """Raise BackupError if there is anything that a restore would mix with."""
    with engine.connect() as connection:
        there = [table for table in tables.find(connection) if table.name not in INDEX_TABLES | BY_ITSELF]
        full = [table.name for table in there if connection.execute(select(table).limit(1)).first()]
    if full:
        raise BackupError(f"this site is not empty: there are rows in {', '.join(full[:5])}")
    if set(storage.keys()) - set(manifest.keys()):
        raise BackupError("this site is not empty: there are uploads that the backup does not have")


def prepare(engine: Engine, branches: Sequence[Branch], wanted: Sequence[tuple[Branch, str]]) -> None:
    """Make the tables as they were: of the backup's versions. The database has no rows, if tables at all."""
    there = set(inspect(engine).get_table_names())
    for branch in reversed(branches):
        if branch.version_table in there and migrate.current(engine, branch):
            migrate.downgrade(engine, branch, to="base")
    for branch, revision in sorted(wanted, key=lambda each: each[0].name != "core"):
        migrate.upgrade(engine, [branch], to=revision)


def load(engine: Engine, archive: Reader, report: Report) -> None:
    """Insert every row, read all of them back and compare, then commit."""
    done, total = 0, sum(archive.manifest.rows.values())
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")  # rows may point to later ones of their table
        there = {table.name: table for table in tables.find(connection)}
        if there.keys() != archive.manifest.rows.keys():
            raise BackupError(
                f"its tables are not ours: {', '.join(sorted(there.keys() ^ archive.manifest.rows.keys()))}"
            )
        for name, table in there.items():
            load_table(connection, archive, table)
            done += archive.manifest.rows[name]
            report(done, total)
        tables.advance_sequences(connection, there.values())


def load_table(connection: Connection, archive: Reader, table: Table) -> None:
    """Insert a table's rows and compare what the database then has. Raise BackupError."""
    given = Sum(table)
    for columns, rows in archive.rows(table.name, tables.BATCH):
        batch = in_order(table, columns, rows)
        tables.write(connection, table, batch)
        given.add(batch)
    held = tables.total(connection, table)
    if (held.rows, held.value) != (given.rows, given.value) or held.rows != archive.manifest.rows[table.name]:
        raise BackupError(f"the database does not hold what was put into {table.name}")


def in_order(table: Table, columns: list[str], rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return rows with their values in the order of the table's columns. Raise BackupError if those differ."""
    names = [column.name for column in table.columns]
    if names == columns:
        return rows
    if set(names) != set(columns):
        raise BackupError(f"the columns of {table.name} are not ours: {', '.join(sorted({*names} ^ {*columns}))}")
    places = [columns.index(name) for name in names]
    return [tuple(row[place] for place in places) for row in rows]


def restore_files(archive: Reader, storage: Storage, report: Report) -> None:
    """Put the uploads back. Raise BackupError."""
    keys = archive.manifest.keys()
    try:
        for number, key in enumerate(keys):
            with archive.file(key) as source:
                if storage.save(cast(BinaryIO, source)) != key:
                    raise BackupError(f"files/{key} does not hold what its name says")
            report(number + 1, len(keys))
    except OSError as error:
        raise BackupError(f"can't keep the uploads: {error.strerror or error}") from error


def forget_indexes(engine: Engine) -> None:
    """Drop the records of indexes that the backup's machine had, and what was still to be done to them."""
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        for table in reversed(tables.find(connection)):
            if table.name in INDEX_TABLES:
                connection.execute(table.delete())
            elif table.name == "jobs":
                connection.execute(table.delete().where(table.c.name.like("index.%")))


def differing_settings(path: Path, settings: Settings) -> list[str]:
    """Return the names of settings that are not here what they were where the backup was made; no secret ones."""
    with Reader(path) as archive, archive.careful():
        then = tomllib.loads(archive.zip.read("settings.toml").decode())
    known = [each.name for each in declared() if each.name in then and each.name not in OURS]
    return [name for name in known if then[name] != plain(getattr(settings, name))]


def plain(value: Any) -> Any:
    """Return a setting's value as TOML reads it."""
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, bool | int | float) else str(value)
