"""What a viewer may see of an interest. Pages, the API, notifications and mails all render from `see`.

Whose the listing is comes from the listings' own `disclose`: an anonymous owner stays so, with everybody who acts for
it, until they accept. Who wrote for the sender is named at once; addresses are exchanged once contact is accepted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from marketplace.accounts.models import User
from marketplace.errors import NotFound
from marketplace.i18n import gettext as _
from marketplace.interests import policy
from marketplace.interests.models import Interest, InterestStep
from marketplace.interests.queries import granting
from marketplace.interests.statuses import (
    BY_ACTION,
    END,
    REASONS,
    TRANSITIONS,
    WAITING,
    Side,
    Status,
    Transition,
    label,
)
from marketplace.listings.disclosure import Disclosed, disclose
from marketplace.listings.ports import Market
from marketplace.organisations.models import Organisation
from marketplace.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to talk to; `email` is empty until contact is accepted."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the timeline. `who` is a person, an organisation or the system, as far as it may be told."""

    action: str
    label: str
    side: Side | None
    who: str
    at: datetime
    note: str
    reason: str | None
    reason_label: str


@dataclass(frozen=True, slots=True)
class SeenInterest:
    """An interest as one viewer may see it, in the language current when it was made."""

    public_id: str
    status: str
    status_label: str
    version: int
    side: Side
    listing: Disclosed  # only its title and whose it is
    sender: Organisation
    created_at: datetime
    updated_at: datetime
    due_at: datetime | None  # None once nobody is waited for
    waits: Side | None  # for whom it waits
    actions: tuple[Transition, ...]  # what this viewer can do now

    @property
    def title(self) -> str:
        """Return the listing's title."""
        return self.listing.title or _("Listing without a title")

    def button(self, transition: Transition) -> str:
        """Return what the button of an action says: leaving what was accepted ends a contact."""
        leaving = transition.target in (Status.DECLINED, Status.WITHDRAWN)
        return str(END if leaving and self.status == Status.ACCEPTED else transition.button)

    @property
    def owner_text(self) -> str:
        """Return whose the listing is, or that this is not told."""
        return self.listing.organisation_text


def see(viewer: Viewer, interest: Interest, market: Market) -> SeenInterest:
    """Return what the viewer may see. Raise NotFound for who is on no side of it."""
    side = policy.side_of(viewer, interest)
    if side is None:
        raise NotFound
    grants = granting([interest], interest.listing)
    waiting = interest.status in WAITING
    asked = interest.status == Status.INFO_REQUESTED
    return SeenInterest(
        public_id=interest.public_id,
        status=interest.status,
        status_label=label(interest.status, side),
        version=interest.version,
        side=side,
        listing=disclose(viewer, interest.listing, market, grants, only=("title",)),
        sender=interest.organisation,
        created_at=interest.created_at,
        updated_at=interest.updated_at,
        due_at=interest.due_at if waiting else None,
        waits=(Side.SENDER if asked else Side.OWNER) if waiting else None,
        actions=actions(viewer, interest),
    )


def actions(viewer: Viewer, interest: Interest) -> tuple[Transition, ...]:
    """Return what the viewer can do with the interest as it stands, in the table's order."""
    possible = (each for each in TRANSITIONS if interest.status in each.sources)
    return tuple(each for each in possible if policy.can(viewer, each.action, interest))


def timeline(seen: SeenInterest, interest: Interest) -> tuple[Step, ...]:
    """Return the steps, the oldest first, as who sees `seen` may read them."""
    return tuple(_step(seen, each) for each in interest.steps)


def _step(seen: SeenInterest, step: InterestStep) -> Step:
    side = Side(step.side) if step.side is not None else None
    return Step(
        action=step.action,
        label=str(BY_ACTION[step.action].done),
        side=side,
        who=_who(seen, step, side),
        at=step.at,
        note=step.note,
        reason=step.reason,
        reason_label=str(REASONS[step.reason]) if step.reason else "",
    )


def _who(seen: SeenInterest, step: InterestStep, side: Side | None) -> str:
    if side is None:
        return _("The system")
    organisation = seen.sender.name if side is Side.SENDER else seen.owner_text
    if step.by is None or not _named(seen, side):
        return organisation
    return f"{step.by.name} · {organisation}"


def _named(seen: SeenInterest, side: Side) -> bool:
    """Tell whether the people of a side are named to who sees it. The sender's always are: they wrote."""
    if side is Side.SENDER or seen.side is Side.OWNER:
        return True
    known = seen.listing.organisation is not None
    return known and (seen.status == Status.ACCEPTED or seen.side is Side.DESK)


def contacts(seen: SeenInterest, interest: Interest) -> dict[Side, Person]:
    """Return whom to write to on the other side (for the desk: on both), once contact is accepted."""
    if seen.status != Status.ACCEPTED:
        return {}
    others = {Side.SENDER: interest.organisation, Side.OWNER: interest.listing.organisation}
    known = {side: each for side, each in others.items() if side is not seen.side and _named(seen, side)}
    people = {side: _to_write_to(side, each, interest) for side, each in known.items() if each is not None}
    return {side: Person(user.name, user.email) for side, user in people.items() if user is not None}


def _to_write_to(side: Side, organisation: Organisation, interest: Interest) -> User | None:
    """Return who wrote last there, or the first manager when they have all left since: a contact must not end so."""
    there = {each.user_id: each for each in organisation.memberships if each.user.active}
    wrote = (there.get(step.by_id or 0) for step in reversed(interest.steps) if step.side == side)
    managers = sorted((each for each in there.values() if each.role == "manager"), key=lambda each: each.since)
    return next((each.user for each in (*wrote, *managers) if each is not None), None)
