"""Filters and facets."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from search.conformance.corpus import Corpus, ids
from search.engine import SearchEngine
from search.query import Between, Facet, Filter, Not, Query, Terms


def counts(engine: SearchEngine, field: str, text: str = "", *filters: Filter | Not, size: int = 30) -> dict[str, int]:
    """Return one facet as a dict."""
    found = engine.search("corpus", Query(text, filters=filters, facets=(Facet(field, size),)))
    return {bucket.value: bucket.count for bucket in found.facets[field]}


def _day(year: int, month: int, day: int) -> float:
    return datetime(year, month, day, tzinfo=UTC).timestamp()


class FacetCases(Corpus):
    """What filters let through, and how facets are counted beside them."""

    def test_terms_filter_takes_any_of_its_values(self, engine: SearchEngine) -> None:
        assert set(ids(engine, filters=(Terms("sector", ("logistics", "greentech")),))) == {
            "tug-vi",
            "ballast-en",
            "crane",
            "seed",
            "desk",
        }

    def test_several_filters_must_all_hold(self, engine: SearchEngine) -> None:
        assert ids(engine, filters=(Terms("sector", ("marine",)), Terms("trl", ("7",)))) == ["tug-vi"]

    def test_not_turns_a_filter_round_and_lets_missing_values_pass(self, engine: SearchEngine) -> None:
        assert set(ids(engine, filters=(Not(Terms("sector", ("marine",))),))) == {"crane", "seed", "desk"}
        assert "desk" in ids(engine, filters=(Not(Between("trl", 1, 9)),))

    def test_keywords_are_opaque(self, engine: SearchEngine) -> None:
        assert ids(engine, filters=(Terms("owner", ("acme",)),)) == ["crane"]
        assert ids(engine, filters=(Terms("owner", ("Đại Dương",)),)) == ["ballast-en"]
        assert ids(engine, filters=(Terms("owner", ("Đại",)),)) == []

    def test_facet_counts_over_other_filters_but_not_its_own(self, engine: SearchEngine) -> None:
        own = Terms("sector", ("logistics",))
        assert counts(engine, "sector", "", own) == {"marine": 5, "greentech": 4, "logistics": 1}
        assert counts(engine, "sector", "", own, Terms("kind", ("demand",))) == {"marine": 2, "greentech": 1}
        assert counts(engine, "kind", "", own) == {"offer": 1}

    def test_facet_follows_the_words(self, engine: SearchEngine) -> None:
        assert counts(engine, "kind", "ballast OR dằn") == {"offer": 1, "demand": 2}

    def test_facet_over_integers_gives_text(self, engine: SearchEngine) -> None:
        assert counts(engine, "trl") == {"9": 3, "5": 1, "7": 1, "8": 1}

    def test_facet_is_ordered_by_count_and_then_by_value_and_cut_at_its_size(self, engine: SearchEngine) -> None:
        found = engine.search("corpus", Query(facets=(Facet("trl", 3), Facet("sector", 1)))).facets
        assert [(bucket.value, bucket.count) for bucket in found["trl"]] == [("9", 3), ("5", 1), ("7", 1)]
        assert [bucket.value for bucket in found["sector"]] == ["marine"]

    def test_dynamic_fields_filter_and_count_like_others(self, engine: SearchEngine) -> None:
        assert ids(engine, filters=(Terms("marine.hull", ("aluminium",)),)) == ["tug-en"]
        assert counts(engine, "marine.hull") == {"steel": 2, "aluminium": 1}
        assert counts(engine, "marine.crew") == {"3": 1, "4": 1}
        assert ids(engine, filters=(Terms("marine.crew", ("4",)),)) == ["tug-vi"]
        assert ids(engine, filters=(Between("marine.draught", 2.5, 3.5),)) == ["tug-vi"]

    def test_unknown_fields_are_fields_that_no_document_has(self, engine: SearchEngine) -> None:
        assert counts(engine, "nonsense") == {}
        assert ids(engine, filters=(Terms("nonsense", ("x",)),)) == []
        assert ids(engine, filters=(Between("nonsense", 1, 2),)) == []
        assert len(ids(engine, filters=(Not(Terms("nonsense", ("x",))),))) == 8

    @pytest.mark.parametrize(
        ("low", "high", "expected"),
        [(7, None, {"tug-vi", "crane", "ballast-vi", "ballast-plain", "seed"}), (None, 5, {"tug-en"}), (6, 6.9, set())],
    )
    def test_between_on_integers(
        self, engine: SearchEngine, low: float | None, high: float | None, expected: set[str]
    ) -> None:
        assert set(ids(engine, filters=(Between("trl", low, high),))) == expected

    def test_between_on_numbers_includes_its_ends_and_negatives(self, engine: SearchEngine) -> None:
        assert set(ids(engine, filters=(Between("price", -2.25, 1.5),))) == {"tug-vi", "tug-en"}
        assert set(ids(engine, filters=(Between("price", None, None),))) == {
            "tug-vi",
            "tug-en",
            "ballast-vi",
            "ballast-en",
        }

    def test_between_on_dates_is_in_seconds_since_1970(self, engine: SearchEngine) -> None:
        since = Between("published", _day(2026, 1, 1), _day(2026, 2, 1))
        assert set(ids(engine, filters=(since,))) == {"tug-vi", "crane"}

    @pytest.mark.parametrize("field", ["power", "marine.pull.value"])
    def test_interval_matches_what_the_range_touches(self, engine: SearchEngine, field: str) -> None:
        cases: list[tuple[float | None, float | None, set[str]]] = (
            [
                (1600, 2000, {"tug-vi", "tug-en"}),
                (1300, 1300, {"tug-vi"}),  # one number: who covers it
                (1700, None, {"tug-en"}),  # at least: by the upper end
                (None, 1200, {"tug-vi", "ballast-vi"}),  # at most: by the lower end
                (None, 40, {"ballast-vi"}),
                (2501, None, set()),
                (51, 1199, set()),
            ]
            if field == "power"
            else [(30, 59, {"tug-en"}), (1000, None, {"tug-vi"}), (None, 19.9, set()), (25, 26, {"tug-en"})]
        )
        for low, high, expected in cases:
            assert set(ids(engine, filters=(Between(field, low, high),))) == expected, (low, high)

    def test_senseless_ranges_match_nothing(self, engine: SearchEngine) -> None:
        nan = float("nan")
        for bounds in [(9, 1), (nan, None), (None, nan), (float("inf"), None), (2**70, 2**80)]:
            assert ids(engine, filters=(Between("trl", *bounds),)) == []
            assert ids(engine, filters=(Between("marine.draught", *bounds),)) == []

    def test_terms_that_do_not_fit_the_field_match_nothing(self, engine: SearchEngine) -> None:
        assert ids(engine, filters=(Terms("trl", ("seven", "9" * 40, "")),)) == []
        assert ids(engine, filters=(Terms("trl", ()),)) == []
