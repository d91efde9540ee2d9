"""Expressing interest, answering and ending it: what is refused, what is told to whom, what acceptance opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.factories import make_user, viewer_as
from marketplace.accounts.models import BrokerSector
from marketplace.app import Marketplace
from marketplace.errors import Invalid, NotAllowed, NotFound, Stale
from marketplace.i18n import use_locale
from marketplace.interests import queries, service
from marketplace.interests.models import Interest
from marketplace.interests.seen import contacts, see, timeline
from marketplace.interests.statuses import REASONS, Side, Status
from marketplace.jobs.models import DomainEvent, Job
from marketplace.jobs.worker import Worker
from marketplace.listings import lifecycle
from marketplace.listings.disclosure import disclose
from marketplace.listings.models import Listing
from marketplace.notifications import jobs as notifications_jobs
from marketplace.notifications import service as notifications
from marketplace.notifications.models import Notification
from marketplace.organisations import members
from marketplace.organisations.factories import make_membership, make_organisation
from marketplace.organisations.models import Organisation
from marketplace.plugin_host.declarations import Tier
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.conftest import Clock
from tests.interests.conftest import MESSAGE, SENDER, Express
from tests.support.apps import statements

Post = Callable[..., Listing]


def test_an_interest_stands_submitted_and_its_message_is_its_first_step(uow: UnitOfWork, express: Express) -> None:
    interest = express(message="  Chúng tôi\u202e quan tâm.\r\n ")
    assert (interest.status, interest.version) == (Status.SUBMITTED, 1)
    assert [(step.action, step.side, step.note) for step in interest.steps] == [
        ("express", "sender", "Chúng tôi quan tâm.")
    ]
    assert (interest.due_at - interest.created_at).days == 30


@pytest.mark.parametrize("message", ["", "  \n", "\u200b\u202e", "x", "Quan tâm.", "…" * 10, "x" * 4001])
def test_a_message_is_needed_that_says_something_and_is_not_endless(express: Express, message: str) -> None:
    with pytest.raises(Invalid) as refused:
        express(message=message)
    assert list(refused.value.messages) == ["message"]


@pytest.mark.parametrize("status", ["draft", "archived", "in_review"])
def test_nobody_expresses_interest_in_what_they_cannot_see(express: Express, post: Post, status: str) -> None:
    with pytest.raises(NotFound):
        express(post(status=status))


@pytest.mark.parametrize("status", ["paused", "flagged"])
def test_a_listing_that_is_closed_to_interest_takes_none(express: Express, post: Post, status: str) -> None:
    with pytest.raises(NotAllowed):
        express(post(status=status))


def test_the_owner_is_not_interested_in_their_own(uow: UnitOfWork, express: Express, post: Post, owner: Viewer) -> None:
    two = Viewer(owner.user_id, owner.organisations | {make_organisation(uow).id: "member"})
    for viewer in (owner, two):
        with pytest.raises(NotAllowed):
            express(post(), viewer)


def test_a_visitor_is_told_to_sign_in_and_somebody_without_organisation_what_to_do(
    uow: UnitOfWork, express: Express, post: Post
) -> None:
    with pytest.raises(NotAllowed):
        express(post(), Viewer.anonymous())
    alone = viewer_as(uow, make_user(uow))
    with pytest.raises(Invalid) as refused, use_locale("en"):
        express(post(), alone)
    assert "no organisation" in refused.value.messages["organisation"][0]


def test_an_unconfirmed_address_cannot_write_to_strangers(uow: UnitOfWork, express: Express) -> None:
    user = make_user(uow, confirmed=False)
    make_organisation(uow, manager=user)
    with pytest.raises(NotAllowed):
        express(viewer=viewer_as(uow, user))


def test_of_several_organisations_one_is_named_and_it_is_ones_own(
    uow: UnitOfWork, market: Marketplace, post: Post, sender: Viewer, owner: Viewer
) -> None:
    second, listing = make_organisation(uow), post()
    both = Viewer(sender.user_id, sender.organisations | {second.id: "member"})
    foreign = uow.session.get_one(Organisation, next(iter(owner.organisations))).public_id
    for wrong in (None, "", "x", foreign, "aaa-aaa-aaa"):
        with pytest.raises(Invalid) as refused:
            service.express(both, uow, market, listing.public_id, wrong, MESSAGE)
        assert list(refused.value.messages) == ["organisation"]
    made = service.express(both, uow, market, listing.public_id, second.public_id, MESSAGE)
    assert made.organisation_id == second.id


def test_an_organisation_has_one_live_interest_in_a_listing(
    uow: UnitOfWork, market: Marketplace, express: Express, post: Post, sender: Viewer, owner: Viewer
) -> None:
    listing = post()
    first = express(listing)
    colleague = make_user(uow)
    make_membership(uow, first.organisation, colleague)
    with pytest.raises(service.AlreadyLive) as refused:
        express(listing, viewer_as(uow, colleague))
    assert refused.value.public_id == first.public_id
    service.act(owner, uow, market, first.public_id, "answer", note="Mời anh chị đến xem.")
    with pytest.raises(service.AlreadyLive):
        express(listing)
    service.act(sender, uow, market, first.public_id, "withdraw")
    assert express(listing).public_id != first.public_id


def test_the_database_itself_refuses_a_second_live_interest(uow: UnitOfWork, express: Express) -> None:
    first = express()
    same = {name: getattr(first, name) for name in ("listing_id", "organisation_id", "version", "created_at")}
    same |= {"updated_at": first.updated_at, "due_at": first.due_at}
    uow.session.add(Interest(**same, status="declined"))
    uow.session.flush()
    uow.session.add(Interest(**same, status="accepted"))
    with pytest.raises(IntegrityError):
        uow.session.flush()


def test_a_person_sends_only_so_many_a_day(
    uow: UnitOfWork, market: Marketplace, express: Express, post: Post, clock: Clock
) -> None:
    market.settings = replace(market.settings, interests_per_day=2)
    express()
    express()
    with pytest.raises(Invalid) as refused:
        express()
    assert list(refused.value.messages) == ["_"]
    clock.advance(hours=24, seconds=1)
    assert express().status == Status.SUBMITTED


def test_the_two_sides_ask_add_and_accept(
    uow: UnitOfWork, market: Marketplace, express: Express, sender: Viewer, owner: Viewer
) -> None:
    public_id = express().public_id
    service.act(owner, uow, market, public_id, "ask", note="Cầu số 3 sâu bao nhiêu?", version=1)
    service.act(sender, uow, market, public_id, "add", note="Sâu 7,2 m.", version=2)
    done = service.act(owner, uow, market, public_id, "answer", note="Mời đến xem.", version=3)
    assert (done.status, done.version) == (Status.ACCEPTED, 4)
    assert [step.action for step in done.steps] == ["express", "ask", "add", "answer"]


@pytest.mark.parametrize(
    ("values", "field"),
    [({}, "reason"), ({"reason": "because"}, "reason"), ({"reason": "other"}, "note"), ({"reason": ""}, "reason")],
)
def test_declining_takes_a_reason_of_the_list(
    uow: UnitOfWork, market: Marketplace, express: Express, owner: Viewer, values: dict[str, str], field: str
) -> None:
    public_id = express().public_id
    with pytest.raises(Invalid) as refused:
        service.act(owner, uow, market, public_id, "decline", **values)  # type: ignore[arg-type]
    assert list(refused.value.messages) == [field]


@pytest.mark.parametrize("reason", [each for each in REASONS if each != "other"])
def test_each_reason_is_kept_and_named_to_the_sender(
    uow: UnitOfWork, market: Marketplace, express: Express, sender: Viewer, owner: Viewer, reason: str
) -> None:
    interest = express()
    service.act(owner, uow, market, interest.public_id, "decline", reason=reason)
    with use_locale("vi"):
        last = timeline(see(sender, interest, market), interest)[-1]
    assert (last.reason, last.reason_label) == (reason, REASONS[reason].vi)


def test_who_read_an_older_state_is_told_so(
    uow: UnitOfWork, market: Marketplace, express: Express, sender: Viewer, owner: Viewer
) -> None:
    public_id = express().public_id
    service.act(sender, uow, market, public_id, "withdraw")
    with pytest.raises(Stale):
        service.act(owner, uow, market, public_id, "answer", note="Mời đến xem.", version=1)
    with pytest.raises(NotAllowed):
        service.act(owner, uow, market, public_id, "answer", note="Mời đến xem.")


def told(uow: UnitOfWork, viewer: Viewer) -> list[str]:
    query = select(Notification).where(Notification.user_id == viewer.user_id).order_by(Notification.id)
    return [each.text_en for each in uow.session.scalars(query)]


def test_each_side_is_told_of_the_others_steps_and_not_of_its_own(
    uow: UnitOfWork, market: Marketplace, express: Express, sender: Viewer, owner: Viewer
) -> None:
    public_id = express().public_id
    service.act(owner, uow, market, public_id, "ask", note="Sâu bao nhiêu?")
    service.act(sender, uow, market, public_id, "add", note="7,2 m.")
    service.act(owner, uow, market, public_id, "decline", reason="no_need_now")
    title = "“Electric tug of 60 t bollard pull for river ports”"
    assert told(uow, owner) == [
        f"Van Ninh Port is interested in {title}",
        f"Van Ninh Port added to its interest in {title}",
    ]
    assert told(uow, sender) == [
        f"The owner of {title} asks you for more information",
        f"Your interest in {title} was declined",
    ]
    assert uow.session.scalar(select(func.count()).where(Job.name == "mail.send")) == 4
    names = uow.session.scalars(select(DomainEvent.name).order_by(DomainEvent.id)).all()
    assert names[-4:] == ["interest.expressed", "interest.info_requested", "interest.added_to", "interest.declined"]


def test_nothing_is_told_of_what_was_rolled_back(uow: UnitOfWork, express: Express, post: Post) -> None:
    listing = post()
    uow.commit()
    express(listing)
    uow.rollback()
    for table in (Notification, Interest, Job):
        assert uow.session.scalar(select(func.count()).select_from(table)) == 0


def test_members_who_did_not_write_the_listing_are_left_in_peace(
    uow: UnitOfWork, express: Express, post: Post, owner: Viewer
) -> None:
    listing = post()
    author, bystander = make_user(uow), make_user(uow)
    for user in (author, bystander):
        make_membership(uow, uow.session.get_one(Organisation, listing.organisation_id), user)
    listing.created_by_id = author.id
    express(listing)
    assert (len(told(uow, owner)), len(told(uow, Viewer(author.id))), len(told(uow, Viewer(bystander.id)))) == (1, 1, 0)


def test_an_owner_with_nobody_on_the_site_is_the_broker_desks_to_care_for(
    uow: UnitOfWork, express: Express, post: Post, broker: Viewer
) -> None:
    listing = post()
    listing.organisation_id = make_organisation(uow).id
    uow.session.flush()
    uow.session.refresh(listing)
    express(listing)
    assert len(told(uow, broker)) == 1


def test_brokers_are_told_only_of_sectors_they_work_in(uow: UnitOfWork, express: Express, post: Post) -> None:
    works_in = {"anywhere": (), "there": ("marine", "greentech"), "elsewhere": ("greentech",)}
    brokers = {name: make_user(uow, roles=("broker",)) for name in works_in}
    operator = make_user(uow, roles=("operator",))
    for name, sectors in works_in.items():
        uow.session.add_all(BrokerSector(user_id=brokers[name].id, sector=each) for each in sectors)

    def ask(sector: str | None) -> list[str]:
        listing = post(sector=sector)
        listing.organisation_id = make_organisation(uow).id
        uow.session.flush()
        uow.session.refresh(listing)
        before = {name: len(told(uow, Viewer(each.id))) for name, each in brokers.items()}
        express(listing)
        return [name for name, each in brokers.items() if len(told(uow, Viewer(each.id))) > before[name]]

    assert ask("marine") == ["anywhere", "there"]
    assert ask(None) == ["anywhere"]
    assert told(uow, Viewer(operator.id)) == []
    brokers.pop("anywhere").active = False
    assert ask("logistics") == []
    assert "no broker works in its sector" in told(uow, Viewer(operator.id))[-1]


def test_a_broker_who_is_interested_is_not_the_only_one_to_know(uow: UnitOfWork, express: Express, post: Post) -> None:
    broker, operator = make_user(uow, roles=("broker",)), make_user(uow, roles=("operator",))
    make_organisation(uow, manager=broker)
    listing = post()
    listing.organisation_id = make_organisation(uow).id
    uow.session.flush()
    uow.session.refresh(listing)
    express(listing, viewer_as(uow, broker))
    assert len(told(uow, Viewer(operator.id))) == 1


def test_what_nobody_answers_lapses_and_both_are_told(
    uow: UnitOfWork, market: Marketplace, express: Express, sender: Viewer, owner: Viewer, clock: Clock
) -> None:
    waiting, answered = express(), express()
    service.act(owner, uow, market, answered.public_id, "answer", note="Mời đến xem.")
    clock.advance(days=29)
    assert service.lapse_due(Viewer.system(), uow, market) == 0
    clock.advance(days=2)
    assert service.lapse_due(Viewer.system(), uow, market) == 1
    assert (waiting.status, answered.status) == (Status.LAPSED, Status.ACCEPTED)
    assert "lapsed" in told(uow, sender)[-1]
    assert "lapsed" in told(uow, owner)[-1]


def test_half_way_the_side_that_is_waited_for_is_reminded_once(
    app: Flask, uow: UnitOfWork, market: Marketplace, express: Express, sender: Viewer, owner: Viewer, clock: Clock
) -> None:
    asked, answered, waiting = express(), express(), express()
    service.act(owner, uow, market, asked.public_id, "ask", note="Sâu bao nhiêu?")
    service.act(owner, uow, market, answered.public_id, "answer", note="Mời đến xem.")
    uow.commit()
    before = len(told(uow, owner)), len(told(uow, sender))
    for days, reminded in ((14, 0), (2, 1), (5, 1)):
        clock.advance(days=days)
        uow.session.rollback()
        Worker(app, market.jobs, market.settings, clock, only=[service.REMIND]).run_pending()
        assert (len(told(uow, owner)) - before[0], len(told(uow, sender)) - before[1]) == (reminded, reminded)
    assert told(uow, owner)[-1].startswith("Van Ninh Port is waiting for your answer about")
    assert "is waiting for your information" in told(uow, sender)[-1]
    assert waiting.status == Status.SUBMITTED


def test_who_waits_for_an_answer_about_a_listing_that_is_withdrawn_is_told(
    app: Flask, uow: UnitOfWork, market: Marketplace, express: Express, post: Post, sender: Viewer, owner: Viewer
) -> None:
    listing, other = post(), post()
    waiting, elsewhere = express(listing), express(other)
    lifecycle.withdraw(owner, uow, market, listing.public_id)
    uow.commit()
    Worker(app, market.jobs, market.settings, market.clock).run_pending()
    uow.session.refresh(waiting)
    assert (waiting.status, elsewhere.status) == (Status.DECLINED, Status.SUBMITTED)
    assert "taken off the exchange" in told(uow, sender)[-1]


def test_acceptance_opens_the_tier_of_partners_and_its_end_closes_it(
    uow: UnitOfWork, market: Marketplace, express: Express, post: Post, sender: Viewer, owner: Viewer, stranger: Viewer
) -> None:
    listing = post(tiers={"description": "party"})
    interest = express(listing)

    def tier(viewer: Viewer) -> Tier:
        return disclose(viewer, listing, market, queries.granted(viewer, uow, listing)).tier

    assert tier(sender) == Tier.MEMBER
    service.act(owner, uow, market, interest.public_id, "answer", note="Mời đến xem.")
    assert (tier(sender), tier(stranger), tier(Viewer.anonymous())) == (Tier.PARTY, Tier.MEMBER, Tier.PUBLIC)
    service.act(owner, uow, market, interest.public_id, "decline", reason="terms_or_price")
    assert tier(sender) == Tier.MEMBER


def test_addresses_are_exchanged_with_acceptance_and_not_before(
    uow: UnitOfWork, market: Marketplace, express: Express, sender: Viewer, owner: Viewer
) -> None:
    interest = express()
    for viewer in (sender, owner):
        assert contacts(see(viewer, interest, market), interest) == {}
    service.act(owner, uow, market, interest.public_id, "answer", note="Mời đến xem.")
    for viewer, side, email in ((sender, Side.OWNER, "owner@example.com"), (owner, Side.SENDER, "sender@example.com")):
        found = contacts(see(viewer, interest, market), interest)
        assert {each: person.email for each, person in found.items()} == {side: email}


def test_who_has_left_is_no_contact_any_more(
    uow: UnitOfWork, market: Marketplace, express: Express, sender: Viewer, owner: Viewer
) -> None:
    interest, (at,) = express(), owner.organisations
    colleague = make_user(uow, email="colleague@example.com")
    members.add(uow, uow.session.get_one(Organisation, at), colleague)
    service.act(viewer_as(uow, colleague), uow, market, interest.public_id, "answer", note="Mời đến xem.")

    def contact() -> str:
        uow.session.flush()
        uow.session.expire_all()
        return contacts(see(sender, interest, market), interest)[Side.OWNER].email

    assert contact() == "colleague@example.com"
    colleague.active = False
    assert contact() == "owner@example.com"
    colleague.active = True
    members.remove(owner, uow, uow.session.get_one(Organisation, at).public_id, colleague.public_id)
    assert contact() == "owner@example.com"


def test_accepting_costs_the_same_however_many_belong_to_an_organisation(
    app: Flask, uow: UnitOfWork, market: Marketplace, express: Express, owner: Viewer
) -> None:
    def spent() -> int:
        public_id = express().public_id
        uow.session.flush()
        uow.session.expire_all()
        with statements(app) as seen:
            service.act(owner, uow, market, public_id, "answer", note="Mời đến xem.")
        return len(seen)

    few, (at,) = spent(), owner.organisations
    for _number in range(15):
        members.add(uow, uow.session.get_one(Organisation, at), make_user(uow))
    assert spent() == few


def test_the_sender_is_named_to_the_owner_from_the_start(market: Marketplace, express: Express, owner: Viewer) -> None:
    interest = express()
    with use_locale("en"):
        assert timeline(see(owner, interest, market), interest)[0].who == f"Sender Person · {SENDER['name_en']}"


def test_old_notifications_go_in_batches_and_new_ones_stay(
    uow: UnitOfWork, express: Express, sender: Viewer, owner: Viewer, clock: Clock
) -> None:
    for _ in range(3):
        express()
    clock.advance(days=181)
    express()
    before = clock.now - notifications_jobs.KEPT
    assert [notifications.purge(uow, before, 2) for _ in range(3)] == [2, 1, 0]
    assert len(told(uow, owner)) == 1
