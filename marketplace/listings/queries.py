"""Reading listings: one by its public id, and pages of one's own. What may be seen is asked of the policy here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from marketplace import lists
from marketplace.errors import NotFound
from marketplace.folding import folded, folded_sql
from marketplace.listings import policy
from marketplace.listings.models import Listing, ListingText
from marketplace.listings.ports import Market, today
from marketplace.listings.statuses import PUBLIC
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

PAGE_SIZE = 20
MAX_PAGE_SIZE = 100
SORTS: dict[str, tuple[Any, ...]] = {  # last changed first; what is open and closes soonest first
    "": (Listing.updated_at.desc(),),
    "closing": (Listing.status.not_in([each.value for each in PUBLIC]), Listing.valid_until.asc().nulls_last()),
}


@dataclass(frozen=True)
class Page(lists.Page[Listing]):
    """One page of listings. `counts` has the listings of each status under the other filters."""

    counts: dict[str, int]


def loaded() -> tuple[ORMOption, ...]:
    """Return options that load whatever showing a listing needs, in a constant number of statements."""
    return joinedload(Listing.organisation), selectinload(Listing.texts), selectinload(Listing.attachments)


def get(viewer: Viewer, uow: UnitOfWork, market: Market, public_id: str) -> Listing:
    """Return the listing. Raise NotFound when there is none or the viewer may not know it."""
    listing = uow.session.scalar(_by_id(public_id).options(*loaded()))
    if listing is None:
        raise NotFound
    policy.require(viewer, "view", listing, today(uow, market))
    return listing


def locked(viewer: Viewer, uow: UnitOfWork, market: Market, public_id: str, action: str) -> Listing:
    """Return the listing as it stands now, kept from other writers until the commit; raise like `policy.require`."""
    lock = _by_id(public_id).with_for_update(of=Listing).execution_options(populate_existing=True)
    listing = uow.session.scalar(lock.options(selectinload(Listing.texts), selectinload(Listing.attachments)))
    if listing is None:
        raise NotFound
    policy.require(viewer, action, listing, today(uow, market))
    return listing


def _by_id(public_id: str) -> Select[Listing]:
    return select(Listing).where(Listing.public_id == public_id)


def titled(word: str) -> ColumnElement[bool]:
    """Find a folded word in a title, in either language; no index holds this, so only look through few listings."""
    found = folded_sql(ListingText.title).contains(word, autoescape=True)
    return exists().where(ListingText.listing_id == Listing.id, found)


def mine(
    viewer: Viewer,
    uow: UnitOfWork,
    market: Market,
    *,
    kind: str | None = None,
    status: str | None = None,
    organisation_id: int | None = None,
    words: str = "",
    sort: str = "",
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Page:
    """Return the viewer's own and their organisations' listings, in three or four statements.

    `words`: all of them in a title; `sort`: one of `SORTS`. A page number out of range means the nearest page there is.
    """
    conditions = [policy.Owner().clause(viewer, today(uow, market)), Listing.deleted_at.is_(None)]
    if kind is not None:
        conditions.append(Listing.kind == kind)
    if organisation_id is not None:
        conditions.append(Listing.organisation_id == organisation_id)
    conditions += [titled(word) for word in folded(words).split()]
    by_status = select(Listing.status, func.count()).where(*conditions).group_by(Listing.status)
    counts = dict(uow.session.execute(by_status).all())
    total = sum(counts.values()) if status is None else counts.get(status, 0)
    size = max(1, min(size, MAX_PAGE_SIZE))
    page, pages = lists.nearest(page, total, size)
    if status is not None:
        conditions.append(Listing.status == status)
    query = select(Listing).where(and_(*conditions)).order_by(*SORTS[sort], Listing.id.desc())
    items = uow.session.scalars(query.limit(size).offset((page - 1) * size).options(*loaded())).all()
    return Page(items, page, pages, total, counts)
