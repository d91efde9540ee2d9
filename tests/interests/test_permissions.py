"""Who may see an interest and act on it, and that an anonymous owner is in nothing that anybody else gets."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.accounts.factories import make_user
from marketplace.app import Marketplace
from marketplace.errors import NotAllowed, NotFound
from marketplace.i18n import use_locale
from marketplace.interests import policy, queries, service
from marketplace.interests.models import Interest
from marketplace.interests.seen import contacts, see, timeline
from marketplace.interests.statuses import BY_ACTION, Side, Status
from marketplace.jobs.models import Job
from marketplace.listings.factories import make_listing
from marketplace.listings.models import Listing
from marketplace.notifications.models import Notification
from marketplace.organisations.factories import make_organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.interests.conftest import OWNER, Express
from tests.listings.test_disclosure import strings

ACTIONS = ("view", *BY_ACTION, "unheard_of", "")


@pytest.fixture
def world(uow: UnitOfWork) -> tuple[list[int], list[int]]:
    """Interests of every status between three organisations and an author without one; people's and their ids."""
    people = [make_user(uow).id for _ in range(2)]
    organisations = [make_organisation(uow) for _ in range(3)]
    for owner in (*organisations[:2], None):
        for sender in organisations[1:]:
            for status in Status:
                listing = make_listing(uow, owner, texts={}, created_by_id=people[0])
                made = Interest(listing_id=listing.id, organisation_id=sender.id, status=status.value, version=1)
                made.created_at = made.updated_at = made.due_at = uow.now()
                uow.session.add(made)
    uow.session.flush()
    return people, [each.id for each in organisations]


@hypothesis(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
    every = uow.session.scalars(select(Interest).options(joinedload(Interest.listing))).all()
    query = select(Interest.id).join(Interest.listing).where(policy.allowed(viewer, action))
    assert set(uow.session.scalars(query)) == {each.id for each in every if policy.can(viewer, action, each)}


@hypothesis(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_only_a_side_acts_and_only_sides_and_the_desk_look_on(
    uow: UnitOfWork, world: tuple[list[int], list[int]], data: st.DataObject
) -> None:
    """What the rules are for, said without the rules."""
    people, organisations = world
    belongs = data.draw(st.sets(st.sampled_from(organisations)))
    roles = data.draw(st.sets(st.sampled_from(["operator", "broker"])))
    viewer = Viewer(people[1], dict.fromkeys(belongs, "member"), frozenset(roles))
    for interest in uow.session.scalars(select(Interest).options(joinedload(Interest.listing))):
        owns, sent = interest.listing.organisation_id in belongs, interest.organisation_id in belongs
        assert policy.can(viewer, "view", interest) == (owns or sent or bool(roles))
        assert policy.can(viewer, "answer", interest) == policy.can(viewer, "decline", interest) == owns
        assert policy.can(viewer, "withdraw", interest) == policy.can(viewer, "add", interest) == sent
        assert not policy.can(viewer, "lapse", interest)
        assert not policy.can(Viewer(people[1]), "view", interest)
        assert not policy.can(Viewer.anonymous(), "view", interest)


def test_strangers_are_not_told_that_there_is_one_and_the_desk_only_looks_on(
    uow: UnitOfWork, market: Marketplace, express: Express, stranger: Viewer, broker: Viewer, sender: Viewer
) -> None:
    public_id = express().public_id
    for action in ("answer", "decline", "withdraw"):
        with pytest.raises(NotFound):
            service.act(stranger, uow, market, public_id, action, note="x")
        with pytest.raises(NotAllowed):
            service.act(broker, uow, market, public_id, action, note="x")
    with pytest.raises(NotAllowed):
        service.act(sender, uow, market, public_id, "answer", note="x")
    with pytest.raises(NotFound):
        queries.get(stranger, uow, public_id)
    assert see(broker, queries.get(broker, uow, public_id), market).actions == ()


def test_lists_hold_ones_own_and_the_desk_lists_all(
    uow: UnitOfWork, express: Express, owner: Viewer, sender: Viewer, stranger: Viewer, broker: Viewer
) -> None:
    made = {express().public_id for _ in range(3)}

    def listed(viewer: Viewer, box: str) -> set[str]:
        return {each.public_id for each in queries.page(viewer, uow, box).items}

    assert listed(owner, "received") == listed(sender, "sent") == listed(broker, "all") == made
    for viewer, box in ((owner, "sent"), (sender, "received"), (stranger, "sent"), (stranger, "received")):
        assert listed(viewer, box) == set()
    for viewer in (owner, sender, stranger, Viewer.anonymous()):
        assert listed(viewer, "all") == set()


SECRETS = ("Cửa Cấm", "Cua Cam", "Owner Person", "owner@example.com")


def everything(uow: UnitOfWork, market: Marketplace, interest: Interest, viewer: Viewer) -> str:
    """Return all that the viewer gets of an interest, in both languages, by page, list and mail."""
    said: list[str] = []
    for locale in ("vi", "en"):
        with use_locale(locale):
            seen = see(viewer, interest, market)
            said += strings(seen)
            said += [
                seen.owner_text,
                *strings(timeline(seen, interest)),
                *strings(contacts(seen, interest)),
            ]
    lines = uow.session.scalars(select(Notification).where(Notification.user_id == viewer.user_id))
    said += [f"{each.text_vi} {each.text_en} {each.path}" for each in lines]
    return " ".join(said)


def mailed_to(uow: UnitOfWork, address: str) -> str:
    jobs: list[dict[str, Any]] = [
        job.payload for job in uow.session.scalars(select(Job).where(Job.name == "mail.send"))
    ]
    return json.dumps([each for each in jobs if each["to"] == address], ensure_ascii=False)


@pytest.mark.parametrize("steps", [(), ("ask",), ("ask", "add"), ("decline",), ("ask", "decline"), ("withdraw",)])
def test_an_anonymous_owner_is_in_nothing_the_others_get_before_accepting(
    uow: UnitOfWork, market: Marketplace, post: Callable[..., Listing], express: Express, sender: Viewer, owner: Viewer,
    broker: Viewer, steps: tuple[str, ...],
) -> None:  # fmt: skip
    interest = express(post(anonymous=True))
    for action in steps:
        actor = owner if BY_ACTION[action].who is Side.OWNER else sender
        service.act(actor, uow, market, interest.public_id, action, note="Một câu.", reason="too_early")
    for viewer in (sender, broker):
        text = everything(uow, market, interest, viewer)
        assert not [secret for secret in SECRETS if secret in text]
        assert interest.listing.organisation is not None
        assert interest.listing.organisation.public_id not in text
    assert not [secret for secret in SECRETS if secret in mailed_to(uow, "sender@example.com")]


def test_an_anonymous_owner_who_accepts_is_known_to_who_was_accepted_and_to_nobody_else(
    uow: UnitOfWork, market: Marketplace, post: Callable[..., Listing], express: Express, sender: Viewer, owner: Viewer,
    broker: Viewer,
) -> None:  # fmt: skip
    interest = express(post(anonymous=True))
    service.act(owner, uow, market, interest.public_id, "answer", note="Mời đến xem.")
    assert OWNER["name_en"] in everything(uow, market, interest, sender)
    assert "owner@example.com" in mailed_to(uow, "sender@example.com")
    assert not [secret for secret in SECRETS if secret in everything(uow, market, interest, broker)]
    service.act(owner, uow, market, interest.public_id, "decline", reason="terms_or_price")
    with use_locale("en"):
        assert see(sender, interest, market).owner_text == "Anonymous organisation"
