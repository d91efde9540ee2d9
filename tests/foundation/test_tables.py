"""Rows as plain values: what one database gives, another takes, and the sums tell every difference."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from marketplace import migrate, tables
from marketplace.database import prepare
from tests.support.databases import Databases
from tests.support.filling import fill

ODD = sa.Table(
    "plugin_odd_things",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("price", sa.Numeric(12, 2)),
    sa.Column("share", sa.Float),
    sa.Column("picture", sa.LargeBinary),
    sa.Column("day", sa.Date),
    sa.Column("hour", sa.Time),
    sa.Column("moment", sa.DateTime(timezone=True)),
    sa.Column("key", sa.Uuid),
    sa.Column("yes", sa.Boolean),
    sa.Column("said", sa.Text),
    sa.Column("facts", sa.JSON().with_variant(JSONB, "postgresql")),
)
ROWS = [
    {
        "id": 1,
        "price": Decimal("1200.50"),
        "share": 0.1,
        "picture": b"\x00\xff",
        "day": date(2026, 11, 21),
        "hour": time(8, 30),
        "moment": datetime(2026, 11, 21, 3, 0, 0, 123456, tzinfo=UTC),
        "key": uuid.UUID(int=5),
        "yes": False,
        "said": 'đ "quoted"\n\u2028 \\',
        "facts": {"b": [1, 2.5, None], "a": "ơ"},
    },
    {"id": 7, **dict.fromkeys([column.name for column in ODD.columns][1:]), "facts": sa.null()},
    {"id": 8, **dict.fromkeys([column.name for column in ODD.columns][1:]), "facts": sa.JSON.NULL},
]


@pytest.fixture
def source(database_url: str) -> Iterator[Engine]:
    """A database with rows in every table of the core and in one of a plugin that uses every type."""
    engine = prepare(create_engine(database_url))
    fill(engine)
    ODD.create(engine)
    with engine.begin() as connection:
        for row in ROWS:
            connection.execute(ODD.insert().values(row))
    yield engine
    engine.dispose()


@pytest.fixture(params=["same", "sqlite"])
def target(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Engine]:
    """An empty database with the same tables: of the same kind, and SQLite."""
    maker = databases if request.param == "same" else Databases(tmp_path)
    with maker.fresh() as url:
        engine = prepare(create_engine(url))
        ODD.create(engine)
        yield engine
        engine.dispose()


def sums(engine: Engine) -> dict[str, tuple[int, str]]:
    with engine.connect() as connection:
        found = {table.name: tables.total(connection, table) for table in tables.find(connection)}
    return {name: (each.rows, each.hexdigest()) for name, each in found.items()}


def copy(source: Engine, target: Engine) -> None:
    with source.connect() as reading, target.begin() as writing:
        there = {table.name: table for table in tables.find(writing)}
        for table in tables.find(reading):
            for batch in tables.read(reading, table, size=2):
                tables.write(writing, there[table.name], batch)
        tables.advance_sequences(writing, there.values())


def test_a_copy_has_the_same_sums_and_every_difference_shows(source: Engine, target: Engine) -> None:
    copy(source, target)
    before = sums(source)
    assert sums(target) == before
    assert before["listings"][0] == 3
    with target.begin() as connection:
        connection.exec_driver_sql("UPDATE plugin_odd_things SET price = 1200.51 WHERE id = 1")
    assert {name for name, found in sums(target).items() if found != before[name]} == {"plugin_odd_things"}


def test_null_as_a_value_of_json_is_not_taken_for_no_value(source: Engine, target: Engine) -> None:
    copy(source, target)
    with target.connect() as connection:
        missing = connection.exec_driver_sql("SELECT id FROM plugin_odd_things WHERE facts IS NULL").scalars().all()
    assert missing == [7]


def test_keys_drawn_after_a_copy_are_new(source: Engine, target: Engine) -> None:
    copy(source, target)
    with target.begin() as connection:
        made = connection.execute(ODD.insert().values(said="next")).inserted_primary_key
    assert made[0] == 9


def test_tables_come_after_those_they_point_to_and_without_alembics_own(source: Engine) -> None:
    with source.connect() as connection:
        names = [table.name for table in tables.find(connection)]
    assert set(names) == {*migrate.models().tables, "plugin_odd_things"}
    assert names.index("users") < names.index("organisations") < names.index("listings") < names.index("attachments")


def test_a_type_that_has_no_plain_form_is_named() -> None:
    spots = sa.Table("plugin_maps_places", sa.MetaData(), sa.Column("spot", ARRAY(sa.Integer))).c.spot
    with pytest.raises(tables.Untransferable, match=r"plugin_maps_places\.spot"):
        tables.to_plain(spots.type, spots)
