"""Run queries over one open index: pages in a total order, facets, exact totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import tantivy
from tantivy import Occur, Order
from tantivy import Query as Q

from search.cursor import seal, unseal
from search.engine import BadCursor
from search.engines.embedded.mapping import decode_id
from search.engines.embedded.pages import Key, Page, by_column, by_score, count
from search.engines.embedded.store import Handle
from search.query import Facet, Filter, Not, Query
from search.results import Bucket, Hit, Results
from search.schema import Kind
from search.text import clean, parse

FEW = 3
"""Below so many hits for the words alone, words that are spelt nearly alike count, too."""

FUZZY_WORDS = 4

MAX_LIMIT, MAX_OFFSET = 1_000, 1_000
_SPARE = 50


@dataclass
class Reader:
    """One search over one open index."""

    handle: Handle

    @property
    def _searcher(self) -> tantivy.Searcher:
        return self.handle.searcher

    def search(self, query: Query) -> Results:
        """Answer a query. Raises `BadCursor`."""
        limit, offset = max(1, min(query.limit, MAX_LIMIT)), max(0, min(query.offset, MAX_OFFSET))
        after, fuzzy, seen = self._resume(query)
        known = self._known(query)
        text = self.handle.builder.text(known, fuzzy)
        total = self._count(self._query(text, query, query.filters))
        if text is not None and not fuzzy and after is None and total < FEW and self._unknown(text, query):
            wider = self.handle.builder.text(known, True)
            if (more := self._count(self._query(wider, query, query.filters))) > total:
                text, fuzzy, total = wider, True, more
        page = self._page(text, query, limit, seen if query.cursor else offset, after)
        hits = tuple(Hit(row.id, row.score) for row in page.rows) if query.limit > 0 else ()
        done = (seen if query.cursor else offset) + len(page.rows)
        cursor = seal(query, [fuzzy, done, page.last, page.rows[-1].id]) if page.more and hits else None
        return Results(hits, total, self._facets(text, query), cursor, fuzzy)

    def _resume(self, query: Query) -> tuple[tuple[Key, str] | None, bool, int]:
        if query.cursor is None:
            return None, False, 0
        state = unseal(query, query.cursor)
        if len(state) != 4:
            raise BadCursor("not a cursor")
        fuzzy, seen, key, last = state
        if not isinstance(fuzzy, bool) or not isinstance(seen, int) or not isinstance(last, str) or seen < 0:
            raise BadCursor("not a cursor")
        if not isinstance(key, int | float | str | None):
            raise BadCursor("not a cursor")
        return (key, last), fuzzy, seen

    def _unknown(self, text: Q, query: Query) -> bool:
        """Tell whether few words find little even without filters: then spelling, not narrowing, is the trouble.

        Of many words, nearly alike ones would find nonsense sooner than what was meant.
        """
        if query.match_any or len(parse(query.text).required) > FUZZY_WORDS:
            return False
        return not query.filters or self._count(self._query(text, query, ())) < FEW

    def _known(self, query: Query) -> Query:
        """Return the query without alternatives that no document can have: they would only weaken the words typed."""
        if not query.expansions:
            return query
        kept = []
        for expansion in query.expansions:
            others = tuple(other for other in expansion.alternatives if self._has(other[0]))
            kept += [replace(expansion, alternatives=others)] if others else []
        return replace(query, expansions=tuple(kept))

    def _has(self, phrase: str) -> bool:
        stems = self.handle.analyzers["fold"].analyze(clean(phrase))
        tiers = range(len(self.handle.mapping.weights))
        return all(any(self._searcher.doc_freq(f"t{tier}", stem) for tier in tiers) for stem in stems)

    def _query(self, text: Q | None, query: Query, filters: Sequence[Filter | Not]) -> Q:
        """Join text, filters and exclusions, and keep tombstones out."""
        clauses = self.handle.builder.filters(filters)
        clauses += [(Occur.MustNot, q) for q in self.handle.builder.excluded(query)]
        if text is not None:
            clauses.insert(0, (Occur.Must, text))
        elif not any(occur == Occur.Must for occur, _ in clauses):
            clauses.insert(0, (Occur.Must, Q.const_score_query(Q.all_query(), 0.0)))
            if self._searcher.doc_freq("dead", 1):
                clauses.append((Occur.MustNot, Q.term_query(self.handle.index.schema, "dead", 1)))
        return clauses[0][1] if len(clauses) == 1 else Q.boolean_query(clauses)

    def _count(self, query: Q) -> int:
        return count(self._searcher, query)

    def _page(self, text: Q | None, query: Query, limit: int, offset: int, after: tuple[Key, str] | None) -> Page:
        whole = self._query(text, query, query.filters)
        field = self.handle.mapping.field(query.sort.field) if query.sort.field else None
        if field is not None and field.sortable and field.kind not in (Kind.TEXT, Kind.INTERVAL):
            order = Order.Desc if query.sort.descending else Order.Asc
            column = self.handle.mapping.sort_column(field)
            hexed = field.kind is Kind.KEYWORD
            return by_column(self.handle, whole, column, hexed, order, limit, 0 if after else offset, after)
        if text is None or query.sort.field is not None:
            return by_column(self.handle, whole, "id", True, Order.Asc, limit, 0 if after else offset, after)
        return by_score(self.handle, whole, limit, offset)

    def _facets(self, text: Q | None, query: Query) -> dict[str, tuple[Bucket, ...]]:
        """Count each facet over all filters but its own; facets that see the same documents share one pass."""
        counted: dict[str, tuple[Bucket, ...]] = {facet.field: () for facet in query.facets}
        known = [facet for facet in query.facets if self._column(facet) is not None and facet.size > 0]

        def seen_by(facet: Facet) -> tuple[Filter | Not, ...]:
            return tuple(f for f in query.filters if (f.filter if isinstance(f, Not) else f).field != facet.field)

        for filters, group in groupby(sorted(known, key=lambda f: repr(seen_by(f))), key=seen_by):
            facets = list(group)
            asked = {str(n): {"terms": self._terms(facet)} for n, facet in enumerate(facets)}
            answer = self._searcher.aggregate(self._query(text, query, filters), asked)
            for n, facet in enumerate(facets):
                counted[facet.field] = _buckets(answer[str(n)]["buckets"], facet.size)
        return counted

    def _column(self, facet: Facet) -> str | None:
        field = self.handle.mapping.field(facet.field)
        if field is None or field.kind not in (Kind.KEYWORD, Kind.INTEGER, Kind.DATE):
            return None
        return self.handle.mapping.column(field)

    def _terms(self, facet: Facet) -> dict[str, Any]:
        size = min(facet.size, MAX_LIMIT) + _SPARE  # spare ones, so that ties at the end are cut by name
        return {"field": self._column(facet), "size": size, "segment_size": max(10 * size, 5_000)}


def _buckets(rows: Sequence[dict[str, Any]], size: int) -> tuple[Bucket, ...]:
    buckets = [Bucket(_key(row["key"]), int(row["doc_count"])) for row in rows if row["doc_count"]]
    return tuple(sorted(buckets, key=lambda bucket: (-bucket.count, bucket.value))[:size])


def _key(key: str | float) -> str:
    return key if isinstance(key, str) else str(int(key))


def ids_of(searcher: tantivy.Searcher, addresses: Sequence[tantivy.DocAddress]) -> list[str]:
    """Return the ids of documents."""
    return [decode_id(searcher.doc(address).get_first("id") or "h") for address in addresses]
