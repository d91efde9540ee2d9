"""Turn a neutral query into Elasticsearch's. User words travel as values of `match`, never as a query language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from search.analysis import LONGEST
from search.composer import TIE, Composer
from search.engines.elasticsearch.mapping import Mapping
from search.query import Filter, Not, Query
from search.text import fold

Body = dict[str, Any]

BM25 = 2.2
"""Lucene's BM25 leaves out the factor k1 + 1 that tantivy's has; constants are brought down by it instead."""

_ONE = 1 / BM25


@dataclass(frozen=True)
class Builder(Composer[Body]):
    """Builds queries for one index."""

    layout: Mapping

    def terms(self, word: str, exact: bool = False) -> list[Body]:
        """Look for one word in each tier."""
        end = ".exact" if exact else ""
        return [_match("match", f"t{tier}{end}", word) for tier in self._tiers(word)]

    def tokens(self, word: str) -> list[str]:
        """Return the word itself: the server reduces it."""
        return [word] if _fits(word) else []

    def phrase(self, tokens: Sequence[str]) -> list[Body]:
        """Look for words in a row."""
        return [_match("match_phrase", f"t{tier}", " ".join(tokens)) for tier in self._tiers("")]

    def _tiers(self, word: str) -> range:
        return range(len(self.layout.weights) if _fits(word) else 0)

    def starting(self, word: str) -> Body | None:
        """Look into the indexed prefixes of folded words."""
        if not _fits(word):
            return None
        return {"constant_score": {"filter": {"prefix": {"words": {"value": fold(word)}}}, "boost": _ONE}}

    def near(self, folded: str) -> Body:
        """Look through the dictionary of folded words."""
        slip = {"value": folded, "fuzziness": 1, "transpositions": True, "rewrite": "constant_score"}
        return {"constant_score": {"filter": {"fuzzy": {"words": slip}}, "boost": _ONE}}

    def boosted(self, query: Body, factor: float) -> Body:
        """Multiply a score."""
        ((kind, body),) = query.items()
        if kind in ("match", "match_phrase"):
            ((field, options),) = body.items()
            return {kind: {field: {**options, "boost": options["boost"] * factor}}}
        return {kind: {**body, "boost": body.get("boost", 1.0) * factor}}

    def best(self, queries: list[Body]) -> Body:
        """Take the best."""
        return {"dis_max": {"queries": queries, "tie_breaker": TIE}}

    def every(self, must: list[Body], lifting: Sequence[Body] = ()) -> Body:
        """Ask for all."""
        return {"bool": {"must": must, "should": list(lifting)}}

    def some(self, queries: list[Body], least: int = 1) -> Body:
        """Ask for some."""
        return {"bool": {"should": queries, "minimum_should_match": least}}

    def nothing(self) -> Body:
        """Match nothing."""
        return {"match_none": {}}

    def any_value(self, column: str, values: list[str] | list[int]) -> Body:
        """Ask for any of some values."""
        return {"terms": {column: values}}

    def between(self, column: str, low: int | None, high: int | None) -> Body:
        """Return a range over an integer column, inclusive."""
        if low is None and high is None:
            return {"exists": {"field": column}}
        return {"range": {column: {name: end for name, end in (("gte", low), ("lte", high)) if end is not None}}}

    def whole(self, text: Body | None, query: Query | None, filters: Sequence[Filter | Not]) -> Body:
        """Join text, filters and the query's exclusions, and keep tombstones out."""
        wanted = [self.filter(item) for item in filters if not isinstance(item, Not)]
        unwanted = [self.filter(item.filter) for item in filters if isinstance(item, Not)]
        unwanted += self.excluded(query) if query else []
        if text is None and not wanted:
            unwanted.append({"term": {"dead": True}})
        return {"bool": {"must": [text] if text else [], "filter": wanted, "must_not": unwanted}}


def _match(kind: str, field: str, text: str) -> Body:
    return {kind: {field: {"query": text, "boost": 1.0}}}


def _fits(word: str) -> bool:
    return len(word.encode("utf-8", "replace")) <= LONGEST
