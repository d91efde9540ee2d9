"""Words: both languages, with and without diacritics, and the operators people type."""

from __future__ import annotations

import unicodedata

import pytest

from search.conformance.corpus import Corpus, ids
from search.engine import SearchEngine
from search.query import Expansion, Query, Terms


class TextCases(Corpus):
    """What words find, and in which order."""

    @pytest.mark.parametrize("text", ["tàu lai", "tau lai", "TÀU LAI", "Tau Lai", "tàu  lai\t"])
    def test_vietnamese_is_found_with_and_without_diacritics_in_any_case(self, engine: SearchEngine, text: str) -> None:
        assert ids(engine, text) == ["tug-vi"]

    @pytest.mark.parametrize("text", ["xử lý", "xử lí", "xu ly", "xu li"])
    def test_final_i_and_y_are_one_as_people_write_either(self, engine: SearchEngine, text: str) -> None:
        assert set(ids(engine, text)) == {"ballast-vi", "ballast-plain"}

    def test_the_letter_d_with_stroke_folds(self, engine: SearchEngine) -> None:
        assert ids(engine, "dong co dien") == ids(engine, "động cơ điện") == ["tug-vi"]

    def test_decomposed_text_equals_composed(self, engine: SearchEngine) -> None:
        assert ids(engine, unicodedata.normalize("NFD", "xử lý nước dằn")) == ids(engine, "xử lý nước dằn")

    def test_query_with_diacritics_ranks_documents_with_them_first(self, engine: SearchEngine) -> None:
        assert ids(engine, "nước dằn") == ["ballast-vi", "ballast-plain"]

    def test_query_with_diacritics_prefers_the_very_word(self, engine: SearchEngine) -> None:
        assert ids(engine, "bàn")[0] == "desk"
        assert ids(engine, "bán")[0] == "seed"
        assert set(ids(engine, "ban")) == {"seed", "desk", "ballast-plain"}

    @pytest.mark.parametrize("text", ["treat ballast", "treatment ballast", "filter", "filters", "vessel", "tug"])
    def test_english_words_match_by_their_stem(self, engine: SearchEngine, text: str) -> None:
        assert ids(engine, text)

    def test_every_word_must_match(self, engine: SearchEngine) -> None:
        assert ids(engine, "electric crane") == []
        assert ids(engine, "container crane") == ["crane"]

    def test_any_word_will_do_when_asked_so(self, engine: SearchEngine) -> None:
        assert ids(engine, "which electric tugs can I buy", match_any=True)[0] == "tug-en"
        assert set(ids(engine, "container tugs", match_any=True)) == {"crane", "tug-en"}

    def test_any_word_mode_of_stop_words_alone_still_looks_for_them(self, engine: SearchEngine) -> None:
        assert "tug-en" in ids(engine, "that in", match_any=True)

    def test_title_outranks_body(self, engine: SearchEngine) -> None:
        assert ids(engine, "ballast")[0] == "ballast-en"

    def test_phrase_needs_its_words_together_and_in_order(self, engine: SearchEngine) -> None:
        assert ids(engine, '"ballast water"') == ["ballast-en"]
        assert ids(engine, '"water ballast"') == []
        assert ids(engine, '"nuoc dan"') == ids(engine, "“nước dằn”") or set(ids(engine, '"nuoc dan"')) == {
            "ballast-vi",
            "ballast-plain",
        }

    def test_word_with_a_hyphen_is_found_as_one(self, engine: SearchEngine) -> None:
        assert ids(engine, "plug-in") == ["crane"]

    def test_unclosed_quote_is_a_phrase_to_the_end(self, engine: SearchEngine) -> None:
        assert ids(engine, '"ballast water') == ["ballast-en"]

    def test_excluded_word_and_phrase_do_not_match(self, engine: SearchEngine) -> None:
        assert ids(engine, "electric -battery") == []
        assert set(ids(engine, "nuoc -cuc")) == {"ballast-plain"}
        assert "ballast-en" not in ids(engine, '-"ballast water"')

    def test_only_exclusions_find_all_others(self, engine: SearchEngine) -> None:
        assert "crane" not in ids(engine, "-crane")
        assert len(ids(engine, "-crane")) == 7

    def test_exclusion_with_diacritics_spares_other_words(self, engine: SearchEngine) -> None:
        assert "desk" in ids(engine, "-bán") and "seed" not in ids(engine, "-bán")

    def test_or_joins_its_neighbours_only(self, engine: SearchEngine) -> None:
        assert set(ids(engine, "crane OR tugs")) == {"crane", "tug-en"}
        assert ids(engine, "crane OR tugs battery") == ["tug-en"]
        assert ids(engine, "OR crane OR") == ["crane"]

    def test_prefix_finds_words_that_go_on(self, engine: SearchEngine) -> None:
        assert ids(engine, "batt*") == ["tug-en"]
        assert set(ids(engine, "NƯỚ*")) == {"ballast-vi", "ballast-plain"}
        assert ids(engine, "electric harb*") == ["tug-en"]

    def test_expansion_finds_the_other_language_after_the_own_words(self, engine: SearchEngine) -> None:
        way = Expansion(("tug",), (("tàu kéo", 0.9), ("tàu lai", 0.8)))
        assert ids(engine, "tug", expansions=(way,)) == ["tug-en", "tug-vi"]
        assert ids(engine, "electric tug", expansions=(way, Expansion(("electric",), (("điện", 1.0),)))) == [
            "tug-en",
            "tug-vi",
        ]

    def test_expansion_of_a_phrase_replaces_the_whole_phrase(self, engine: SearchEngine) -> None:
        way = Expansion(("nuoc", "dan"), (("ballast water", 0.9),))
        assert ids(engine, "nước dằn", expansions=(way,))[0] == "ballast-vi"
        assert "ballast-en" in ids(engine, "nước dằn", expansions=(way,))
        assert "ballast-en" not in ids(engine, "nước sạch", expansions=(way,))

    def test_misspelt_word_is_found_only_when_the_strict_query_finds_little(self, engine: SearchEngine) -> None:
        found = engine.search("corpus", Query("containr"))
        assert [hit.id for hit in found.hits] == ["crane"] and found.fuzzy
        assert not engine.search("corpus", Query("container")).fuzzy

    def test_narrow_filter_does_not_switch_to_near_spellings(self, engine: SearchEngine) -> None:
        found = engine.search("corpus", Query("bàn", filters=(Terms("sector", ("logistics",)),)))
        assert (found.total, found.fuzzy) == (0, False)

    def test_total_counts_all_hits_whatever_the_page(self, engine: SearchEngine) -> None:
        assert engine.search("corpus", Query("ban", limit=1)).total == 3
        assert engine.search("corpus", Query("")).total == 8
