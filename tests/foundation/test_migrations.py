"""The migrations say what the models say, on an empty database and on one filled at any earlier version."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine, func, inspect, select

from marketplace import migrate
from marketplace.config import ConfigError, Settings
from marketplace.database import open_engine, prepare
from tests.support.databases import Databases
from tests.support.filling import fill

REVISIONS = migrate.revisions()


def test_a_database_built_by_migrations_has_no_difference_to_the_models(databases: Databases) -> None:
    with databases.fresh(empty=True) as url:
        engine = prepare(create_engine(url))
        assert migrate.current(engine) is None
        migrate.upgrade(engine)
        assert migrate.check(engine) == []
        assert migrate.current(engine) == migrate.head() == REVISIONS[-1]
        engine.dispose()


def test_upgrading_twice_changes_nothing(database_url: str) -> None:
    engine = prepare(create_engine(database_url))
    migrate.upgrade(engine)
    assert migrate.current(engine) == REVISIONS[-1]
    engine.dispose()


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_filled_database_of_each_version_is_upgraded_and_keeps_its_rows(databases: Databases, revision: str) -> None:
    with databases.fresh(empty=True) as url:
        engine = prepare(create_engine(url))
        migrate.upgrade(engine, to=revision)
        before = fill(engine)
        migrate.upgrade(engine)
        assert migrate.check(engine) == []
        after = MetaData()
        after.reflect(engine)
        with engine.connect() as connection:
            for table, number in before.items():
                if table in after.tables:
                    assert connection.scalar(select(func.count()).select_from(after.tables[table])) == number, table
        engine.dispose()


def test_every_revision_can_be_undone(databases: Databases) -> None:
    with databases.fresh(empty=True) as url:
        engine = prepare(create_engine(url))
        migrate.upgrade(engine)
        migrate.downgrade(engine, to="base")
        assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
        engine.dispose()


PLUGIN_REVISION = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "notes1", None

def upgrade():
    op.create_table("plugin_notes_entries", sa.Column("id", sa.Integer, primary_key=True))

def downgrade():
    op.drop_table("plugin_notes_entries")
"""


def test_a_plugins_tables_have_their_own_version_table_and_stay_until_purged(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "notes1_first.py").write_text(PLUGIN_REVISION)
    branch = migrate.plugin("notes", tmp_path)
    engine = prepare(create_engine(database_url))
    migrate.upgrade(engine, [migrate.core(), branch])
    assert (migrate.current(engine, branch), migrate.head(branch)) == ("notes1", "notes1")
    assert migrate.check(engine) == []
    (tmp_path / "notes1_first.py").unlink()  # the plugin is uninstalled
    migrate.upgrade(engine)
    assert inspect(engine).has_table("plugin_notes_entries")
    assert migrate.drop_plugin_tables(engine, "notes") == ["plugin_notes_alembic_version", "plugin_notes_entries"]
    assert not [table for table in inspect(engine).get_table_names() if table.startswith("plugin_")]
    engine.dispose()


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////nowhere/at/all.sqlite3",
        "postgresql://nobody@127.0.0.1:1/nothing",
        "postgresql://[",
        "sqlite:////etc/hostname",
    ],
)
def test_a_database_that_cant_be_opened_is_one_clear_line(url: str) -> None:
    with pytest.raises(ConfigError, match=r"^MARKETPLACE_DATABASE_URL: can't open [^\n]*$"):
        open_engine(Settings(database_url=url))


def test_a_password_is_not_printed_with_the_error() -> None:
    with pytest.raises(ConfigError) as caught:
        open_engine(Settings(database_url="postgresql://user:secret@127.0.0.1:1/nothing"))
    assert "secret" not in str(caught.value)
