"""Bring a database to the shape the code needs: the core's migrations, and each plugin's with a version table of its own."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, inspect

import marketplace
from marketplace.db import Base

CORE_TABLE = "alembic_version"
PLUGIN_PREFIX = "plugin_"


@dataclass(frozen=True, slots=True)
class Branch:
    """A line of migrations: a folder of revisions and the table that says which of them a database has."""

    name: str
    versions: Path
    version_table: str


def environment() -> Path:
    """Return the folder with Alembic's env.py: beside the package in a checkout, inside it when installed from a wheel."""
    package = Path(marketplace.__file__).parent
    inside = package / "migrations"
    return inside if inside.is_dir() else package.parent / "migrations"


def core() -> Branch:
    """Return the core's own migrations."""
    return Branch("core", environment() / "versions", CORE_TABLE)


def plugin(name: str, versions: Path) -> Branch:
    """Return the migrations of a plugin; removing its package later leaves the core's and the others' working."""
    return Branch(name, versions, f"{PLUGIN_PREFIX}{name}_alembic_version")


def config(branch: Branch, connection: Connection | None = None) -> Config:
    """Return Alembic's configuration for one branch, to run on `connection`."""
    made = Config()
    made.set_main_option("script_location", str(environment()).replace("%", "%%"))
    made.set_main_option("version_locations", str(branch.versions).replace("%", "%%"))
    made.set_main_option("path_separator", "newline")
    made.attributes.update(connection=connection, branch=branch)
    return made


def upgrade(engine: Engine, branches: Iterable[Branch] | None = None, *, to: str = "head") -> None:
    """Apply what is missing, each branch in one transaction. Two processes that start at once wait for each other."""
    for branch in branches or [core()]:
        with writing(engine) as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7021101)")
            command.upgrade(config(branch, connection), to)


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


def check(engine: Engine) -> list[Any]:
    """Return the differences between the database and the core's models; none means that migrations say what models say."""
    with engine.connect() as connection:
        options = {"compare_type": True, "include_name": core_only, "target_metadata": models()}
        return compare_metadata(MigrationContext.configure(connection, opts=options), models())


def models() -> MetaData:
    """Return the core's tables, after importing every `marketplace.<domain>.models`."""
    for domain in pkgutil.iter_modules(marketplace.__path__, "marketplace."):
        if domain.ispkg and (Path(domain.module_finder.path) / domain.name.split(".")[1] / "models.py").exists():  # type: ignore[union-attr]
            importlib.import_module(f"{domain.name}.models")
    return Base.metadata


def core_only(name: str | None, kind: str, parents: Any) -> bool:
    """Tell Alembic to leave plugins' tables alone."""
    return kind != "table" or not (name or "").startswith(PLUGIN_PREFIX)


def drop_plugin_tables(engine: Engine, name: str) -> list[str]:
    """Drop everything a plugin keeps in the database and return the tables' names. There is no way back."""
    metadata = MetaData()
    tables = [table for table in inspect(engine).get_table_names() if table.startswith(f"{PLUGIN_PREFIX}{name}_")]
    metadata.reflect(engine, only=tables)
    metadata.drop_all(engine, [metadata.tables[table] for table in tables])
    return tables
