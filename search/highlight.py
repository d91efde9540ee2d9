"""Cut the best piece out of a text and mark what a query hits in it. The same for every engine."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from search.query import Query
from search.results import Snippet
from search.stopwords import is_stop
from search.text import WORD, clean, fold, parse, twin, words

Stem = Callable[[str], str]
"""Reduce one folded word as the engine's index does."""

_BLANK = re.compile(r"\s+")
_MAX_TEXT = 60_000
_MIN_CUT = 20
_DOTS = "…"


@dataclass(frozen=True, slots=True)
class _Wanted:
    phrases: frozenset[tuple[str, ...]]  # stems; most have one word
    first: dict[str, int]  # the words that phrases begin with, and how long the longest of each is
    prefixes: tuple[str, ...]


def snippet(query: Query, text: str, width: int, stem: Stem) -> Snippet:
    """Return at most `width` characters of `text` around the densest hits, or its beginning if there are none.

    White space is evened out, and "…" stands where the text goes on.
    """
    text = _BLANK.sub(" ", clean(text[:_MAX_TEXT])).strip()
    marks = _marks(text, _wanted(query, stem), stem)
    if len(text) <= width:
        return Snippet(tuple(_runs(text, 0, len(text), marks)))
    start, end = _window(text, [mark[0] for mark in marks], max(width - 2 * len(_DOTS), _MIN_CUT))
    runs = _runs(text, start, end, [mark for mark in marks if start <= mark[0] and mark[1] <= end])
    before, after = [(_DOTS, False)] * (start > 0), [(_DOTS, False)] * (end < len(text))
    return Snippet((*before, *runs, *after))


@lru_cache(maxsize=64)
def _wanted(query: Query, stem: Stem) -> _Wanted:
    parsed = parse(query.text)
    atoms = [atom for clause in parsed.required for atom in clause.any_of]
    telling = [atom for atom in atoms if not (atom.simple and is_stop(atom.words[0], parsed.accented))]
    phrases = {tuple(stem(fold(word)) for word in atom.words) for atom in telling or atoms if not atom.prefix}
    phrases |= {(stem(fold(other)),) for atom in telling if atom.simple and (other := twin(atom.words[0]))}
    for expansion in query.expansions:
        phrases |= {tuple(stem(fold(word)) for word in words(other)) for other, _ in expansion.alternatives}
    phrases.discard(())
    prefixes = tuple(fold(atom.words[-1]) for atom in atoms if atom.prefix)
    first: dict[str, int] = {}
    for phrase in phrases:
        first[phrase[0]] = max(len(phrase), first.get(phrase[0], 0))
    return _Wanted(frozenset(phrases), first, prefixes)


def _marks(text: str, wanted: _Wanted, stem: Stem) -> list[tuple[int, int]]:
    """Return (start, end) of every hit, longest phrase first, without overlap."""
    folded = list(map(fold, WORD.findall(text)))
    stems = list(map(stem, folded))
    if not wanted.prefixes and wanted.first.keys().isdisjoint(stems):
        return []  # as with most texts; where the words stand need not be found out
    found = list(WORD.finditer(text))
    marks: list[tuple[int, int]] = []
    after = 0  # the first word behind the last mark
    for at, word in enumerate(stems):  # few words begin a phrase, so most cost one look-up
        if at < after or (word not in wanted.first and not wanted.prefixes):
            continue
        sizes = range(min(wanted.first.get(word, 0), len(stems) - at), 0, -1)
        size = next((n for n in sizes if tuple(stems[at : at + n]) in wanted.phrases), 0)
        if not size and wanted.prefixes and folded[at].startswith(wanted.prefixes):
            size = 1
        if size:
            after = at + size
            marks.append((found[at].start(), found[after - 1].end()))
    return marks


def _window(text: str, starts: Sequence[int], width: int) -> tuple[int, int]:
    """Choose the stretch with most hits, the earliest of equals, and move its edges to spaces."""
    room = width - width // 5
    best = max(starts, key=lambda at: (bisect_left(starts, at + room) - bisect_left(starts, at), -at), default=0)
    start = max(0, min(best - width // 5, len(text) - width))
    end = min(len(text), start + width)
    if start and (space := text.find(" ", start, best + 1)) >= 0:
        start = space + 1
    if end < len(text) and (space := text.rfind(" ", start + _MIN_CUT // 2, end)) > start:
        end = space
    return start, end


def _runs(text: str, start: int, end: int, marks: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    runs: list[tuple[str, bool]] = []
    at = start
    for first, last in marks:
        if first > at:
            runs.append((text[at:first], False))
        runs.append((text[first:last], True))
        at = last
    if at < end:
        runs.append((text[at:end], False))
    return runs
