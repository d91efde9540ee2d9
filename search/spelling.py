"""Nearness of words, for "did you mean"."""

from __future__ import annotations

from collections.abc import Mapping

_LONG = 8
"""Letters from which two slips are forgiven instead of one."""


def distance(a: str, b: str, most: int = 100) -> int:
    """Return how many slips (a letter wrong, missing, extra, or two swapped) turn `a` into `b`; over `most`, more."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, last, row = row, before, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (x != y))
            if last and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def nearest(word: str, pool: Mapping[str, int]) -> str | None:
    """Return the word of `pool` (word -> how common) nearest to `word`, the commoner of equals, None if all are far."""
    most = 2 if len(word) >= _LONG else 1
    best = min(
        ((distance(word, other, most), -count, other) for other, count in pool.items() if len(other) > 2),
        default=(most + 1, 0, ""),
    )
    return best[2] if best[0] <= most else None
