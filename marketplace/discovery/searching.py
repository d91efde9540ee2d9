"""One search under way: what is asked of the engine, and what a page says about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select

from marketplace.discovery import wording
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
from marketplace.discovery.pages import Chip, Group, Option, WayOut
from marketplace.discovery.ports import Market
from marketplace.discovery.request import SearchRequest
from marketplace.i18n import gettext as _
from marketplace.organisations.models import Organisation
from marketplace.uow import UnitOfWork
from search.engine import BadCursor
from search.query import Expansion, Filter, Query, Sort, Terms
from search.results import Results
from search.text import fold

SORTS = {"relevance": Sort(), "newest": Sort("published"), "closing": Sort("until", descending=False)}
WAYS_OUT = 4
FEW = 3  # results of a long question, beside which it is said what some of its words would find
LONG = 3  # words


class Search:
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

    def looser(self, results: Results) -> SearchRequest | None:
        """Return the search for some of the words, where a long question finds little: few say all it says."""
        if self.query.match_any or self.request.size < LONG or not 0 < results.total <= FEW:
            return None
        query = replace(self.query, match_any=True, facets=(), limit=0, offset=0, cursor=None)
        count = self.market.engine.search(ALIAS, query).total
        return self.request.with_some(True) if count > results.total else None

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
