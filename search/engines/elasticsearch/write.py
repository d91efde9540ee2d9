"""Apply versioned writes in bulk: cut to size, slowed down when the cluster says so, each document answered for."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from search.engine import Delete, EngineUnavailable, Write
from search.engines.elasticsearch.link import Link, reason_of
from search.engines.elasticsearch.store import Target
from search.numbers import from_int
from search.results import WriteReport

BATCH, BATCH_BYTES = 1_000, 5_000_000
LARGEST = 20_000_000
"""Bytes of the largest document; a server takes requests of 100 MB by default."""

_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
_FULL = "cluster_block_exception"


@dataclass(frozen=True, slots=True)
class Line:
    """One write as it is sent: two lines of JSON."""

    id: str
    action: bytes
    document: bytes


@dataclass
class Bulk:
    """One run of writes into one index."""

    link: Link
    target: Target
    written: int = 0
    ignored: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)

    def run(self, writes: Iterable[Write]) -> WriteReport:
        """Send all writes, and make them visible at the end. What was sent stays if the iterable fails."""
        try:
            for batch in _batches(self._lines(writes)):
                self._send(batch)
        finally:
            self._refresh()
        return WriteReport(self.written, self.ignored, tuple(self.refused))

    def _refresh(self) -> None:
        self.link.write(lambda client: client.indices.refresh(index=self.target.name))

    def _lines(self, writes: Iterable[Write]) -> Iterator[Line]:
        """Yield what fits, and note what does not."""
        for write in writes:
            try:
                yield self._line(write)
            except (ValueError, TypeError, AttributeError, OverflowError) as error:
                self.refused.append((write.id, str(error)))

    def _line(self, write: Write) -> Line:
        mapping = self.target.mapping
        tombstone = isinstance(write, Delete)
        row = mapping.tombstone(write.id, write.version) if tombstone else mapping.document(write)  # type: ignore[arg-type]
        document = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()
        if len(document) > LARGEST:
            raise ValueError(f"a document of {len(document):,} bytes; an index takes at most {LARGEST:,}")
        action = {"index": {"_id": write.id, "version": from_int(write.version), "version_type": "external"}}
        return Line(write.id, json.dumps(action, ensure_ascii=False).encode(), document)

    def _send(self, batch: list[Line]) -> None:
        """Send a batch; what the cluster has no room for now is sent again after a pause that doubles."""
        pause, deadline = _FIRST_PAUSE, time.monotonic() + self.link.place.bulk_patience
        while batch:
            batch, reason = self._judge(batch, self._post(batch))
            if not batch:
                return
            if reason.startswith(_FULL) or time.monotonic() + pause > deadline:
                raise EngineUnavailable(f"{self.target.name} takes no writes: {reason}")
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _post(self, batch: list[Line]) -> list[dict[str, Any]]:
        lines: Any = [part for line in batch for part in (line.action, line.document)]
        gate = self.target.gate
        answer = self.link.write(lambda client: client.bulk(index=gate, operations=lines, require_alias=True))
        return [item["index"] for item in answer["items"]]

    def _judge(self, batch: list[Line], answers: list[dict[str, Any]]) -> tuple[list[Line], str]:
        """Count what happened to each; return what to send again, and why."""
        again, reason = [], ""
        for line, answer in zip(batch, answers, strict=True):
            status = answer["status"]
            if status < 300:
                self.written += 1
            elif status == 409:
                self.ignored += 1
            elif status == 404:
                raise EngineUnavailable(f"{self.target.name} is gone: {reason_of(answer)}")
            elif status == 429 or status >= 500 or status == 403:
                again.append(line)
                reason = reason_of(answer)
            else:
                self.refused.append((line.id, reason_of(answer)))
        return again, reason


def _batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Cut a stream where a request is full."""
    batch: list[Line] = []
    size = 0
    for line in lines:
        if batch and (len(batch) == BATCH or size + len(line.document) > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(line)
        size += len(line.document)
    if batch:
        yield batch
