"""On PostgreSQL, an index answers each statement that a page or a worker sends often: none reads a whole table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, text

from marketplace.accounts.factories import make_user
from marketplace.db import db
from marketplace.discovery.reindex import driver
from marketplace.interests import service as interests
from marketplace.jobs import events, queue
from marketplace.listings import lifecycle
from marketplace.listings.factories import make_listing
from marketplace.organisations.factories import make_organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.conftest import Clock

GROWING = {"listings", "listing_texts", "listing_revisions", "attachments", "jobs", "domain_events", "stashed_forms",
           "interests", "interest_steps", "notifications", "desk_hands"}  # fmt: skip
PAGES = ("/", "/search", "/listings/{id}", "/organisations/{organisation}")
OWN = ("/my/listings", "/listings/{id}/history", "/listings/{id}/edit", "/organisations/{organisation}/members",
       "/interests", "/interests?box=sent", "/notifications")  # fmt: skip
DESK = ("/desk", "/desk?q=tau&owner=mine&overdue=1&sort=age", "/desk?status=archived", "/desk/export.csv?what=interest",
        "/desk/hand-over?row=listing:{id}:0")  # fmt: skip
Sent = list[tuple[str, Any]]


@contextmanager
def listening(engine: Engine) -> Iterator[Sent]:
    """Note each statement that is sent during the block, with its parameters."""
    sent: Sent = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            sent.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def read_whole(engine: Engine, sent: Sent) -> set[tuple[str, str]]:
    """Return the growing tables that some statement can't but read from end to end, with the statement."""
    with engine.connect() as connection:
        connection.execute(text("SET LOCAL enable_seqscan = off"))  # small tables are read whole for good reason
        plans = {
            statement: connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar()
            for statement, parameters in sent
        }
    return {(table, statement) for statement, (plan,) in plans.items() for table in scanned(plan["Plan"])} - {("", "")}


def scanned(plan: dict[str, Any]) -> set[str]:
    below = [scanned(each) for each in plan.get("Plans", ())]
    own = {plan["Relation Name"]} if plan["Node Type"] == "Seq Scan" else set()
    return (own & GROWING).union(*below)


@pytest.fixture
def engine(app: Flask, backend: str) -> Engine:
    if backend != "postgresql":
        pytest.skip("the plans are PostgreSQL's")
    with app.app_context():
        return db.engine


def test_no_page_reads_a_whole_table(app: Flask, engine: Engine, client: FlaskClient, clock: Clock) -> None:
    with app.app_context(), UnitOfWork(db.session(), clock, write=True) as uow:
        person = make_user(uow, roles=("broker",))
        organisation = make_organisation(uow, manager=person)
        ids = {"id": make_listing(uow, organisation).public_id, "organisation": organisation.public_id}
        who = {"_user_id": person.fs_uniquifier, "_fresh": True}
        uow.commit()
    driver.rebuild(app)
    member = app.test_client()
    with member.session_transaction() as session:
        session.update(who)
    with listening(engine) as sent:
        answers = {path: client.get(f"/vi{path.format(**ids)}").status_code for path in PAGES}
        answers |= {path: member.get(f"/vi{path.format(**ids)}").status_code for path in (*OWN, *DESK)}
    assert answers == dict.fromkeys(answers, 200)
    assert len(sent) > 20
    assert read_whole(engine, sent) == set()


def test_no_worker_reads_a_whole_table(app: Flask, engine: Engine, uow: UnitOfWork) -> None:
    market = app.extensions["marketplace"]
    names = list(market.jobs.handlers)
    with listening(engine) as sent:
        queue.next_name(uow.session, names, uow.now())
        queue.claim(uow.session, names[0], 10, uow.now(), 60)
        queue.any_silent(uow.session, uow.now())
        queue.recover(uow.session, uow.now())
        events.any_pending(uow)
        lifecycle.expire_due(Viewer.system(), uow, market)
        interests.lapse_due(Viewer.system(), uow, market)
    assert len(sent) >= 7
    assert read_whole(engine, sent) == set()
