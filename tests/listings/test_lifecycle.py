from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from marketplace.accounts.models import User
from marketplace.errors import Invalid, MarketplaceError, NotAllowed, NotFound, Stale
from marketplace.listings import lifecycle, policy, queries, service
from marketplace.listings.factories import make_listing
from marketplace.listings.models import Listing
from marketplace.listings.statuses import BY_ACTION, EDITABLE, PUBLIC, TRANSITIONS, Status, label
from marketplace.organisations.models import Organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.conftest import Clock
from tests.listings.conftest import Market

ACTIONS = [transition.action for transition in TRANSITIONS]


def test_the_table_names_each_action_once_and_every_status_is_reached_and_labelled() -> None:
    assert len(BY_ACTION) == len(TRANSITIONS)
    assert {transition.target for transition in TRANSITIONS} | {Status.DRAFT} == set(Status)
    assert all(label(status) != status for status in Status)
    assert Status.ARCHIVED not in {source for transition in TRANSITIONS for source in transition.sources}
    assert {guard for transition in TRANSITIONS for guard in transition.guards} == set(lifecycle.GUARDS)


@hypothesis(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), moderated=st.booleans())
def test_no_walk_leaves_the_table_or_acts_without_right(
    uow: UnitOfWork,
    market: Market,
    organisation: Organisation,
    owner: Viewer,
    operator: Viewer,
    stranger: Viewer,
    data: st.DataObject,
    moderated: bool,
) -> None:
    """A long random walk by random people: every step either follows the table and the policy, or changes nothing."""
    market = market.moderated() if moderated else market
    listing = make_listing(uow, organisation, status="draft", published_at=None)
    for _ in range(data.draw(st.integers(1, 25))):
        viewer = data.draw(st.sampled_from([owner, operator, stranger, Viewer.anonymous()]))
        action = data.draw(st.sampled_from([*ACTIONS, "conjure"]))
        status, version = listing.status, listing.version
        transition = BY_ACTION.get(action)
        try:
            lifecycle.act(viewer, uow, market, listing.public_id, action, note="vì sao", until=date(2027, 6, 1))
        except MarketplaceError:
            assert (listing.status, listing.version) == (status, version)
            continue
        assert transition is not None
        assert status in transition.sources
        assert listing.status == transition.target
        assert listing.version == version + 1
        assert transition.who == "owner" or (viewer is operator and transition.who == "operator")
        assert viewer in (owner, operator)
        if listing.status in PUBLIC:
            assert listing.published_at is not None
            if moderated and viewer is owner and status == Status.DRAFT:
                raise AssertionError("published without review")


def test_on_a_moderated_site_owners_submit_and_operators_publish(
    uow: UnitOfWork, market: Market, organisation: Organisation, owner: Viewer, operator: Viewer
) -> None:
    market = market.moderated()
    listing = make_listing(uow, organisation, status="draft", published_at=None)
    assert lifecycle.publish(owner, uow, market, listing.public_id).status == "in_review"
    with pytest.raises(NotAllowed):
        lifecycle.act(owner, uow, market, listing.public_id, "approve")
    with pytest.raises(Invalid):
        lifecycle.act(operator, uow, market, listing.public_id, "return")  # a reason is owed
    lifecycle.act(operator, uow, market, listing.public_id, "return", note="Thiếu số liệu so sánh")
    assert lifecycle.publish(owner, uow, market, listing.public_id).status == "in_review"
    assert lifecycle.act(operator, uow, market, listing.public_id, "approve").published_at == uow.now()
    service.edit(owner, uow, market, listing.public_id, {"trl": 9}, listing.version)
    assert listing.status == "in_review"


def test_what_is_being_judged_or_over_is_not_edited(
    uow: UnitOfWork, market: Market, organisation: Organisation, owner: Viewer
) -> None:
    for status in set(Status) - EDITABLE:
        listing = make_listing(uow, organisation, status=status.value)
        with pytest.raises(NotAllowed):
            service.edit(owner, uow, market, listing.public_id, {"trl": 9}, 1)


def test_a_move_on_an_outdated_version_is_stale(
    uow: UnitOfWork, market: Market, organisation: Organisation, owner: Viewer
) -> None:
    listing = make_listing(uow, organisation, version=5)
    with pytest.raises(Stale):
        lifecycle.act(owner, uow, market, listing.public_id, "pause", version=4)


def test_a_plugin_can_stand_in_the_way(
    uow: UnitOfWork, market: Market, organisation: Organisation, owner: Viewer
) -> None:
    listing = make_listing(uow, organisation)
    market.plugin.objections.append(("_", "under export control"))
    with pytest.raises(Invalid) as refused:
        lifecycle.pause(owner, uow, market, listing.public_id)
    assert refused.value.messages == {"_": ["under export control"]}


def test_paused_is_readable_and_resumes(
    uow: UnitOfWork, market: Market, organisation: Organisation, owner: Viewer
) -> None:
    listing = make_listing(uow, organisation)
    lifecycle.pause(owner, uow, market, listing.public_id)
    assert queries.get(Viewer.anonymous(), uow, market, listing.public_id).status == "paused"
    assert lifecycle.resume(owner, uow, market, listing.public_id).status == "published"


def test_expiry_comes_after_the_last_day_where_the_site_is(
    uow: UnitOfWork, market: Market, organisation: Organisation, clock: Clock
) -> None:
    listing = make_listing(uow, organisation, valid_until=date(2026, 11, 21))
    make_listing(uow, organisation, valid_until=None)
    clock.now = clock.now.replace(hour=16, minute=59)  # 23:59 in Hải Phòng
    assert lifecycle.expire_due(Viewer.system(), uow, market) == 0
    clock.advance(minutes=1)
    with pytest.raises(NotFound):  # gone for readers even before the job comes round
        queries.get(Viewer.anonymous(), uow, market, listing.public_id)
    assert lifecycle.expire_due(Viewer.system(), uow, market) == 1
    assert (listing.status, listing.version) == ("expired", 2)


def test_renewal_comes_once_near_the_end_and_counts_from_the_old_one(
    uow: UnitOfWork, market: Market, organisation: Organisation, owner: Viewer, clock: Clock
) -> None:
    end = date(2027, 3, 1)
    listing = make_listing(uow, organisation, valid_until=end)
    with pytest.raises(Invalid):  # too early
        lifecycle.renew(owner, uow, market, listing.public_id)
    clock.now = clock.now.replace(year=2027, month=4)
    lifecycle.expire_due(Viewer.system(), uow, market)
    for wrong in (end, date(2027, 4, 20), end + timedelta(days=366)):
        with pytest.raises(Invalid):
            lifecycle.renew(owner, uow, market, listing.public_id, wrong)
    assert lifecycle.renew(owner, uow, market, listing.public_id).valid_until == end + timedelta(days=365)
    assert listing.status == "published"
    clock.advance(days=360)
    with pytest.raises(Invalid):  # a second time
        lifecycle.renew(owner, uow, market, listing.public_id)


def test_on_a_moderated_site_what_changed_after_it_expired_is_reviewed_before_it_is_public_again(
    uow: UnitOfWork, market: Market, organisation: Organisation, owner: Viewer, operator: Viewer, clock: Clock
) -> None:
    market, end = market.moderated(), date(2027, 3, 1)
    same, changed, cared_for, named = (make_listing(uow, organisation, valid_until=end) for _each in range(4))
    clock.now = clock.now.replace(year=2027, month=4)
    lifecycle.expire_due(Viewer.system(), uow, market)
    for listing in (changed, cared_for, named):
        service.edit(owner, uow, market, listing.public_id, {"trl": 9}, listing.version)
    with pytest.raises(Invalid):
        lifecycle.act(owner, uow, market, changed.public_id, "renew", until=date(2028, 1, 1))
    assert lifecycle.renew(owner, uow, market, same.public_id).status == "published"
    assert lifecycle.renew(owner, uow, market, changed.public_id).status == "in_review"
    assert changed.valid_until == end + timedelta(days=365)
    assert lifecycle.act(operator, uow, market, changed.public_id, "approve").status == "published"
    assert lifecycle.renew(operator, uow, market, cared_for.public_id).status == "published"
    asked_for = lifecycle.act(owner, uow, market, named.public_id, "renew_changed")  # as a program may post it
    assert (asked_for.status, asked_for.valid_until) == ("in_review", end + timedelta(days=365))


def test_a_year_after_expiry_it_is_too_late(
    uow: UnitOfWork, market: Market, organisation: Organisation, owner: Viewer
) -> None:
    listing = make_listing(uow, organisation, status="expired", valid_until=date(2025, 11, 20))
    with pytest.raises(Invalid):
        lifecycle.renew(owner, uow, market, listing.public_id)


def test_offered_actions_are_those_that_may_be_tried(
    uow: UnitOfWork, market: Market, organisation: Organisation, owner: Viewer, operator: Viewer, stranger: Viewer
) -> None:
    def offered(viewer: Viewer, listing: Listing, market: Market = market) -> list[str]:
        return [transition.action for transition in lifecycle.open_actions(viewer, uow, market, listing)]

    draft = make_listing(uow, organisation, status="draft", published_at=None)
    public = make_listing(uow, organisation)
    assert offered(owner, draft) == ["publish", "archive"]
    assert offered(owner, draft, market.moderated()) == ["submit", "archive"]
    assert offered(owner, public) == ["pause", "withdraw"]
    assert offered(operator, public) == ["flag", "pause", "withdraw"]
    assert offered(stranger, public) == []
    assert policy.can(owner, "publish", draft, date(2026, 11, 21))


def test_an_imported_listing_may_lack_what_its_source_never_said(
    uow: UnitOfWork, market: Market, organisation: Organisation, owner: Viewer
) -> None:
    texts = {"en": {"title": "Laser cladding of shafts", "description": "A method to renew worn shafts."}}
    values = {"texts": texts, "partnership_types": [], "stage": None, "ip_status": None, "status": "draft"}
    sourced = make_listing(uow, organisation, **values, source="nasa", source_id="1")
    assert lifecycle.publish(owner, uow, market, sourced.public_id).status == "published"
    own = make_listing(uow, organisation, **values)
    with pytest.raises(Invalid):
        lifecycle.publish(owner, uow, market, own.public_id)


def test_publishing_needs_a_confirmed_address(
    uow: UnitOfWork, market: Market, organisation: Organisation, owner: Viewer
) -> None:
    """Whoever can't be reached must not put something before the public; a draft may be written meanwhile."""
    person = uow.session.get(User, owner.user_id)
    assert person is not None
    person.confirmed_at = None
    listing = make_listing(uow, organisation, status="draft", published_at=None)

    with pytest.raises(NotAllowed) as refused:
        lifecycle.publish(owner, uow, market, listing.public_id)

    assert refused.value.reason
    assert listing.status == "draft"
