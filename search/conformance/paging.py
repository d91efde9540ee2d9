"""Sorting, cursors, numbered pages."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from search.conformance.corpus import Corpus, ids
from search.engine import BadCursor, SearchEngine, Upsert
from search.query import Query, Sort, Terms
from search.schema import Field, Kind, Schema

MANY = 61
_SCHEMA = Schema(
    (
        Field("title", Kind.TEXT),
        Field("rank", Kind.INTEGER, sortable=True),
        Field("price", Kind.NUMBER, sortable=True),
        Field("name", Kind.KEYWORD, sortable=True),
    )
)


def _documents() -> list[Upsert]:
    """Return documents full of equal and missing keys, in no order."""
    rows = []
    for number in range(MANY):
        fields = {"title": "pump" if number % 5 else "pump pump pump"}
        keys = {"rank": number % 3, "price": -1.5 * (number % 4), "name": f"Tên {number % 2}"}
        rows.append(Upsert(f"p-{number:03}", 1, fields | ({} if number % 7 == 0 else keys)))
    random.Random(7).shuffle(rows)
    return rows


def walk(engine: SearchEngine, query: Query) -> list[str]:
    """Return the ids of all pages."""
    seen: list[str] = []
    cursor: str | None = None
    for _ in range(MANY + 2):
        page = engine.search(
            "pages", Query(query.text, query.filters, sort=query.sort, limit=query.limit, cursor=cursor)
        )
        assert page.total == MANY
        seen += [hit.id for hit in page.hits]
        cursor = page.next
        if cursor is None:
            return seen
        assert len(page.hits) == query.limit
    raise AssertionError("the pages never end")


class PagingCases(Corpus):
    """Order and pages."""

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def pages(cls, engine: SearchEngine) -> Iterator[None]:
        """Fill an index in several batches, so that it has several parts."""
        engine.create("pages-1", _SCHEMA)
        rows = _documents()
        for start in range(0, MANY, 20):
            engine.write("pages-1", rows[start : start + 20])
        engine.point("pages", "pages-1")
        yield
        engine.drop("pages-1")

    def test_sort_by_number_both_ways_with_missing_values_last(self, engine: SearchEngine) -> None:
        priced = ["tug-en", "tug-vi", "ballast-en", "ballast-vi"]
        rest = ["ballast-plain", "crane", "desk", "seed"]
        assert ids(engine, sort=Sort("price", descending=False)) == priced + rest
        assert ids(engine, sort=Sort("price")) == ["ballast-en", "ballast-vi", "tug-vi", "tug-en", *rest]

    def test_sort_by_date_integer_and_keyword(self, engine: SearchEngine) -> None:
        assert ids(engine, sort=Sort("published"), limit=4) == ["tug-en", "crane", "tug-vi", "ballast-vi"]
        assert ids(engine, sort=Sort("trl"), limit=4) == ["ballast-plain", "ballast-vi", "seed", "crane"]
        assert ids(engine, sort=Sort("owner", descending=False), limit=2) == ["tug-en", "ballast-vi"]

    def test_sort_keeps_to_what_was_found(self, engine: SearchEngine) -> None:
        assert ids(engine, "ballast OR dằn", sort=Sort("trl")) == ["ballast-plain", "ballast-vi", "ballast-en"]

    def test_nothing_typed_sorts_by_id(self, engine: SearchEngine) -> None:
        assert ids(engine) == sorted(ids(engine))
        assert ids(engine, sort=Sort("nonsense")) == sorted(ids(engine))

    @pytest.mark.parametrize("limit", [1, 7, 20, 60, 61])
    @pytest.mark.parametrize("text", ["", "pump"])
    def test_cursors_reach_every_document_once_by_relevance(self, engine: SearchEngine, text: str, limit: int) -> None:
        seen = walk(engine, Query(text, limit=limit))
        assert len(seen) == MANY and len(set(seen)) == MANY
        assert seen == walk(engine, Query(text, limit=MANY))

    @pytest.mark.parametrize("field", ["rank", "price", "name"])
    @pytest.mark.parametrize("descending", [True, False])
    def test_cursors_reach_every_document_once_under_equal_keys(
        self, engine: SearchEngine, field: str, descending: bool
    ) -> None:
        keys = {row.id: row.fields.get(field) for row in _documents()}
        have = sorted(id for id, key in keys.items() if key is not None)
        expected = sorted(have, key=lambda id: keys[id], reverse=descending)  # type: ignore[arg-type,return-value]
        expected += sorted(id for id, key in keys.items() if key is None)
        for limit in (1, 4, 13, 40):
            assert walk(engine, Query("pump", sort=Sort(field, descending), limit=limit)) == expected

    def test_offset_pages_equal_cursor_pages(self, engine: SearchEngine) -> None:
        for sort in (Sort(), Sort("rank"), Sort("name", descending=False)):
            whole = walk(engine, Query("pump", sort=sort, limit=10))
            for offset in (0, 10, 25, 60):
                page = engine.search("pages", Query("pump", sort=sort, limit=10, offset=offset))
                assert [hit.id for hit in page.hits] == whole[offset : offset + 10]

    def test_page_beyond_the_end_is_empty(self, engine: SearchEngine) -> None:
        page = engine.search("pages", Query("pump", offset=500))
        assert (page.hits, page.next, page.total) == ((), None, MANY)

    def test_senseless_limits_and_offsets_are_brought_into_range(self, engine: SearchEngine) -> None:
        assert engine.search("pages", Query(limit=0)).hits == ()
        assert engine.search("pages", Query(limit=-5, offset=-5)).total == MANY
        assert len(engine.search("pages", Query(limit=10**9, offset=-1)).hits) == MANY

    def test_cursor_of_another_query_is_refused(self, engine: SearchEngine) -> None:
        cursor = engine.search("pages", Query("pump", limit=2)).next
        assert cursor
        for other in (
            Query("valve", cursor=cursor),
            Query("pump", sort=Sort("rank"), cursor=cursor),
            Query("pump", filters=(Terms("name", ("x",)),), cursor=cursor),
        ):
            with pytest.raises(BadCursor):
                engine.search("pages", other)

    @pytest.mark.parametrize(
        "forged", ["", "x", "====", "AAAA" * 40, "é", "0" * 10_000, "eyJhIjoxfQ", "\ud800", "\x00"]
    )
    def test_forged_cursor_is_refused(self, engine: SearchEngine, forged: str) -> None:
        with pytest.raises(BadCursor):
            engine.search("pages", Query("pump", cursor=forged))

    def test_altered_cursor_is_refused(self, engine: SearchEngine) -> None:
        cursor = engine.search("pages", Query("pump", sort=Sort("rank"), limit=2)).next
        assert cursor
        for at in range(0, len(cursor) - 1, 3):
            changed = cursor[:at] + ("A" if cursor[at] != "A" else "B") + cursor[at + 1 :]
            with pytest.raises(BadCursor):
                engine.search("pages", Query("pump", sort=Sort("rank"), limit=2, cursor=changed))
