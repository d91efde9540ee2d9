"""Two operators do the same to each other at the same moment: one of them stays."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.accounts import service
from marketplace.accounts.factories import make_user, viewer_as
from marketplace.accounts.models import Role, User
from marketplace.db import db
from marketplace.editorial import texts
from marketplace.errors import Invalid, Stale
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.editorial.test_texts import words
from tests.support.apps import work

Deed = Callable[[Viewer, UnitOfWork, User], None]


def suspend(viewer: Viewer, uow: UnitOfWork, other: User) -> None:
    """End somebody's account."""
    service.close_user(viewer, uow, other)


def demote(viewer: Viewer, uow: UnitOfWork, other: User) -> None:
    """Take the role of somebody who runs the site."""
    service.set_roles(viewer, uow, other, ["broker"])


@pytest.mark.parametrize("deeds", [(suspend, suspend), (demote, demote), (suspend, demote)])
def test_of_two_operators_who_take_each_others_place_one_stays(app: Flask, deeds: tuple[Deed, Deed]) -> None:
    market, together = app.extensions["marketplace"], Barrier(2)
    with work(app) as uow:
        people = [make_user(uow, roles=("operator",)) for _ in range(2)]
        pairs = [(viewer_as(uow, one), other.id) for one, other in (people, people[::-1])]

    def press(deed: Deed, pair: tuple[Viewer, int]) -> bool:
        viewer, other = pair
        together.wait(20)
        with app.app_context(), UnitOfWork(db.session(), market.clock, write=True) as uow:
            try:
                deed(viewer, uow, uow.session.get_one(User, other))
            except Invalid:
                return False
            uow.commit()
            return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, deeds, pairs)) == [False, True]
    with work(app) as uow:
        running = select(User).where(User.active, User.roles.any(Role.name == "operator"))
        assert len(uow.session.scalars(running).all()) == 1


def test_of_two_who_write_a_page_for_the_first_time_one_is_told(app: Flask) -> None:
    market, together = app.extensions["marketplace"], Barrier(2)

    def write(title: str) -> bool:
        together.wait(20)
        with app.app_context(), UnitOfWork(db.session(), market.clock, write=True) as uow:
            try:
                texts.edit(Viewer.system(), uow, "about", words(title), 0)
            except Stale as error:
                return error.current.words["en"]["title"] == title
            uow.commit()
            return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(write, ("One", "Two"))) == [False, True]
    with work(app) as uow:
        assert texts.current(uow, ["about"])["about"].version == 1
