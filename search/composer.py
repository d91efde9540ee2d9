"""What a query means, said once for every engine: which words must match, where, and how much each counts.

An engine brings the simple pieces (a word in a tier, a phrase, the best of several …) as its own query objects `Q`.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Generic, TypeVar

from search import numbers
from search.layout import Layout
from search.query import Expansion, Filter, Query, Terms
from search.schema import Field, Kind
from search.spans import spans
from search.stopwords import is_stop
from search.text import Atom, Clause, Parsed, fold, parse, twin, words

TIE = 0.1
EXACT = 0.6
"""Weight of a word found with the very diacritics typed, beside 1 for the folded word."""

PAIR = 1.0
"""Weight of two neighbouring query words that stand together in the text; most Vietnamese words are such pairs."""

EXPANDED = 0.5
"""Weight of an alternative from the lexicon when all words must match: what was typed outranks it."""

EXPANDED_ANY, OWN_ANY = 1.0, 0.4
"""Weights of alternatives and of the words typed when any word will do."""

LOOSE = 0.2
"""Weight of an accented alternative that is found without its diacritics: `tau` may be many words but `tàu`."""

FUZZY = 0.2
_FUZZY_LENGTH = 4
_MIN_SHARE = 0.2

Q = TypeVar("Q")


class Composer(ABC, Generic[Q]):
    """Composes queries out of an engine's pieces."""

    layout: Layout

    @abstractmethod
    def terms(self, word: str, exact: bool = False) -> list[Q]:
        """Return a query a tier for one word, folded and stemmed or `exact`; none if the index can't hold it."""

    @abstractmethod
    def tokens(self, word: str) -> list[str]:
        """Return what `phrase` takes for a word."""

    @abstractmethod
    def phrase(self, tokens: Sequence[str]) -> list[Q]:
        """Return a query a tier for two or more tokens that follow each other."""

    @abstractmethod
    def starting(self, word: str) -> Q | None:
        """Return a query for words that begin so, all scoring 1."""

    @abstractmethod
    def near(self, folded: str) -> Q:
        """Return a query for words that are one slip away, all scoring 1."""

    @abstractmethod
    def boosted(self, query: Q, factor: float) -> Q:
        """Return the query with its score multiplied."""

    @abstractmethod
    def best(self, queries: list[Q]) -> Q:
        """Return a query that scores as its best part and `TIE` of the others."""

    @abstractmethod
    def every(self, must: list[Q], lifting: Sequence[Q] = ()) -> Q:
        """Return a query for all of `must`; `lifting` ones only add to the score."""

    @abstractmethod
    def some(self, queries: list[Q], least: int = 1) -> Q:
        """Return a query for at least so many of these, the scores added."""

    @abstractmethod
    def nothing(self) -> Q:
        """Return a query that no document matches."""

    @abstractmethod
    def between(self, column: str, low: int | None, high: int | None) -> Q:
        """Return a range over an integer column, inclusive."""

    @abstractmethod
    def any_value(self, column: str, values: list[str] | list[int]) -> Q:
        """Return a query for documents with any of these opaque values."""

    def text(self, query: Query, fuzzy: bool = False, ranked: bool = True) -> Q | None:
        """Return what the words must match, None if there are none; `ranked` adds what only orders the hits."""
        parsed = parse(query.text)
        if not parsed.required:
            return None
        groups = list(self._groups(parsed, query, fuzzy))
        lifting = self._lifting(parsed, query) if ranked else []
        if not groups:
            return self.nothing()
        if not query.match_any:
            return self.every(groups, lifting)
        return self.every([self.some(groups, max(1, math.floor(len(groups) * _MIN_SHARE)))], lifting)

    def excluded(self, query: Query) -> list[Q]:
        """Return what must not match. A word typed with diacritics excludes only that very word."""
        return [q for atom in parse(query.text).excluded if (q := self._excluded(atom)) is not None]

    def _excluded(self, atom: Atom) -> Q | None:
        word = atom.words[0]
        if atom.simple and fold(word) != word:
            return self._any(self.terms(word, exact=True))
        return self._atom(atom)

    def _groups(self, parsed: Parsed, query: Query, fuzzy: bool) -> Iterator[Q]:
        """Yield one query a clause, or one for a stretch of clauses that has alternatives."""
        places = spans(parsed, query.expansions)
        at = 0
        while at < len(parsed.required):
            size, expansion = places.get(at, (1, None))
            stretch = parsed.required[at : at + size]
            at += size
            if query.match_any and expansion is None and _dull(stretch, parsed):
                continue
            own = [q for clause in stretch if (q := self._clause(clause, fuzzy)) is not None]
            if not own:
                continue
            yield self._with(own, expansion, query.match_any) if expansion else own[0]

    def _with(self, own: list[Q], expansion: Expansion, match_any: bool) -> Q:
        factor = EXPANDED_ANY if match_any else EXPANDED
        others = [
            self.boosted(other, factor * max(0.01, min(1.0, weight)))
            for phrase, weight in expansion.alternatives
            if (found := tuple(words(phrase))) and (other := self._alternative(found)) is not None
        ]
        if match_any:
            return self.some([*(self.boosted(each, OWN_ANY) for each in own), *others])
        typed = own[0] if len(own) == 1 else self.every(own)
        return self.best([typed, *others])

    def _alternative(self, found: tuple[str, ...]) -> Q | None:
        """Return a lexicon's word. One written with diacritics counts in full only where the text has them, too."""
        folded = self._atom(Atom(found))
        (*before, last) = found
        if before or fold(last) == last or folded is None:
            return folded
        return self._any([self.boosted(folded, LOOSE), *self._weighted(self.terms(last, exact=True))])

    def _clause(self, clause: Clause, fuzzy: bool) -> Q | None:
        found = [q for atom in clause.any_of if (q := self._atom(atom)) is not None]
        if fuzzy and clause.word and len(clause.word) >= _FUZZY_LENGTH:
            found.append(self.boosted(self.near(fold(clause.word)), FUZZY))
        return self._any(found)

    def _atom(self, atom: Atom) -> Q | None:
        if atom.prefix:
            return self._prefix(atom)
        if len(atom.words) == 1:
            other = None if atom.quoted else twin(atom.words[0])
            return self._any([q for word in (atom.words[0], other) if word for q in self._weighted(self.terms(word))])
        return self._phrase(atom.words)

    def _prefix(self, atom: Atom) -> Q | None:
        (*before, last) = atom.words
        found = self.starting(last)
        if found is None:
            return None
        either = self.best([found, *self._weighted(self.terms(last))])
        others = [q for word in before if (q := self._atom(Atom((word,)))) is not None]
        return self.every([*others, either]) if others else either

    def _phrase(self, typed: Sequence[str]) -> Q | None:
        tokens = [token for word in typed for token in self.tokens(word)]
        if len(tokens) < 2:
            return self._atom(Atom((tokens[0],))) if tokens else None
        return self._any(self._weighted(self.phrase(tokens)))

    def _weighted(self, tiers: list[Q], factor: float = 1.0) -> list[Q]:
        return [self.boosted(q, factor * weight) for q, weight in zip(tiers, self.layout.weights, strict=False)]

    def _lifting(self, parsed: Parsed, query: Query) -> list[Q]:
        """Return what lifts a hit but is not asked for: exact diacritics, and neighbours that stay together."""
        lifting: list[Q] = []
        for _, run in parsed.runs():
            for word in run if parsed.accented else ():
                if query.match_any and is_stop(word, True):
                    continue
                if (best := self._any(self._weighted(self.terms(word, exact=True), EXACT))) is not None:
                    lifting.append(best)
            for pair in pairwise(run):
                if all(is_stop(word, True) for word in pair):
                    continue
                if (together := self._phrase(pair)) is not None:
                    lifting.append(self.boosted(together, PAIR))
        return lifting

    def _any(self, found: list[Q]) -> Q | None:
        if len(found) < 2:
            return found[0] if found else None
        return self.best(found)

    def filter(self, item: Filter) -> Q:
        """Return what a filter lets through."""
        field = self.layout.field(item.field)
        if field is None:
            return self.nothing()
        if isinstance(item, Terms):
            return self._values(field, item.values)
        if field.kind in (Kind.TEXT, Kind.KEYWORD):
            return self.nothing()
        ends = numbers.bounds(field.kind, item.low, item.high)
        if ends is None:
            return self.nothing()
        low, high = ends
        if field.kind is Kind.INTERVAL:
            starts = self.between(self.layout.column(field, "_lo"), None, high)
            return self.every([starts, self.between(self.layout.column(field, "_hi"), low, None)])
        return self.between(self.layout.column(field), low, high)

    def _values(self, field: Field, values: Sequence[str]) -> Q:
        wanted: list[str] | list[int] = [str(value) for value in values]
        if field.kind in (Kind.INTEGER, Kind.DATE):
            wanted = [n for value in values if (n := _integer(value)) is not None]
        elif field.kind is not Kind.KEYWORD:
            wanted = []
        return self.any_value(self.layout.column(field), wanted) if wanted else self.nothing()


def _integer(value: str) -> int | None:
    try:
        return numbers.from_int(int(value[:20]))
    except ValueError:
        return None


def _dull(stretch: Sequence[Clause], parsed: Parsed) -> bool:
    """Tell whether the clauses are stop words in a query that has better ones."""

    def dull(clause: Clause) -> bool:
        return clause.word is not None and is_stop(clause.word, True)

    return all(map(dull, stretch)) and not all(map(dull, parsed.required))
