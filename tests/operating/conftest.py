"""People's browsers, and a way to count what a page asks of the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from marketplace.db import db
from marketplace.uow import UnitOfWork
from tests.web.conftest import send

__all__ = ["send"]


@contextmanager
def work(app: Flask) -> Iterator[UnitOfWork]:
    """A unit of work that is committed at the end."""
    with app.app_context(), UnitOfWork(db.session(), app.extensions["marketplace"].clock, write=True) as uow:
        yield uow
        uow.commit()


def statements(app: Flask, client: FlaskClient, path: str) -> int:
    """Return how many statements a page sends."""
    with app.app_context():
        engine = db.engine
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    assert client.get(path).status_code == 200
    event.remove(engine, "before_cursor_execute", note)
    return len(sent)


@pytest.fixture
def boss(sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """The browser of who runs the site."""
    return sign_in("operator", organisation=False, locale="en")
