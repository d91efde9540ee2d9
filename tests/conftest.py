"""Fixtures for every test. A test gets a database of its own, copied from one that the migrations built once.

`TEST_DATABASE_URL=postgresql://…` runs the same tests there; without it they run on SQLite.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.config import Settings
from marketplace.db import db
from marketplace.uow import UnitOfWork
from tests.support.databases import Databases

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)  # 10:00 in Hải Phòng


class Clock:
    """A clock that moves only when told to."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the time it stands at."""
        return self.now

    def advance(self, **delta: float) -> None:
        """Move on, e.g. `clock.advance(days=3)`."""
        self.now += timedelta(**delta)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """The maker of databases for this test process."""
    made = Databases(tmp_path_factory.mktemp("databases"))
    yield made
    made.close()


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """A migrated, empty database that only this test uses."""
    with databases.fresh() as url:
        yield url


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Settings with a data folder and a database of the test's own."""
    return Settings(data_dir=tmp_path / "data", database_url=database_url, secret_key="test " * 8, site_url="http://localhost")


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still at `NOW`."""
    return Clock()


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Iterator[Flask]:
    """The whole application. No context is pushed: a held one makes anonymous requests look signed in."""
    from marketplace.app import create_app

    app = create_app(settings, clock=clock)
    app.testing = True
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that nobody has signed in with."""
    return app.test_client()


@pytest.fixture
def uow(app: Flask, clock: Clock) -> Iterator[UnitOfWork]:
    """A unit of work on the app's database for tests of services. Don't mix it with `client` without committing."""
    with app.app_context(), UnitOfWork(db.session(), clock) as unit:
        yield unit
