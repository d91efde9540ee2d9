"""A search as its address says it: words, filters, ranges, order, page. Reading one never fails: problems are kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from marketplace.i18n import gettext as _
from search.text import clean, parse

SORTS = ("relevance", "newest", "closing")
PER_PAGE = 10
MAX_PAGE = 50  # deeper is for cursors: nobody reads page 51, and an engine must collect all pages before it
MAX_VALUES = 40  # of one filter
TRACKING = re.compile(
    r"utm_.*|[a-z]*clid|mc_[ce]id|zarsrc|igshid|ref|_.*"
)  # what mail and other sites add to addresses
OWN = frozenset({"q", "any", "sort", "page", "cursor", "x", "limit", "facets"})


@dataclass(frozen=True)
class SearchRequest:
    """What the reader asks. `ranges` keeps the bounds as typed; `dropped` are added words the reader does not want.

    `some`: listings with some of the words will do, not all. `facets` names those to count, None all.
    """

    q: str = ""
    some: bool = False
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    sort: str = ""
    page: int = 1
    cursor: str | None = None
    dropped: tuple[str, ...] = ()
    limit: int = PER_PAGE
    facets: tuple[str, ...] | None = None

    @property
    def size(self) -> int:
        """Return how many words or phrases a listing must have, or should have some of."""
        return len(parse(self.q).required)

    @property
    def order(self) -> str:
        """Return the order in force: by relevance if there are words to be relevant to, else the newest first."""
        return self.sort or ("relevance" if self.q else "newest")

    def args(self) -> list[tuple[str, str]]:
        """Return the address's query as (name, value) pairs, in one canonical order."""
        pairs = [("q", self.q)] * bool(self.q) + [("any", "1")] * self.some
        pairs += [(name, value) for name in sorted(self.terms) for value in self.terms[name]]
        for name in sorted(self.ranges):
            low, high = self.ranges[name]
            pairs += [(f"{name}.from", low)] * bool(low) + [(f"{name}.to", high)] * bool(high)
        pairs += [("x", word) for word in self.dropped]
        pairs += [("sort", self.sort)] * bool(self.sort) + [("page", str(self.page))] * (self.page > 1)
        return pairs

    def with_term(self, name: str, value: str) -> SearchRequest:
        """Return the search with one more filter value, from its first page."""
        return self._terms(name, (*self.terms.get(name, ()), value))

    def without_term(self, name: str, value: str) -> SearchRequest:
        """Return the search with one filter value less, from its first page."""
        return self._terms(name, tuple(kept for kept in self.terms.get(name, ()) if kept != value))

    def without(self, name: str) -> SearchRequest:
        """Return the search without any filter of that name."""
        return replace(
            self,
            terms={key: values for key, values in self.terms.items() if key != name},
            ranges={key: bounds for key, bounds in self.ranges.items() if key != name},
            page=1,
            cursor=None,
        )

    def unfiltered(self) -> SearchRequest:
        """Return the words alone."""
        return SearchRequest(q=self.q, some=self.some, sort=self.sort, dropped=self.dropped)

    def dropping(self, words: str) -> SearchRequest:
        """Return the search that no longer looks for the added words of this phrase."""
        return replace(self, dropped=(*self.dropped, words), page=1, cursor=None)

    def with_some(self, some: bool) -> SearchRequest:
        """Return the search for listings with some of the words, or with all of them, from its first page."""
        return replace(self, some=some, page=1, cursor=None)

    def on_page(self, page: int) -> SearchRequest:
        """Return the same search on another page."""
        return replace(self, page=page, cursor=None)

    def _terms(self, name: str, values: tuple[str, ...]) -> SearchRequest:
        terms = {**self.terms, name: values} if values else {k: v for k, v in self.terms.items() if k != name}
        return replace(self, terms=terms, page=1, cursor=None)


def read(pairs: Iterable[tuple[str, str]], names: Mapping[str, bool]) -> tuple[SearchRequest, dict[str, list[str]]]:
    """Read an address's query. `names` maps each known filter to whether it takes a range.

    Return the search that could be understood and, by parameter, what was wrong with the rest. Unknown parameters are
    named, except those by which other sites follow where their readers go.
    """
    reader = _Reader(names)
    for name, value in pairs:
        reader.take(name, clean(value).strip())
    return reader.request(), reader.problems


class _Reader:
    def __init__(self, names: Mapping[str, bool]) -> None:
        self.names = names
        self.own: dict[str, str] = {}
        self.terms: dict[str, tuple[str, ...]] = {}
        self.bounds: dict[str, dict[str, str]] = {}
        self.dropped: list[str] = []
        self.problems: dict[str, list[str]] = {}

    def take(self, name: str, value: str) -> None:
        if not value:
            return
        base, _point, end = name.rpartition(".")
        if name == "x":
            self.dropped.append(value[:60])
        elif name in OWN:
            self.own[name] = value
        elif name in self.names:
            self._term(name, value)
        elif end in ("from", "to") and self.names.get(base):
            self.bounds.setdefault(base, {})[end] = value[:60]
        elif not TRACKING.fullmatch(name):
            shown = clean(name)[:60]
            self.problems[shown] = [_("There is no filter “%(name)s”.", name=shown)]

    def _term(self, name: str, value: str) -> None:
        values = self.terms.get(name, ())
        if value not in values and len(values) < MAX_VALUES:
            self.terms[name] = (*values, value[:120])

    def request(self) -> SearchRequest:
        q = self.own.get("q", "")
        return SearchRequest(
            q=q,
            some=bool(self._number("any", 0, 1, 0)) and len(parse(q).required) > 1,
            terms=self.terms,
            ranges={name: (bounds.get("from", ""), bounds.get("to", "")) for name, bounds in self.bounds.items()},
            sort=self._sort(),
            page=self._number("page", 1, MAX_PAGE, 1),
            cursor=self.own.get("cursor"),
            dropped=tuple(dict.fromkeys(self.dropped))[:24],
            limit=self._number("limit", 1, 100, PER_PAGE),
            facets=self._facets(),
        )

    def _facets(self) -> tuple[str, ...] | None:
        typed = self.own.get("facets")
        if typed is None:
            return None
        asked = tuple(name.strip() for name in typed.split(",") if name.strip())
        if unknown := [name[:60] for name in asked if name not in self.names]:
            self.problems["facets"] = [_("There is no such filter: %(names)s.", names=", ".join(unknown[:5]))]
        return asked

    def _sort(self) -> str:
        sort = self.own.get("sort", "")
        if sort and sort not in SORTS:
            self.problems["sort"] = [_("There is no such order; choose one of: %(known)s.", known=", ".join(SORTS))]
            return ""
        return sort

    def _number(self, name: str, low: int, high: int, default: int) -> int:
        typed = self.own.get(name)
        if typed is None:
            return default
        if typed.isascii() and typed.isdigit() and len(typed) < 8 and low <= int(typed) <= high:
            return int(typed)
        self.problems[name] = [_("Give a whole number from %(low)s to %(high)s.", low=low, high=high)]
        return default


def pairs_of(args: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    """Yield (name, value) of a mapping of lists, such as a parsed query string."""
    for name, values in args.items():
        for value in values:
            yield name, value
