"""The next step of each row, filters and order, hand-over with its lock and undo, who may see and do what."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from sqlalchemy import select

from marketplace.accounts.factories import viewer_as
from marketplace.accounts.models import User
from marketplace.app import Marketplace
from marketplace.desk import policy, rules, service
from marketplace.desk.models import Hand
from marketplace.desk.query import Desk, Filters, Key
from marketplace.desk.rows import holders, rows_of
from marketplace.errors import Invalid, NotAllowed, NotFound, Stale
from marketplace.jobs.models import DomainEvent
from marketplace.listings.models import Listing
from marketplace.listings.statuses import Status
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.desk.conftest import add_interest, add_listing

NEXT = [
    ("flagged", 1, 300, "report", 0),
    ("flagged", 3, 300, "report", 1),
    ("in_review", 0, 300, "review", 0),
    ("in_review", 10, 300, "review", 1),
    ("on_hold", 11, 300, "settle", 1),
    ("client_check", 4, 300, "wait_side", 0),
    ("client_check", 6, 300, "remind_consent", 0),
    ("returned", 10, 300, "remind_changes", 1),
    ("published", 0, 31, None, 0),
    ("published", 0, 30, "renew", 0),
    ("paused", 0, 7, "renew", 1),
    ("published", 181, 300, "confirm", 0),
    ("expired", 31, -31, "renew_or_close", 1),
]


def rows(viewer: Viewer, uow: UnitOfWork, market: Marketplace, **filters: Any) -> list[Key]:
    return list(Desk(viewer, uow, market).page(Filters(**filters)).items)


def tokens(keys: list[Key]) -> list[service.Token]:
    return service.tokens(key.token for key in keys)


@pytest.mark.parametrize(("status", "days", "closes", "step", "late"), NEXT)
def test_what_a_listing_needs_next(
    uow: UnitOfWork,
    market: Marketplace,
    broker: Viewer,
    status: str,
    days: int,
    closes: int,
    step: str | None,
    late: int,
) -> None:
    add_listing(uow, status=status, days=days, closes=closes)
    (row,) = rows(broker, uow, market)
    assert (rules.RULES[row.place].slug if row.place < len(rules.RULES) else None, row.overdue) == (step, late)


@pytest.mark.parametrize(
    ("status", "days", "step", "late"),
    [
        ("submitted", 1, "wait_owner", 0),
        ("submitted", 6, "remind_owner", 0),
        ("submitted", 10, "remind_owner", 1),
        ("info_requested", 2, "wait_sender", 0),
        ("info_requested", 12, "remind_sender", 1),
        ("accepted", 31, "talks", 0),
    ],
)
def test_what_an_interest_needs_next(
    uow: UnitOfWork, market: Marketplace, broker: Viewer, status: str, days: int, step: str, late: int
) -> None:
    add_interest(uow, add_listing(uow), days, status)
    (row,) = rows(broker, uow, market, what="interest")
    assert (rules.RULES[row.place].slug, row.overdue) == (step, late)


def test_drafts_and_what_is_over_are_not_on_the_desk_unless_asked_for(
    uow: UnitOfWork, market: Marketplace, broker: Viewer
) -> None:
    for status in ("draft", "archived", "rejected"):
        add_listing(uow, status=status)
    add_interest(uow, add_listing(uow, status="archived"), status="declined")
    assert rows(broker, uow, market) == []
    assert [row.status for row in rows(broker, uow, market, status="declined")] == ["declined"]
    assert len(rows(broker, uow, market, status="archived")) == 2
    assert Filters.of({"status": "draft"}, ()).status == ""


def test_filters_and_order(uow: UnitOfWork, market: Marketplace, broker: Viewer) -> None:
    old = add_listing(uow, "Máy đo lường nước", days=20, sector="greentech")
    late = add_listing(uow, "100% _thuỷ_ lực", days=12, status="in_review")
    asked = add_interest(uow, old, days=6, name_vi="Cảng Đình Vũ", name_en="Dinh Vu Port")
    assert [row.public_id for row in rows(broker, uow, market)] == [late.public_id, asked.public_id, old.public_id]
    by_age = rows(broker, uow, market, sort="age")
    assert [row.public_id for row in by_age] == [old.public_id, late.public_id, asked.public_id]
    found = {
        words: {row.public_id for row in rows(broker, uow, market, q=words)}
        for words in ("DO LUONG", "đình vũ", "100%", "_thuy", "x%y", "nuoc dinh")
    }
    assert found == {
        "DO LUONG": {old.public_id, asked.public_id},
        "đình vũ": {asked.public_id},
        "100%": {late.public_id},
        "_thuy": {late.public_id},
        "x%y": set(),
        "nuoc dinh": {asked.public_id},
    }
    assert [row.public_id for row in rows(broker, uow, market, sector="marine")] == [late.public_id]
    assert [row.public_id for row in rows(broker, uow, market, overdue=True)] == [late.public_id]


def test_the_number_of_statements_does_not_grow(uow: UnitOfWork, market: Marketplace, broker: Viewer) -> None:
    listing = add_listing(uow)
    for _ in range(500):
        add_listing(uow, organisation=listing.organisation, days=1)
    found = Desk(broker, uow, market).page(Filters(), 11)
    assert (found.total, found.pages, found.page, len(found.items)) == (501, 11, 11, 1)
    assert Desk(broker, uow, market).page(Filters(), 99).page == 11


def test_a_hand_over_is_recorded_and_can_be_taken_back(
    uow: UnitOfWork, market: Marketplace, broker: Viewer, people: dict[str, User]
) -> None:
    listing = add_listing(uow)
    add_interest(uow, listing, days=6)
    service.hand_over(broker, uow, market, tokens(rows(broker, uow, market)), people["broker"].public_id)
    assert len(rows(broker, uow, market, owner="mine")) == 2
    batch = service.hand_over(broker, uow, market, tokens(rows(broker, uow, market)), people["other"].public_id)
    assert rows(broker, uow, market, owner="mine") == rows(broker, uow, market, owner="nobody") == []
    events = uow.session.scalars(select(DomainEvent).where(DomainEvent.subject == f"listing:{listing.public_id}")).all()
    assert [(each.name, each.data["to_user_id"], each.user_id) for each in events] == [
        ("desk.handed_over", people["broker"].id, broker.user_id),
        ("desk.handed_over", people["other"].id, broker.user_id),
    ]
    with pytest.raises(NotFound):
        service.undo(viewer_as(uow, people["other"]), uow, market, batch)
    assert service.undo(broker, uow, market, batch) == 2
    assert len(rows(broker, uow, market, owner="mine")) == 2
    assert listing.version == 1  # the listing itself did not change


def test_what_somebody_handed_on_meanwhile_is_refused_and_not_taken_back(
    uow: UnitOfWork, market: Marketplace, broker: Viewer, people: dict[str, User]
) -> None:
    add_listing(uow)
    add_listing(uow)
    seen = tokens(rows(broker, uow, market))
    other = viewer_as(uow, people["other"])
    batch = service.hand_over(other, uow, market, seen[:1], people["other"].public_id)
    with pytest.raises(Stale) as error:
        service.hand_over(broker, uow, market, seen, people["broker"].public_id)
    assert [key.public_id for key in error.value.current] == [seen[0].public_id]
    assert rows(broker, uow, market, owner="mine") == []
    service.hand_over(broker, uow, market, tokens(rows(broker, uow, market)), people["broker"].public_id)
    with pytest.raises(NotFound):
        service.undo(other, uow, market, batch)


def test_a_row_that_left_the_desk_is_refused(
    uow: UnitOfWork, market: Marketplace, broker: Viewer, people: dict[str, User]
) -> None:
    gone = add_listing(uow)
    seen = tokens(rows(broker, uow, market))
    gone.deleted_at = uow.now()
    with pytest.raises(Stale):
        service.hand_over(broker, uow, market, seen, people["broker"].public_id)


def test_only_who_works_in_the_sector_can_take_a_row(
    uow: UnitOfWork, market: Marketplace, broker: Viewer, operator: Viewer, people: dict[str, User]
) -> None:
    add_listing(uow, sector="marine")
    service.assign_sectors(operator, uow, market, people["other"], ["logistics"])
    seen = tokens(rows(broker, uow, market))
    for to in (people["other"].public_id, people["nobody"].public_id, "", "x" * 40):
        with pytest.raises(Invalid) as error:
            service.hand_over(broker, uow, market, seen, to)
        assert list(error.value.messages) == ["to"]
    service.hand_over(broker, uow, market, seen, people["operator"].public_id)
    service.hand_over(broker, uow, market, tokens(rows(broker, uow, market)), service.NOBODY)
    assert len(rows(broker, uow, market, owner="nobody")) == 1
    assert rows(viewer_as(uow, people["other"]), uow, market) == []


def test_who_may_open_and_assign(uow: UnitOfWork, market: Marketplace, broker: Viewer, people: dict[str, User]) -> None:
    for viewer in (Viewer.anonymous(), viewer_as(uow, people["nobody"])):
        with pytest.raises(NotAllowed):
            Desk(viewer, uow, market)
    with pytest.raises(NotAllowed):
        service.assign_sectors(broker, uow, market, people["other"], [])
    with pytest.raises(Invalid):
        service.assign_sectors(Viewer.system(), uow, market, people["other"], ["no_such"])
    with pytest.raises(NotFound):
        service.assign_sectors(Viewer.system(), uow, market, people["nobody"], ["marine"])


def test_an_anonymous_owner_is_told_to_operators_alone(
    uow: UnitOfWork, market: Marketplace, broker: Viewer, operator: Viewer
) -> None:
    listing = add_listing(uow, anonymous=True)
    name = listing.organisation.name
    add_interest(uow, listing)
    for viewer, told in ((broker, False), (operator, True)):
        desk = Desk(viewer, uow, market)
        shown = rows_of(desk, desk.every(Filters()), holders(desk))
        assert [row.owner == name for row in shown] == [told, told]
    assert rows(broker, uow, market, q=name, what="listing") == []


@pytest.fixture
def world(uow: UnitOfWork) -> list[Listing]:
    """Listings of every status and of several sectors, one of them deleted."""
    made = [
        add_listing(uow, status=status, sector=sector) for status in Status for sector in ("marine", "logistics", None)
    ]
    made.append(add_listing(uow, deleted_at=uow.now()))
    return made


@hypothesis(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    roles=st.frozensets(st.sampled_from(["broker", "operator", "expert"])),
    sectors=st.frozensets(st.sampled_from(["marine", "logistics", "greentech"])),
    action=st.sampled_from(["view", "hand_over", "open", "delete", ""]),
    system=st.booleans(),
)
def test_the_check_and_the_filter_agree(
    uow: UnitOfWork, world: list[Listing], roles: frozenset[str], sectors: frozenset[str], action: str, system: bool
) -> None:
    viewer = Viewer(user_id=1, roles=roles, is_system=system)
    found = set(uow.session.scalars(select(Listing.id).where(policy.allowed(viewer, action, sectors))))
    assert found == {each.id for each in world if policy.can(viewer, action, sectors, each)}
    if not roles & {"broker", "operator"} and not system:
        assert found == set()


def test_a_person_s_account_takes_its_rows_out_of_hand(
    uow: UnitOfWork, market: Marketplace, broker: Viewer, people: dict[str, User]
) -> None:
    add_listing(uow)
    service.hand_over(broker, uow, market, tokens(rows(broker, uow, market)), people["other"].public_id)
    uow.session.delete(people["other"])
    uow.session.flush()
    uow.session.expire_all()
    assert uow.session.scalars(select(Hand.broker_id)).all() == [None]
