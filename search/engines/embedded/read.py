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
from search.engines.embedded.pages import Column, Key, Page, by_column, by_score, count
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
        after, fuzzy, seen = self._resume(query)
        known = self._known(query)
        page = self._page(known, fuzzy, after, seen)
        if after is None and not fuzzy and page.total < FEW and self._misspelt(known):
            wider = self._page(known, True, after, seen)
            if wider.total > page.total:
                page, fuzzy = wider, True
        hits = tuple(Hit(row.id, row.score) for row in page.rows) if query.limit > 0 else ()
        done = seen + len(page.rows)
        cursor = seal(query, [fuzzy, done, page.last, page.rows[-1].id]) if page.more and hits else None
        return Results(hits, page.total, self._facets(known, fuzzy), cursor, fuzzy)

    def _resume(self, query: Query) -> tuple[tuple[Key, str] | None, bool, int]:
        """Return where the page starts: (key, id) of the hit before it, whether near spellings count, hits before."""
        if query.cursor is None:
            return None, False, max(0, min(query.offset, MAX_OFFSET))
        state = unseal(query, query.cursor)
        if len(state) != 4:
            raise BadCursor("not a cursor")
        fuzzy, seen, key, last = state
        if not isinstance(fuzzy, bool) or not isinstance(seen, int) or not isinstance(last, str) or seen < 0:
            raise BadCursor("not a cursor")
        if not isinstance(key, int | float | str | None):
            raise BadCursor("not a cursor")
        return (key, last), fuzzy, seen

    def _misspelt(self, query: Query) -> bool:
        """Tell whether few words find little even without filters: then spelling, not narrowing, is the trouble.

        Of many words, nearly alike ones would find nonsense sooner than what was meant.
        """
        clauses = parse(query.text).required
        if query.match_any or not 0 < len(clauses) <= FUZZY_WORDS:
            return False
        lean = self.handle.builder.text(query, ranked=False)
        return not query.filters or count(self._searcher, self._query(lean, query, ())) < FEW

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

    def _page(self, query: Query, fuzzy: bool, after: tuple[Key, str] | None, seen: int) -> Page:
        limit = max(1, min(query.limit, MAX_LIMIT))
        field = self.handle.mapping.field(query.sort.field) if query.sort.field else None
        ranked = query.sort.field is None and query.limit > 0
        text = self.handle.builder.text(query, fuzzy, ranked)
        whole = self._query(text, query, query.filters)
        if query.limit <= 0:
            return Page((), False, count(self._searcher, whole))
        if field is not None and field.sortable and field.kind not in (Kind.TEXT, Kind.INTERVAL):
            order = Order.Desc if query.sort.descending else Order.Asc
            column = self.handle.mapping.sort_column(field)
            return by_column(self.handle, whole, Column(column, field.kind is Kind.KEYWORD, order), limit, seen, after)
        if text is None or not ranked:
            return by_column(self.handle, whole, Column("id", True, Order.Asc), limit, seen, after)
        return by_score(self.handle, whole, limit, seen)

    def _facets(self, query: Query, fuzzy: bool) -> dict[str, tuple[Bucket, ...]]:
        """Count each facet over all filters but its own; facets that see the same documents share one pass."""
        counted: dict[str, tuple[Bucket, ...]] = {facet.field: () for facet in query.facets}
        if not query.facets:
            return counted
        text = self.handle.builder.text(query, fuzzy, ranked=False)
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
