"""Two people of one organisation press the button at the same moment: one interest, and both see that one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select

from marketplace.accounts.factories import make_user, viewer_as
from marketplace.db import db
from marketplace.interests import service
from marketplace.interests.models import Interest
from marketplace.listings.factories import make_listing
from marketplace.notifications.models import Notification
from marketplace.organisations.factories import make_membership, make_organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.interests.conftest import MESSAGE

PEOPLE = 4


def test_at_the_same_moment_one_interest_is_made(app: Flask) -> None:
    market, together = app.extensions["marketplace"], Barrier(PEOPLE)
    with app.app_context(), UnitOfWork(db.session(), market.clock, write=True) as uow:
        owner = make_organisation(uow, manager=make_user(uow))
        firm, people = make_organisation(uow), [make_user(uow) for _ in range(PEOPLE)]
        for person in people:
            make_membership(uow, firm, person)
        viewers = [viewer_as(uow, person) for person in people]
        listing = make_listing(uow, owner).public_id
        uow.commit()

    def press(viewer: Viewer) -> str:
        together.wait(20)
        with app.app_context(), UnitOfWork(db.session(), market.clock, write=True) as uow:
            try:
                made = service.express(viewer, uow, market, listing, None, MESSAGE).public_id
            except service.AlreadyLive as error:
                return error.public_id
            uow.commit()
            return made

    with ThreadPoolExecutor(PEOPLE) as pool:
        seen = list(pool.map(press, viewers))
    assert len(set(seen)) == 1
    with app.app_context():
        assert db.session.scalar(select(func.count(Interest.id))) == 1
        assert db.session.scalar(select(func.count(Notification.id))) == 1
