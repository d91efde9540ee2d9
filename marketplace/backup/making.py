"""Make a backup while the site runs: every table as of one moment, then the uploads.

One transaction sees the same state throughout (PostgreSQL: REPEATABLE READ; SQLite: WAL's snapshot) and keeps nobody
from writing. Uploads are deleted a day after nothing refers to them any more (`attachments.forget_later`), so those
that the rows name are still there when their turn comes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, inspect, text

import marketplace
from marketplace import tables
from marketplace.backup.archive import CHUNK, Manifest, Writer, writing
from marketplace.config import Settings, declared
from marketplace.database import open_engine
from marketplace.migrate import CORE_TABLE, PLUGIN_PREFIX
from marketplace.storage import Storage

Report = Callable[[int, int | None], None]


def make(settings: Settings, storage: Storage, path: Path, now: datetime, report: Report) -> Manifest:
    """Write a backup to `path` and return what is in it. Raise BackupError, ConfigError."""
    with snapshot(settings) as connection, writing(path) as file, Writer(file) as archive:
        archive.add("settings.toml", without_secrets(settings).encode())
        found = tables.find(connection)
        facts: dict[str, Any] = {
            "marketplace": marketplace.__version__,
            "made": now.isoformat(timespec="seconds"),
            "database": connection.dialect.name,
            "revisions": revisions(connection),
            "rows": {},
        }
        for number, table in enumerate(found):
            facts["rows"][table.name] = add_table(archive, connection, table)
            report(number + 1, len(found))
        for number, key in enumerate(storage.keys()):
            add_file(archive, storage, key)
            report(len(found) + number + 1, None)
        return archive.finish(facts)


@contextmanager
def snapshot(settings: Settings) -> Iterator[Connection]:
    """Yield a connection that sees the database as of now, however long it takes, and can't change it."""
    engine = open_engine(settings.patient("marketplace backup"))
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield connection
            connection.rollback()
    finally:
        engine.dispose()


def add_table(archive: Writer, connection: Connection, table: Table) -> int:
    """Add a table and return how many rows it has."""
    number = 0
    with archive.entry(f"tables/{table.name}.jsonl") as entry:
        entry.write(line([column.name for column in table.columns]))
        for batch in tables.read(connection, table):
            entry.write(b"".join(map(line, batch)))
            number += len(batch)
    return number


def line(values: Any) -> bytes:
    """Return one line of JSON."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def add_file(archive: Writer, storage: Storage, key: str) -> None:
    """Add an upload; one that was deleted since the list was made is not missed by any row."""
    try:
        source = storage.open(key)
    except FileNotFoundError:
        return
    with source, archive.entry(f"files/{key}", pack=False) as entry:
        while chunk := source.read(CHUNK):
            entry.write(chunk)


def revisions(connection: Connection) -> dict[str, str]:
    """Return the revision that each line of migrations is at: "core", and plugins by their names."""
    found = {}
    for name in sorted(filter(tables.is_version_table, inspect(connection).get_table_names())):
        revision = connection.scalar(text(f"SELECT version_num FROM {name}"))  # noqa: S608 (a name of Alembic's)
        if revision:
            plugin = name.removeprefix(PLUGIN_PREFIX).removesuffix(f"_{CORE_TABLE}")
            found["core" if name == CORE_TABLE else plugin] = revision
    return found


def without_secrets(settings: Settings) -> str:
    """Return the settings as a file that MARKETPLACE_CONFIG could name; secret ones are only named."""
    lines = []
    for each in declared():
        value = getattr(settings, each.name)
        lines.append(f"# {each.name} is secret" if each.metadata["secret"] else f"{each.name} = {in_toml(value)}")
    return "\n".join(lines) + "\n"


def in_toml(value: Any) -> str:
    """Return a setting's value as TOML writes it."""
    if isinstance(value, tuple):
        return json.dumps(list(value), ensure_ascii=False)
    return json.dumps(value if isinstance(value, bool | int | float) else str(value), ensure_ascii=False)
