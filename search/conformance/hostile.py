"""Whatever is typed, an engine answers. 2,000 tries in all."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.conformance.corpus import Corpus
from search.engine import BadCursor, SearchEngine
from search.query import Between, Expansion, Facet, Filter, Not, Query, Sort, Terms

_ODD = r"""" "" \" -" OR AND NOT -- - * ** a* tàu* ( ) (( [a TO b] {1 TO *} title: id:* _id:x attrs.k:1 ^2 ~ ~1 / /.*/
\ \\ + && || ! ? : ; ' <script> %00 đ Đ ơ Ơ tàu nước 🚢 ﷺ ß İ ǆ 99999999999999999999999"""
_PIECES = [*_ODD.split(), "\x00", "\ud800", "\udfff", "\u202e", "\u200b", "\ufeff", "e\u0301"]
_WORD = st.one_of(st.sampled_from(_PIECES), st.text(max_size=12), st.text(st.characters(), max_size=4))
TEXT = st.one_of(
    st.lists(_WORD, max_size=30).map(" ".join),
    st.lists(_WORD, max_size=12).map("".join),
    st.text(st.characters(), max_size=60),
    st.sampled_from(["(" * 3_000, '"' * 5_000, "-" * 9_999, "a " * 5_000, "x" * 10_000, "a*" * 900, "\ud800" * 500]),
)
_FIELD = st.sampled_from(
    ["kind", "trl", "price", "power", "published", "marine.hull", "marine.crew", "title", "", "x.y"]
)
_NUMBER = st.one_of(st.none(), st.floats(), st.integers(-(2**70), 2**70))
_FILTER = st.one_of(
    st.builds(Terms, _FIELD, st.lists(st.text(max_size=8), max_size=3).map(tuple)),
    st.builds(Between, _FIELD, _NUMBER, _NUMBER),
)
_FILTERS = st.lists(st.one_of(_FILTER, st.builds(Not, _FILTER)), max_size=3).map(tuple)
_WEIGHT = st.floats(allow_nan=False, min_value=-1, max_value=2)
_EXPANSION = st.builds(
    Expansion,
    st.lists(st.text(max_size=5), max_size=2).map(tuple),
    st.lists(st.tuples(_WORD, _WEIGHT), max_size=2).map(tuple),
)
_QUIET = settings(
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors, HealthCheck.data_too_large],
)


class HostileCases(Corpus):
    """Nothing typed may raise anything but `BadCursor`, and every answer keeps its promises."""

    @settings(_QUIET, max_examples=900)
    @given(text=TEXT, match_any=st.booleans())
    def test_any_text_is_answered(self, engine: SearchEngine, text: str, match_any: bool) -> None:
        found = engine.search("corpus", Query(text, match_any=match_any, facets=(Facet("kind"),)))
        assert 0 <= len(found.hits) <= found.total <= 8
        assert sum(bucket.count for bucket in found.facets["kind"]) == found.total

    @settings(_QUIET, max_examples=500)
    @given(
        text=TEXT,
        filters=_FILTERS,
        facet=_FIELD,
        size=st.integers(-5, 2**40),
        sort=st.builds(Sort, st.one_of(st.none(), _FIELD), st.booleans()),
        limit=st.integers(-5, 2**65),
        offset=st.integers(-(2**65), 2**65),
        expansions=st.lists(_EXPANSION, max_size=2).map(tuple),
    )
    def test_any_query_is_answered(
        self,
        engine: SearchEngine,
        text: str,
        filters: tuple[Filter | Not, ...],
        facet: str,
        size: int,
        sort: Sort,
        limit: int,
        offset: int,
        expansions: tuple[Expansion, ...],
    ) -> None:
        query = Query(text, filters, (Facet(facet, size),), sort, limit, offset, expansions=expansions)
        assert engine.search("corpus", query).total <= 8

    @settings(_QUIET, max_examples=200)
    @given(cursor=st.one_of(st.text(st.characters()), st.binary().map(lambda raw: raw.hex())))
    def test_any_cursor_is_refused_or_answered(self, engine: SearchEngine, cursor: str) -> None:
        try:
            engine.search("corpus", Query("tug", cursor=cursor))
        except BadCursor:
            return

    @settings(_QUIET, max_examples=200)
    @given(text=TEXT)
    def test_any_typing_can_be_suggested_and_corrected(self, engine: SearchEngine, text: str) -> None:
        assert len(engine.suggest("corpus", text, limit=3)) <= 3
        corrected = engine.correct("corpus", text)
        assert corrected is None or corrected

    @settings(_QUIET, max_examples=200)
    @given(text=TEXT, body=TEXT, width=st.integers(-10, 500))
    def test_any_text_can_be_highlighted(self, engine: SearchEngine, text: str, body: str, width: int) -> None:
        cut = engine.highlight("corpus", Query(text), body, width)
        assert len("".join(run for run, _ in cut.runs)) <= max(width, 22)
