from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.listings.texts import excess, graphemes


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("Hải Phòng", 9),
        (unicodedata.normalize("NFD", "Hải Phòng"), 9),
        ("👨‍👩‍👧‍👦", 1),
        ("👍🏽", 1),
        ("🇻🇳🇯🇵", 2),
        ("🇻🇳🇯", 2),
        ("❤️", 1),
        ("각", 1),
        (unicodedata.normalize("NFD", "각"), 1),
        ("नि", 1),
        ("a\r\nb", 3),
    ],
)
def test_counts_what_a_reader_takes_for_one_character(text: str, count: int) -> None:
    assert graphemes(text) == count


@given(st.text(max_size=200))
def test_never_counts_more_than_code_points_nor_differs_by_vietnamese_normal_form(text: str) -> None:
    assert graphemes(text) <= len(text)
    assert (graphemes(text) == 0) == (text == "")


@given(st.text(alphabet="aăâđêôơưếộẵ ", max_size=80), st.integers(0, 80))
def test_excess_is_the_same_in_either_normal_form(text: str, limit: int) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert excess(composed, limit) == excess(decomposed, limit) == max(0, len(composed) - limit)
