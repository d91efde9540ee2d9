"""What is offered to somebody who types: which ending is continued, and which of the pieces found are worth showing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from search.pieces import SEP
from search.spelling import distance
from search.stopwords import ENGLISH
from search.text import MAX_CHARS, WORD, clean, fold

Look = Callable[[str, int], Iterable[tuple[str, int]]]
"""Return the commonest (term of search/pieces.py, documents) that begin with a folded prefix, so many at most."""

_SHOWN_AT_MOST = 60
_LOOKED_BACK = 4
_LEAST_LETTERS = 4


def continuations(typed: str, limit: int, look: Look) -> list[str]:
    """Return pieces that begin with the last words typed, the commonest first.

    The longest ending of what was typed that anything begins with is continued, and what stands before it is kept.
    """
    text = clean(typed[:MAX_CHARS]).lower().lstrip()
    spans = [match.span() for match in WORD.finditer(text)]
    for first in range(max(0, len(spans) - _LOOKED_BACK), len(spans)):
        start = spans[first][0]
        if found := _continue(text[start:], limit, look):
            return [text[:start] + piece for piece in found]
    return []


def _continue(ending: str, limit: int, look: Look) -> list[str]:
    prefix = " ".join(WORD.findall(fold(ending))) + (" " if ending[-1:].isspace() else "")
    if len(prefix.strip()) < 2:
        return []
    accented = fold(ending) != ending
    best: dict[str, tuple[int, str]] = {}
    for term, documents in look(prefix, max(_SHOWN_AT_MOST, 4 * limit)):
        folded, _, written = term.partition(SEP)
        if not documents or (accented and not written.startswith(ending.strip())):
            continue
        if folded not in best or (documents, written != folded) > (best[folded][0], best[folded][1] != folded):
            best[folded] = (documents, written)
    return _shortest(best, limit)


def _shortest(best: dict[str, tuple[int, str]], limit: int) -> list[str]:
    """Drop a piece that only ever occurs inside a longer one: of `ballast wa`, `ballast water` is worth showing."""
    counted = {folded: number for folded, (number, _) in best.items()}
    inner = {
        short
        for short, number in counted.items()
        if any(other.startswith(short + " ") and counted[other] >= number for other in counted)
    }
    kept = sorted((folded for folded in best if folded not in inner), key=lambda f: (-counted[f], len(f), f))
    return [best[folded][1] for folded in kept[:limit]]


def mendable(plain: str) -> bool:
    """Tell whether a folded word that the index lacks may be a slip."""
    return len(plain) >= _LEAST_LETTERS and not plain.isdigit() and plain not in ENGLISH


def as_written(forms: Iterable[tuple[str, int]], typed: str) -> str | None:
    """Return a word as titles mostly write it, or as near to what was typed as they do; None if none has it."""
    written = [(distance(typed, form), -number, form) for term, number in forms for form in [term.partition(SEP)[2]]]
    return min(written)[2] if written else None
