"""Reading what people type."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.conformance.hostile import TEXT
from search.text import MAX_TERMS, Atom, Clause, Parsed, clean, fold, parse, twin, words


def plain(*found: str) -> tuple[Clause, ...]:
    return tuple(Clause((Atom((word,)),)) for word in found)


def test_words_become_clauses_in_lower_case_with_diacritics_kept() -> None:
    assert parse("Tàu LAI") == Parsed(plain("tàu", "lai"))


def test_decomposed_text_is_composed() -> None:
    assert parse(unicodedata.normalize("NFD", "nước dằn")) == parse("nước dằn")


@pytest.mark.parametrize(
    "text", ['"ballast water"', "“ballast water”", "«Ballast  water»", '"ballast, water', '"ballast-water"']
)
def test_quoted_words_are_a_phrase(text: str) -> None:
    assert parse(text) == Parsed((Clause((Atom(("ballast", "water"), quoted=True),)),))


@pytest.mark.parametrize("text", ['""', '"', '" "', "-", "--", "*", "OR", "| OR", "...", "\x00", "\ud800", "   ", ""])
def test_text_without_words_is_empty(text: str) -> None:
    assert parse(text).empty


def test_exclusions_are_set_apart() -> None:
    assert parse('pump -valve -"hot water"') == Parsed(
        plain("pump"), (Atom(("valve",)), Atom(("hot", "water"), quoted=True))
    )


def test_or_joins_two_neighbours_and_needs_capitals() -> None:
    assert parse("a OR b c") == Parsed((Clause((Atom(("a",)), Atom(("b",)))), *plain("c")))
    assert parse("a | b") == parse("a OR b")
    assert parse("a or b") == Parsed(plain("a", "or", "b"))


@pytest.mark.parametrize("text", ["OR a", "a OR", "a OR OR", "OR OR a"])
def test_or_without_a_neighbour_is_ignored(text: str) -> None:
    assert parse(text) == Parsed(plain("a"))


def test_star_makes_a_prefix_of_two_letters_or_more() -> None:
    assert parse("tàu*") == Parsed((Clause((Atom(("tàu",), prefix=True),)),))
    assert parse("t*") == Parsed(plain("t"))


def test_joined_words_stay_together_and_slashes_part_them() -> None:
    assert parse("plug-in 1.200") == Parsed((Clause((Atom(("plug", "in")),)), Clause((Atom(("1", "200")),))))
    assert parse("and/or (title:x)") == Parsed(plain("and", "or", "title", "x"))


def test_invisible_and_direction_marks_vanish_and_controls_part_words() -> None:
    assert clean("a\u200bb\u202ec\ud800d\x00e\u00adf\ufeff") == "abcd ef"


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Đường Ơ Ư", "duong o u"), ("ẤN ĐỘ", "an do"), ("Straße", "strasse"), ("café", "cafe"), ("船", "船")],
)
def test_fold_drops_diacritics_and_case(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_accents_are_noticed_in_wanted_words_only() -> None:
    assert parse("tàu lai").accented
    assert not parse("tau lai -dầu").accented


def test_runs_are_stretches_of_simple_words() -> None:
    assert list(parse('xử lý "nước dằn" tàu biển* cho').runs()) == [(0, ("xử", "lý")), (3, ("tàu",)), (5, ("cho",))]


def test_terms_beyond_the_cap_are_not_read() -> None:
    found = parse(" ".join(f"w{n}" for n in range(100)))
    assert len(found.required) == MAX_TERMS
    assert len(parse('"' + "a " * 100 + '"').required[0].any_of[0].words) == MAX_TERMS


@settings(max_examples=500, deadline=None)
@given(TEXT)
def test_parse_never_fails_and_keeps_its_caps(text: str) -> None:
    found = parse(text)
    atoms = [atom for clause in found.required for atom in clause.any_of] + list(found.excluded)
    assert sum(len(atom.words) for atom in atoms) <= MAX_TERMS
    assert all(word and word == clean(word) for atom in atoms for word in atom.words)
    assert all(clause.any_of for clause in found.required)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters()))
def test_clean_is_composed_encodable_and_idempotent(text: str) -> None:
    once = clean(text)
    once.encode("utf-8")
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="aàáảãạăằắâấđêơưABĐ Ê12", max_size=20))
def test_words_of_text_without_diacritics_are_the_folded_words(text: str) -> None:
    assert [fold(word) for word in words(text)] == words(fold(text))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(alphabet="aàbcđ", min_size=1, max_size=6), min_size=1, max_size=8))
def test_plain_words_survive_parsing_unchanged(typed: list[str]) -> None:
    assert list(parse(" ".join(typed)).runs()) == [(0, tuple(typed))]


@pytest.mark.parametrize(
    ("word", "other"),
    [("lý", "lí"), ("kĩ", "kỹ"), ("quỹ", "quĩ"), ("ly", "li"), ("máy", None), ("thi", None), ("hai", None), ("", None)],
)
def test_a_syllable_that_ends_in_i_or_y_has_two_spellings(word: str, other: str | None) -> None:
    assert twin(word) == other
    assert other is None or twin(other) == word
