"""Turn a neutral query into tantivy's query objects. User words reach tantivy only as single, analysed terms."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import tantivy
from tantivy import Occur
from tantivy import Query as Q

from search.engines.embedded import numbers
from search.engines.embedded.mapping import Mapping
from search.query import Expansion, Filter, Not, Query, Terms
from search.schema import Field, Kind
from search.spans import spans
from search.stopwords import is_stop
from search.text import Atom, Clause, Parsed, fold, parse, words

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
_FEW_VALUES = 16

Clauses = list[tuple[Occur, Q]]


@dataclass(frozen=True)
class Builder:
    """Builds queries for one open index."""

    mapping: Mapping
    index: tantivy.Index
    analyzers: dict[str, tantivy.TextAnalyzer]

    @property
    def _schema(self) -> tantivy.Schema:
        return self.index.schema

    def text(self, query: Query, fuzzy: bool = False, ranked: bool = True) -> Q | None:
        """Return what the words must match, None if there are none; `ranked` adds what only orders the hits."""
        parsed = parse(query.text)
        if not parsed.required:
            return None
        groups = list(self._groups(parsed, query, fuzzy))
        boosts = self._boosts(parsed, query) if ranked else []
        if not query.match_any:
            return Q.boolean_query([(Occur.Must, q) for q in groups] + boosts)
        least = max(1, math.floor(len(groups) * _MIN_SHARE))
        wanted = Q.boolean_query([(Occur.Should, q) for q in groups], minimum_number_should_match=least)
        return Q.boolean_query([(Occur.Must, wanted), *boosts])

    def excluded(self, query: Query) -> list[Q]:
        """Return what must not match. A word typed with diacritics excludes only that very word."""
        return [q for atom in parse(query.text).excluded if (q := self._excluded(atom)) is not None]

    def _excluded(self, atom: Atom) -> Q | None:
        word = atom.words[0]
        if atom.simple and fold(word) != word:
            return self._any([q for q, _ in self._terms("x", "exact", word)])
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
            Q.boost_query(other, factor * max(0.01, min(1.0, weight)))
            for phrase, weight in expansion.alternatives
            if (found := tuple(words(phrase))) and (other := self._alternative(found)) is not None
        ]
        if match_any:
            return Q.boolean_query([(Occur.Should, q) for q in [*(Q.boost_query(o, OWN_ANY) for o in own), *others]])
        typed = own[0] if len(own) == 1 else Q.boolean_query([(Occur.Must, q) for q in own])
        return Q.disjunction_max_query([typed, *others], TIE)

    def _alternative(self, found: tuple[str, ...]) -> Q | None:
        """Return a lexicon's word. One written with diacritics counts in full only where the text has them, too."""
        folded = self._atom(Atom(found))
        (*before, last) = found
        if before or fold(last) == last or folded is None:
            return folded
        exact = [Q.boost_query(q, weight) for q, weight in self._terms("x", "exact", last)]
        return self._any([Q.boost_query(folded, LOOSE), *exact])

    def _clause(self, clause: Clause, fuzzy: bool) -> Q | None:
        found = [q for atom in clause.any_of if (q := self._atom(atom)) is not None]
        if fuzzy and clause.word and len(clause.word) >= _FUZZY_LENGTH:
            near = Q.fuzzy_term_query(self._schema, "words", fold(clause.word), 1, True)
            found.append(Q.boost_query(Q.const_score_query(near, 1.0), FUZZY))
        return self._any(found)

    def _atom(self, atom: Atom) -> Q | None:
        if atom.prefix:
            return self._prefix(atom)
        if len(atom.words) == 1:
            return self._any([Q.boost_query(q, w) for q, w in self._terms("t", "fold", atom.words[0])])
        return self._phrase(atom.words, slop=0)

    def _prefix(self, atom: Atom) -> Q | None:
        (*before, last) = atom.words
        pattern = "".join(self.analyzers["prefix"].analyze(last))
        if not pattern:
            return None
        found = Q.const_score_query(Q.regex_query(self._schema, "words", pattern + ".*"), 1.0)
        exact = [Q.boost_query(q, w) for q, w in self._terms("t", "fold", last)]
        either = Q.disjunction_max_query([found, *exact], TIE)
        others = [q for word in before if (q := self._atom(Atom((word,)))) is not None]
        return Q.boolean_query([(Occur.Must, q) for q in [*others, either]]) if others else either

    def _phrase(self, typed: Sequence[str], slop: int) -> Q | None:
        stems = [stem for word in typed for stem in self.analyzers["fold"].analyze(word)]
        if not stems:
            return None
        if len(stems) == 1:
            return self._atom(Atom((stems[0],)))
        return self._any(
            [
                Q.boost_query(Q.phrase_query(self._schema, f"t{tier}", list(stems), slop), weight)
                for tier, weight in enumerate(self.mapping.weights)
            ]
        )

    def _terms(self, family: str, analyzer: str, word: str) -> list[tuple[Q, float]]:
        tokens = self.analyzers[analyzer].analyze(word)
        return [
            (Q.term_query(self._schema, f"{family}{tier}", token, "freq"), weight)
            for token in tokens[:1]
            for tier, weight in enumerate(self.mapping.weights)
        ]

    def _boosts(self, parsed: Parsed, query: Query) -> Clauses:
        """Return what lifts a hit but is not asked for: exact diacritics, and neighbours that stay together."""
        boosts: Clauses = []
        for _, run in parsed.runs():
            for word in run if parsed.accented else ():
                if query.match_any and is_stop(word, True):
                    continue
                exact = [Q.boost_query(q, weight * EXACT) for q, weight in self._terms("x", "exact", word)]
                if (best := self._any(exact)) is not None:
                    boosts.append((Occur.Should, best))
            for pair in pairwise(run):
                if all(is_stop(word, True) for word in pair):
                    continue
                if (together := self._phrase(pair, slop=0)) is not None:
                    boosts.append((Occur.Should, Q.boost_query(together, PAIR)))
        return boosts

    def _any(self, found: list[Q]) -> Q | None:
        if len(found) < 2:
            return found[0] if found else None
        return Q.disjunction_max_query(found, TIE)

    def filters(self, filters: Sequence[Filter | Not]) -> Clauses:
        """Return filters as clauses that do not score."""
        clauses: Clauses = []
        for item in filters:
            inner = item.filter if isinstance(item, Not) else item
            made = Q.const_score_query(self._filter(inner), 0.0)
            clauses.append((Occur.MustNot if isinstance(item, Not) else Occur.Must, made))
        return clauses

    def _filter(self, item: Filter) -> Q:
        field = self.mapping.field(item.field)
        if field is None:
            return Q.empty_query()
        if isinstance(item, Terms):
            return self._values(field, item.values)
        if field.kind in (Kind.TEXT, Kind.KEYWORD):
            return Q.empty_query()
        ends = numbers.bounds(field.kind, item.low, item.high)
        if ends is None:
            return Q.empty_query()
        low, high = ends
        if field.kind is Kind.INTERVAL:
            starts = self.between(self.mapping.column(field, "_lo"), None, high)
            ends_at = self.between(self.mapping.column(field, "_hi"), low, None)
            return Q.boolean_query([(Occur.Must, starts), (Occur.Must, ends_at)])
        return self.between(self.mapping.column(field), low, high)

    def _values(self, field: Field, values: Sequence[str]) -> Q:
        wanted: list[str] | list[int] = [str(value) for value in values]
        if field.kind in (Kind.INTEGER, Kind.DATE):
            wanted = [n for value in values if (n := _integer(value)) is not None]
        elif field.kind is not Kind.KEYWORD:
            wanted = []
        column = self.mapping.column(field)
        if not wanted:
            return Q.empty_query()
        if len(wanted) > _FEW_VALUES:
            return Q.term_set_query(self._schema, column, wanted)
        found = [Q.term_query(self._schema, column, value, "basic") for value in wanted]  # skips better than a set
        return found[0] if len(found) == 1 else Q.boolean_query([(Occur.Should, q) for q in found])

    def between(self, column: str, low: int | None, high: int | None) -> Q:
        """Return a range over an integer column, inclusive. Inside JSON only the query parser can make one."""
        if column.startswith("more."):
            least, most = (numbers.LOWEST if low is None else low), (numbers.HIGHEST if high is None else high)
            return self.index.parse_query(f"{column}:[{least} TO {most}]")
        if low is None and high is None:
            return Q.exists_query(column)
        return Q.range_query(self._schema, column, tantivy.FieldType.Integer, low, high)

    def beyond(self, column: str, value: str, descending: bool = False) -> Q:
        """Return a range over a column of hex strings, exclusive. `value` must be hex of our own making."""
        return self.index.parse_query(f"{column}:{{* TO {value}}}" if descending else f"{column}:{{{value} TO *}}")


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
