"""Who may see what on the desk and hand it over. Deny by default: brokers in their sectors, operators; nobody else.

The rule is written twice side by side, as a check on one listing and as the SQL condition for the table; a property
test holds the two together. An interest belongs to the sector of its listing.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, false, true

from marketplace.errors import NotAllowed
from marketplace.listings.models import Listing
from marketplace.listings.statuses import Status
from marketplace.viewer import Viewer

ON_ROWS = frozenset({"view", "hand_over"})
ON_THE_DESK = frozenset({"open", "assign_sectors"})


def can(viewer: Viewer, action: str, sectors: Collection[str], listing: Listing) -> bool:
    """Tell whether the viewer, who works in `sectors` (empty: all), may do `action` with what concerns a listing."""
    if action not in ON_ROWS or listing.deleted_at is not None or listing.status == Status.DRAFT:
        return False
    return viewer.is_operator or (viewer.is_broker and (not sectors or listing.sector in sectors))


def allowed(viewer: Viewer, action: str, sectors: Collection[str]) -> ColumnElement[bool]:
    """Return the SQL condition that agrees with `can` for every listing."""
    if action not in ON_ROWS or not (viewer.is_operator or viewer.is_broker):
        return false()
    everywhere = viewer.is_operator or not sectors
    within = true() if everywhere else Listing.sector.in_(sorted(sectors))
    return and_(Listing.deleted_at.is_(None), Listing.status != Status.DRAFT.value, within)


def may(viewer: Viewer, action: str) -> bool:
    """Tell whether the viewer may "open" the desk or "assign_sectors" to brokers."""
    if action not in ON_THE_DESK:
        return False
    return viewer.is_operator or (action == "open" and viewer.is_broker)


def require(viewer: Viewer, action: str) -> None:
    """Raise NotAllowed unless the viewer `may`; "sign_in" for somebody unknown."""
    if not may(viewer, action):
        raise NotAllowed(action if viewer.signed_in else "sign_in")
