"""Two operators do the same to each other at the same moment: one of them stays."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import select

from marketplace.accounts import service
from marketplace.accounts.factories import make_user, viewer_as
from marketplace.accounts.models import User
from marketplace.db import db
from marketplace.editorial import texts
from marketplace.errors import Invalid, Stale
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.editorial.test_texts import words
from tests.support.apps import work


def test_of_two_operators_who_suspend_each_other_one_stays(app: Flask) -> None:
    market, together = app.extensions["marketplace"], Barrier(2)
    with work(app) as uow:
        people = [make_user(uow, roles=("operator",)) for _ in range(2)]
        pairs = [(viewer_as(uow, one), other.id) for one, other in (people, people[::-1])]

    def press(pair: tuple[Viewer, int]) -> bool:
        viewer, other = pair
        together.wait(20)
        with app.app_context(), UnitOfWork(db.session(), market.clock, write=True) as uow:
            try:
                service.close_user(viewer, uow, uow.session.get_one(User, other))
            except Invalid:
                return False
            uow.commit()
            return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, pairs)) == [False, True]
    with work(app) as uow:
        assert len(uow.session.scalars(select(User).where(User.active)).all()) == 1


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


def test_of_two_operators_who_take_each_others_role_one_stays(app: Flask) -> None:
    market, together = app.extensions["marketplace"], Barrier(2)
    with work(app) as uow:
        people = [make_user(uow, roles=("operator",)) for _ in range(2)]
        pairs = [(viewer_as(uow, one), other.id) for one, other in (people, people[::-1])]

    def press(pair: tuple[Viewer, int]) -> bool:
        viewer, other = pair
        together.wait(20)
        with app.app_context(), UnitOfWork(db.session(), market.clock, write=True) as uow:
            try:
                user = uow.session.get_one(User, other)
                service.set_roles(viewer, uow, user, ["broker"])
            except Invalid:
                return False
            uow.commit()
            return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, pairs)) == [False, True]
    with work(app) as uow:
        assert len(service._operators(uow)) == 1
