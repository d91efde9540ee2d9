"""Reading interests: one, pages of them, and what an accepted one opens to the organisation that sent it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from marketplace import lists
from marketplace.errors import NotFound
from marketplace.interests import policy
from marketplace.interests.models import Interest, InterestStep
from marketplace.interests.statuses import LIVE, Side, Status
from marketplace.listings.disclosure import Grants
from marketplace.listings.glimpses import Seen as SeenListing
from marketplace.listings.models import Listing
from marketplace.plugin_host.declarations import Tier
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

PAGE_SIZE = 20
BOXES: dict[str, tuple[Side, ...]] = {"received": (Side.OWNER,), "sent": (Side.SENDER,), "all": (Side.DESK,)}


@dataclass(frozen=True)
class Page(lists.Page[Interest]):
    """One page of interests. `counts` has those of each status."""

    counts: dict[str, int]


def in_list() -> tuple[ORMOption, ...]:
    """Return options that load what a list shows, in a constant number of statements."""
    listing = joinedload(Interest.listing)
    return (
        joinedload(Interest.organisation),
        listing.joinedload(Listing.organisation),
        listing.selectinload(Listing.texts),
    )


def whole() -> tuple[ORMOption, ...]:
    """Return options that load what the page of an interest shows."""
    return (*in_list(), selectinload(Interest.steps).joinedload(InterestStep.by))


def get(viewer: Viewer, uow: UnitOfWork, public_id: str) -> Interest:
    """Return the interest. Raise NotFound when there is none or the viewer may not know it."""
    found = uow.session.scalar(_by_id(public_id).options(*whole()))
    if found is None:
        raise NotFound
    policy.require(viewer, "view", found)
    return found


def locked(viewer: Viewer, uow: UnitOfWork, public_id: str, action: str) -> Interest:
    """Return the interest as it stands now, kept from other writers until the commit; raise like `policy.require`."""
    lock = _by_id(public_id).with_for_update(of=Interest).execution_options(populate_existing=True)
    found = uow.session.scalar(lock)
    if found is None:
        raise NotFound
    policy.require(viewer, action, found)
    return found


def _by_id(public_id: str) -> Select[Interest]:
    return select(Interest).where(Interest.public_id == public_id)


def boxed(viewer: Viewer, box: str, status: str | None = None) -> Select[Interest]:
    """Return the interests that the viewer has received or sent, or those of the whole site for the desk."""
    found = select(Interest).join(Interest.listing).where(policy.visible_to(viewer, BOXES[box]))
    return found if status is None else found.where(Interest.status == status)


def any_in(viewer: Viewer, uow: UnitOfWork, box: str) -> bool:
    """Tell whether there is any in the list."""
    return uow.session.scalar(boxed(viewer, box).with_only_columns(Interest.id).limit(1)) is not None


def page(viewer: Viewer, uow: UnitOfWork, box: str, status: str | None = None, number: int = 1) -> Page:
    """Return a page, last changed first. A number out of range means the nearest page that there is."""
    every = boxed(viewer, box).with_only_columns(Interest.status, func.count()).group_by(Interest.status)
    counts = dict(uow.session.execute(every).all())
    total = sum(counts.values()) if status is None else counts.get(status, 0)
    number, pages = lists.nearest(number, total, PAGE_SIZE)
    query = boxed(viewer, box, status).order_by(Interest.updated_at.desc(), Interest.id.desc()).options(*in_list())
    items = uow.session.scalars(query.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()
    return Page(items, number, pages, total, counts)


def live(viewer: Viewer, uow: UnitOfWork, listing: Listing) -> Sequence[Interest]:
    """Return the live interests that the viewer's organisations have in a listing, in one statement or none."""
    if not viewer.organisations:
        return ()
    mine = Interest.organisation_id.in_(sorted(viewer.organisations))
    query = select(Interest).where(Interest.listing_id == listing.id, mine, Interest.status.in_(LIVE))
    return uow.session.scalars(query.order_by(Interest.id).options(joinedload(Interest.organisation))).all()


def granting(interests: Iterable[Interest], listing: SeenListing) -> Grants:
    """Return what accepted interests in a listing open: to the organisations that sent them, the tier of parties."""
    accepted = {each.organisation_id for each in interests if each.status == Status.ACCEPTED}
    return _Granted(listing.public_id, accepted)


@dataclass(frozen=True, slots=True)
class _Granted:
    public_id: str
    organisations: Collection[int]

    def __call__(self, viewer: Viewer, listing: SeenListing) -> Tier | None:
        if listing.public_id != self.public_id or not any(map(viewer.belongs_to, self.organisations)):
            return None
        return Tier.PARTY


def granted(viewer: Viewer, uow: UnitOfWork, listing: Listing) -> Grants:
    """Return what the viewer's accepted interests in a listing open to them."""
    return granting(live(viewer, uow, listing), listing)
