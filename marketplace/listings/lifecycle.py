"""Moving a listing through the table of statuses, and what each move needs and does besides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from marketplace.accounts.policy import require_confirmed
from marketplace.errors import Invalid, NotAllowed, Stale
from marketplace.i18n import gettext as _
from marketplace.listings import completeness, events, policy, revisions
from marketplace.listings.document import as_date, document
from marketplace.listings.fields import VALIDITY
from marketplace.listings.models import Listing, ListingRevision
from marketplace.listings.ports import Market, today
from marketplace.listings.queries import locked
from marketplace.listings.statuses import BY_ACTION, Status, Transition, actions_from, label
from marketplace.listings.texts import excess
from marketplace.organisations.models import Organisation
from marketplace.plugin_host.clean import clean_text
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

RENEW_BEFORE = timedelta(days=30)
RENEW_AFTER = timedelta(days=365)
NOTE_LIMIT = 2000
PUBLISHING = (Status.PUBLISHED, Status.IN_REVIEW)  # what comes before the public, now or once it is approved
RENEWALS = ("renew", "renew_changed")
_CHOSEN_FOR_THEM = "renew_changed"  # never a button: `renew` knows when
Errors = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Move:
    """What guards judge: a transition about to happen. `until` is the new end of a renewal."""

    viewer: Viewer
    uow: UnitOfWork
    market: Market
    listing: Listing
    transition: Transition
    until: date | None = None

    @property
    def today(self) -> date:
        """Return the date where the site is."""
        return today(self.uow, self.market)


def act(
    viewer: Viewer,
    uow: UnitOfWork,
    market: Market,
    public_id: str,
    action: str,
    *,
    note: str = "",
    version: int | None = None,
    until: date | None = None,
) -> Listing:
    """Carry out an action of the table of statuses.

    `until` is for renewals; left out it means as long as possible. Raise NotAllowed when the table has no such action
    here or it isn't the viewer's, Invalid with what is missing, Stale when `version` is given and not the current one.
    """
    transition = _known(viewer, action)
    listing = locked(viewer, uow, market, public_id, transition.permission if transition else "own")
    if transition is None or listing.status not in transition.sources:
        raise NotAllowed(
            action, _("This is not possible while the listing is “%(status)s”.", status=label(listing.status))
        )
    if version is not None and version != listing.version:
        raise Stale(listing)
    if transition.target in PUBLISHING:
        require_confirmed(viewer, uow, action)
    if action in RENEWALS and until is None and listing.valid_until is not None:
        until = listing.valid_until + VALIDITY
    return move(Move(viewer, uow, market, listing, transition, until), note)


def _known(viewer: Viewer, action: str) -> Transition | None:
    """Return the action of the table; what the system does, by the calendar or after an edit, nobody asks for."""
    found = BY_ACTION.get(action)
    return None if found is not None and found.who == "system" and not viewer.is_system else found


def move(step: Move, note: str = "") -> Listing:
    """Carry out a transition on a listing already locked and allowed: guards, plugins, then the change itself."""
    note = clean_text(note)
    if excess(note, NOTE_LIMIT) or (step.transition.needs_note and not note):
        raise Invalid({"note": [_("Give the reason in at most %(limit)s characters.", limit=NOTE_LIMIT)]})
    for name in step.transition.guards:
        if errors := GUARDS[name](step):
            raise Invalid(errors)
    listing, action = step.listing, step.transition.action
    asked = document(listing) | {"status": listing.status, "public_id": listing.public_id}
    if reasons := step.market.plugins.check_transition(asked, action, step.viewer):
        raise Invalid(_grouped(reasons))
    listing.status = step.transition.target.value
    if listing.status == Status.PUBLISHED and listing.published_at is None:
        listing.published_at = step.uow.now()
    if step.until is not None:
        listing.valid_until, listing.renewals = step.until, listing.renewals + 1
    revisions.changed(step.viewer, step.uow, listing, events.OF_ACTION[action], action=action, note=note)
    return listing


def publish(viewer: Viewer, uow: UnitOfWork, market: Market, public_id: str, *, version: int | None = None) -> Listing:
    """Publish a complete draft; where the site is moderated, send it for review instead. See the status for which."""
    action = "submit" if policy.is_reviewed(viewer, market) else "publish"
    return act(viewer, uow, market, public_id, action, version=version)


def edited(
    viewer: Viewer, uow: UnitOfWork, market: Market, listing: Listing, event: str, note: str = "", action: str = ""
) -> None:
    """Record an edit; on a moderated site an owner's change of what is public is reviewed before it shows."""
    revisions.changed(viewer, uow, listing, event, action=action, note=note)
    resubmit = BY_ACTION["resubmit"]
    if policy.is_reviewed(viewer, market) and listing.status in resubmit.sources:
        move(Move(viewer, uow, market, listing, resubmit))


def withdraw(viewer: Viewer, uow: UnitOfWork, market: Market, public_id: str, *, note: str = "") -> Listing:
    """Take a listing off the site for good; `service.duplicate` makes a new draft of it."""
    return act(viewer, uow, market, public_id, "withdraw", note=note)


def pause(viewer: Viewer, uow: UnitOfWork, market: Market, public_id: str) -> Listing:
    """Keep a listing readable but closed to interest."""
    return act(viewer, uow, market, public_id, "pause")


def resume(viewer: Viewer, uow: UnitOfWork, market: Market, public_id: str) -> Listing:
    """Open a paused listing to interest again."""
    return act(viewer, uow, market, public_id, "resume")


def renew(viewer: Viewer, uow: UnitOfWork, market: Market, public_id: str, until: date | None = None) -> Listing:
    """Extend a listing, once, from 30 days before it expires to a year after, to at most 365 days after it expired.

    On a moderated site one that was changed after it expired is reviewed before it is public again: see the status for
    which. Source of the rule: the sheet on deals, (a), "Validity".
    """
    listing = locked(viewer, uow, market, public_id, "own")
    action = "renew_changed" if _unreviewed(viewer, uow, market, listing) else "renew"
    return act(viewer, uow, market, public_id, action, until=until)


def open_actions(viewer: Viewer, uow: UnitOfWork, market: Market, listing: Listing) -> list[Transition]:
    """Return the actions to offer to this viewer now, as buttons. What they lack in data shows when they are tried."""
    found = []
    for transition in actions_from(listing.status):
        hidden = transition.who == "system" or transition.action in (_CHOSEN_FOR_THEM, _unused(viewer, market))
        if not hidden and policy.can(viewer, transition.permission, listing, today(uow, market)):
            step = Move(viewer, uow, market, listing, transition)
            if transition.action != "renew" or not _renewable(step):
                found.append(transition)
    return found


def expire_due(viewer: Viewer, uow: UnitOfWork, market: Market, limit: int = 500) -> int:
    """Expire listings whose last day is over (a scheduled job, also run in parts); return how many."""
    transition = BY_ACTION["expire"]
    due = select(Listing).where(Listing.status.in_([status.value for status in transition.sources]))
    due = due.where(Listing.valid_until < today(uow, market), Listing.deleted_at.is_(None)).limit(limit)
    listings = uow.session.scalars(due.with_for_update(skip_locked=True, of=Listing)).all()
    for listing in listings:
        listing.status = Status.EXPIRED.value
        revisions.changed(viewer, uow, listing, events.OF_ACTION["expire"], action="expire")
    return len(listings)


def _unused(viewer: Viewer, market: Market) -> str:
    """Return which of the two ways into publication is not this viewer's."""
    return "publish" if policy.is_reviewed(viewer, market) else "submit"


def _unreviewed(viewer: Viewer, uow: UnitOfWork, market: Market, listing: Listing) -> bool:
    """Tell whether this is an expired listing changed since everybody could read it, by somebody who is reviewed."""
    if listing.status != Status.EXPIRED or not policy.is_reviewed(viewer, market):
        return False
    of_it = select(func.max(ListingRevision.number)).where(ListingRevision.listing_id == listing.id)
    return uow.session.scalar(of_it.where(ListingRevision.action == "expire")) != listing.version


def _grouped(reasons: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, text in reasons:
        grouped.setdefault(name, []).append(text)
    return grouped


def _complete(step: Move) -> Errors:
    organisation_id = step.listing.organisation_id
    organisation = step.uow.session.get(Organisation, organisation_id) if organisation_id is not None else None
    errors = completeness.problems(step.listing, document(step.listing), organisation, step.market, step.today)
    if step.transition.action in RENEWALS:
        errors.pop("valid_until", None)  # what the renewal is to mend
    return errors


def _unmoderated(step: Move) -> Errors:
    if policy.is_reviewed(step.viewer, step.market):
        return {"_": [_("On this site a listing is reviewed before it is published.")]}
    return {}


def _reviewed_as_it_is(step: Move) -> Errors:
    return _unmoderated(step) if _unreviewed(step.viewer, step.uow, step.market, step.listing) else {}


def _in_time(step: Move) -> Errors:
    until = as_date(step.listing.valid_until)
    return {"valid_until": [_("This date has passed.")]} if until is not None and until < step.today else {}


def _renewable(step: Move) -> Errors:
    end, until = step.listing.valid_until, step.until
    if end is None or step.listing.renewals:
        return {"valid_until": [_("A listing can be renewed once. Duplicate it to post it anew.")]}
    if not end - RENEW_BEFORE <= step.today <= end + RENEW_AFTER:
        return {"valid_until": [_("A listing can be renewed from 30 days before it expires to a year after.")]}
    if until is not None and not max(end, step.today) < until <= end + VALIDITY:
        return {"valid_until": [_("Choose a later date, at most 365 days after it expired.")]}
    return {}


GUARDS: dict[str, Callable[[Move], Errors]] = {
    "complete": _complete,
    "in_time": _in_time,
    "renewable": _renewable,
    "reviewed_as_it_is": _reviewed_as_it_is,
    "unmoderated": _unmoderated,
}
