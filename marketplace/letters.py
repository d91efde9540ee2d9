"""Letters without their marks: how many people type Vietnamese, and how units and names are compared."""

from __future__ import annotations

import unicodedata

_D = str.maketrans("đĐ", "dD")  # a letter of its own, which Unicode does not take apart


def plain(text: str) -> str:
    """Return text without diacritics, in its case: "Hải Phòng, Đồ Sơn" becomes "Hai Phong, Do Son"."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text.translate(_D))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
