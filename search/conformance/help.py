"""Suggesting, correcting, finding alike, highlighting."""

from __future__ import annotations

import unicodedata

import pytest

from search.conformance.corpus import DOCUMENTS, SCHEMA, Corpus
from search.engine import SearchEngine, Upsert
from search.query import Expansion, Query, Terms
from search.results import Snippet


def marked(snippet: Snippet) -> list[str]:
    """Return the marked runs."""
    return [text for text, hit in snippet.runs if hit]


def whole(snippet: Snippet) -> str:
    """Return the snippet's text."""
    return "".join(text for text, _ in snippet.runs)


class HelpCases(Corpus):
    """What an engine offers beside hits."""

    @pytest.mark.parametrize("typed", ["nước d", "nuoc d", "NƯỚC D", unicodedata.normalize("NFD", "nước d")])
    def test_suggestions_are_written_with_diacritics_however_typed(self, engine: SearchEngine, typed: str) -> None:
        assert "nước dằn" in engine.suggest("corpus", typed)

    def test_suggestions_continue_words_inside_titles_and_keywords(self, engine: SearchEngine) -> None:
        assert any("crane" in piece for piece in engine.suggest("corpus", "cra"))
        assert any(piece.startswith("ballast water") for piece in engine.suggest("corpus", "ballast w"))

    def test_suggestions_keep_what_was_typed_before(self, engine: SearchEngine) -> None:
        assert all(piece.startswith("cheap ") for piece in engine.suggest("corpus", "cheap ball"))
        assert engine.suggest("corpus", "cheap ball")

    def test_suggestions_keep_to_filters_and_limit(self, engine: SearchEngine) -> None:
        assert engine.suggest("corpus", "cra", (Terms("sector", ("marine",)),)) == []
        assert len(engine.suggest("corpus", "ba", limit=1)) == 1

    @pytest.mark.parametrize("typed", ["", " ", "zzzzz", '"', "-", "*"])
    def test_nothing_to_suggest_is_an_empty_list(self, engine: SearchEngine, typed: str) -> None:
        assert engine.suggest("corpus", typed) == []

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("balast water", "ballast water"),
            ("electirc tugs", "electric tugs"),
            ("ultravoilet", "ultraviolet"),
            ("automatd crane", "automated crane"),
        ],
    )
    def test_misspelt_words_are_corrected(self, engine: SearchEngine, typed: str, meant: str) -> None:
        assert engine.correct("corpus", typed) == meant

    @pytest.mark.parametrize("typed", ["ballast water", "nuoc dan", "nước dằn", "", "zzzzqqqq", "12345", "the"])
    def test_known_words_and_hopeless_ones_are_left_alone(self, engine: SearchEngine, typed: str) -> None:
        assert engine.correct("corpus", typed) is None

    def test_similar_finds_the_nearest_and_never_the_document_itself(self, engine: SearchEngine) -> None:
        found = [hit.id for hit in engine.similar("corpus", "ballast-vi").hits]
        assert found[0] == "ballast-plain" and "ballast-vi" not in found

    def test_similar_keeps_to_filters_and_limit(self, engine: SearchEngine) -> None:
        only = (Terms("kind", ("offer",)),)
        assert "ballast-plain" not in [hit.id for hit in engine.similar("corpus", "ballast-vi", only).hits]
        one = engine.similar("corpus", "ballast-vi", limit=1)
        assert (len(one.hits), one.total) == (1, 1)

    def test_of_documents_equally_similar_those_with_the_lowest_ids_are_shown(self, engine: SearchEngine) -> None:
        engine.create("equals", SCHEMA)
        ids = [f"e{number:02}" for number in range(20)]
        engine.write("equals", [Upsert(each, 1, {"title": "ballast pump"}) for each in reversed(ids)])
        try:
            assert [hit.id for hit in engine.similar("equals", "e19", limit=4).hits] == ids[:4]
        finally:
            engine.drop("equals")

    @pytest.mark.parametrize("document", ["nobody", "", "\ud800", "x" * 5000])
    def test_nothing_is_similar_to_an_unknown_document(self, engine: SearchEngine, document: str) -> None:
        assert engine.similar("corpus", document).hits == ()

    @pytest.mark.parametrize("text", ["nuoc dan", "NƯỚC DẰN", '"nước dằn"', "nươ* dằn"])
    def test_highlight_ignores_diacritics_and_case(self, engine: SearchEngine, text: str) -> None:
        body = DOCUMENTS["ballast-vi"]["body"]
        cut = engine.highlight("corpus", Query(text), body)
        assert whole(cut) == body
        assert " ".join(marked(cut)) == "nước dằn"

    def test_highlight_marks_other_forms_of_english_words(self, engine: SearchEngine) -> None:
        assert marked(engine.highlight("corpus", Query("vessel port"), "Vessels in ports")) == ["Vessels", "ports"]

    def test_highlight_marks_the_expansions(self, engine: SearchEngine) -> None:
        query = Query("tug", expansions=(Expansion(("tug",), (("tàu lai", 0.9),)),))
        assert marked(engine.highlight("corpus", query, "Chiếc tàu lai mới")) == ["tàu lai"]

    def test_highlight_cuts_the_piece_with_most_hits(self, engine: SearchEngine) -> None:
        text = "crane " + "filler words " * 200 + "a container crane lifts a container " + "more filler " * 200
        cut = engine.highlight("corpus", Query("container crane"), text, width=100)
        assert len(whole(cut)) <= 100
        assert marked(cut) == ["container", "crane", "container"]

    def test_highlight_without_hits_is_the_beginning(self, engine: SearchEngine) -> None:
        cut = engine.highlight("corpus", Query("crane"), "Một hai ba bốn. " * 50, width=50)
        assert whole(cut).startswith("Một hai ba") and marked(cut) == [] and len(whole(cut)) <= 50

    def test_highlight_leaves_markup_for_the_caller_to_escape(self, engine: SearchEngine) -> None:
        cut = engine.highlight("corpus", Query("crane"), "<script>crane</script>")
        assert cut.runs == (("<script>", False), ("crane", True), ("</script>", False))

    def test_highlight_of_nothing_is_empty(self, engine: SearchEngine) -> None:
        assert whole(engine.highlight("corpus", Query("crane"), "")) == ""
