"""Fixtures for the foundation: an app so small that only the database, the jobs and the unit of work are in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from marketplace.config import Settings
from marketplace.db import db
from tests.conftest import Clock
from tests.foundation import tiny as tiny_app


@pytest.fixture
def tiny(settings: Settings, clock: Clock) -> Iterator[tiny_app.Tiny]:
    """A tiny app whose clock stands still."""
    made = tiny_app.make(settings, clock)
    yield made
    with made.app.app_context():
        db.engine.dispose()
