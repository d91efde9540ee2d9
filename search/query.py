"""What is asked of an index. Plain values: user text is text here, never a query language that can fail."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Terms:
    """The KEYWORD (or INTEGER) field holds at least one of `values`."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """The field lies in (INTERVAL: touches) [low, high]; None is open. DATE bounds are seconds since 1970 UTC."""

    field: str
    low: float | None = None
    high: float | None = None


Filter = Terms | Between


@dataclass(frozen=True, slots=True)
class Not:
    """The filter does not hold."""

    filter: Filter


@dataclass(frozen=True, slots=True)
class Expansion:
    """Other ways to say a phrase of the query: `phrase` is folded tokens; `alternatives` are (words, weight 0–1)."""

    phrase: tuple[str, ...]
    alternatives: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Facet:
    """Count the values of `field`, over all filters but those on the field itself; the `size` commonest."""

    field: str
    size: int = 30


@dataclass(frozen=True, slots=True)
class Sort:
    """Order by `field`, or by relevance when it is None. Ties go by document id."""

    field: str | None = None
    descending: bool = True


@dataclass(frozen=True, slots=True)
class Query:
    """One search. `cursor` comes from a former `Results`; `offset` is for numbered pages (first 1,000 hits only)."""

    text: str = ""
    filters: tuple[Filter | Not, ...] = ()
    facets: tuple[Facet, ...] = ()
    sort: Sort = Sort()
    limit: int = 20
    offset: int = 0
    cursor: str | None = None
    expansions: tuple[Expansion, ...] = ()
    match_any: bool = False  # any word will do (questions, long pasted text) instead of all of them
