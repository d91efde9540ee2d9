"""Use cases of interests. Each takes who acts and the unit of work; its caller commits, and with it what is told."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.models import User
from marketplace.accounts.policy import require_confirmed
from marketplace.errors import Invalid, NotAllowed, Stale
from marketplace.i18n import gettext as _
from marketplace.interests import policy, queries, telling
from marketplace.interests.models import Interest, InterestStep
from marketplace.interests.statuses import (
    BY_ACTION,
    EVENTS,
    LIVE,
    REASONS,
    REMINDERS,
    WAITING,
    Status,
    Transition,
    label,
)
from marketplace.listings import queries as listings
from marketplace.listings.models import Listing
from marketplace.listings.ports import Market, today
from marketplace.listings.texts import excess, graphemes
from marketplace.organisations.models import Organisation
from marketplace.plugin_host.clean import clean_text
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

NOTE_LIMIT = 4000
MESSAGE_LEAST = 10  # characters of a first message: "x", "ok" or "test" gives its reader nothing to answer
DAY = timedelta(days=1)
REMIND = "interests.remind"  # a job: see `jobs.remind`


class AlreadyLive(Invalid):
    """The organisation has a live interest in the listing; `public_id` is that one's."""

    def __init__(self, public_id: str) -> None:
        self.public_id = public_id
        super().__init__({"organisation": [_("Your organisation has an open interest in this listing already.")]})


def express(
    viewer: Viewer, uow: UnitOfWork, market: Market, listing_id: str, organisation_id: str | None, message: str
) -> Interest:
    """Express interest in a listing, for an organisation one belongs to: the only one if None is named.

    Raise NotFound and NotAllowed by the policy, AlreadyLive, and Invalid for the message, the organisation or when the
    person has sent as many within 24 hours as the setting `interests_per_day` allows.
    """
    listing = listings.get(viewer, uow, market, listing_id)
    policy.require_express(viewer, listing, today(uow, market))
    require_confirmed(viewer, uow, "express")
    organisation = _organisation(viewer, uow, organisation_id)
    transition = BY_ACTION["express"]
    message = _first_message(_note(transition, message, "message"))
    _within_quota(viewer, uow, market)
    interest = _store(viewer, uow, market, listing, organisation)
    _step(viewer, uow, market, interest, transition, message)
    return interest


def _first_message(message: str) -> str:
    if not any(map(str.isalpha, message)):
        raise Invalid({"message": [_("Write a message.")]})
    if graphemes(message) < MESSAGE_LEAST:
        least = MESSAGE_LEAST
        text = _("Write at least %(least)s characters: what would you do with it, or what is unclear?", least=least)
        raise Invalid({"message": [text]})
    return message


def _organisation(viewer: Viewer, uow: UnitOfWork, public_id: str | None) -> Organisation:
    if not viewer.organisations and not viewer.is_system:
        raise Invalid({"organisation": [_("You belong to no organisation yet. Add yours, or ask for an invitation.")]})
    if not public_id and len(viewer.organisations) == 1:
        return uow.session.get_one(Organisation, next(iter(viewer.organisations)))
    query = select(Organisation).where(Organisation.public_id == (public_id or ""))
    found: Organisation | None = uow.session.scalar(query)
    if found is None or not (viewer.is_system or viewer.belongs_to(found.id)):
        raise Invalid({"organisation": [_("Choose one of your organisations.")]})
    return found


def _within_quota(viewer: Viewer, uow: UnitOfWork, market: Market) -> None:
    if viewer.is_system:
        return
    # The lock makes two requests of one person count one after the other (on SQLite writers always do).
    uow.session.execute(select(User.id).where(User.id == viewer.user_id).with_for_update())
    mine = Interest.created_by_id == viewer.user_id, Interest.created_at > uow.now() - DAY
    limit = market.settings.interests_per_day
    if (uow.session.scalar(select(func.count()).select_from(Interest).where(*mine)) or 0) >= limit:
        text = _("You have expressed interest %(limit)s times within a day; go on tomorrow.", limit=limit)
        raise Invalid({"_": [text]})


def _store(viewer: Viewer, uow: UnitOfWork, market: Market, listing: Listing, organisation: Organisation) -> Interest:
    now = uow.now()
    due = now + timedelta(days=market.settings.interest_days)
    interest = Interest(listing=listing, organisation=organisation, created_by_id=viewer.user_id)
    interest.status, interest.version = Status.SUBMITTED.value, 0
    interest.created_at, interest.updated_at, interest.due_at = now, now, due
    same = Interest.listing_id == listing.id, Interest.organisation_id == organisation.id, Interest.status.in_(LIVE)
    try:
        with uow.session.begin_nested():
            uow.session.add(interest)
            uow.session.flush()
    except IntegrityError:  # the database's own rule, whoever was a moment faster
        raise AlreadyLive(uow.session.scalars(select(Interest.public_id).where(*same)).one()) from None
    return interest


def act(
    viewer: Viewer,
    uow: UnitOfWork,
    market: Market,
    public_id: str,
    action: str,
    *,
    note: str = "",
    reason: str | None = None,
    version: int | None = None,
) -> Interest:
    """Carry out an action of the table of statuses.

    Raise NotFound and NotAllowed by the policy, Stale when `version` is given and no longer the current one,
    NotAllowed when the status has no such action, Invalid for the note or the reason.
    """
    interest = queries.locked(viewer, uow, public_id, action)
    if version is not None and version != interest.version:
        raise Stale(interest)
    transition = BY_ACTION[action]
    if interest.status not in transition.sources:
        raise NotAllowed(
            action, _("This is not possible while the interest is “%(status)s”.", status=label(interest.status))
        )
    if transition.target in (Status.ACCEPTED, Status.INFO_REQUESTED, Status.SUBMITTED):
        require_confirmed(viewer, uow, action)  # what the other side is going to read
    reason = _reason(transition, reason, note)
    _step(viewer, uow, market, interest, transition, _note(transition, note, "note"), reason)
    return interest


def _reason(transition: Transition, reason: str | None, note: str) -> str | None:
    if not transition.needs_reason:
        return None
    if reason not in REASONS:
        raise Invalid({"reason": [_("Choose a reason.")]})
    if reason == "other" and not clean_text(note):
        raise Invalid({"note": [_("Say what the reason is.")]})
    return reason


def _note(transition: Transition, note: str, name: str) -> str:
    note = clean_text(note)
    if transition.needs_note and not note:
        raise Invalid({name: [_("Write a message.")]})
    if over := excess(note, NOTE_LIMIT):
        raise Invalid({name: [_("Shorten this by %(over)s characters.", over=over)]})
    return note


def _step(
    viewer: Viewer,
    uow: UnitOfWork,
    market: Market,
    interest: Interest,
    transition: Transition,
    note: str = "",
    reason: str | None = None,
) -> None:
    """Add a step, and tell whom it is news to, all in the caller's transaction."""
    now = uow.now()
    interest.status, interest.version, interest.updated_at = transition.target.value, interest.version + 1, now
    if transition.target in WAITING:
        interest.due_at = now + timedelta(days=market.settings.interest_days)
        reminder = {"interest": interest.public_id, "version": interest.version}
        uow.enqueue(REMIND, reminder, run_at=now + (interest.due_at - now) / 2)
    step = InterestStep(number=interest.version, action=transition.action, at=now, note=note, reason=reason)
    step.side = transition.who.value if transition.who is not None else None
    step.by = uow.session.get(User, viewer.user_id) if viewer.user_id is not None else None
    interest.steps.append(step)
    uow.session.flush()
    data = {"status": interest.status, "reason": reason, "listing": interest.listing.public_id}
    uow.record(EVENTS[transition.action], f"interest:{interest.public_id}", data, viewer)
    telling.tell(viewer, uow, market, interest, transition)


def remind(viewer: Viewer, uow: UnitOfWork, market: Market, public_id: str, version: int) -> bool:
    """Remind who is waited for, if nothing has happened since the step of that number; tell whether they were."""
    query = select(Interest).where(Interest.public_id == public_id, Interest.version == version)
    interest: Interest | None = uow.session.scalar(query.options(*queries.whole()))
    reminder = REMINDERS.get(Status(interest.status)) if interest is not None else None
    if interest is None or reminder is None:
        return False
    telling.tell(viewer, uow, market, interest, reminder)
    return True


def close_waiting(viewer: Viewer, uow: UnitOfWork, market: Market, listing_id: str) -> int:
    """Close the interests in a listing that is off the exchange for good that wait for an answer; return how many."""
    waiting = Interest.status.in_(WAITING), Listing.public_id == listing_id
    query = select(Interest).join(Interest.listing).where(*waiting).options(*queries.whole())
    found = uow.session.scalars(query.with_for_update(of=Interest)).unique().all()
    for interest in found:
        policy.require(viewer, "close", interest)
        _step(viewer, uow, market, interest, BY_ACTION["close"])
    return len(found)


def lapse_due(viewer: Viewer, uow: UnitOfWork, market: Market, limit: int = 100) -> int:
    """Let interests lapse that nobody answered in time (a scheduled job, run in parts); return how many."""
    late = Interest.status.in_(WAITING), Interest.due_at <= uow.now()
    due = select(Interest).where(*late).order_by(Interest.due_at).limit(limit).options(*queries.whole())
    found = uow.session.scalars(due.with_for_update(skip_locked=True, of=Interest)).unique().all()
    for interest in found:
        policy.require(viewer, "lapse", interest)
        _step(viewer, uow, market, interest, BY_ACTION["lapse"])
    return len(found)
