"""Who may do what with a listing. Deny by default: what no rule of the table allows is refused.

Each rule is written twice side by side, as a check on one listing and as the SQL condition for lists; a property test
holds the two together. Deleted drafts are nobody's business except for the permission "undelete".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy import ColumnElement, and_, exists, false, or_, true

from marketplace.errors import NotAllowed, NotFound
from marketplace.i18n import gettext as _
from marketplace.listings.glimpses import Seen
from marketplace.listings.models import Listing
from marketplace.listings.ports import Market
from marketplace.listings.statuses import EDITABLE, PUBLIC, Status
from marketplace.organisations.models import Organisation
from marketplace.viewer import Viewer

_PUBLIC = tuple(sorted(status.value for status in PUBLIC))
_EDITABLE = tuple(sorted(status.value for status in EDITABLE))


class Rule(Protocol):
    """One reason why something is allowed."""

    def check(self, viewer: Viewer, listing: Seen, today: date) -> bool:
        """Tell whether the rule allows it for this listing."""

    def clause(self, viewer: Viewer, today: date) -> ColumnElement[bool]:
        """Return the condition that finds the listings for which `check` says yes."""


class Public:
    """Anybody, once it is public and has not run out (whether or not the expiry job came round yet)."""

    def check(self, viewer: Viewer, listing: Seen, today: date) -> bool:  # noqa: D102
        return listing.status in _PUBLIC and (listing.valid_until is None or listing.valid_until >= today)

    def clause(self, viewer: Viewer, today: date) -> ColumnElement[bool]:  # noqa: D102
        return and_(Listing.status.in_(_PUBLIC), or_(Listing.valid_until.is_(None), Listing.valid_until >= today))


class Owner:
    """Members of the listing's organisation; while it has none, who wrote it."""

    def check(self, viewer: Viewer, listing: Seen, today: date) -> bool:  # noqa: D102
        if listing.organisation_id is not None:
            return viewer.belongs_to(listing.organisation_id)
        return viewer.user_id is not None and listing.created_by_id == viewer.user_id

    def clause(self, viewer: Viewer, today: date) -> ColumnElement[bool]:  # noqa: D102
        mine = Listing.organisation_id.in_(sorted(viewer.organisations)) if viewer.organisations else false()
        if viewer.user_id is None:
            return mine
        return or_(mine, and_(Listing.organisation_id.is_(None), Listing.created_by_id == viewer.user_id))


class Operator:
    """Who runs the site, and the system itself."""

    def check(self, viewer: Viewer, listing: Seen, today: date) -> bool:  # noqa: D102
        return viewer.is_operator

    def clause(self, viewer: Viewer, today: date) -> ColumnElement[bool]:  # noqa: D102
        return true() if viewer.is_operator else false()


class Broker:
    """The broker desk: all but drafts, so that expired and withdrawn listings can still be worked on."""

    def check(self, viewer: Viewer, listing: Seen, today: date) -> bool:  # noqa: D102
        return viewer.is_broker and listing.status != Status.DRAFT.value

    def clause(self, viewer: Viewer, today: date) -> ColumnElement[bool]:  # noqa: D102
        return Listing.status != Status.DRAFT.value if viewer.is_broker else false()


@dataclass(frozen=True)
class InStatus:
    """Another rule, in certain statuses only."""

    rule: Rule
    statuses: tuple[str, ...]

    def check(self, viewer: Viewer, listing: Seen, today: date) -> bool:  # noqa: D102
        return listing.status in self.statuses and self.rule.check(viewer, listing, today)

    def clause(self, viewer: Viewer, today: date) -> ColumnElement[bool]:  # noqa: D102
        return and_(Listing.status.in_(self.statuses), self.rule.clause(viewer, today))


_DRAFT = (Status.DRAFT.value,)
PERMISSIONS: dict[str, tuple[Rule, ...]] = {
    "delete": (InStatus(Owner(), _DRAFT), InStatus(Operator(), _DRAFT)),
    "edit": (InStatus(Owner(), _EDITABLE), InStatus(Operator(), _EDITABLE)),
    "moderate": (Operator(),),
    "own": (Owner(), Operator()),  # its owner's actions of the table of statuses: publish, pause, withdraw …
    "see_history": (Owner(), Operator()),
    "see_identity": (Owner(), Operator()),  # of an anonymous organisation
    "undelete": (Owner(), Operator()),
    "view": (Public(), Owner(), Broker(), Operator()),
}
_ALIASES = {"publish": "own", "withdraw": "own"}


def _rules(action: str) -> tuple[Rule, ...]:
    return PERMISSIONS.get(_ALIASES.get(action, action), ())


def can(viewer: Viewer, action: str, listing: Seen, today: date) -> bool:
    """Tell whether the viewer may do `action`; an action that is not in the table may not be done."""
    if (listing.deleted_at is not None) != (action == "undelete"):
        return False
    return any(rule.check(viewer, listing, today) for rule in _rules(action))


def allowed(viewer: Viewer, action: str, today: date) -> ColumnElement[bool]:
    """Return the SQL condition that agrees with `can` for every listing."""
    deleted = Listing.deleted_at.is_not(None) if action == "undelete" else Listing.deleted_at.is_(None)
    return and_(deleted, or_(false(), *(rule.clause(viewer, today) for rule in _rules(action))))


def visible_to(viewer: Viewer, today: date) -> ColumnElement[bool]:
    """Return the SQL condition for the listings that the viewer may open."""
    return allowed(viewer, "view", today)


def known_by_name(today: date) -> ColumnElement[bool]:
    """Return the SQL condition for the organisations with something public under their name.

    Lists of organisations have these only: in them, one without would stand out as the owner of what is anonymous.
    """
    public = visible_to(Viewer.anonymous(), today)
    return exists().where(Listing.organisation_id == Organisation.id, Listing.anonymous.is_(False), public)


def is_reviewed(viewer: Viewer, market: Market) -> bool:
    """Tell whether what this viewer puts before the public is reviewed first: an operator's never is."""
    return market.settings.moderation and not viewer.is_operator


def require(viewer: Viewer, action: str, listing: Seen, today: date) -> None:
    """Raise NotFound when the viewer may not know the listing, NotAllowed when they may not do `action`."""
    if can(viewer, action, listing, today):
        return
    if action == "view" or not can(viewer, "view", listing, today):
        raise NotFound
    raise NotAllowed(action, _("You may not do this with this listing."))
