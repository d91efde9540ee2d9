"""Pages in a total order. tantivy breaks ties by where a document happens to lie; here ties go by id."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import tantivy
from tantivy import Occur, Order
from tantivy import Query as Q

from search.engine import BadCursor
from search.engines.embedded.mapping import decode_id, encode_id
from search.engines.embedded.store import Handle
from search.numbers import HIGHEST, LOWEST

Key = int | float | str | None
Row = tuple[Key, tantivy.DocAddress]
_TIED = 100  # hits that may tie with the last one of a page and are there at once; they cost next to nothing
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Found:
    """A document on a page."""

    id: str
    score: float
    key: Key


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, whether others follow, and how many there are in all."""

    rows: tuple[Found, ...]
    more: bool
    total: int

    @property
    def last(self) -> Key:
        """Return the sort key of the last row."""
        return self.rows[-1].key if self.rows else None


def count(searcher: tantivy.Searcher, query: Q) -> int:
    """Return how many documents match: all have a version. A search would also score each of them."""
    return int(searcher.aggregate(query, {"n": {"value_count": {"field": "version"}}})["n"]["value"])


def _total(result: tantivy.SearchResult) -> int:
    return int(result.count)  # type: ignore[attr-defined]


def by_score(handle: Handle, query: Q, limit: int, offset: int, *, counted: bool = True) -> Page:
    """Return the hits after the best `offset`, by score and then id; the total is 0 if not `counted`.

    Equal scores that reach past the end are fetched whole, because only then the ids in front are known.
    """
    wanted = offset + limit + 1
    size = wanted + max(limit, _TIED)
    first = handle.searcher.search(query, limit=size, count=counted)
    hits, total = first.hits, _total(first) if counted else 0
    while len(hits) == size and hits[-1][0] == hits[wanted - 1][0]:
        size *= 4
        hits = handle.searcher.search(query, limit=size, count=False).hits
    rows = _window(handle, hits, offset, wanted)
    return Page(tuple(rows[:limit]), len(rows) > limit, total)


@dataclass(frozen=True, slots=True)
class Column:
    """A column to order by. `hexed` ones hold hex strings, others integers."""

    name: str
    hexed: bool
    order: Order


def by_column(handle: Handle, query: Q, column: Column, limit: int, seen: int, after: tuple[Key, str] | None) -> Page:
    """Return a page ordered by a column and then by id; documents without a value come last.

    It begins after the row (key, id) of a cursor, by a range on the column with the id as tie-break, or else after
    `seen` rows.
    """
    sort = _Sort(handle, column)
    part, offset = query, seen
    if after is not None:
        part, offset = Q.boolean_query([(Occur.Must, query), (Occur.Must, sort.after(*after))]), 0
    wanted = offset + limit + 1
    first = handle.searcher.search(part, limit=wanted, order_by_field=column.name, order=column.order)
    hits = first.hits
    total = _total(first) if after is None else count(handle.searcher, query)
    if column.name != "id" and len(hits) == wanted and hits[-1][0] == hits[-2][0]:
        cut = hits[-1][0]
        head = [hit for hit in hits if hit[0] != cut]
        tied = Q.boolean_query([(Occur.Must, part), (Occur.Must, sort.equal(cut))])
        room = wanted - len(head)
        tail = handle.searcher.search(tied, limit=room, count=False, order_by_field="id", order=Order.Asc).hits
        hits = head + [(cut, address) for _, address in tail]
    rows = _window(handle, hits, offset, wanted)
    return Page(tuple(rows[:limit]), len(rows) > limit, total)


def _window(handle: Handle, hits: list[Row], start: int, end: int) -> list[Found]:
    """Return rows start to end of hits that are ordered by key, ordering equal keys by id."""
    rows: list[Found] = []
    at = 0
    for key, group in groupby(hits, key=lambda hit: hit[0]):
        tied = list(group)
        first, last = at, at + len(tied)
        at = last
        if last <= start or first >= end:
            continue
        ids = sorted(decode_id(handle.searcher.doc(address).get_first("id") or "h") for _, address in tied)
        score = key if isinstance(key, float) else 0.0
        rows += [Found(id, score, key) for id in ids[max(0, start - first) : end - first]]
    return rows


@dataclass(frozen=True, slots=True)
class _Sort:
    handle: Handle
    column: Column

    def after(self, key: Key, id: str) -> Q:
        """Return what comes after the row (key, id). Raises `BadCursor` if the key is none of this column's."""
        past = self.handle.builder.beyond("id", _id(id))
        if self.column.name == "id":
            return past
        level = Q.boolean_query([(Occur.Must, self.equal(key)), (Occur.Must, past)])
        if key is None:
            return level
        clauses = [(Occur.Should, level), (Occur.Should, self.missing())]
        if (beyond := self._beyond(key)) is not None:
            clauses.append((Occur.Should, beyond))
        return Q.const_score_query(Q.boolean_query(clauses), 0.0)

    def missing(self) -> Q:
        """Return the documents without a value."""
        return Q.boolean_query([(Occur.Must, Q.all_query()), (Occur.MustNot, Q.exists_query(self.column.name))])

    def equal(self, key: Key) -> Q:
        """Return the documents with this very value."""
        if key is None:
            return self.missing()
        if self.column.hexed:
            return Q.term_query(self.handle.index.schema, self.column.name, self._text(key))
        return self.handle.builder.between(self.column.name, self._number(key), self._number(key))

    def _beyond(self, key: Key) -> Q | None:
        descending = self.column.order == Order.Desc
        if self.column.hexed:
            return self.handle.builder.beyond(self.column.name, self._text(key), descending)
        number = self._number(key)
        if descending:
            return self.handle.builder.between(self.column.name, None, number - 1) if number > LOWEST else None
        return self.handle.builder.between(self.column.name, number + 1, None) if number < HIGHEST else None

    def _text(self, key: Key) -> str:
        if not isinstance(key, str) or key[:1] != "h" or not _HEX.issuperset(key[1:]):
            raise BadCursor("not a cursor of this order")
        return key

    def _number(self, key: Key) -> int:
        if not isinstance(key, int) or isinstance(key, bool) or not LOWEST <= key <= HIGHEST:
            raise BadCursor("not a cursor of this order")
        return key


def _id(id: str) -> str:
    try:
        return encode_id(id)
    except ValueError as error:
        raise BadCursor("not a cursor") from error
