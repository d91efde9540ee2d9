from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic, sleep

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.db import db
from marketplace.errors import Invalid
from marketplace.listings import stash
from marketplace.listings.models import StashedForm
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.conftest import Clock

NOBODY = Viewer.anonymous()
FORM = "listing:new:offer"


def test_a_visitors_form_is_found_again_by_the_token_even_after_signing_in(uow: UnitOfWork, owner: Viewer) -> None:
    token = stash.new_token()
    stash.save(NOBODY, uow, token, FORM, "/listings/new/offer", {"title": "Tàu"})
    stash.save(NOBODY, uow, token, FORM, "/listings/new/offer", {"title": "Tàu lai"})
    for viewer in (NOBODY, owner):
        found = stash.load(viewer, uow, token, FORM)
        assert found is not None
        assert (found.data, found.path) == ({"title": "Tàu lai"}, "/listings/new/offer")
    assert stash.load(NOBODY, uow, stash.new_token(), FORM) is None
    assert stash.load(NOBODY, uow, token, "listing:new:demand") is None


def test_a_persons_form_is_found_on_another_device_and_by_nobody_else(
    uow: UnitOfWork, owner: Viewer, stranger: Viewer
) -> None:
    token = stash.new_token()
    stash.save(owner, uow, token, FORM, "/x", {"title": "mine"})
    assert stash.load(owner, uow, "another device", FORM).data == {"title": "mine"}  # type: ignore[union-attr]
    assert stash.load(stranger, uow, token, FORM) is None
    assert stash.load(NOBODY, uow, token, FORM) is None
    stash.save(stranger, uow, token, FORM, "/x", {"title": "theirs"})
    assert stash.load(owner, uow, token, FORM).data == {"title": "mine"}  # type: ignore[union-attr]


def test_a_form_goes_when_it_is_saved_for_good_or_has_expired(uow: UnitOfWork, owner: Viewer, clock: Clock) -> None:
    token = stash.new_token()
    stash.save(owner, uow, token, FORM, "/x", {})
    stash.drop(owner, uow, token, FORM)
    assert stash.load(owner, uow, token, FORM) is None
    stash.save(owner, uow, token, FORM, "/x", {})
    clock.advance(days=30)
    assert stash.load(owner, uow, token, FORM) is None
    assert stash.purge(uow) == 1


def test_an_absurdly_large_form_is_refused(uow: UnitOfWork) -> None:
    with pytest.raises(Invalid):
        stash.save(NOBODY, uow, stash.new_token(), FORM, "/x", {"title": "x" * 300_000})


def test_a_key_from_a_hostile_address_is_a_key_like_any_other(uow: UnitOfWork) -> None:
    stash.save(NOBODY, uow, token := stash.new_token(), "listing:\0:" + "x" * 200, "/\0", {"title": "a\0b"})
    assert stash.load(NOBODY, uow, token, "listing:\0:" + "x" * 200) is not None
    stash.drop(NOBODY, uow, token, "listing:\0:" + "x" * 200)


@pytest.mark.parametrize("write", [stash.put, stash.save])
def test_two_tabs_that_keep_a_form_for_the_first_time_at_once(
    app: Flask, uow: UnitOfWork, owner: Viewer, clock: Clock, backend: str, write: Callable[..., StashedForm]
) -> None:
    """Two connections: the second's insert waits for the first's commit and then meets its row."""
    if backend != "postgresql":
        pytest.skip("on SQLite the second write begins when the first has committed")
    uow.commit()
    failed: list[Exception] = []

    def second() -> None:
        with app.app_context(), UnitOfWork(db.session(), clock) as other:
            try:
                write(owner, other, stash.new_token(), FORM, "/x", {"title": "second"})
                other.commit()
            except IntegrityError as error:
                failed.append(error)

    stash.put(owner, uow, stash.new_token(), FORM, "/x", {"title": "first"})
    thread = threading.Thread(target=second)
    thread.start()
    _wait_for_a_lock(uow)
    uow.commit()
    thread.join(10)
    kept = stash.load(owner, uow, "any", FORM)
    assert kept is not None
    assert (kept.data["title"], bool(failed)) == (("second", False) if write is stash.put else ("first", True))
    assert uow.session.scalar(select(func.count()).select_from(StashedForm)) == 1


def _wait_for_a_lock(uow: UnitOfWork) -> None:
    """Return once some connection of this database waits for another. A connection of its own looks."""
    engine = create_engine(uow.session.get_bind().engine.url)
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    until = monotonic() + 10
    with Session(engine) as session:
        while monotonic() < until and not session.scalar(waiting):
            session.rollback()
            sleep(0.02)
    engine.dispose()


def test_what_was_typed_last_comes_back_though_the_session_had_ended_meanwhile(
    uow: UnitOfWork, owner: Viewer, clock: Clock
) -> None:
    token = stash.new_token()
    stash.save(owner, uow, token, FORM, "/x", {"title": "saved by the page itself"})
    clock.advance(minutes=40)
    stash.save(NOBODY, uow, token, FORM, "/x", {"title": "newer, sent without a session"})
    assert stash.load(owner, uow, token, FORM).data == {"title": "newer, sent without a session"}  # type: ignore[union-attr]
    clock.advance(minutes=1)
    stash.save(owner, uow, token, FORM, "/x", {"title": "newest"})
    for device in (token, "another device"):
        assert stash.load(owner, uow, device, FORM).data == {"title": "newest"}  # type: ignore[union-attr]
    assert stash.load(NOBODY, uow, token, FORM) is None
