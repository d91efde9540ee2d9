"""`ElasticsearchEngine`: the `SearchEngine` protocol over a cluster."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from search.analysis import stem
from search.engine import Write
from search.engines.elasticsearch import read, scan
from search.engines.elasticsearch.link import Gone, Link
from search.engines.elasticsearch.mapping import Foreign
from search.engines.elasticsearch.place import Place
from search.engines.elasticsearch.store import Store
from search.engines.elasticsearch.words import Helper
from search.engines.elasticsearch.write import Bulk
from search.highlight import snippet
from search.query import Filter, Not, Query
from search.results import Results, Snippet, WriteReport
from search.schema import Schema

T = TypeVar("T")


class ElasticsearchEngine:
    """Full-text search in a cluster. Nothing is sent before it is used; one engine serves all threads and forks."""

    writers = 4

    def __init__(self, place: Place) -> None:
        self._link = Link(place)
        self._store = Store(self._link)

    def create(self, index: str, schema: Schema) -> None:
        """Make an empty index."""
        self._store.create(index, schema)

    def write(self, index: str, writes: Iterable[Write]) -> WriteReport:
        """Apply writes, each batch durable before the next, and all visible at the end."""
        return Bulk(self._link, self._store.target(index, fresh=True)).run(writes)

    def search(self, alias: str, query: Query) -> Results:
        """Answer a query."""
        return read.search(self._link, self._store, alias, query)

    def suggest(self, alias: str, prefix: str, filters: Sequence[Filter | Not] = (), limit: int = 8) -> list[str]:
        """Continue what is being typed."""
        return self._help(alias, lambda helper: helper.suggest(prefix, filters, limit))

    def correct(self, alias: str, text: str) -> str | None:
        """Mend words that the index lacks."""
        return self._help(alias, lambda helper: helper.correct(text))

    def similar(self, alias: str, document: str, filters: Sequence[Filter | Not] = (), limit: int = 5) -> Results:
        """Find documents alike."""
        return self._help(alias, lambda helper: helper.similar(document, filters, limit))

    def highlight(self, alias: str, query: Query, text: str, width: int = 220) -> Snippet:
        """Mark hits in a text that the caller brings; the cluster is not asked."""
        return snippet(query, text, width, stem)

    def point(self, alias: str, index: str) -> None:
        """Move an alias."""
        self._store.point(alias, index)

    def target(self, alias: str) -> str | None:
        """Return an alias's index."""
        return self._store.pointed(alias)

    def indexes(self) -> list[str]:
        """List indexes."""
        return self._store.names()

    def schema_of(self, index: str) -> str:
        """Return the fingerprint of the schema kept with the index, "" if that is none of ours."""
        try:
            return self._store.target(index, fresh=True).mapping.schema.fingerprint
        except Foreign:
            return ""

    def count(self, index: str) -> int:
        """Count the living documents."""
        return scan.count(self._link, self._store.target(index))

    def versions(self, index: str, ids: Collection[str] | None = None) -> Iterator[tuple[str, int]]:
        """Yield the living documents' versions, as they were at the first one."""
        target = self._store.target(index)
        if ids is None:
            yield from scan.versions(self._link, target)
            return
        rest = iter(ids)
        while some := list(islice(rest, scan.PAGE)):
            yield from scan.versions_of(self._link, target, some)

    def drop(self, index: str) -> None:
        """Delete an index."""
        self._store.drop(index)

    def verify(self, index: str) -> list[str]:
        """Look at the index's mapping and shards."""
        return self._store.verify(index)

    def _help(self, alias: str, call: Callable[[Helper], T]) -> T:
        """Ask about words through an alias, afresh if its index vanished meanwhile."""
        name = self._store.full(alias)
        try:
            return call(Helper(self._link, name, self._store.target(alias)))
        except Gone:
            return call(Helper(self._link, name, self._store.target(alias, fresh=True)))
