"""The table of the desk as one query over listings and interests: the database filters, counts, sorts and pages it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, Subquery, and_, case, cast, exists, func, literal_column, null, or_, select

from marketplace import lists
from marketplace.accounts.brokers import sectors_of
from marketplace.desk import policy, rules
from marketplace.desk.models import Hand
from marketplace.folding import folded, folded_sql
from marketplace.interests.models import Interest
from marketplace.interests.statuses import Status as InterestStatus
from marketplace.listings.models import Listing
from marketplace.listings.ports import Market, today
from marketplace.listings.queries import titled
from marketplace.listings.statuses import Status as ListingStatus
from marketplace.organisations.models import Organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

PAGE_SIZE = 50
WHATS = ("listing", "interest")
OWNERS = ("mine", "nobody")
SORTS = ("next", "age")
STATUSES = (*(each.value for each in ListingStatus if each != ListingStatus.DRAFT), *(x.value for x in InterestStatus))
LISTINGS, INTERESTS = (frozenset(each.value for each in statuses) for statuses in (ListingStatus, InterestStatus))
MAX_WORDS = 100  # characters


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the desk is wanted. Empty means any; without a status, what is over is left out."""

    sector: str = ""
    what: str = ""
    status: str = ""
    owner: str = ""
    overdue: bool = False
    q: str = ""
    sort: str = "next"

    @classmethod
    def of(cls, given: Mapping[str, str], sectors: Collection[str]) -> Filters:
        """Read an address; what it can't mean is passed over."""
        known = {"what": WHATS, "status": STATUSES, "owner": OWNERS, "sort": SORTS, "sector": sectors}
        found = {name: given[name] for name, values in known.items() if given.get(name) in values}
        return cls(**found, overdue=given.get("overdue") == "1", q=given.get("q", "").strip()[:MAX_WORDS])

    def args(self) -> dict[str, str]:
        """Return it as an address has it, without what says nothing."""
        given = {name: getattr(self, name) for name in ("sector", "what", "status", "owner", "q")}
        given |= {"overdue": "1" if self.overdue else "", "sort": "" if self.sort == "next" else self.sort}
        return {name: value for name, value in given.items() if value}

    def without(self, name: str) -> Filters:
        """Return it with one filter dropped."""
        return replace(self, **{name: False if name == "overdue" else ""})  # type: ignore[arg-type]


class Key(NamedTuple):
    """A row as the database has it. `version` is that of who has it in hand, 0 if nobody ever had."""

    what: str
    id: int
    public_id: str
    listing_public_id: str
    sender_id: int | None
    status: str
    at: datetime
    place: int
    overdue: int
    broker_id: int | None
    version: int

    @property
    def token(self) -> str:
        """Return how forms name the row as it was seen."""
        return f"{self.what}:{self.public_id}:{self.version}"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows the other filters leave, by owner and whether they are overdue."""

    by: Mapping[tuple[str, bool], int]

    def of(self, owner: str = "", *, overdue: bool = False) -> int:
        """Return the rows of an owner ("": anybody's), or only those overdue."""
        return sum(n for (who, late), n in self.by.items() if owner in ("", who) and (late or not overdue))


@dataclass(frozen=True)
class Page(lists.Page[Key]):
    """One page of the desk."""

    counts: Counts


class Desk:
    """The desk as one viewer sees it now. Raise NotAllowed for who has no business there."""

    def __init__(self, viewer: Viewer, uow: UnitOfWork, market: Market) -> None:
        policy.require(viewer, "open")
        self.viewer, self.uow, self.market = viewer, uow, market
        self.sectors = sectors_of(uow, viewer.user_id) if not viewer.is_operator else frozenset()
        self.times = rules.Times(uow.now(), today(uow, market))

    def page(self, filters: Filters, number: int = 1) -> Page:
        """Return a page in two statements; a number out of range means the nearest page that there is."""
        counts = self.counts(filters)
        total = counts.of(filters.owner, overdue=filters.overdue)
        number, pages = lists.nearest(number, total, PAGE_SIZE)
        wanted = self._sorted(filters).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
        return Page(self._keys(wanted), number, pages, total, counts)

    def counts(self, filters: Filters) -> Counts:
        """Count what there is under the filters but those of owner and overdue, in one statement."""
        rows = self._rows(filters)
        who = case(
            (rows.c.broker_id.is_(None), literal_column("'nobody'")),
            (rows.c.broker_id == self.viewer.user_id, literal_column("'mine'")),
            else_=literal_column("'others'"),
        ).label("who")
        found = self.uow.session.execute(select(who, rows.c.overdue, func.count()).group_by(who, rows.c.overdue))
        return Counts({(owner, bool(late)): count for owner, late, count in found})

    def every(self, filters: Filters) -> list[Key]:
        """Return all that the filters leave, for an export."""
        return self._keys(self._sorted(filters))

    def named(self, names: Collection[tuple[str, str]]) -> list[Key]:
        """Return the rows of these (what, public id), as far as the viewer may hand them over; also what is over."""
        rows = self._rows(None, names)
        return self._keys(select(rows).order_by(rows.c.overdue.desc(), rows.c.place, rows.c.at, rows.c.id))

    def _keys(self, query: Select[Any]) -> list[Key]:
        return [Key(*row) for row in self.uow.session.execute(query)]

    def _sorted(self, filters: Filters) -> Select[Any]:
        rows = self._rows(filters)
        order = (rows.c.at,) if filters.sort == "age" else (rows.c.overdue.desc(), rows.c.place, rows.c.at)
        query = select(rows).order_by(*order, rows.c.what, rows.c.id)
        if filters.overdue:
            query = query.where(rows.c.overdue == 1)
        if filters.owner:
            mine = rows.c.broker_id == self.viewer.user_id
            query = query.where(mine if filters.owner == "mine" else rows.c.broker_id.is_(None))
        return query

    def _rows(self, filters: Filters | None, names: Collection[tuple[str, str]] = ()) -> Subquery:
        both = {"listing": self._listings(), "interest": self._interests()}
        of: dict[str, Any] = {"listing": Listing, "interest": Interest}
        if filters is None:
            ids = {what: [name for kind, name in names if kind == what] for what in WHATS}
            parts = [both[what].where(of[what].public_id.in_(ids[what])) for what in WHATS]
        else:
            wanted = [filters.what] if filters.what else list(WHATS)
            parts = [both[what].where(*self._conditions(filters, what)) for what in wanted]
        return parts[0].union_all(*parts[1:]).subquery("desk")

    def _listings(self) -> Select[Any]:
        clocks = rules.Clocks(LISTINGS, Listing.status, Listing.updated_at, Listing.valid_until)  # type: ignore[arg-type]
        return self._select("listing", Listing, cast(null(), Integer), clocks).outerjoin(
            Hand, Hand.listing_id == Listing.id
        )

    def _interests(self) -> Select[Any]:
        clocks = rules.Clocks(INTERESTS, Interest.status, Interest.updated_at)  # type: ignore[arg-type]
        found = self._select("interest", Interest, Interest.organisation_id, clocks)
        return found.join(Listing, Listing.id == Interest.listing_id).outerjoin(Hand, Hand.interest_id == Interest.id)

    def _select(self, what: str, model: Any, sender: Any, clocks: rules.Clocks) -> Select[Any]:
        columns: tuple[Any, ...] = (
            literal_column(f"'{what}'").label("what"),
            model.id,
            model.public_id,
            Listing.public_id.label("listing_public_id"),
            sender.label("sender_id"),
            model.status,
            model.updated_at.label("at"),
            rules.place(clocks, self.times).label("place"),
            rules.overdue(clocks, self.times).label("overdue"),
            Hand.broker_id,
            func.coalesce(Hand.version, 0).label("version"),
        )
        return select(*columns).select_from(model).where(policy.allowed(self.viewer, "view", self.sectors))

    def _conditions(self, filters: Filters, what: str) -> list[Any]:
        model, alive = (Listing, rules.OPEN_LISTINGS) if what == "listing" else (Interest, rules.OPEN_INTERESTS)
        found: list[Any] = [model.status == filters.status if filters.status else model.status.in_(alive)]
        if filters.sector:
            found.append(Listing.sector == filters.sector)
        return found + [_has(word, what) for word in folded(filters.q).split()]


def _has(word: str, what: str) -> Any:
    """Find a word in a title or, of an interest, in the name of who is interested; diacritics and case don't matter.

    Owners are not looked through: the answer would tell whose an anonymous listing is.
    """
    if what == "listing":
        return titled(word)
    named = (Organisation.name_vi, Organisation.name_en)
    names = or_(*(folded_sql(name).contains(word, autoescape=True) for name in named))
    return or_(titled(word), exists().where(and_(Organisation.id == Interest.organisation_id, names)))
