"""Bring a database to the shape the code needs: the core's migrations, and each plugin's apart."""

from __future__ import annotations

import importlib
import pkgutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, inspect, text
from sqlalchemy.exc import OperationalError

import marketplace
from marketplace.config import Settings
from marketplace.database import open_engine
from marketplace.db import Base
from marketplace.errors import MarketplaceError

CORE_TABLE = "alembic_version"
PLUGIN_PREFIX = "plugin_"
LOCK = 7021101  # PostgreSQL's advisory lock of who migrates
LOCK_WAIT = "2s"  # that a change of a table waits, and everybody behind it, before it steps back
PAUSES = (1, 2, 4, 8, 15)  # seconds between its tries
LOCKED = "55P03"  # SQLSTATE lock_not_available


class Blocked(MarketplaceError):
    """A migration did not get at a table because of somebody's long transaction."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A line of migrations: a folder of revisions and the table that says which of them a database has."""

    name: str
    versions: Path
    version_table: str


def environment() -> Path:
    """Return the folder with Alembic's env.py: beside the package in a checkout, inside it in a wheel."""
    package = Path(marketplace.__file__).parent
    inside = package / "migrations"
    return inside if inside.is_dir() else package.parent / "migrations"


def core() -> Branch:
    """Return the core's own migrations."""
    return Branch("core", environment() / "versions", CORE_TABLE)


def plugin(name: str, versions: Path) -> Branch:
    """Return the migrations of a plugin: removing its package later leaves the others' working."""
    return Branch(name, versions, f"{PLUGIN_PREFIX}{name}_alembic_version")


def config(branch: Branch, connection: Connection | None = None) -> Config:
    """Return Alembic's configuration for one branch, to run on `connection`."""
    made = Config()
    made.set_main_option("script_location", str(environment()).replace("%", "%%"))
    made.set_main_option("version_locations", str(branch.versions).replace("%", "%%"))
    made.set_main_option("path_separator", "newline")
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    made.attributes.update(connection=connection, branch=branch)
    return made


def upgrade(engine: Engine, branches: Iterable[Branch] | None = None, *, to: str = "head") -> None:
    """Apply what is missing. Two processes that start at once wait for each other.

    On PostgreSQL each revision is a transaction of its own, and one that does not get its lock at once is tried again:
    while it waits, everybody else waits behind it. Raise Blocked when it never gets it.
    """
    for branch in [core()] if branches is None else branches:
        for pause in (*PAUSES, None):
            try:
                with alone(engine) as connection:
                    command.upgrade(config(branch, connection), to)
                break
            except OperationalError as error:
                if getattr(error.orig, "sqlstate", "") != LOCKED:
                    raise
                if pause is None:
                    raise Blocked(f"{branch.name}: a table that changes was in use all the time; try later") from error
                time.sleep(pause)


def downgrade(engine: Engine, branch: Branch | None = None, *, to: str) -> None:
    """Undo a branch's revisions down to `to` ("base" for all)."""
    with alone(engine) as connection:
        command.downgrade(config(branch or core(), connection), to)


@contextmanager
def alone(engine: Engine) -> Iterator[Connection]:
    """Yield a connection on which nobody else migrates.

    Waiting for PostgreSQL's lock is asking again and again: a statement that waits would keep an index from being
    built CONCURRENTLY by the one who has it.
    """
    with writing(engine) as connection:
        if engine.dialect.name != "postgresql":
            with connection.begin():
                yield connection
            return
        while not connection.scalar(text(f"SELECT pg_try_advisory_lock({LOCK})")):
            connection.rollback()
            time.sleep(0.2)
        connection.exec_driver_sql(f"SET statement_timeout = 0; SET lock_timeout = '{LOCK_WAIT}'")
        connection.commit()
        try:
            yield connection
        finally:
            connection.rollback()
            connection.exec_driver_sql(
                f"RESET statement_timeout; RESET lock_timeout; SELECT pg_advisory_unlock({LOCK})"
            )
            connection.commit()


def writing(engine: Engine) -> Connection:
    """Return a connection whose transaction keeps other writers out from its start."""
    return engine.connect().execution_options(write=True)


def current(engine: Engine, branch: Branch | None = None) -> str | None:
    """Return the revision the database is at, or None for a database without one."""
    table = (branch or core()).version_table
    with engine.connect() as connection:
        return MigrationContext.configure(connection, opts={"version_table": table}).get_current_revision()


def head(branch: Branch | None = None) -> str | None:
    """Return the newest revision the code has."""
    return ScriptDirectory.from_config(config(branch or core())).get_current_head()


def revisions(branch: Branch | None = None) -> list[str]:
    """Return every revision, oldest first."""
    script = ScriptDirectory.from_config(config(branch or core()))
    return [each.revision for each in script.walk_revisions()][::-1]


def draft(message: str) -> Path:
    """Write a new core revision with what the models have and the migrations lack; read it before you commit it."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(Settings(data_dir=Path(folder), database_url=f"sqlite:///{folder}/draft.sqlite3"))
        upgrade(engine)
        number = f"{len(revisions()) + 1:04d}"
        with engine.connect() as connection:
            made = command.revision(config(core(), connection), message, autogenerate=True, rev_id=number)
        engine.dispose()
    assert isinstance(made, Script)
    return Path(made.path)


def check(engine: Engine) -> list[Any]:
    """Return the differences between the database and the core's models; none means that the migrations are right."""
    with engine.connect() as connection:
        options = {"compare_type": True, "include_name": core_only, "target_metadata": models()}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), models()))


def models() -> MetaData:
    """Return the core's tables, after importing every `marketplace.<domain>.models`."""
    for domain in pkgutil.iter_modules(marketplace.__path__, "marketplace."):
        if domain.ispkg and (Path(domain.module_finder.path) / domain.name.split(".")[1] / "models.py").exists():  # type: ignore[union-attr]
            importlib.import_module(f"{domain.name}.models")
    return Base.metadata


def core_only(name: str | None, kind: str, parents: Any) -> bool:
    """Tell Alembic to leave plugins' tables alone."""
    return kind != "table" or not (name or "").startswith(PLUGIN_PREFIX)


def plugin_tables(engine: Engine, name: str) -> list[str]:
    """Return the names of a plugin's tables, its version table included.

    Those of a plugin whose longer name begins alike ("wind", "wind_farm") are left out: its version table tells.
    """
    tables, ours = inspect(engine).get_table_names(), f"{PLUGIN_PREFIX}{name}_"
    versions = [table.removesuffix("alembic_version") for table in tables if table.endswith("_alembic_version")]
    others = tuple(prefix for prefix in versions if prefix.startswith(ours) and prefix != ours)
    return sorted(table for table in tables if table.startswith(ours) and not table.startswith(others))


def drop_plugin_tables(engine: Engine, name: str) -> list[str]:
    """Drop everything a plugin keeps in the database and return the tables' names. There is no way back."""
    metadata = MetaData()
    tables = plugin_tables(engine, name)
    metadata.reflect(engine, only=tables)
    metadata.drop_all(engine, [metadata.tables[table] for table in tables])
    return tables


def outdated(engine: Engine, branches: Iterable[Branch]) -> list[str]:
    """Return the names of branches that the database is behind in."""
    return [branch.name for branch in branches if current(engine, branch) != head(branch)]
