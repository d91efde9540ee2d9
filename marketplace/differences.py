"""How two texts differ, for people: words that went and words that came, in the order of reading."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import zip_longest

Run = tuple[str, str]  # ("same" | "gone" | "new", text)
LARGEST = 2_000_000  # product of the numbers of words beyond which a comparison would take too long


def runs(before: str, after: str) -> tuple[Run, ...]:
    """Return the two texts woven together by words. Very long ones are shown whole, for the comparison's sake."""
    old, new = before.split(" "), after.split(" ")
    if len(old) * len(new) > LARGEST:
        return ("gone", before), ("new", after)
    found: list[Run] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(("same", " ".join(old[a:b])))
            continue
        found += [("gone", " ".join(old[a:b]))] if b > a else []
        found += [("new", " ".join(new[c:d]))] if d > c else []
    return tuple(found)


def blocks(before: str, after: str) -> list[tuple[Run, ...]]:
    """Return the paragraphs that differ, each woven together by words; those that stayed are left out."""
    old, new = ([line for line in text.splitlines() if line.strip()] for text in (before, after))
    found = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            found += [_block(*pair) for pair in zip_longest(old[a:b], new[c:d], fillvalue="")]
    return found


def _block(before: str, after: str) -> tuple[Run, ...]:
    if not before or not after:
        return (("gone", before),) if before else (("new", after),)
    return runs(before, after)
