"""The least that answers the same requests with tantivy alone, on the very index that the site searches."""

from __future__ import annotations

from collections.abc import Mapping as Names
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur
from tantivy import Query as Q

from search import numbers
from search.analysis import analyzers
from search.engines.embedded.mapping import Mapping, encode_id
from search.schema import Schema


class Bare:
    """An index opened by hand. Words are all wanted; each facet is counted without its own filter."""

    def __init__(self, folder: Path, schema: Schema) -> None:
        self.index = tantivy.Index.open(str(folder))
        self.analyzers, self.mapping = analyzers(), Mapping(schema)
        for name, analyzer in self.analyzers.items():
            self.index.register_tokenizer(name, analyzer)
        self.index.reload()
        self.searcher, self.schema = self.index.searcher(), self.index.schema

    def column(self, name: str) -> str:
        """Return the column of a field."""
        return self.mapping.column(self.mapping.schema.by_name[name])

    def word(self, text: str) -> Q:
        """Return a word in any field, a heavier one counting more."""
        token = self.analyzers["fold"].analyze(text)[0]
        tiers = enumerate(self.mapping.weights)
        return Q.disjunction_max_query(
            [Q.boost_query(Q.term_query(self.schema, f"t{tier}", token), weight) for tier, weight in tiers], 0.1
        )

    def term(self, name: str, value: str) -> Q:
        """Return a filter by one value."""
        return Q.const_score_query(Q.term_query(self.schema, self.column(name), value), 0.0)

    def open_at(self, now: float) -> Q:
        """Return the filter that every search of the site has: not run out yet."""
        least = numbers.bounds(self.mapping.schema.by_name["until"].kind, now, None)
        low = least[0] if least else None
        return Q.range_query(self.schema, self.column("until"), tantivy.FieldType.Integer, low, None)

    def search(self, text: str, filters: Names[str, Q], facets: Sequence[str], limit: int) -> list[str]:
        """Return the ids of the best hits, having counted the facets."""
        must = [(Occur.Must, self.word(one)) for one in text.split()]
        whole = Q.boolean_query([*must, *((Occur.Must, each) for each in filters.values())])
        found = self.ids(whole, limit)
        for facet in facets:
            others = [(Occur.Must, each) for name, each in filters.items() if name != facet]
            self.count(Q.boolean_query(must + others), [facet])
        return found

    def ids(self, query: Q, limit: int, **order: Any) -> list[str]:
        """Return the ids of the first hits."""
        return [self.searcher.doc(at)["id"][0] for _, at in self.searcher.search(query, limit, **order).hits]

    def count(self, query: Q, facets: Sequence[str]) -> None:
        """Count the values of some facets in one pass."""
        asked = {str(n): {"terms": {"field": self.column(name), "size": 30}} for n, name in enumerate(facets)}
        self.searcher.aggregate(query, asked)

    def begins(self, typed: str) -> list[str]:
        """Return the documents with the words typed, the last of which may go on."""
        *before, last = typed.split()
        ends = Q.regex_query(self.schema, "words", last + ".*")
        return self.ids(Q.boolean_query([(Occur.Must, self.word(one)) for one in before] + [(Occur.Must, ends)]), 8)

    def alike(self, id: str, kind: str, limit: int) -> list[str]:
        """Return the documents of a kind most like one, by tantivy's own more-like-this on its words."""
        own = Q.term_query(self.schema, "id", encode_id(id))
        text = bytes(self.searcher.doc(self.searcher.search(own, 1).hits[0][1])["like"][0]).decode()
        fields = {f"t{tier}": [text] for tier in range(len(self.mapping.weights))}
        alike = Q.more_like_this_document_fields_query(
            self.schema, fields, min_doc_frequency=2, min_term_frequency=1, max_query_terms=25, min_word_length=2
        )
        clauses = [(Occur.Must, alike), (Occur.MustNot, own), (Occur.Must, self.term("kind", kind))]
        return self.ids(Q.boolean_query(clauses), limit)


def bulk(schema: Schema, folder: Path, rows: Sequence[dict[str, Any]]) -> tantivy.Index:
    """Write documents in tantivy's own form to a new index with tantivy alone."""
    index = tantivy.Index(Mapping(schema).build(), path=str(folder))
    for name, analyzer in analyzers().items():
        index.register_tokenizer(name, analyzer)
    writer = index.writer(heap_size=64_000_000, num_threads=2)
    for row in rows:
        writer.add_document(tantivy.Document.from_dict(row, index.schema))
    writer.commit()
    writer.wait_merging_threads()
    return index
