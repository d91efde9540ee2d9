"""Organisations as an operator finds them: by name and verification, with their people and listings counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select

from marketplace.folding import folded, folded_sql
from marketplace.listings.models import Listing
from marketplace.listings.statuses import Status
from marketplace.lists import Page, page_of
from marketplace.operating.policy import require
from marketplace.organisations.models import Membership, Organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

PAGE_SIZE = 30
MAX_WORDS = 100  # characters
STATES: dict[str, ColumnElement[bool]] = {
    "verified": Organisation.verified_at.is_not(None),
    "unverified": Organisation.verified_at.is_(None),
    "nobody": ~Organisation.memberships.any(),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """Which are wanted. Empty means any; `state` is a key of `STATES`."""

    q: str = ""
    state: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Filters:
        """Read an address; what it can't mean is passed over."""
        state = given.get("state", "")
        return cls(given.get("q", "").strip()[:MAX_WORDS], state if state in STATES else "")

    def args(self) -> dict[str, str]:
        """Return what of an address asks for this."""
        return {name: value for name in ("q", "state") if (value := getattr(self, name))}

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return the same in SQL; each word must be in one of the names."""
        both = Organisation.name_vi + " " + Organisation.name_en
        found = [folded_sql(both).contains(folded(word), autoescape=True) for word in self.q.split()]
        return [*found, STATES[self.state]] if self.state else found


@dataclass(frozen=True, slots=True)
class Row:
    """One organisation; `listings` counts all that were not deleted, `published` those that can be found now."""

    organisation: Organisation
    members: int
    listings: int
    published: int


def page(viewer: Viewer, uow: UnitOfWork, filters: Filters, number: int = 1) -> Page[Row]:
    """Return a page of organisations, the newest first, in four statements."""
    require(viewer, "organisations")
    query = select(Organisation).where(*filters.conditions()).order_by(Organisation.id.desc())
    found: Page[Organisation] = page_of(uow.session, query, number, PAGE_SIZE)
    ids = [each.id for each in found.items]
    members, listings = _members(uow, ids), _listings(uow, ids)
    rows = [Row(each, members.get(each.id, 0), *listings.get(each.id, (0, 0))) for each in found.items]
    return Page(rows, found.page, found.pages, found.total)


def _members(uow: UnitOfWork, ids: list[int]) -> dict[int, int]:
    of = Membership.organisation_id
    return {row[0]: row[1] for row in uow.session.execute(select(of, func.count()).where(of.in_(ids)).group_by(of))}


def _listings(uow: UnitOfWork, ids: list[int]) -> dict[int, tuple[int, int]]:
    published = func.sum(case((Listing.status == Status.PUBLISHED.value, 1), else_=0))
    mine = select(Listing.organisation_id, func.count(), published).where(Listing.organisation_id.in_(ids))
    rows = uow.session.execute(mine.where(Listing.deleted_at.is_(None)).group_by(Listing.organisation_id))
    return {row[0]: (row[1], int(row[2])) for row in rows}
