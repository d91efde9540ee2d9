"""After the first reader waited in vain, nobody else does: a circuit breaker that finds out by itself when to close."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from search.engine import EngineUnavailable

PAUSE = 0.5
"""Seconds between two looks whether the cluster answers again."""


class Breaker:
    """Closed while the cluster answers. Once open, calls fail at once, and one thread asks until there is an answer."""

    def __init__(self, probe: Callable[[], bool]) -> None:
        self._probe = probe
        self._reason: str | None = None
        self._lock = threading.Lock()

    def check(self) -> None:
        """Raise `EngineUnavailable` while open."""
        if (reason := self._reason) is not None:
            raise EngineUnavailable(reason)

    def open(self, reason: str) -> None:
        """Let calls fail from now on, until the probe succeeds."""
        with self._lock:
            waiting, self._reason = self._reason is not None, reason
        if not waiting:
            threading.Thread(target=self._watch, name="search breaker", daemon=True).start()

    def _watch(self) -> None:
        while not self._probe():
            time.sleep(PAUSE)
        with self._lock:
            self._reason = None
