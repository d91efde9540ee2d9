"""What comes back from an index."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found. `score` is comparable within one result only."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Bucket:
    """A facet value and how many documents have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits. `total` is exact. `next` is an opaque cursor, None at the end.

    `fuzzy` tells that the words as typed found next to nothing, and words spelt nearly alike were counted, too.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: dict[str, tuple[Bucket, ...]] = field(default_factory=dict)
    next: str | None = None
    fuzzy: bool = False


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of text cut in (text, is a match) runs, for the caller to escape and mark."""

    runs: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class WriteReport:
    """What a batch did: documents written, older versions ignored, and (id, reason) of those refused."""

    written: int
    ignored: int = 0
    refused: tuple[tuple[str, str], ...] = ()
