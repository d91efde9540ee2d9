from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from sqlalchemy import select

from marketplace.errors import NotAllowed, NotFound
from marketplace.listings import policy
from marketplace.listings.factories import make_listing
from marketplace.listings.models import Listing
from marketplace.listings.statuses import Status
from marketplace.organisations.factories import make_organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.listings.conftest import person

TODAY = date(2026, 11, 21)
ACTIONS = (*policy.PERMISSIONS, "publish", "withdraw", "unheard_of")


@pytest.fixture
def world(uow: UnitOfWork) -> tuple[list[int], list[int]]:
    """Listings of every status, owner, age and deletion; return people's and organisations' ids."""
    people = [person(uow) for _ in range(2)]
    organisations = [make_organisation(uow) for _ in range(2)]
    for status in Status:
        for organisation in (*organisations, None):
            for valid in (TODAY - timedelta(days=1), TODAY, None):
                for deleted in (None, uow.now()):
                    make_listing(
                        uow,
                        organisation,
                        status=status.value,
                        valid_until=valid,
                        deleted_at=deleted,
                        created_by_id=people[0],
                        texts={},
                    )
    return people, [organisation.id for organisation in organisations]


@hypothesis(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_check_and_the_filter_agree_for_everybody(
    uow: UnitOfWork, world: tuple[list[int], list[int]], data: st.DataObject
) -> None:
    people, organisations = world
    memberships = st.dictionaries(st.sampled_from(organisations), st.sampled_from(["member", "manager"]))
    viewer = Viewer(
        user_id=data.draw(st.sampled_from([*people, None])),
        organisations=data.draw(memberships),
        roles=frozenset(data.draw(st.sets(st.sampled_from(["operator", "broker"])))),
        is_system=data.draw(st.booleans()),
    )
    action = data.draw(st.sampled_from(ACTIONS))
    found = set(uow.session.scalars(select(Listing.id).where(policy.allowed(viewer, action, TODAY))))
    expected = {each.id for each in uow.session.scalars(select(Listing)) if policy.can(viewer, action, each, TODAY)}
    assert found == expected


def test_an_action_that_the_table_does_not_name_is_nobodys(uow: UnitOfWork, operator: Viewer) -> None:
    listing = make_listing(uow)
    assert not policy.can(operator, "unheard_of", listing, TODAY)
    assert not policy.can(Viewer.system(), "", listing, TODAY)


def test_what_may_not_be_known_is_not_found_and_what_is_known_is_refused(uow: UnitOfWork, stranger: Viewer) -> None:
    with pytest.raises(NotFound):
        policy.require(stranger, "edit", make_listing(uow, status="draft"), TODAY)
    with pytest.raises(NotAllowed):
        policy.require(stranger, "edit", make_listing(uow), TODAY)


def test_a_listing_is_public_to_the_end_of_its_last_day(uow: UnitOfWork) -> None:
    listing = make_listing(uow, valid_until=TODAY)
    assert policy.can(Viewer.anonymous(), "view", listing, TODAY)
    assert not policy.can(Viewer.anonymous(), "view", listing, TODAY + timedelta(days=1))
