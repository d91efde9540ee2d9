"""Versions, tombstones, aliases, upkeep, and what happens when the engine is away."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, datetime

import pytest

from search.conformance.corpus import DOCUMENTS, SCHEMA, Corpus, Outage, ids
from search.engine import Delete, EngineError, EngineUnavailable, SearchEngine, Upsert, Write
from search.query import Query, Terms
from search.schema import Field, Kind, Schema

_numbers = itertools.count(1)


def _found(engine: SearchEngine, alias: str, text: str = "") -> list[str]:
    return [hit.id for hit in engine.search(alias, Query(text)).hits]


class WritingCases(Corpus):
    """What a worker does, and what readers see of it."""

    @pytest.fixture
    def index(self, engine: SearchEngine) -> Iterator[str]:
        """Make an empty index of its own for one test."""
        name = f"own-{next(_numbers)}"
        engine.create(name, SCHEMA)
        yield name
        engine.drop(name)

    def test_write_is_visible_when_it_returns(self, engine: SearchEngine, index: str) -> None:
        report = engine.write(index, [Upsert("a", 1, {"title": "first pump"})])
        assert report.written == 1
        assert _found(engine, index, "pump") == ["a"]

    def test_newer_version_replaces_the_older(self, engine: SearchEngine, index: str) -> None:
        engine.write(index, [Upsert("a", 1, {"title": "pump"})])
        engine.write(index, [Upsert("a", 2, {"title": "valve"})])
        assert (_found(engine, index, "pump"), _found(engine, index, "valve")) == ([], ["a"])
        assert engine.count(index) == 1

    def test_older_and_same_versions_are_ignored(self, engine: SearchEngine, index: str) -> None:
        engine.write(index, [Upsert("a", 5, {"title": "valve"})])
        report = engine.write(index, [Upsert("a", 4, {"title": "pump"}), Upsert("a", 5, {"title": "pump"})])
        assert (report.written, report.ignored) == (0, 2)
        assert _found(engine, index, "pump") == []

    def test_within_one_batch_the_newest_wins_in_any_order(self, engine: SearchEngine, index: str) -> None:
        engine.write(index, [Upsert("a", 2, {"title": "valve"}), Upsert("a", 1, {"title": "pump"})])
        engine.write(index, [Upsert("b", 1, {"title": "pump"}), Upsert("b", 2, {"title": "valve"}), Delete("c", 1)])
        assert (_found(engine, index, "valve"), _found(engine, index, "pump")) == (["a", "b"], [])

    def test_late_upsert_does_not_revive_a_deleted_document(self, engine: SearchEngine, index: str) -> None:
        engine.write(index, [Upsert("a", 1, {"title": "pump"})])
        engine.write(index, [Delete("a", 3)])
        report = engine.write(index, [Upsert("a", 2, {"title": "pump"})])
        assert report.ignored == 1
        assert (_found(engine, index), engine.count(index), list(engine.versions(index))) == ([], 0, [])

    def test_deletion_is_remembered_even_if_the_document_never_came(self, engine: SearchEngine, index: str) -> None:
        engine.write(index, [Delete("a", 3)])
        assert engine.write(index, [Upsert("a", 2, {"title": "pump"})]).ignored == 1
        assert engine.write(index, [Upsert("a", 4, {"title": "pump"})]).written == 1
        assert _found(engine, index) == ["a"]

    def test_late_deletion_spares_a_newer_document(self, engine: SearchEngine, index: str) -> None:
        engine.write(index, [Upsert("a", 4, {"title": "pump"})])
        assert engine.write(index, [Delete("a", 3)]).ignored == 1
        assert _found(engine, index) == ["a"]

    def test_tombstones_are_in_no_result_facet_or_count(self, engine: SearchEngine, index: str) -> None:
        engine.write(index, [Upsert("a", 1, {"title": "pump"}), Delete("b", 1)])
        assert engine.count(index) == 1
        assert engine.search(index, Query()).total == 1
        assert engine.search(index, Query("-valve")).total == 1
        assert dict(engine.versions(index)) == {"a": 1}

    def test_repeating_a_batch_changes_nothing(self, engine: SearchEngine, index: str) -> None:
        batch: list[Write] = [Upsert("a", 1, {"title": "pump"}), Delete("b", 2), Upsert("c", 3, {"title": "valve"})]
        engine.write(index, batch)
        assert (engine.write(index, batch).ignored, engine.count(index)) == (3, 2)

    def test_unfit_document_is_refused_alone_with_a_reason(self, engine: SearchEngine, index: str) -> None:
        bad = {
            "trl": "seven",
            "price": float("nan"),
            "published": datetime(2026, 1, 1),
            "power": (9.0, 1.0),
            "title": 5,
            "kind": [1],
            "marine.crew": 2**64,
        }
        writes = [Upsert(f"bad-{name}", 1, {name: value}) for name, value in bad.items()]
        report = engine.write(index, [Upsert("a", 1, {"title": "pump"}), *writes, Upsert("b", 1, {"title": "pump"})])
        assert report.written == 2
        assert {id for id, _ in report.refused} == {write.id for write in writes}
        assert all(reason for _, reason in report.refused)
        assert _found(engine, index, "pump") == ["a", "b"]

    def test_fields_that_the_index_does_not_know_are_left_out(self, engine: SearchEngine, index: str) -> None:
        assert engine.write(index, [Upsert("a", 1, {"title": "pump", "of.tomorrow": ["x"]})]).written == 1
        assert _found(engine, index, "pump") == ["a"]

    def test_empty_and_missing_values_are_no_values(self, engine: SearchEngine, index: str) -> None:
        engine.write(index, [Upsert("a", 1, {"title": "", "kind": None, "sector": [], "published": None})])
        assert _found(engine, index) == ["a"]

    def test_any_text_can_be_indexed(self, engine: SearchEngine, index: str) -> None:
        texts = ["\x00\ud800<script>", "pump " * 20_000, "x" * 70_000 + " pump", "\u202epump", "🚢 pump"]
        report = engine.write(index, [Upsert(f"t{n}", 1, {"title": text}) for n, text in enumerate(texts)])
        assert report.written == len(texts), report
        assert len(_found(engine, index, "pump")) == 4

    def test_large_iterable_is_taken_as_a_stream(self, engine: SearchEngine, index: str) -> None:
        report = engine.write(index, (Upsert(f"d{n}", 1, {"title": f"pump {n}"}) for n in range(3_000)))
        assert (report.written, engine.count(index)) == (3_000, 3_000)
        again = engine.write(index, (Upsert(f"d{n}", 1 + n % 2, {"title": f"pump {n}"}) for n in range(3_000)))
        assert (again.written, again.ignored) == (1_500, 1_500)
        assert len(set(engine.versions(index))) == 3_000

    def test_alias_moves_at_once(self, engine: SearchEngine, index: str) -> None:
        engine.write(index, [Upsert("new", 1, {"title": "pump"})])
        engine.create(f"{index}-old", SCHEMA)
        engine.point("moving", f"{index}-old")
        assert _found(engine, "moving") == []
        engine.point("moving", index)
        engine.drop(f"{index}-old")
        assert (engine.target("moving"), _found(engine, "moving")) == (index, ["new"])

    def test_unknown_alias_is_unavailable_and_has_no_target(self, engine: SearchEngine) -> None:
        assert engine.target("nobody") is None
        with pytest.raises(EngineUnavailable):
            engine.search("nobody", Query())

    def test_index_names_are_listed_and_must_be_free(self, engine: SearchEngine, index: str) -> None:
        assert index in engine.indexes() and "corpus-1" in engine.indexes()
        with pytest.raises(EngineError):
            engine.create(index, SCHEMA)

    @pytest.mark.parametrize("name", ["", "../x", "a/b", "A B", "\x00", "_x", "é", "." * 3])
    def test_unsafe_index_names_are_refused(self, engine: SearchEngine, name: str) -> None:
        with pytest.raises(EngineError):
            engine.create(name, SCHEMA)

    def test_dropping_twice_is_no_error(self, engine: SearchEngine) -> None:
        engine.create("short-lived", SCHEMA)
        engine.drop("short-lived")
        engine.drop("short-lived")
        assert "short-lived" not in engine.indexes()

    def test_schema_is_remembered(self, engine: SearchEngine, index: str) -> None:
        assert engine.schema_of(index) == SCHEMA.fingerprint
        other = Schema((*SCHEMA.fields, Field("more", Kind.KEYWORD)))
        assert other.fingerprint != SCHEMA.fingerprint

    def test_versions_list_every_document(self, engine: SearchEngine) -> None:
        assert dict(engine.versions("corpus-1")) == dict.fromkeys(DOCUMENTS, 1)

    def test_versions_of_some_are_of_those_that_are_there(self, engine: SearchEngine, index: str) -> None:
        engine.write(index, [Upsert("a", 3, {"title": "pump"}), Upsert("b", 4, {"title": "pump"}), Delete("c", 5)])
        assert dict(engine.versions(index, ["a", "c", "never there"])) == {"a": 3}
        assert dict(engine.versions(index, [])) == {}

    def test_an_index_is_searched_by_its_own_name_before_any_alias_means_it(
        self, engine: SearchEngine, index: str
    ) -> None:
        engine.write(index, [Upsert("a", 1, {"title": "pump"})])
        assert engine.writers >= 1
        assert engine.search(index, Query("pump")).total == 1

    def test_healthy_index_has_no_damage(self, engine: SearchEngine) -> None:
        assert engine.verify("corpus-1") == []

    def test_keywords_and_ids_may_hold_anything(self, engine: SearchEngine, index: str) -> None:
        odd = 'a "b" \\ [c TO d] : * ấ'
        engine.write(index, [Upsert(odd, 1, {"kind": odd, "marine.hull": odd, "published": date(1900, 1, 1)})])
        for field in ("kind", "marine.hull"):
            assert [h.id for h in engine.search(index, Query(filters=(Terms(field, (odd,)),))).hits] == [odd]

    def test_outage_is_reported_as_such_and_passes(self, engine: SearchEngine, outage: Outage) -> None:
        assert ids(engine, "crane") == ["crane"]
        with outage():
            for attempt in (
                lambda: engine.search("corpus", Query("crane")),
                lambda: engine.suggest("corpus", "cra"),
                lambda: engine.correct("corpus", "crane"),
                lambda: engine.similar("corpus", "crane"),
                lambda: engine.write("corpus-1", [Upsert("x", 1, {"title": "x"})]),
            ):
                with pytest.raises(EngineUnavailable):
                    attempt()
        assert ids(engine, "crane") == ["crane"]
