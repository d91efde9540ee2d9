"""A site with the demonstration in it, loaded and indexed once for all tests that only look."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from marketplace import prepare
from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.db import db
from tests.conftest import Clock
from tests.support.databases import Databases


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep those who look at the same site in one process."""
    for item in items:
        if "stocked" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("demo"))


@pytest.fixture(scope="module")
def stocked(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on a database with the demonstration."""
    with databases.fresh() as url:
        folder = tmp_path_factory.mktemp("demo") / "data"
        app = create_app(Settings(data_dir=folder, database_url=url, secret_key="test " * 8), clock=Clock())
        app.testing = True
        assert prepare.demo(app)
        prepare.index(app)
        yield app
        with app.app_context():
            db.engine.dispose()
