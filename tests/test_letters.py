"""Letters without their marks."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from marketplace.letters import plain


def test_vietnamese_loses_every_mark_and_keeps_its_case():
    assert plain("Đường thủy Hải Phòng, Ơ Ư đ") == "Duong thuy Hai Phong, O U d"


@given(st.text())
def test_composed_or_not_is_the_same_and_nothing_is_left_to_take_off(text: str):
    found = plain(text)
    assert plain(unicodedata.normalize("NFD", text)) == plain(unicodedata.normalize("NFC", text))
    assert not any(unicodedata.combining(letter) for letter in found)
    assert plain(found) == found
