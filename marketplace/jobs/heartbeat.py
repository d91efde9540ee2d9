"""A thread that keeps extending the lease of the job in hand, so that only a dead worker's jobs are taken over."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Self

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from marketplace.database import begin_write
from marketplace.jobs import queue

log = structlog.get_logger("marketplace.worker")


class Heartbeat:
    """Extends a lease three times within its length. Without an engine it does nothing (runs of a single thread)."""

    def __init__(self, engine: Engine | None, lease_seconds: float, clock: Callable[[], datetime]) -> None:
        self.engine, self.lease_seconds, self.clock = engine, lease_seconds, clock
        self.lost = False
        self._lease: str | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="heartbeat", daemon=True)

    def __enter__(self) -> Self:
        if self.engine is not None:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()

    @contextmanager
    def keeping(self, lease: str) -> Iterator[None]:
        """Keep `lease` alive while the block runs."""
        self._lease, self.lost = lease, False
        try:
            yield
        finally:
            self._lease = None

    def _loop(self) -> None:
        while not self._ended.wait(self.lease_seconds / 3):
            if lease := self._lease:
                self._extend(lease)

    def _extend(self, lease: str) -> None:
        """Extend once. To be kept out by the handler's own write to SQLite is no harm: other workers are, too."""
        try:
            with Session(self.engine) as session:
                begin_write(session)
                kept = queue.extend(session, lease, self.clock(), self.lease_seconds)
                session.commit()
        except DBAPIError as error:
            log.debug("could not extend the lease", error=str(error.orig))
        else:
            self.lost = not kept and self._lease == lease
