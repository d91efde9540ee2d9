"""Every table of a site, the core's and the plugins', row by row and alike whichever database keeps it.

A row is a tuple of plain values (None, bool, int, float, str) that mean the same on SQLite and on PostgreSQL, so that
it can be copied, kept in a file and compared. The tables are those that the database has: data of a plugin that is not
installed now belongs to the site, too.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    Time,
    Uuid,
    cast,
    event,
    func,
    select,
    text,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from marketplace.errors import MarketplaceError
from marketplace.migrate import CORE_TABLE

Row = tuple[Any, ...]
Convert = Callable[[Any], Any]
BATCH = 1_000  # rows read or written at once
MODULUS = 2**256


class Untransferable(MarketplaceError):
    """A column has a type that can't be kept in a plain row."""


class JsonText(TypeDecorator[str]):
    """JSON as the text that is stored, so that null as a value is not taken for no value. For PostgreSQL."""

    impl = Text
    cache_ok = True

    def column_expression(self, column: Any) -> Any:
        """Read it as text."""
        return cast(column, Text)

    def bind_expression(self, bindparam: Any) -> Any:
        """Write text as JSON."""
        return cast(bindparam, JSON)


class SqliteJsonText(TypeDecorator[str]):
    """The same for SQLite, which keeps JSON as text anyway."""

    impl = Text
    cache_ok = True


JSON_TYPES = (JsonText, SqliteJsonText)


def is_version_table(name: str) -> bool:
    """Tell whether Alembic keeps its place in this table."""
    return name == CORE_TABLE or name.endswith(f"_{CORE_TABLE}")


def find(connection: Connection) -> list[Table]:
    """Return all tables with data, each after those that its foreign keys point to. Version tables are left out."""
    json_type = JsonText if connection.dialect.name == "postgresql" else SqliteJsonText

    def keep_text(_inspector: Any, _table: Any, column: Any) -> None:
        if isinstance(column["type"], JSON):
            column["type"] = json_type()

    metadata = MetaData()
    event.listen(metadata, "column_reflect", keep_text)
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if not is_version_table(table.name)]


def count(connection: Connection, table: Table) -> int:
    """Return how many rows a table has."""
    return connection.scalar(select(func.count()).select_from(table)) or 0


def read(connection: Connection, table: Table, size: int = BATCH) -> Iterator[list[Row]]:
    """Yield all rows in batches, by rising primary key; the whole table is never in memory."""
    converts = [to_plain(column.type, column) for column in table.columns]
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=size)
    with connection.execute(query) as result:
        for batch in result.partitions():
            yield [plain(converts, row) for row in batch]


def write(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert plain rows whose values stand in the order of the table's columns."""
    columns = [(column.name, from_plain(column.type)) for column in table.columns]
    named = [
        {name: None if value is None else convert(value) for (name, convert), value in zip(columns, row, strict=True)}
        for row in rows
    ]
    if named:
        connection.execute(table.insert(), named)


def plain(converts: Sequence[Convert], row: Sequence[Any]) -> Row:
    """Return a row of the database as plain values."""
    return tuple(None if value is None else convert(value) for convert, value in zip(converts, row, strict=True))


def same(value: Any) -> Any:
    """Return what is plain already."""
    return value


def in_utc(moment: datetime) -> str:
    """Return a time in UTC without a zone: SQLite keeps none, and all that the site stores is UTC."""
    return (moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment).isoformat(sep=" ")


def to_plain(kind: TypeEngine[Any], column: Column[Any]) -> Convert:
    """Return what makes a column's values plain. Raise Untransferable for a type that is not known here."""
    known: tuple[tuple[Any, Convert], ...] = (
        ((*JSON_TYPES, String, Integer, Float, Boolean), same),
        (DateTime, in_utc),
        ((Date, Time), lambda value: value.isoformat()),
        (Numeric, str),
        (Uuid, lambda value: value.hex),  # as SQLite keeps it
        (LargeBinary, lambda value: base64.b64encode(value).decode("ascii")),
    )
    for kinds, convert in known:
        if isinstance(kind, kinds):
            return convert
    raise Untransferable(f"{column.table.name}.{column.name}: values of type {kind!r} can't be copied")


def from_plain(kind: TypeEngine[Any]) -> Convert:
    """Return what turns plain values back into those that a column of this type takes."""
    if isinstance(kind, DateTime):
        zone = UTC if kind.timezone else None
        return lambda value: datetime.fromisoformat(value).replace(tzinfo=zone)
    makers: tuple[tuple[Any, Convert], ...] = (
        (Date, date.fromisoformat),
        (Time, time.fromisoformat),
        (Float, same),  # before Numeric, whose subclass it is
        (Numeric, Decimal),
        (LargeBinary, base64.b64decode),
        (Uuid, UUID),
    )
    return next((make for kinds, make in makers if isinstance(kind, kinds)), same)


@dataclass
class Sum:
    """What a table holds as one number, whatever the order of its rows: the sum of their SHA-256, and how many."""

    table: Table
    rows: int = 0
    value: int = field(default=0, repr=False)

    def __post_init__(self) -> None:
        """Find the columns whose text may be spelt in several ways."""
        self._json = [n for n, column in enumerate(self.table.columns) if isinstance(column.type, JSON_TYPES)]

    def add(self, rows: Iterable[Row]) -> None:
        """Count rows in."""
        for row in rows:
            self.rows += 1
            self.value = (self.value + int.from_bytes(self.digest(row), "big")) % MODULUS

    def digest(self, row: Row) -> bytes:
        """Return the SHA-256 of one row; JSON counts by its meaning (PostgreSQL's jsonb keeps no spelling)."""
        values = list(row)
        for place in self._json:
            if values[place] is not None:
                values[place] = json.loads(values[place])
        written = json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        return hashlib.sha256(written.encode()).digest()

    def hexdigest(self) -> str:
        """Return the sum as 64 digits."""
        return f"{self.value:064x}"


def total(connection: Connection, table: Table) -> Sum:
    """Return the sum over a whole table."""
    made = Sum(table)
    for batch in read(connection, table):
        made.add(batch)
    return made


def advance_sequences(connection: Connection, tables: Iterable[Table]) -> None:
    """Tell PostgreSQL's counters about keys that were given, not drawn; SQLite finds the highest key by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        for column in table.primary_key.columns:
            if not isinstance(column.type, Integer):
                continue
            highest = connection.scalar(select(func.max(column)))
            named = {"name": connection.dialect.identifier_preparer.format_table(table), "column": column.name}
            if highest and (
                sequence := connection.scalar(text("SELECT pg_get_serial_sequence(:name, :column)"), named)
            ):
                connection.execute(
                    text("SELECT setval(:sequence, :highest)"), {"sequence": sequence, "highest": highest}
                )
