"""`EmbeddedEngine`: the `SearchEngine` protocol over a folder."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from tantivy import Occur
from tantivy import Query as Q

from search.analysis import stem
from search.engine import EngineUnavailable, Write
from search.engines.embedded import words
from search.engines.embedded.border import border
from search.engines.embedded.mapping import encode_id
from search.engines.embedded.pages import count
from search.engines.embedded.read import Reader, ids_of
from search.engines.embedded.store import Handle, Store, read_schema
from search.engines.embedded.write import Batch, open_writer
from search.highlight import snippet
from search.query import Filter, Not, Query
from search.results import Results, Snippet, WriteReport
from search.schema import Schema

T = TypeVar("T")


class EmbeddedEngine:
    """Full-text search in the process. Any number of processes read; writing takes the index's lock.

    `heap_mb` and `threads` are the writer's. Nothing is opened before it is used, and what was opened before a fork is
    opened again after it, so one engine may be made in a parent and used in all its children.
    """

    writers = 1

    def __init__(self, path: Path, *, heap_mb: int = 64, threads: int = 2) -> None:
        self._store = Store(Path(path))
        self._heap_mb, self._threads = heap_mb, threads
        self._writing = threading.Lock()

    def create(self, index: str, schema: Schema) -> None:
        """Make an empty index."""
        self._store.create(index, schema)

    def write(self, index: str, writes: Iterable[Write]) -> WriteReport:
        """Apply writes with as few commits as is safe: hand a rebuild over as one long iterable, not in batches."""
        with self._writing:
            handle = self._store.handle(index)
            return Batch(handle, open_writer(handle, self._heap_mb, self._threads)).run(writes)

    def search(self, alias: str, query: Query) -> Results:
        """Answer a query."""
        return self._read(alias, "search", lambda handle: Reader(handle).search(query))

    def suggest(self, alias: str, prefix: str, filters: Sequence[Filter | Not] = (), limit: int = 8) -> list[str]:
        """Continue what is being typed."""
        return self._read(alias, "suggest", lambda handle: words.suggest(handle, prefix, filters, limit))

    def correct(self, alias: str, text: str) -> str | None:
        """Mend words that the index lacks."""
        return self._read(alias, "correct", lambda handle: words.correct(handle, text))

    def similar(self, alias: str, document: str, filters: Sequence[Filter | Not] = (), limit: int = 5) -> Results:
        """Find documents alike."""
        try:
            encode_id(document)
        except ValueError:
            return Results((), 0)
        return self._read(alias, "similar", lambda handle: words.similar(handle, document, filters, limit))

    def highlight(self, alias: str, query: Query, text: str, width: int = 220) -> Snippet:
        """Mark hits in a text that the caller brings; the index stores none, and is not asked."""
        with border("highlight"):
            return snippet(query, text, width, stem)

    def point(self, alias: str, index: str) -> None:
        """Move an alias."""
        self._store.point(alias, index)

    def target(self, alias: str) -> str | None:
        """Return an alias's index."""
        return self._store.target(alias)

    def indexes(self) -> list[str]:
        """List indexes."""
        return self._store.names()

    def schema_of(self, index: str) -> str:
        """Return the fingerprint of the schema kept beside the index."""
        return read_schema(self._store.folder(index)).fingerprint

    def count(self, index: str) -> int:
        """Count the living documents."""
        handle = self._store.handle(index)
        with border("count"):
            return count(handle.searcher, _living())

    def versions(self, index: str, ids: Collection[str] | None = None) -> Iterator[tuple[str, int]]:
        """Yield the living documents' versions, as they were at the first one."""
        handle = self._store.handle(index)
        searcher = handle.searcher
        with border("versions"):
            wanted = _living() if ids is None else _living(_among(handle, ids))
            rows = [address for _, address in searcher.search(wanted, limit=max(1, searcher.num_docs)).hits]
            found = searcher.fast_field_values("version", rows)
        for address, version in zip(rows, found, strict=True):
            with border("versions"):
                (document,) = ids_of(searcher, [address])
            yield document, int(version or 0)

    def drop(self, index: str) -> None:
        """Delete an index."""
        self._store.drop(index)

    def verify(self, index: str) -> list[str]:
        """Check the files' sums."""
        return self._store.verify(index)

    def _read(self, alias: str, doing: str, read: Callable[[Handle], T]) -> T:
        """Read through an alias. If the alias moved on and its old index vanished meanwhile, read the new one."""
        index = self._store.resolve(alias)
        try:
            with border(doing):
                return read(self._store.handle(index))
        except EngineUnavailable:
            self._store.forget(index)
            moved = self._store.resolve(alias)
            if moved == index:
                raise
        with border(doing):
            return read(self._store.handle(moved))


def _living(among: Q | None = None) -> Q:
    """Return a query for all documents, or those among some, but tombstones."""
    return Q.boolean_query([(Occur.Must, among or Q.all_query()), (Occur.MustNot, Q.exists_query("dead"))])


def _among(handle: Handle, ids: Collection[str]) -> Q:
    """Return a query for these documents."""
    return Q.term_set_query(handle.index.schema, "id", [encode_id(each) for each in ids])
