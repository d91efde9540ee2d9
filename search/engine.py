"""The port that every engine implements, and what can go wrong at it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from search.query import Filter, Not, Query
from search.results import Results, Snippet, WriteReport
from search.schema import Schema


class EngineError(Exception):
    """Base of all that an engine raises."""


class EngineUnavailable(EngineError):
    """The engine or its index can't be reached now: missing folder, dead cluster, corrupt files. Try again later."""


class BadCursor(EngineError):
    """The cursor was not made by this engine for this query."""


@dataclass(frozen=True, slots=True)
class Upsert:
    """Write a document unless the index already has this or a newer version of it."""

    id: str
    version: int
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove a document, and remember the version, so that an older upsert that arrives late is ignored."""

    id: str
    version: int


Write = Upsert | Delete


class SearchEngine(Protocol):
    """Versioned documents in named indexes, searched through aliases.

    Reading calls (`search`, `suggest`, `correct`, `similar`, `highlight`) may run in any thread or process at once.
    Writing calls (`create`, `write`, `point`, `drop`) are for one worker at a time on the embedded engine.
    All raise `EngineUnavailable` when the engine can't answer.
    """

    writers: int
    """How many may write to one index at once with profit: 1 on the embedded engine."""

    def create(self, index: str, schema: Schema) -> None:
        """Make an empty index; its name must be free."""

    def write(self, index: str, writes: Iterable[Write]) -> WriteReport:
        """Apply writes in order and make them durable and visible before returning. Safe to repeat.

        `writes` is read as a stream and may be endless in length: hand a rebuild over as one iterable, not in batches,
        for each call costs a commit. If the iterable raises, what was not yet durable is undone and the error passed
        on. Fields that the index's schema does not know are left out. Documents whose values do not fit their fields
        are reported as refused; the others are written.
        """

    def search(self, alias: str, query: Query) -> Results:
        """Answer a query. Raises `BadCursor`.

        A filter on an unknown field matches no document, a facet on one is empty, sorting by one is by id. All words
        must match unless `match_any`; the usual way is to ask strictly first and with `match_any` if that finds none.
        """

    def suggest(self, alias: str, prefix: str, filters: Sequence[Filter | Not] = (), limit: int = 8) -> list[str]:
        """Return words or short phrases from the index that continue what is being typed, best first."""

    def correct(self, alias: str, text: str) -> str | None:
        """Return the text with unknown words replaced by near ones that the index has ("did you mean"), or None."""

    def similar(self, alias: str, document: str, filters: Sequence[Filter | Not] = (), limit: int = 5) -> Results:
        """Return the documents most like the given one, without itself; none when the id is unknown.

        `total` is the number of hits: among a million, counting all that are a little alike takes most of the time.
        """

    def highlight(self, alias: str, query: Query, text: str, width: int = 220) -> Snippet:
        """Cut the best piece of at most `width` characters out of `text` and mark the words that the query hits."""

    def point(self, alias: str, index: str) -> None:
        """Make `alias` mean `index`, at once for all readers."""

    def target(self, alias: str) -> str | None:
        """Return the index that `alias` means, None if there is none."""

    def indexes(self) -> list[str]:
        """Return the names of all indexes, whole or half built."""

    def schema_of(self, index: str) -> str:
        """Return the fingerprint of the schema the index was made with, "" if something else made it."""

    def count(self, index: str) -> int:
        """Return how many documents the index holds."""

    def versions(self, index: str, ids: Collection[str] | None = None) -> Iterator[tuple[str, int]]:
        """Yield every document's (id, version), or those of `ids` that are there, for comparing with the database."""

    def drop(self, index: str) -> None:
        """Delete an index; it is not an error if there is none."""

    def verify(self, index: str) -> list[str]:
        """Return what is damaged in the index's files, in words; empty when all is well."""
