"""Run queries: one request with a part for the hits, one for the counts, and one for each facet with own filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from search.engine import BadCursor, EngineUnavailable
from search.engines.elasticsearch.answers import many
from search.engines.elasticsearch.build import Body
from search.engines.elasticsearch.link import Gone, Link, Refused
from search.engines.elasticsearch.paging import Spot, cursor_of, open_point, resume, sorting
from search.engines.elasticsearch.store import Store, Target
from search.query import Facet, Filter, Not, Query
from search.results import Bucket, Hit, Results
from search.schema import Kind
from search.text import parse, words

FEW = 3
"""Below so many hits for the words alone, words that are spelt nearly alike count, too."""

FUZZY_WORDS = 4

MAX_LIMIT, MAX_OFFSET = 1_000, 1_000
_SPARE = 50


class Moved(Exception):
    """The alias means another index than the one this query was made for."""


@dataclass
class Answer:
    """What came back: hits with their sort keys, the total, the facets."""

    rows: list[dict[str, Any]]
    total: int
    facets: dict[str, tuple[Bucket, ...]]
    unfiltered: int = 0
    point: str | None = None


@dataclass
class Reader:
    """One search through one alias."""

    link: Link
    alias: str
    target: Target

    def search(self, query: Query) -> Results:
        """Answer a query. Raises `BadCursor`, and `Moved` if the alias went elsewhere meanwhile."""
        spot = resume(query, MAX_OFFSET)
        known = self._known(query)
        answer = self._ask(known, spot, spot.fuzzy)
        fuzzy = spot.fuzzy
        if spot.after is None and not fuzzy and answer.total < FEW and _short(known):
            wider = self._ask(known, spot, True)
            if wider.total > answer.total and (not query.filters or wider.unfiltered < FEW):
                answer, fuzzy = wider, True
        limit = _limit(query)
        shown = answer.rows[:limit] if query.limit > 0 else []
        hits = tuple(Hit(row["_id"], float(row.get("_score") or 0.0)) for row in shown)
        more = len(answer.rows) > limit and shown
        cursor = cursor_of(query, fuzzy, shown[-1], answer.point) if more else None
        return Results(hits, answer.total, answer.facets, cursor, fuzzy)

    def _ask(self, query: Query, spot: Spot, fuzzy: bool) -> Answer:
        """Send all parts at once. From a cursor on, they see one point in time."""
        point = open_point(self.link, self.alias_name, spot) if spot.after is not None else None
        try:
            return self._send(query, spot, fuzzy, point)
        except Gone:
            if point is None:
                raise
            point = open_point(self.link, self.alias_name, replace(spot, point=None))
            return self._send(query, spot, fuzzy, point)

    def _send(self, query: Query, spot: Spot, fuzzy: bool, point: str | None) -> Answer:
        builder = self.target.builder
        lean = builder.text(query, fuzzy, ranked=False)
        groups = self._groups(query)
        counts = {query.filters: groups.pop(query.filters, []), **groups}  # those of the total come first
        bodies = [self._page(query, spot, fuzzy)]
        bodies += [{**_counting(builder.whole(lean, query, seen)), **self._terms(own)} for seen, own in counts.items()]
        if fuzzy:
            bodies.append(_counting(builder.whole(builder.text(query, ranked=False), query, ())))
        if point is None:
            bodies.append({"size": 1, "query": {"match_all": {}}, "terminate_after": 1})
        answers = many(self.link, self.alias_name, bodies, point)
        if point is None:
            self._check(answers.pop()["hits"]["hits"])
        unfiltered = _total(answers.pop()) if fuzzy else 0
        page, *counted = answers
        facets = self._counted(query, counted)
        return Answer(page["hits"]["hits"], _total(counted[0]), facets, unfiltered, page.get("pit_id", point))

    def _counted(self, query: Query, answers: list[dict[str, Any]]) -> dict[str, tuple[Bucket, ...]]:
        facets: dict[str, tuple[Bucket, ...]] = {facet.field: () for facet in query.facets}
        for answer in answers:
            for number, found in answer.get("aggregations", {}).items():
                asked = query.facets[int(number)]
                facets[asked.field] = _buckets(found["buckets"], asked.size)
        return facets

    @property
    def alias_name(self) -> str:
        """Return the alias's name in the cluster."""
        return self.link.place.prefix + self.alias

    def _check(self, rows: list[dict[str, Any]]) -> None:
        if rows and rows[0]["_index"] != self.target.name:
            raise Moved

    def _page(self, query: Query, spot: Spot, fuzzy: bool) -> Body:
        ranked = query.sort.field is None
        text = self.target.builder.text(query, fuzzy, ranked)
        body: Body = {
            "query": self.target.builder.whole(text, query, query.filters),
            "size": _limit(query) + 1,
            "sort": sorting(self.target.mapping, query.sort, text is not None),
            "track_total_hits": False,
        }
        return body | ({"search_after": spot.after} if spot.after is not None else {"from": spot.offset})

    def _groups(self, query: Query) -> dict[tuple[Filter | Not, ...], list[tuple[int, Facet]]]:
        """Return which facets see which filters: all but those on the facet's own field."""
        found: dict[tuple[Filter | Not, ...], list[tuple[int, Facet]]] = {}
        for number, facet in enumerate(query.facets):
            if facet.size > 0 and self._countable(facet):
                seen = tuple(f for f in query.filters if (f.filter if isinstance(f, Not) else f).field != facet.field)
                found.setdefault(seen, []).append((number, facet))
        return found

    def _countable(self, facet: Facet) -> bool:
        field = self.target.mapping.field(facet.field)
        return field is not None and field.kind in (Kind.KEYWORD, Kind.INTEGER, Kind.DATE)

    def _terms(self, facets: Sequence[tuple[int, Facet]]) -> Body:
        asked: Body = {}
        for number, facet in facets:
            size = min(facet.size, MAX_LIMIT) + _SPARE  # spare ones, so that ties at the end are cut by name
            column = self.target.mapping.column(self.target.mapping.schema.by_name[facet.field])
            asked[str(number)] = {"terms": {"field": column, "size": size, "shard_size": max(10 * size, 5_000)}}
        return {"aggs": asked} if asked else {}

    def _known(self, query: Query) -> Query:
        """Leave out alternatives that no document can have, where they would weaken the words typed.

        That is so only when any word will do; else an alternative that finds nothing changes nothing.
        """
        if not query.match_any or not query.expansions:
            return query
        phrases = {text: words(text) for way in query.expansions for text, _ in way.alternatives}
        there = self._there({word for found in phrases.values() for word in found})
        kept = []
        for way in query.expansions:
            others = tuple(other for other in way.alternatives if there.issuperset(phrases[other[0]]))
            kept += [replace(way, alternatives=others)] if others else []
        return replace(query, expansions=tuple(kept))

    def _there(self, asked: set[str]) -> set[str]:
        """Return those of some words that any document has."""
        builder = self.target.builder
        found = {word: builder.terms(word) for word in asked}
        parts = {word: {**_counting(builder.some(q)), "terminate_after": 1} for word, q in found.items() if q}
        if not parts:
            return set()
        answers = many(self.link, self.alias_name, list(parts.values()), None)
        return {word for word, answer in zip(parts, answers, strict=True) if _total(answer)}


def _short(query: Query) -> bool:
    """Tell whether few words were typed: of many, nearly alike ones would find nonsense sooner than what was meant."""
    return not query.match_any and 0 < len(parse(query.text).required) <= FUZZY_WORDS


def _counting(query: Body) -> Body:
    return {"query": query, "size": 0, "track_total_hits": True}


def _total(answer: dict[str, Any]) -> int:
    return int(answer["hits"]["total"]["value"])


def _limit(query: Query) -> int:
    return max(1, min(query.limit, MAX_LIMIT))


def _buckets(rows: Sequence[dict[str, Any]], size: int) -> tuple[Bucket, ...]:
    buckets = [Bucket(str(row["key"]), int(row["doc_count"])) for row in rows]
    return tuple(sorted(buckets, key=lambda bucket: (-bucket.count, bucket.value))[:size])


def search(link: Link, store: Store, alias: str, query: Query) -> Results:
    """Answer a query through an alias; if that moved since this process last looked, ask again."""
    try:
        try:
            return Reader(link, alias, store.target(alias)).search(query)
        except (Moved, Gone):
            return Reader(link, alias, store.target(alias, fresh=True)).search(query)
    except Moved:
        raise EngineUnavailable(f"{alias} keeps moving") from None
    except Refused as error:
        if query.cursor is None:
            raise
        raise BadCursor("not a cursor of this order") from error  # keys that don't fit the columns
