"""Who may see an interest and do what with it. Deny by default: what neither a side nor the table allows is refused.

Each side is written twice side by side, as a check on one interest and as the SQL condition for lists; a property test
holds the two together. The conditions expect the interest's listing to be joined.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, false, or_, true

from marketplace.errors import NotAllowed, NotFound
from marketplace.i18n import gettext as _
from marketplace.interests.models import Interest
from marketplace.interests.statuses import BY_ACTION, Side
from marketplace.listings import policy as listings
from marketplace.listings.models import Listing
from marketplace.listings.statuses import Status
from marketplace.viewer import Viewer

_OWNER = listings.Owner()
_ALWAYS = date.min  # ownership does not depend on the day


def is_on(viewer: Viewer, side: Side, interest: Interest) -> bool:
    """Tell whether the viewer is on that side of the interest."""
    if side is Side.OWNER:
        return _OWNER.check(viewer, interest.listing, _ALWAYS)
    if side is Side.SENDER:
        return viewer.belongs_to(interest.organisation_id)
    return viewer.is_broker or viewer.is_operator


def on(viewer: Viewer, side: Side) -> ColumnElement[bool]:
    """Return the condition that finds the interests for which `is_on` says yes."""
    if side is Side.OWNER:
        return _OWNER.clause(viewer, _ALWAYS)
    if side is Side.SENDER:
        return Interest.organisation_id.in_(sorted(viewer.organisations)) if viewer.organisations else false()
    return true() if viewer.is_broker or viewer.is_operator else false()


def side_of(viewer: Viewer, interest: Interest) -> Side | None:
    """Return whose eyes the viewer sees it with: the owner's before the sender's before the desk's; None: nobody's."""
    return next((side for side in (Side.OWNER, Side.SENDER, Side.DESK) if is_on(viewer, side, interest)), None)


def can(viewer: Viewer, action: str, interest: Interest) -> bool:
    """Tell whether the viewer may do `action` of the table of statuses, or "view", whatever the status is."""
    if action == "view":
        return side_of(viewer, interest) is not None
    transition = BY_ACTION.get(action)
    if transition is None or action == "express":
        return False
    return viewer.is_system or (transition.who is not None and is_on(viewer, transition.who, interest))


def allowed(viewer: Viewer, action: str) -> ColumnElement[bool]:
    """Return the SQL condition that agrees with `can` for every interest."""
    transition = BY_ACTION.get(action)
    if action == "view":
        return visible_to(viewer, Side)
    if transition is None or action == "express":
        return false()
    return true() if viewer.is_system else on(viewer, transition.who) if transition.who is not None else false()


def visible_to(viewer: Viewer, sides: Iterable[Side]) -> ColumnElement[bool]:
    """Return the SQL condition for the interests that the viewer sees from one of these sides."""
    return or_(false(), *(on(viewer, side) for side in sides))


def require(viewer: Viewer, action: str, interest: Interest) -> None:
    """Raise NotFound when the viewer may not know of the interest, NotAllowed when they may not do `action`."""
    if can(viewer, action, interest):
        return
    if not can(viewer, "view", interest):
        raise NotFound
    raise NotAllowed(action, _("This step belongs to the other side."))


def is_open(listing: Listing, today: date) -> bool:
    """Tell whether a listing takes interest now: published, not paused or reported, and not run out."""
    public = listings.Public().check(Viewer.anonymous(), listing, today)
    return public and listing.status == Status.PUBLISHED and listing.deleted_at is None


def require_express(viewer: Viewer, listing: Listing, today: date) -> None:
    """Raise NotAllowed unless the viewer may express interest in a listing they can see."""
    if not viewer.signed_in and not viewer.is_system:
        raise NotAllowed("express", _("Sign in to express interest."))
    if _OWNER.check(viewer, listing, _ALWAYS):
        raise NotAllowed("express", _("This is your own organisation's listing."))
    if not is_open(listing, today):
        raise NotAllowed("express", _("This listing does not take interest at present."))
