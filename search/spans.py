"""Where in a query the phrases stand that have other ways to say them."""

from __future__ import annotations

from collections.abc import Sequence

from search.query import Expansion
from search.text import Parsed, fold


def spans(parsed: Parsed, expansions: Sequence[Expansion]) -> dict[int, tuple[int, Expansion | None]]:
    """Return where in the query each expansion's phrase stands: first clause -> (number of clauses, expansion)."""
    by_phrase = {e.phrase: e for e in sorted(expansions, key=lambda e: len(e.phrase)) if e.phrase and e.alternatives}
    longest = max(map(len, by_phrase), default=0)
    found: dict[int, tuple[int, Expansion | None]] = {}
    for start, run in parsed.runs():
        folded = [fold(word) for word in run]
        at = 0
        while at < len(run):
            sizes = range(min(longest, len(run) - at), 0, -1)
            size = next((n for n in sizes if tuple(folded[at : at + n]) in by_phrase), 0)
            if size:
                found[start + at] = (size, by_phrase[tuple(folded[at : at + size])])
            at += size or 1
    return found
