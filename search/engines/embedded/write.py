"""Apply versioned writes. One writer a folder, enforced by tantivy's lock file."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

import tantivy
from tantivy import Query as Q

from search.engine import Delete, EngineUnavailable, Upsert, Write
from search.engines.embedded.border import border
from search.engines.embedded.mapping import encode_id
from search.engines.embedded.read import ids_of
from search.engines.embedded.store import Handle
from search.results import WriteReport

CHUNK = 1_000
"""Writes whose present versions are looked up at once."""

COMMIT_EVERY = 50_000
"""Writes after which a long run is made durable: a crash loses no more than these, and the caller repeats them."""

_LOCK_WAIT = 10.0
_REMEMBERED = 200_000
_MIN_HEAP = 16_000_000


@dataclass
class Batch:
    """One run of writes through one tantivy writer."""

    handle: Handle
    writer: tantivy.IndexWriter
    written: int = 0
    ignored: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    _versions: dict[str, tuple[int, bool]] = field(default_factory=dict)
    _pending: int = 0
    _blank: bool = False

    def run(self, writes: Iterable[Write]) -> WriteReport:
        """Apply writes and commit. Whatever was not committed when something fails is rolled back."""
        try:
            self._refresh()
            self._blank = self.handle.searcher.num_docs == 0
            for chunk in _chunks(writes):
                self._learn(chunk)
                for write in chunk:
                    self._apply(write)
                if self._pending >= COMMIT_EVERY:
                    self._commit()
            self._commit()
        except BaseException:
            with border("roll back"):
                self.writer.rollback()
            raise
        finally:
            with border("merge"):
                self.writer.wait_merging_threads()
        return WriteReport(self.written, self.ignored, tuple(self.refused))

    def _commit(self) -> None:
        if not self._pending:
            return
        with border("commit"):
            self.writer.commit()
            self._pending = 0
            if len(self._versions) > _REMEMBERED:  # from here on versions are read back from the index
                self._versions.clear()
                self._blank = False
            if not self._blank:
                self._refresh()

    def _refresh(self) -> None:
        with border("reload"):
            self.handle.index.reload()
            self.handle = replace(self.handle, searcher=self.handle.index.searcher())

    def _learn(self, chunk: list[Write]) -> None:
        """Look up the versions that the index has of these documents. An index that was empty has none."""
        if self._blank:
            return
        unknown = {write.id for write in chunk} - self._versions.keys()
        usable = [encoded for id in unknown if (encoded := _encoded(id))]
        if not usable:
            return
        with border("look up versions"):
            searcher = self.handle.searcher
            query = Q.term_set_query(self.handle.index.schema, "id", usable)
            rows = [address for _, address in searcher.search(query, limit=2 * len(usable), count=False).hits]
            found = zip(
                ids_of(searcher, rows),
                searcher.fast_field_values("version", rows),
                searcher.fast_field_values("dead", rows),
                strict=True,
            )
            self._versions.update({id: (int(version or 0), bool(dead)) for id, version, dead in found})

    def _apply(self, write: Write) -> None:
        known = self._versions.get(write.id)
        if known is not None and known[0] >= write.version:
            self.ignored += 1
            return
        mapping = self.handle.mapping
        try:
            row = mapping.document(write) if isinstance(write, Upsert) else mapping.tombstone(write.id, write.version)
            document = tantivy.Document.from_dict(row, self.handle.index.schema)
        except (ValueError, TypeError, AttributeError, OverflowError) as error:
            self.refused.append((write.id, str(error)))
            return
        with border("write"):
            if known is not None:
                self.writer.delete_documents_by_term("id", row["id"])
            self.writer.add_document(document)
        self._versions[write.id] = (write.version, isinstance(write, Delete))
        self._pending += 1
        self.written += 1


def open_writer(handle: Handle, heap_mb: int, threads: int) -> tantivy.IndexWriter:
    """Return the index's writer, waiting briefly for another process to be done.

    Raises `EngineUnavailable` when the lock stays taken.
    """
    heap = max(heap_mb * 1_000_000 // max(1, threads), _MIN_HEAP) * max(1, threads)
    deadline, pause = time.monotonic() + _LOCK_WAIT, 0.02
    while True:
        try:
            with border("open the writer"):
                return handle.index.writer(heap, max(1, threads))
        except EngineUnavailable as error:
            if "lock" not in str(error).lower() or time.monotonic() > deadline:
                raise
        time.sleep(pause)
        pause = min(pause * 2, 0.5)


def _chunks(writes: Iterable[Write]) -> Iterator[list[Write]]:
    source = iter(writes)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


def _encoded(id: str) -> str | None:
    try:
        return encode_id(id)
    except (ValueError, AttributeError):
        return None
