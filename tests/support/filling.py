"""Fill a database of any version, knowing nothing but its tables: rows that its types and foreign keys allow."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Engine, Integer, MetaData, Numeric, Table, inspect

ROWS = 3


def fill(engine: Engine) -> dict[str, int]:
    """Put a few rows into every table; return how many each has."""
    metadata = MetaData()
    metadata.reflect(engine)
    tables = [table for table in metadata.sorted_tables if table.name != "alembic_version"]
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        for table in tables:
            connection.execute(table.insert(), [row(table, number) for number in range(1, ROWS + 1)])
        if engine.dialect.name == "postgresql":
            for table in tables:
                advance_sequence(connection, table)
    return {table.name: ROWS for table in tables}


def row(table: Table, number: int) -> dict[str, Any]:
    """Return values for every column; row n refers to row n of other tables."""
    return {column.name: value(column, number) for column in table.columns if not refers_to_itself(column)}


def refers_to_itself(column: Column[Any]) -> bool:
    """Tell whether a column points into its own table: those stay empty."""
    return any(key.column.table is column.table for key in column.foreign_keys)


def value(column: Column[Any], number: int) -> Any:
    """Return something the column's type allows, different in each row."""
    kind = column.type
    if isinstance(kind, Boolean):
        return number % 2 == 0
    if isinstance(kind, DateTime):
        return datetime(2026, 1, number, 12, tzinfo=UTC)
    if isinstance(kind, Date):
        return date(2026, 1, number)
    if isinstance(kind, Integer | Numeric):
        return number
    if isinstance(kind, JSON):
        return {"number": number}
    return str(number)[: getattr(kind, "length", None) or 80]


def advance_sequence(connection: Any, table: Table) -> None:
    """Tell PostgreSQL's counter of the key about the rows whose keys were given."""
    (column,) = [key.name for key in table.primary_key][:1]
    if inspect(connection).get_columns(table.name)[0]["autoincrement"]:
        connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column}'), {ROWS})")
