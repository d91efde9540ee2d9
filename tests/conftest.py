"""Fixtures for every test. A test gets a database of its own, copied from one that the migrations built once.

`pytest --databases=sqlite,postgresql` (as `make test` does) runs each test that touches the database on both.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from marketplace.accounts.factories import make_user, viewer_as
from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.db import db
from marketplace.listings.models import Listing
from marketplace.organisations.factories import make_organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.support import elastic, elastic_home, quicker, services
from tests.support.apps import signed_in
from tests.support.databases import Databases

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)  # 10:00 in Hải Phòng

# A busy machine is no fault; and where all must pass, the same commit gives the same answer each time.
hypothesis.settings.register_profile("here", deadline=None, derandomize=os.environ.get("REQUIRE_SERVICES") == "1")
hypothesis.settings.load_profile("here")

LONGEST = ("run", "browser", "elasticsearch")  # groups of tests, the first to begin first
NICE = 10
MISSING = pytest.StashKey[list[str]]()
TEMPLATES = quicker.Remembered()
quicker.remember_routes()
quicker.describe_when_asked()
quicker.hash_lightly()
quicker.remember_what_is_installed()


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


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--databases`."""
    parser.addoption("--databases", default="sqlite", help="sqlite, postgresql, or both by a comma")


def pytest_configure(config: pytest.Config) -> None:
    """Start what the whole run shares, once: xdist's workers find its address in the environment."""
    if hasattr(config, "workerinput"):
        return
    wanted = config.getoption("--databases").split(",")
    missing = []
    if "postgresql" in wanted and not (url := services.postgresql()):
        missing.append("PostgreSQL (tests ran on SQLite only)")
    elif "postgresql" in wanted:
        os.environ["TEST_POSTGRESQL"] = url
    if not services.chromium():
        missing.append("Chromium (browser tests were skipped)")
    if not (elastic_home.home() or os.environ.get("TEST_ELASTICSEARCH_URL")):
        missing.append("Elasticsearch (its tests were skipped; `make elasticsearch` fetches one)")
    if missing and os.environ.get("REQUIRE_SERVICES") == "1":
        raise pytest.UsageError(f"REQUIRE_SERVICES=1, but missing: {', '.join(missing)}")
    config.stash[MISSING] = missing


@pytest.hookimpl(trylast=True)  # others say first which group a test is of
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest groups, each on a process of its own; nothing is left for the end but short tests."""
    items.sort(key=lambda item: LONGEST.index(group_of(item)) if group_of(item) in LONGEST else len(LONGEST))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let other tests give way to those that measure how quickly whole sites answer while parts of them are killed."""
    if "PYTEST_XDIST_WORKER" in os.environ and group_of(item) != "run":
        os.nice(max(0, NICE - os.nice(0)))


def group_of(item: pytest.Item) -> str:
    """Return the group of tests that run one after another in one process, "" for none."""
    marker = item.get_closest_marker("xdist_group")
    return marker.args[0] if marker else ""


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say which services were missing."""
    for service in config.stash.get(MISSING, []):
        terminalreporter.write_line(f"missing: {service}")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that touches the database once on each kind asked for."""
    wanted = metafunc.config.getoption("--databases").split(",")
    if "backend" in metafunc.fixturenames and len(wanted) > 1:
        metafunc.parametrize("backend", [kind for kind in wanted if available(kind)], indirect=True, scope="session")


def available(kind: str) -> bool:
    """Tell whether this run has the kind of database."""
    return kind == "sqlite" or "TEST_POSTGRESQL" in os.environ


@pytest.fixture(autouse=True)
def logging_restored() -> Iterator[None]:
    """Logging as it was: a command sets it up for its process, which here is that of all tests."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    if structlog.is_configured():
        structlog.reset_defaults()


@pytest.fixture(scope="session")
def backend(request: pytest.FixtureRequest) -> str:
    """The kind of database: "sqlite" or "postgresql"."""
    return getattr(request, "param", request.config.getoption("--databases"))


@pytest.fixture(scope="session")
def databases(backend: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """The maker of databases for this test process."""
    server = os.environ["TEST_POSTGRESQL"] if backend == "postgresql" else ""
    made = Databases(tmp_path_factory.mktemp("databases"), server)
    yield made
    made.close()


@pytest.fixture(scope="session")
def elasticsearch() -> Iterator[elastic.Cluster]:
    """A genuine cluster of one node. Tests that use it belong to the xdist group "elasticsearch", which shares it."""
    with elastic.shared() as cluster:
        if cluster is None:
            pytest.skip("no Elasticsearch here")
        yield cluster


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """A migrated, empty database that only this test uses."""
    with databases.fresh() as url:
        yield url


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Settings with a data folder and a database of the test's own."""
    return Settings(
        data_dir=tmp_path / "data", database_url=database_url, secret_key="test " * 8, site_url="http://localhost"
    )


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still at `NOW`."""
    return Clock()


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Iterator[Flask]:
    """The whole application. No context is pushed: a held one makes anonymous requests look signed in."""
    app = create_app(settings, clock=clock)
    app.testing = True
    app.jinja_env.bytecode_cache = TEMPLATES
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


@pytest.fixture
def operator(uow: UnitOfWork) -> Viewer:
    """Who runs the site, with an account."""
    return viewer_as(uow, make_user(uow, roles=("operator",)))


@pytest.fixture
def broker(uow: UnitOfWork) -> Viewer:
    """Somebody of the broker desk, with an account."""
    return viewer_as(uow, make_user(uow, roles=("broker",)))


@pytest.fixture
def member(uow: UnitOfWork) -> Viewer:
    """A person who manages an organisation of their own."""
    user = make_user(uow)
    make_organisation(uow, manager=user)
    return viewer_as(uow, user)


@pytest.fixture
def stranger(uow: UnitOfWork) -> Viewer:
    """A person who belongs to another organisation."""
    user = make_user(uow)
    make_organisation(uow, manager=user)
    return viewer_as(uow, user)


@pytest.fixture
def write_meanwhile(app: Flask) -> Iterator[Callable[[], None]]:
    """Return a function by which another request changes all listings. It fails if it has to wait for them."""

    def write() -> None:
        with app.app_context(), UnitOfWork(db.session(), write=True) as uow:
            uow.session.execute(update(Listing).values(version=Listing.version))
            uow.commit()

    with ThreadPoolExecutor(1) as other:
        yield lambda: other.submit(write).result(timeout=5)


@pytest.fixture
def sign_in(app: Flask) -> Callable[..., FlaskClient]:
    """Return a function that makes a person with an organisation, and gives a browser they are signed in with."""

    def sign_in(*roles: str, organisation: bool = True, locale: str = "vi") -> FlaskClient:
        with app.app_context(), UnitOfWork(db.session(), app.extensions["marketplace"].clock, write=True) as uow:
            user = make_user(uow, roles=roles, locale=locale)
            if organisation:
                make_organisation(uow, manager=user)
            uow.commit()
            uniquifier = user.fs_uniquifier
        return signed_in(app, uniquifier)

    return sign_in
