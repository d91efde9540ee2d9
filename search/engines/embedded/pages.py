"""Pages in a total order. tantivy breaks ties by where a document happens to lie; here ties go by id."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import tantivy
from tantivy import Occur, Order
from tantivy import Query as Q

from search.engine import BadCursor
from search.engines.embedded.mapping import decode_id, encode_id
from search.engines.embedded.numbers import HIGHEST, LOWEST
from search.engines.embedded.store import Handle

Key = int | float | str | None
Row = tuple[Key, tantivy.DocAddress]
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Found:
    """A document on a page."""

    id: str
    score: float
    key: Key


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and whether others follow."""

    rows: tuple[Found, ...]
    more: bool

    @property
    def last(self) -> Key:
        """Return the sort key of the last row."""
        return self.rows[-1].key if self.rows else None


def count(searcher: tantivy.Searcher, query: Q) -> int:
    """Return how many documents match."""
    return int(searcher.search(query, limit=1, count=True).count)  # type: ignore[attr-defined]


def by_score(handle: Handle, query: Q, limit: int, offset: int) -> Page:
    """Return the hits after the best `offset`, by score and then id.

    Equal scores that reach past the end are fetched whole, because only then the ids in front are known.
    """
    wanted = offset + limit + 1
    size = wanted + limit
    while True:
        hits = handle.searcher.search(query, limit=size, count=False).hits
        if len(hits) < size or hits[-1][0] != hits[wanted - 1][0]:
            break
        size *= 4
    rows = _window(handle, hits, offset, wanted)
    return Page(tuple(rows[:limit]), len(rows) > limit)


def by_column(
    handle: Handle,
    query: Q,
    column: str,
    hexed: bool,
    order: Order,
    limit: int,
    offset: int,
    after: tuple[Key, str] | None,
) -> Page:
    """Return a page ordered by a column and then by id; documents without a value come last.

    `hexed` columns hold hex strings, others integers. A cursor is a range on the column, with the id as tie-break.
    """
    sort = _Sort(handle, column, hexed, order)
    if after is not None:
        query = Q.boolean_query([(Occur.Must, query), (Occur.Must, sort.after(*after))])
    wanted = offset + limit + 1
    hits = handle.searcher.search(query, limit=wanted, count=False, order_by_field=column, order=order).hits
    if column != "id" and len(hits) == wanted and hits[-1][0] == hits[-2][0]:
        cut = hits[-1][0]
        head = [hit for hit in hits if hit[0] != cut]
        tied = Q.boolean_query([(Occur.Must, query), (Occur.Must, sort.equal(cut))])
        room = wanted - len(head)
        tail = handle.searcher.search(tied, limit=room, count=False, order_by_field="id", order=Order.Asc).hits
        hits = head + [(cut, address) for _, address in tail]
    rows = _window(handle, hits, offset, wanted)
    return Page(tuple(rows[:limit]), len(rows) > limit)


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
    column: str
    hexed: bool
    order: Order

    def after(self, key: Key, id: str) -> Q:
        """Return what comes after the row (key, id). Raises `BadCursor` if the key is none of this column's."""
        past = self.handle.builder.beyond("id", _id(id))
        if self.column == "id":
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
        return Q.boolean_query([(Occur.Must, Q.all_query()), (Occur.MustNot, Q.exists_query(self.column))])

    def equal(self, key: Key) -> Q:
        """Return the documents with this very value."""
        if key is None:
            return self.missing()
        if self.hexed:
            return Q.term_query(self.handle.index.schema, self.column, self._text(key))
        return self.handle.builder.between(self.column, self._number(key), self._number(key))

    def _beyond(self, key: Key) -> Q | None:
        descending = self.order == Order.Desc
        if self.hexed:
            return self.handle.builder.beyond(self.column, self._text(key), descending)
        number = self._number(key)
        if descending:
            return self.handle.builder.between(self.column, None, number - 1) if number > LOWEST else None
        return self.handle.builder.between(self.column, number + 1, None) if number < HIGHEST else None

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
