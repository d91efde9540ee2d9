"""Text counted as its readers count it: a letter with its marks, a flag, a family emoji are one character each."""

from __future__ import annotations

import unicodedata


def _joins(character: str) -> bool:
    """Tell whether a character belongs to the one before it (marks, joiners, emoji modifiers, Hangul)."""
    point = ord(character)
    if point < 0x300 or 0x1E00 <= point <= 0x1EFF:
        return False
    if unicodedata.category(character) in ("Mn", "Me", "Mc"):
        return True
    return point == 0x200D or 0x1F3FB <= point <= 0x1F3FF or 0x1160 <= point <= 0x11FF or 0xE0020 <= point <= 0xE007F


def graphemes(text: str) -> int:
    """Count grapheme clusters, near enough to Unicode's annex 29 for the scripts that people post in."""
    count, previous, flag_open = 0, "", False
    for character in text:
        is_flag = 0x1F1E6 <= ord(character) <= 0x1F1FF
        second_of_flag = is_flag and flag_open
        flag_open = is_flag and not flag_open
        new = not (previous and (_joins(character) or previous == "\u200d" or second_of_flag))
        count += new and not (previous == "\r" and character == "\n")
        previous = character
    return count


def excess(text: str, limit: int) -> int:
    """Return by how many graphemes `text` is longer than `limit`; 0 when it fits."""
    # A grapheme has at least one code point, so that short texts need no counting.
    return 0 if len(text) <= limit else max(0, graphemes(text) - limit)
