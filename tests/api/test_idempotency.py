"""A POST with an idempotency key is carried out once, whatever happens to its answer."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from marketplace.api import idempotency
from marketplace.api.models import KeptAnswer
from marketplace.db import db
from marketplace.jobs.registry import JobContext
from marketplace.listings.factories import listing_data
from marketplace.uow import UnitOfWork
from tests.api.conftest import Script
from tests.conftest import Clock

Scripts = Callable[..., Script]
KEY = {"Idempotency-Key": "b2c7f1f0-nightly-17"}


def ids(script: Script) -> list[str]:
    """Return the ids of one's listings."""
    return [each["id"] for each in script("GET", "/my/listings?limit=100").json["items"]]


def test_sent_again_it_gets_the_first_answer_and_makes_nothing_new(script: Scripts) -> None:
    mine = script()
    first, again = (mine("POST", "/listings", json={"kind": "offer", "trl": 4}, headers=KEY) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.data == first.data
    for name in ("Location", "ETag", "Content-Language"):
        assert again.headers[name] == first.headers[name]
    assert (first.headers.get("Idempotency-Replayed"), again.headers["Idempotency-Replayed"]) == (None, "true")
    assert ids(mine) == [first.json["id"]]


def test_another_request_under_the_key_is_refused(script: Scripts) -> None:
    mine = script(locale="vi")
    made = mine("POST", "/listings", json={"kind": "offer"}, headers=KEY).json["id"]

    other = mine("POST", "/listings", json={"kind": "demand"}, headers=KEY)
    elsewhere = mine("POST", f"/listings/{made}/publish", headers=KEY)

    assert [other.status_code, elsewhere.status_code] == [422, 422]
    assert "24 giờ" in other.json["detail"]
    assert ids(mine) == [made]


def test_what_was_refused_may_be_mended_and_sent_again(script: Scripts) -> None:
    mine = script()
    public_id, _etag = mine.draft()
    path = f"/listings/{public_id}/publish"

    assert mine("POST", path, headers=KEY).status_code == 422
    mine("PATCH", f"/listings/{public_id}", json=listing_data(valid_until="2027-03-01"), headers={"If-Match": "*"})
    published, again = (mine("POST", path, headers=KEY) for _ in range(2))

    assert (published.json["status"], again.json["status"]) == ("published", "published")
    assert mine("POST", path).status_code == 403  # without the key it is carried out, and can't be


def test_a_key_is_its_owners_alone(script: Scripts, anyone: Script) -> None:
    mine, theirs = script(), script()
    made = [each("POST", "/listings", json={"kind": "offer"}, headers=KEY).json["id"] for each in (mine, theirs)]

    assert made[0] != made[1]
    assert anyone("POST", "/listings", json={"kind": "offer"}, headers=KEY).status_code == 401


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "x" * 201])
def test_a_key_that_is_none_is_refused(script: Scripts, key: str) -> None:
    assert script()("POST", "/listings", json={"kind": "offer"}, headers={"Idempotency-Key": key}).status_code == 400


def test_after_a_day_the_key_is_free_again(app: Flask, script: Scripts, clock: Clock) -> None:
    mine = script()
    mine("POST", "/listings", json={"kind": "offer"}, headers=KEY)
    clock.advance(hours=25)
    mine("POST", "/listings", json={"kind": "demand"}, headers=KEY)
    assert len(ids(mine)) == 2

    clock.advance(hours=25)
    with app.app_context(), UnitOfWork(db.session(), clock, write=True) as uow:
        idempotency.purge(JobContext(uow, app.extensions["marketplace"]), {})
        uow.commit()
        assert uow.session.scalar(select(func.count()).select_from(KeptAnswer)) == 0


def test_two_at_the_same_moment_make_one(app: Flask, script: Scripts) -> None:
    mine, answers, start = script(), [], threading.Barrier(4)

    def ask() -> None:
        one = Script(app, mine.headers["Authorization"].removeprefix("Bearer "))
        start.wait()
        answers.append(one("POST", "/listings", json={"kind": "offer"}, headers=KEY))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {each.status_code for each in answers} == {201}
    assert len({each.data for each in answers}) == 1
    assert len(ids(mine)) == 1


def test_a_change_whose_answer_fails_is_not_made(app: Flask, script: Scripts, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = script()

    def broken(*_arguments: object) -> None:
        raise RuntimeError("the process is about to die")

    with monkeypatch.context() as patched:
        patched.setattr(idempotency, "_keep", broken)
        assert mine("POST", "/listings", json={"kind": "offer"}, headers=KEY).status_code == 500

    assert ids(mine) == []
    assert mine("POST", "/listings", json={"kind": "offer"}, headers=KEY).status_code == 201
