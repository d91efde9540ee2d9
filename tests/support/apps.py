"""An application under test from outside: work that lasts, who is signed in, what is asked of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, event

from marketplace.db import db
from marketplace.uow import UnitOfWork


@contextmanager
def work(app: Flask) -> Iterator[UnitOfWork]:
    """A unit of work that is committed at the end."""
    with app.app_context(), UnitOfWork(db.session(), app.extensions["marketplace"].clock, write=True) as uow:
        yield uow
        uow.commit()


def signed_in(app: Flask, uniquifier: str) -> FlaskClient:
    """Return a browser in which the account with this `fs_uniquifier` has just signed in."""
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(_user_id=uniquifier, _fresh=True)
    return client


@contextmanager
def statements(on: Flask | Engine | Connection) -> Iterator[list[str]]:
    """Collect the SQL statements of a block, apart from the transactions' own."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            seen.append(statement)

    if isinstance(on, Flask):
        with on.app_context():
            on = db.engine
    event.listen(on, "before_cursor_execute", note)
    yield seen
    event.remove(on, "before_cursor_execute", note)


def cost(app: Flask, client: FlaskClient, path: str) -> int:
    """Return how many statements a page takes."""
    with statements(app) as seen:
        assert client.get(path).status_code == 200
    return len(seen)
