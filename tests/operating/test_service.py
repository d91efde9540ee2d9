"""The rules behind the operator's pages hold whoever calls, page or not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from marketplace.accounts import service
from marketplace.accounts.factories import make_user, viewer_as
from marketplace.errors import Invalid, NotAllowed
from marketplace.operating import jobs, organisations, people, plugins, policy, settings
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

CASES: tuple[Callable[[Viewer, UnitOfWork, Any], object], ...] = (
    lambda viewer, uow, _: jobs.kinds(viewer, uow),
    lambda viewer, uow, _: jobs.page(viewer, uow, "dead"),
    lambda viewer, uow, _: jobs.schedules(viewer, uow),
    lambda viewer, uow, _: jobs.dead(viewer, uow, None),
    lambda viewer, uow, _: jobs.retry(viewer, uow, None),
    lambda viewer, uow, _: jobs.drop(viewer, uow, None),
    lambda viewer, uow, _: people.page(viewer, uow, people.Filters()),
    lambda viewer, uow, _: people.get(viewer, uow, "aaa-aaa-aaa"),
    lambda viewer, uow, _: organisations.page(viewer, uow, organisations.Filters()),
    lambda viewer, _uow, market: plugins.every(viewer, market.plugins),
    lambda viewer, _uow, market: settings.every(viewer, market.settings),
)


@pytest.mark.parametrize("case", CASES)
def test_every_use_case_refuses_all_but_operators(
    app: Flask, uow: UnitOfWork, broker: Viewer, member: Viewer, case: Callable[..., object]
) -> None:
    market = app.extensions["marketplace"]
    for viewer in (Viewer.anonymous(), member, broker):
        with pytest.raises(NotAllowed):
            case(viewer, uow, market)


def test_what_is_not_named_is_refused_to_operators_too(operator: Viewer) -> None:
    with pytest.raises(NotAllowed):
        policy.require(operator, "everything")


def test_the_last_operator_is_never_closed_not_even_by_the_system(uow: UnitOfWork) -> None:
    first, second = make_user(uow, roles=("operator",)), make_user(uow, roles=("operator",))
    boss = viewer_as(uow, first)
    with pytest.raises(NotAllowed):
        service.close_user(boss, uow, first)
    service.close_user(boss, uow, second)
    with pytest.raises(Invalid, match="cuối cùng"):
        service.close_user(Viewer.system(), uow, first)
    assert first.active
    service.reopen_user(boss, uow, second)
    service.close_user(Viewer.system(), uow, first)
    assert (first.active, second.active) == (False, True)


def test_brokers_and_members_close_and_reopen_nobody(uow: UnitOfWork, broker: Viewer, member: Viewer) -> None:
    user = make_user(uow)
    for viewer in (broker, member, Viewer.anonymous()):
        for act in (service.close_user, service.reopen_user):
            with pytest.raises(NotAllowed):
                act(viewer, uow, user)
