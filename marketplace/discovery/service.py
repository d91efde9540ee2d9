"""Searching, continuing what is typed, and listings alike: the use cases, for any viewer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select

from marketplace.discovery import cards, wording
from marketplace.discovery.filters import (
    Spec,
    astray,
    in_words,
    open_today,
    specs,
    start_of_today,
    to_filters,
    understood,
)
from marketplace.discovery.index import ALIAS
from marketplace.discovery.pages import Card, Chip, Group, Option, SearchPage, WayOut
from marketplace.discovery.ports import Market
from marketplace.discovery.request import SearchRequest
from marketplace.errors import NotFound
from marketplace.i18n import gettext as _
from marketplace.listings.models import Listing
from marketplace.organisations.models import Organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from search.engine import BadCursor, EngineUnavailable
from search.query import Expansion, Facet, Filter, Not, Query, Sort, Terms
from search.results import Results
from search.text import fold

SORTS = {"relevance": Sort(), "newest": Sort("published"), "closing": Sort("until", descending=False)}
WAYS_OUT = 4
FEW = 3  # results of a long question, beside which it is said what some of its words would find
LONG = 3  # words


def search(
    viewer: Viewer, uow: UnitOfWork, market: Market, request: SearchRequest, *, with_cards: bool = True
) -> SearchPage:
    """Return a page of results. Never raises for what was typed: `problems` and `available` say what went wrong."""
    run = _Run(uow, market, request)
    try:
        results, some_words = run.results()
        page = SearchPage(
            request=run.request,
            cards=tuple(cards.make(viewer, uow, market, run.query, results)) if with_cards else (),
            total=results.total,
            groups=run.groups(results),
            chips=run.chips(),
            added=wording.added(run.request, run.expansions),
            whole_sector=run.whole_sector() if with_cards else None,
            looser=run.looser(results) if with_cards else None,
            ways_out=run.ways_out() if results.total == 0 else (),
            did_you_mean=run.correction() if results.fuzzy or results.total == 0 else None,
            some_words=some_words,
            cursor=results.next,
        )
    except EngineUnavailable:
        return SearchPage(run.request, chips=run.chips(), problems=run.problems, available=False)
    return replace(page, problems=run.problems)


class _Run:
    """One search under way: its filters, its query, and what the page says about both."""

    def __init__(self, uow: UnitOfWork, market: Market, request: SearchRequest) -> None:
        self.uow, self.market = uow, market
        self.known: Mapping[str, Spec] = specs(market, request.terms.get("sector", ()))
        self.request, strange = understood(request, self.known)
        self.filters, self.problems = to_filters(self.request, self.known, start_of_today(uow, market))
        self.problems |= strange | astray(self.request, self.known, market)
        self.expansions = self._expansions()
        self.query = self._query(self.filters)

    def _expansions(self) -> tuple[Expansion, ...]:
        if not self.request.q:
            return ()
        found = self.market.lexicon.expand(self.request.q, self.market.plugins.glossary)
        unwanted = {fold(words) for words in self.request.dropped}
        return tuple(each for each in found if " ".join(each.phrase) not in unwanted)

    def _query(self, filters: Mapping[str, tuple[Filter, ...]]) -> Query:
        own = tuple(each for group in filters.values() for each in group)
        asked = self.request.facets
        facets = tuple(
            spec.facet for name, spec in self.known.items() if spec.facet and (asked is None or name in asked)
        )
        return Query(
            text=self.request.q,
            filters=(*own, open_today(self.uow, self.market)),
            facets=facets,
            sort=SORTS[self.request.order],
            limit=self.request.limit,
            offset=0 if self.request.cursor else (self.request.page - 1) * self.request.limit,
            cursor=self.request.cursor,
            expansions=self.expansions,
            match_any=self.request.some,
        )

    def results(self) -> tuple[Results, bool]:
        """Return the results, and whether they were found by some of the words only. A cursor may be of either."""
        results = self._ask(self.query)
        if (results is None or results.total == 0) and not self.request.some and self.request.size > 1:
            looser = replace(self.query, match_any=True)
            some = self._ask(looser)
            if some and some.total:
                self.query = looser
                return some, True
        if results is not None:
            return results, False
        self.problems["cursor"] = [_("This page address is not of these results.")]
        self.request = replace(self.request, cursor=None, page=1)
        self.query = replace(self.query, cursor=None, offset=0)
        return self.results()

    def _ask(self, query: Query) -> Results | None:
        """Return what is found, None if the cursor is of another search."""
        try:
            return self.market.engine.search(ALIAS, query)
        except BadCursor:
            return None

    def groups(self, results: Results) -> tuple[Group, ...]:
        """Return the facets that have something to show, in the order of the specs."""
        groups = (self._group(spec, results) for spec in self.known.values() if spec.counted or spec.name == "closing")
        return tuple(group for group in groups if group.options or group.bounds)

    def _group(self, spec: Spec, results: Results) -> Group:
        counts = {bucket.value: bucket.count for bucket in results.facets.get(spec.name, ())}
        chosen = self.request.terms.get(spec.name, ())
        values = list(spec.order) if spec.order is not None else list(counts)
        values += [value for value in (*counts, *chosen) if value not in values]
        shown = [value for value in dict.fromkeys(values) if counts.get(value) or value in chosen or not spec.counted]
        options = tuple(self._option(spec, value, counts.get(value, 0), value in chosen) for value in shown)
        bounds = self.request.ranges.get(spec.name, ("", "")) if spec.number and (options or chosen) else None
        number = len(chosen) + bool(bounds and self.filters.get(spec.name))
        return Group(spec.name, str(spec.label), options, number, bounds, spec.unit, spec.sector)

    def _option(self, spec: Spec, value: str, count: int, checked: bool) -> Option:
        return Option(value, spec.label_of(value), count if spec.counted else None, checked, spec.name, self.request)

    def chips(self) -> tuple[Chip, ...]:
        """Return the filters in force, each with the search without it."""
        found = []
        for name, values in self.request.terms.items():
            if spec := self.known.get(name):
                found += [
                    Chip(str(spec.label), self._value(spec, v), self.request.without_term(name, v)) for v in values
                ]
        for name, typed in self.request.ranges.items():
            if (spec := self.known.get(name)) and self.filters.get(name):  # else it was not understood, and said so
                text = in_words(spec, self.filters[name], typed)
                found.append(Chip(str(spec.label), text, self.request.without(name)))
        return tuple(found)

    def _value(self, spec: Spec, value: str) -> str:
        if spec.name == "organisation":
            found = self.uow.session.scalar(select(Organisation).where(Organisation.public_id == value))
            return found.name if found else value
        return spec.label_of(value)

    def whole_sector(self) -> WayOut | None:
        """Return the way to all of the sector whose name was typed."""
        slug = wording.sector_named(self.request.q, self.market.plugins.sectors)
        if slug is None:
            return None
        whole = SearchRequest(terms={"sector": (slug,)})
        filters = (Terms("sector", (slug,)), open_today(self.uow, self.market))
        count = self.market.engine.search(ALIAS, Query(filters=filters, limit=0)).total
        return WayOut(str(self.market.plugins.sectors[slug].name), count, whole) if count else None

    def looser(self, results: Results) -> WayOut | None:
        """Return the way to what has some of the words, where a long question finds little: few say all it says."""
        if self.query.match_any or self.request.size < LONG or not 0 < results.total <= FEW:
            return None
        query = replace(self.query, match_any=True, facets=(), limit=0, offset=0, cursor=None)
        count = self.market.engine.search(ALIAS, query).total
        return WayOut("", count, self.request.with_some(True)) if count > results.total else None

    def correction(self) -> SearchRequest | None:
        """Return the search with misspelt words mended, if there is anything to mend."""
        if not self.request.q:
            return None
        mended = self.market.engine.correct(ALIAS, self.request.q)
        return replace(self.request, q=mended, page=1, cursor=None) if mended else None

    def ways_out(self) -> tuple[WayOut, ...]:
        """Return what leaving out one filter would give, the most results first."""
        found = []
        for name in list(self.filters)[:WAYS_OUT]:
            rest = {key: value for key, value in self.filters.items() if key != name}
            query = replace(self._query(rest), facets=(), limit=0, offset=0, cursor=None)
            if total := self.market.engine.search(ALIAS, query).total:
                found.append(WayOut(str(self.known[name].label), total, self.request.without(name)))
        return tuple(sorted(found, key=lambda way: -way.count))


def suggest(viewer: Viewer, uow: UnitOfWork, market: Market, prefix: str, limit: int = 8) -> list[str]:
    """Return how to go on with what is being typed; nothing when searching is not possible now."""
    if len(prefix.strip()) < 2:
        return []
    try:
        return market.engine.suggest(ALIAS, prefix, (open_today(uow, market),), limit)
    except EngineUnavailable:
        return []


def similar(viewer: Viewer, uow: UnitOfWork, market: Market, listing: Listing, limit: int = 4) -> list[Card]:
    """Return listings of the same kind that are most like this one; none when searching is not possible now."""
    filters: tuple[Filter | Not, ...] = (Terms("kind", (listing.kind,)), open_today(uow, market))
    try:
        results = market.engine.similar(ALIAS, listing.public_id, filters, limit)
        return cards.make(viewer, uow, market, Query(), results)
    except EngineUnavailable:
        return []


def tally(uow: UnitOfWork, market: Market) -> dict[str, dict[str, int]] | None:
    """Return how many open offers and demands each sector has, and all ("") have; None when that is not known now."""
    found: dict[str, dict[str, int]] = {slug: {"offer": 0, "demand": 0} for slug in (*market.plugins.sectors, "")}
    until = open_today(uow, market)
    try:
        for kind in ("offer", "demand"):
            query = Query(filters=(Terms("kind", (kind,)), until), facets=(Facet("sector"),), limit=0)
            results = market.engine.search(ALIAS, query)
            found[""][kind] = results.total
            for bucket in results.facets["sector"]:
                found.setdefault(bucket.value, {"offer": 0, "demand": 0})[kind] = bucket.count
    except EngineUnavailable:
        return None
    return found


def newest(viewer: Viewer, uow: UnitOfWork, market: Market, kind: str, limit: int = 4) -> list[Card]:
    """Return the listings of a kind published last; straight from the database, so that it works without an index.

    Not those posted anonymously: exact times would set them among the others of their import (decision 12).
    """
    named = (Listing.kind == kind, Listing.anonymous.is_(False))
    query = select(Listing).where(*named).order_by(Listing.published_at.desc(), Listing.id.desc())
    return cards.of_query(viewer, uow, market, query.limit(limit))


def of_organisation(uow: UnitOfWork, market: Market, organisation: Organisation, limit: int = 6) -> list[Card]:
    """Return what anybody may know to be its listings, the newest first: none that it posted anonymously."""
    its = (Listing.organisation_id == organisation.id, Listing.anonymous.is_(False))
    query = select(Listing).where(*its).order_by(Listing.published_at.desc(), Listing.id.desc())
    return cards.of_query(Viewer.anonymous(), uow, market, query.limit(limit))


def one(uow: UnitOfWork, market: Market, public_id: str) -> Card:
    """Return the card of a listing as anybody may see it. Raise NotFound."""
    found = cards.of_query(Viewer.anonymous(), uow, market, select(Listing).where(Listing.public_id == public_id))
    if not found:
        raise NotFound
    return found[0]


def closing(viewer: Viewer, uow: UnitOfWork, market: Market, kind: str = "demand", limit: int = 4) -> list[Card]:
    """Return the listings of a kind that run out first; those of one day in an order that tells nothing."""
    query = select(Listing).where(Listing.kind == kind, Listing.valid_until.is_not(None))
    return cards.of_query(viewer, uow, market, query.order_by(Listing.valid_until, Listing.public_id).limit(limit))
