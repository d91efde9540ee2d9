"""Databases for tests: built once by the migrations, then copied for each test."""

from __future__ import annotations

import itertools
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from marketplace import migrate
from marketplace.config import Settings
from marketplace.database import open_engine, prepare


class Databases:
    """Hands out fresh databases: on the PostgreSQL server given, or SQLite files in a folder."""

    def __init__(self, folder: Path, server: str = "") -> None:
        self.folder, self.server = folder, server
        self.stem = f"market_{os.getpid()}_{secrets.token_hex(3)}"
        self._numbers = itertools.count()
        self._template = ""
        self._administration: Connection | None = None

    @contextmanager
    def fresh(self, *, empty: bool = False) -> Iterator[str]:
        """Yield the URL of a new database, migrated unless it is to be `empty`; it is gone afterwards."""
        template = "" if empty else self.template()
        url = self._create(template)
        try:
            yield url
        finally:
            self._drop(url)

    def template(self) -> str:
        """Return the URL of the migrated database that the others are copied from."""
        if not self._template:
            self._template = self._create("")
            engine = open_engine(Settings(database_url=self._template))
            migrate.upgrade(engine)
            if engine.dialect.name == "sqlite":
                with engine.connect() as connection:
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            engine.dispose()
        return self._template

    def close(self) -> None:
        """Remove the template."""
        if self._template:
            self._drop(self._template)
        if self._administration is not None:
            self._administration.close()

    def _create(self, template: str) -> str:
        name = f"{self.stem}_{next(self._numbers)}"
        if not self.server:
            path = self.folder / f"{name}.sqlite3"
            if template:
                shutil.copy(make_url(template).database or "", path)
            return f"sqlite:///{path}"
        source = f" TEMPLATE {make_url(template).database}" if template else ""
        self._administer(f"CREATE DATABASE {name}{source}")
        return make_url(self.server).set(database=name).render_as_string(hide_password=False)

    def _drop(self, url: str) -> None:
        name = make_url(url).database or ""
        if self.server:
            self._administer(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            return
        for suffix in ("", "-wal", "-shm"):
            Path(name + suffix).unlink(missing_ok=True)

    def _administer(self, statement: str) -> None:
        """Run a statement on one connection that is kept: two are needed for each of the thousands of tests."""
        if self._administration is None:
            engine = prepare(create_engine(self.server, isolation_level="AUTOCOMMIT", poolclass=NullPool))
            self._administration = engine.connect()
        self._administration.exec_driver_sql(statement)
