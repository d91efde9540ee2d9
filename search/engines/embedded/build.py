"""Turn a neutral query into tantivy's query objects. User words reach tantivy only as single, analysed terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import tantivy
from tantivy import Occur
from tantivy import Query as Q

from search import numbers
from search.composer import TIE, Composer
from search.engines.embedded.mapping import Mapping
from search.query import Filter, Not

_FEW_VALUES = 16

Clauses = list[tuple[Occur, Q]]


@dataclass(frozen=True)
class Builder(Composer[Q]):
    """Builds queries for one open index."""

    layout: Mapping
    index: tantivy.Index
    analyzers: dict[str, tantivy.TextAnalyzer]

    @property
    def _schema(self) -> tantivy.Schema:
        return self.index.schema

    @property
    def _tiers(self) -> range:
        return range(len(self.layout.weights))

    def terms(self, word: str, exact: bool = False) -> list[Q]:
        """Look for one term in each tier."""
        family, analyzer = ("x", "exact") if exact else ("t", "fold")
        tokens = self.analyzers[analyzer].analyze(word)[:1]
        return [Q.term_query(self._schema, f"{family}{tier}", t, "freq") for t in tokens for tier in self._tiers]

    def tokens(self, word: str) -> list[str]:
        """Return the word's stem."""
        return self.analyzers["fold"].analyze(word)

    def phrase(self, tokens: Sequence[str]) -> list[Q]:
        """Look for stems in a row."""
        return [Q.phrase_query(self._schema, f"t{tier}", list(tokens), 0) for tier in self._tiers]

    def starting(self, word: str) -> Q | None:
        """Look through the dictionary of folded words."""
        pattern = "".join(self.analyzers["prefix"].analyze(word))
        return Q.const_score_query(Q.regex_query(self._schema, "words", pattern + ".*"), 1.0) if pattern else None

    def near(self, folded: str) -> Q:
        """Look through the dictionary of folded words."""
        return Q.const_score_query(Q.fuzzy_term_query(self._schema, "words", folded, 1, True), 1.0)

    def boosted(self, query: Q, factor: float) -> Q:
        """Multiply a score."""
        return Q.boost_query(query, factor)

    def best(self, queries: list[Q]) -> Q:
        """Take the best."""
        return Q.disjunction_max_query(queries, TIE)

    def every(self, must: list[Q], lifting: Sequence[Q] = ()) -> Q:
        """Ask for all."""
        return Q.boolean_query([(Occur.Must, q) for q in must] + [(Occur.Should, q) for q in lifting])

    def some(self, queries: list[Q], least: int = 1) -> Q:
        """Ask for some."""
        return Q.boolean_query([(Occur.Should, q) for q in queries], minimum_number_should_match=least)

    def nothing(self) -> Q:
        """Match nothing."""
        return Q.empty_query()

    def filters(self, filters: Sequence[Filter | Not]) -> Clauses:
        """Return filters as clauses that do not score."""
        clauses: Clauses = []
        for item in filters:
            inner = item.filter if isinstance(item, Not) else item
            made = Q.const_score_query(self.filter(inner), 0.0)
            clauses.append((Occur.MustNot if isinstance(item, Not) else Occur.Must, made))
        return clauses

    def any_value(self, column: str, values: list[str] | list[int]) -> Q:
        """Ask for any of some raw terms; a few by themselves, since they skip better than a set."""
        if len(values) > _FEW_VALUES:
            return Q.term_set_query(self._schema, column, values)
        found = [Q.term_query(self._schema, column, value, "basic") for value in values]
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
