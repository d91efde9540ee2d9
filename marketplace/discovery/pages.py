"""What a search shows: cards, facets, chips, the words that were added, and ways out of an empty result."""

from __future__ import annotations

from dataclasses import dataclass, field

from marketplace.discovery.request import MAX_PAGE, SearchRequest
from marketplace.listings.disclosure import Disclosed, Fact
from search.results import Snippet


@dataclass(frozen=True)
class Card:
    """One result. `title` and `summary` are cut in runs with the hits marked; escape them."""

    listing: Disclosed
    title: Snippet
    summary: Snippet
    days_left: int | None
    key_fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """A line of a facet in a search."""

    value: str
    label: str
    count: int | None
    checked: bool
    facet: str
    search: SearchRequest

    @property
    def request(self) -> SearchRequest:
        """Return the search with the line chosen, or without it if it was."""
        change = self.search.without_term if self.checked else self.search.with_term
        return change(self.facet, self.value)


@dataclass(frozen=True, slots=True)
class Group:
    """A facet: its lines and, for numbers, what is typed as bounds."""

    name: str
    label: str
    options: tuple[Option, ...]
    chosen: int
    bounds: tuple[str, str] | None = None
    unit: str = ""
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force; `request` is the search without it."""

    label: str
    value: str
    request: SearchRequest


@dataclass(frozen=True, slots=True)
class Added:
    """Words that were looked for beside the reader's `words`; `request` is the search without them."""

    words: str
    also: tuple[str, ...]
    request: SearchRequest


@dataclass(frozen=True, slots=True)
class WayOut:
    """Another search with `count` results: without the filter of that label, of a whole sector, of some words only."""

    label: str
    count: int
    request: SearchRequest


@dataclass(frozen=True)
class SearchPage:
    """A page of results. `problems` are messages by parameter; `some_words` says that no listing had all the words."""

    request: SearchRequest
    cards: tuple[Card, ...] = ()
    total: int = 0
    groups: tuple[Group, ...] = ()
    chips: tuple[Chip, ...] = ()
    added: tuple[Added, ...] = ()
    ways_out: tuple[WayOut, ...] = ()
    whole_sector: WayOut | None = None
    looser: SearchRequest | None = None
    did_you_mean: SearchRequest | None = None
    some_words: bool = False
    cursor: str | None = None
    problems: dict[str, list[str]] = field(default_factory=dict)
    available: bool = True

    @property
    def pages(self) -> int:
        """Return how many numbered pages there are."""
        return min(MAX_PAGE, max(1, -(-self.total // self.request.limit)))

    @property
    def first(self) -> int:
        """Return the number of the first result on this page, counted from 1."""
        return (self.request.page - 1) * self.request.limit + 1

    @property
    def last(self) -> int:
        """Return the number of the last result on this page."""
        return self.first + len(self.cards) - 1

    @property
    def previous(self) -> SearchRequest | None:
        """Return the search's page before, if there is one."""
        return self.request.on_page(self.request.page - 1) if self.request.page > 1 else None

    @property
    def next(self) -> SearchRequest | None:
        """Return the search's next page, if there is one."""
        return self.request.on_page(self.request.page + 1) if self.request.page < self.pages else None
