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

SHAPE = """
SELECT md5(string_agg(line, ' ' ORDER BY line)) FROM (
    SELECT format('%s.%s %s %s %s', attrelid::regclass, attname, atttypid::regtype, attnotnull, attisdropped)
    FROM pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = 'public'::regnamespace AND attnum > 0
    UNION ALL SELECT conrelid::regclass || pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT version_num FROM alembic_version
    UNION ALL SELECT setconfig::text FROM pg_db_role_setting
    UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT extname FROM pg_extension) AS shape (line)
"""
OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
COUNTERS = "SELECT setval(seqrelid, seqstart, false) FROM pg_sequence"
LARGE = 4_000_000  # bytes: to empty it would cost more than to make another


class WashedDatabase:
    """A PostgreSQL database that is emptied instead of made anew: a copy costs 300 files and a third of a second."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._connection = prepare(create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)).connect()
        self._shape = self._one(SHAPE)
        self._tables = [name for (name,) in self._connection.exec_driver_sql(TABLES)]

    def wash(self) -> bool:
        """End who is connected and remove all rows; False if what is left is no longer a copy of the template."""
        run = self._connection.exec_driver_sql
        run(OTHERS)
        if self._one(SHAPE) != self._shape:
            return False
        questions = (
            f"SELECT '{name}', pg_relation_size('{name}') WHERE EXISTS (TABLE {name})" for name in self._tables
        )
        filled = dict(tuple(row) for row in run(" UNION ALL ".join(questions)))
        if sum(filled.values()) > LARGE:
            return False
        if filled:
            run("SET session_replication_role = replica")  # in any order, whatever refers to whatever
            for name in filled:
                run(f"DELETE FROM {name}")
            run(f"VACUUM {', '.join(filled)}")  # the next rows begin at the front again
            run(COUNTERS)
        return True

    def close(self) -> None:
        """Let go of it."""
        self._connection.close()

    def _one(self, question: str) -> object:
        return self._connection.exec_driver_sql(question).scalar()


class Databases:
    """Hands out fresh databases: on the PostgreSQL server given, or SQLite files in a folder."""

    def __init__(self, folder: Path, server: str = "") -> None:
        self.folder, self.server = folder, server
        self.stem = f"market_{os.getpid()}_{secrets.token_hex(3)}"
        self._numbers = itertools.count()
        self._template = ""
        self._administration: Connection | None = None
        self._washed: list[WashedDatabase] = []

    @contextmanager
    def fresh(self, *, empty: bool = False) -> Iterator[str]:
        """Yield the URL of a database of one's own, migrated unless it is to be `empty`; nothing of it is left."""
        template = "" if empty else self.template()
        if template and self.server:
            with self._lent(template) as url:
                yield url
            return
        url = self._create(template)
        try:
            yield url
        finally:
            self._drop(url)

    @contextmanager
    def _lent(self, template: str) -> Iterator[str]:
        """Yield a copy of the template that is emptied for the next one, where that suffices."""
        database = self._washed.pop() if self._washed else WashedDatabase(self._create(template))
        try:
            yield database.url
        finally:
            if database.wash():
                self._washed.append(database)
            else:
                database.close()
                self._drop(database.url)

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
        """Remove the template and the copies."""
        for database in self._washed:
            database.close()
            self._drop(database.url)
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
