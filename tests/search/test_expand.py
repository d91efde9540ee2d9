"""Alternatives in the other language."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings

from search.conformance.hostile import TEXT
from search.expand import _FILE, Lexicon, Term
from search.query import Expansion
from search.stopwords import VIETNAMESE, is_plain_look_up
from search.text import fold, parse

MANY = 40  # alternatives, more than the readings of any syllable have at their best
SMALL = Lexicon(
    [
        ("ballast water", "nước dằn", 0.9),
        ("ballast", "đồ dằn", 0.4),
        ("water", "nước", 0.6),
        ("ship", "tàu", 0.7),
        ("vessel", "tàu", 0.4),
        ("chink", "tàu", 0.9),
        ("bark", "sủa", 0.5),
        ("table", "bàn", 0.8),
        ("ban", "cấm", 0.8),
        ("noise", "tiếng ồn", 0.01),
    ]
)
GLOSSARY = (Term(vi=("tàu lai", "tàu kéo"), en=("tug", "tugboat")), Term(vi=("tàu",), en=("vessel",)))


def phrases(found: tuple[Expansion, ...]) -> dict[str, list[str]]:
    return {" ".join(way.phrase): [text for text, _ in way.alternatives] for way in found}


def test_longest_phrase_goes_first_in_both_directions() -> None:
    assert phrases(SMALL.expand("ballast water")) == {"ballast water": ["nước dằn"]}
    assert phrases(SMALL.expand("xử lý nước dằn")) == {"nuoc dan": ["ballast water"]}
    assert phrases(SMALL.expand("water ballast")) == {"water": ["nước"], "ballast": ["đồ dằn"]}


def test_vietnamese_typed_without_diacritics_or_decomposed_is_found() -> None:
    assert phrases(SMALL.expand("nuoc dan")) == {"nuoc dan": ["ballast water"]}
    assert SMALL.expand(unicodedata.normalize("NFD", "nước dằn")) == SMALL.expand("nước dằn")


def test_diacritics_and_language_tell_words_apart() -> None:
    assert phrases(SMALL.expand("bàn")) == {"ban": ["table"]}
    assert phrases(SMALL.expand("ban")) == {"ban": ["cấm"]}


@pytest.mark.parametrize("text", ["ships", "SHIP", "shipping", "shipped"])
def test_forms_of_an_english_word_are_found(text: str) -> None:
    assert [text for _, others in phrases(SMALL.expand(text)).items() for text in others] == ["tàu"]


@pytest.mark.parametrize(
    ("text", "kept", "gone"),
    [
        ("seafood", "hải sản", "chạo"),
        ("tàu", "ship", "ark"),
        ("tàu", "vessel", "sino"),
        ("port", "cảng", "cổng vào"),
        ("hải sản", "seafood", "meat"),
    ],
)
def test_by_meanings_are_not_looked_for(text: str, kept: str, gone: str) -> None:
    [found] = phrases(Lexicon.load().expand(text)).values()
    assert kept in found
    assert gone not in found


def test_best_alternatives_come_first_slurs_and_noise_never() -> None:
    assert phrases(SMALL.expand("tàu")) == {"tau": ["ship", "vessel"]}
    assert phrases(SMALL.expand("tàu", limit=1)) == {"tau": ["ship"]}
    assert SMALL.expand("noise") == ()


@pytest.mark.parametrize("text", ["", "the of", "của và", '"ballast water"', "-ballast", "balla*", "zzz", "\ud800"])
def test_stop_words_quotes_exclusions_and_prefixes_have_no_alternatives(text: str) -> None:
    assert SMALL.expand(text) == ()


def test_glossary_goes_before_the_lexicon_and_adds_synonyms() -> None:
    assert phrases(SMALL.expand("tugs", GLOSSARY)) == {"tugs": ["tàu lai", "tàu kéo", "tugboat"]}
    assert phrases(SMALL.expand("tau lai", GLOSSARY)) == {"tau lai": ["tug", "tugboat", "tàu kéo"]}
    assert phrases(SMALL.expand("tàu", GLOSSARY)) == {"tau": ["vessel", "ship"]}


def test_shipped_lexicon_knows_the_trades() -> None:
    lexicon = Lexicon.load()
    assert "nước dằn" in phrases(lexicon.expand("ballast water"))["ballast water"]
    assert phrases(lexicon.expand("machine learning"))["machine learning"][0] == "học máy"
    assert phrases(lexicon.expand("chất bán dẫn"))["chat ban dan"][0] == "semiconductor"
    assert Lexicon.load() is lexicon


def test_weights_are_between_nought_and_one_and_expanding_is_quick() -> None:
    lexicon = Lexicon.load()
    text = "hệ thống xử lý nước dằn tàu biển bằng tia cực tím for bulk carriers and tugs in ports"
    started = time.perf_counter()
    for _ in range(50):
        found = lexicon.expand(text, GLOSSARY)
    assert (time.perf_counter() - started) / 50 < 0.02
    assert all(0 < weight <= 1 for way in found for _, weight in way.alternatives)


@settings(max_examples=300, deadline=None)
@given(TEXT)
def test_any_text_can_be_expanded(text: str) -> None:
    for way in Lexicon.load().expand(text):
        assert way.phrase
        assert way.alternatives


@pytest.mark.parametrize(
    ("plain", "accented"), [("nen anh", "nén ảnh"), ("cua tu dong", "cửa tự động"), ("do anh", "đo ảnh")]
)
def test_a_syllable_that_only_looks_like_a_stop_word_is_translated(plain: str, accented: str) -> None:
    lexicon = Lexicon.load()
    rich, poor = phrases(lexicon.expand(accented)), phrases(lexicon.expand(plain, limit=MANY))
    assert {words: others[0] for words, others in rich.items()}.items() <= {
        (words, other) for words, others in poor.items() for other in others
    }


def test_plain_image_compression_finds_the_image_by_default() -> None:
    found = phrases(Lexicon.load().expand("nen anh"))
    assert "compression" in found["nen"]
    assert "image" in found["anh"]


def test_two_word_phrases_mean_the_same_words_with_and_without_diacritics() -> None:
    """Every two-word phrase of the lexicon, and its words in the other order, which the lexicon mostly lacks."""
    lexicon = Lexicon.load()
    for phrase in _two_words():
        for typed in (phrase, " ".join(reversed(phrase.split()))):
            plain = fold(typed)
            assert [c.word for c in parse(plain).required] == [fold(word) for word in typed.split()]
            if is_plain_look_up(plain.split()):
                assert _covered(lexicon, typed) <= _covered(lexicon, plain), typed


def _two_words() -> list[str]:
    rows = _FILE.read_text(encoding="utf-8").splitlines()
    found = {row.split("\t")[1] for row in rows}
    found = {each for each in found if len(each.split()) == 2}
    return sorted(each for each in found if [c.word for c in parse(each).required] == each.split())[::5]


def _covered(lexicon: Lexicon, text: str) -> set[str]:
    return {word for way in lexicon.expand(text) for word in way.phrase}


@pytest.mark.parametrize(
    "text", ["state of the art", "what is this for", "khong phai la gi ca nhung van tot cho moi nguoi"]
)
def test_english_and_long_questions_keep_their_stop_words(text: str) -> None:
    stop = {"of", "the", "what", "is", "this", "for"} | {fold(word) for word in VIETNAMESE & {"là", "cả", "cho"}}
    assert not stop & {way.phrase[0] for way in Lexicon.load().expand(text) if len(way.phrase) == 1}


def test_a_name_that_is_the_same_in_both_languages_is_taken_whole() -> None:
    places = (Term(vi=("Bàn Tàu",), en=("Ban Tau",)),)
    for text in ("bàn tàu", "ban tau"):
        assert phrases(SMALL.expand(text)).keys() == {"ban", "tau"}
        assert SMALL.expand(text, places) == ()
