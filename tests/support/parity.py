"""Whether two engines answer alike: the same hits, totals and facets, and the same first ten, ties aside."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from search.engine import SearchEngine
from search.query import Query
from search.results import Results

FIRST = 10
TIE = 0.01
"""Scores that differ by less than this share are a tie: the engines round the lengths of fields alike, but not sums."""


def differences(one: SearchEngine, other: SearchEngine, alias: str, query: Query) -> list[str]:
    """Return in which ways the answers of two engines differ, in words."""
    return list(_compare(one.search(alias, query), other.search(alias, query)))


def _compare(a: Results, b: Results) -> Iterator[str]:
    if a.total != b.total:
        yield f"total {a.total} and {b.total}"
    if a.fuzzy != b.fuzzy:
        yield f"near spellings {a.fuzzy} and {b.fuzzy}"
    for field in a.facets:
        if a.facets[field] != b.facets[field]:
            yield f"facet {field}: {a.facets[field][:4]} and {b.facets[field][:4]}"
    if a.total == b.total and not same_order(a, b):
        yield f"order {[hit.id for hit in a.hits[:FIRST]]} and {[hit.id for hit in b.hits[:FIRST]]}"


def same_order(a: Results, b: Results) -> bool:
    """Tell whether the first ten are the same in the same order, but for hits that either engine scores alike."""
    scores = [_scores(a), _scores(b)]
    ranks = [{hit.id: place for place, hit in enumerate(found.hits)} for found in (a, b)]
    seen = {hit.id for found in (a, b) for hit in found.hits[:FIRST]}
    for first, second in combinations(sorted(seen), 2):
        before = [rank.get(first, len(rank)) - rank.get(second, len(rank)) for rank in ranks]
        if before[0] * before[1] < 0 and not any(_tied(score, first, second) for score in scores):
            return False
    return True


def _scores(found: Results) -> dict[str, float]:
    return {hit.id: hit.score for hit in found.hits}


def _tied(scores: dict[str, float], first: str, second: str) -> bool:
    last = min(scores.values(), default=0.0)
    a, b = scores.get(first, last), scores.get(second, last)
    return abs(a - b) <= TIE * max(abs(a), abs(b), 1e-9)
