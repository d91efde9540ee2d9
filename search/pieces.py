"""The pieces of titles and keywords that are offered while somebody types.

A piece is kept as one opaque term, `folded SEP as written`, so that a prefix look-up in the term dictionary finds it
with or without diacritics, counts its documents and gives it back as people write it.
"""

from __future__ import annotations

from collections.abc import Iterable

from search.stopwords import is_stop
from search.text import WORD, fold

SEP = "\x1f"
_LONGEST_VALUE = 200
_LONGEST_PIECE = 60
_MAX_WORDS = 24
_SIZES = (1, 2, 3, 4)


def pieces(values: Iterable[str]) -> list[str]:
    """Return the terms for these titles and keywords: each whole if short, and its runs of one to four words."""
    found: dict[str, None] = {}
    for value in values:
        if len(value) > _LONGEST_VALUE:
            value = value[:_LONGEST_VALUE].rsplit(" ", 1)[0]
        spans = [match.span() for match in WORD.finditer(value)][:_MAX_WORDS]
        if not spans:
            continue
        lowered = value.lower()
        if len(lowered) != len(value):  # a letter that grows in lower case would shift every position
            continue
        folded = fold(lowered)
        plain = folded if len(folded) == len(value) else None
        dull = [is_stop(lowered[start:end], True) for start, end in spans]
        for first, (start, _) in enumerate(spans):
            if dull[first]:
                continue
            for size in _SIZES:
                last = first + size - 1
                if last >= len(spans):
                    break
                end = spans[last][1]
                if dull[last] or end - start > _LONGEST_PIECE or _broken(lowered, spans, first, last):
                    continue
                written = lowered[start:end]
                found[(plain[start:end] if plain else fold(written)) + SEP + written] = None
        start, end = spans[0][0], spans[-1][1]
        if len(spans) > _SIZES[-1] and end - start <= _LONGEST_PIECE:
            found[fold(lowered[start:end]) + SEP + lowered[start:end]] = None
    return list(found)


def _broken(text: str, spans: list[tuple[int, int]], first: int, last: int) -> bool:
    """Tell whether punctuation other than a hyphen stands between the words."""
    return any(text[spans[n][1] : spans[n + 1][0]] not in (" ", "-") for n in range(first, last))
