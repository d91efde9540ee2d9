"""Counts of requests kept in this process. The library's own memory storage starts a thread for nearly each request."""

from __future__ import annotations

import time
from threading import Lock

from limits.storage.base import Storage

MANY = 10_000  # keys, above which those that ran out are swept


class ProcessStorage(Storage):
    """Fixed windows: a key counts up until its window runs out. `process://` in the settings."""

    STORAGE_SCHEME = ["process"]
    base_exceptions = ()

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **_options: str) -> None:
        super().__init__(uri, wrap_exceptions)
        self._lock = Lock()
        self._windows: dict[str, tuple[int, float]] = {}  # key: (count, end in seconds since 1970)

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, in a new window of `expiry` seconds if there is none, and return the new count."""
        now = time.time()
        with self._lock:
            count, end = self._windows.get(key, (0, 0.0))
            if end <= now:
                count, end = 0, now + expiry
                if len(self._windows) > MANY:
                    self._windows = {name: window for name, window in self._windows.items() if window[1] > now}
            self._windows[key] = count + amount, end
        return count + amount

    def get(self, key: str) -> int:
        """Return the count of the running window."""
        count, end = self._windows.get(key, (0, 0.0))
        return count if end > time.time() else 0

    def get_expiry(self, key: str) -> float:
        """Return when the window ends, in seconds since 1970."""
        return self._windows.get(key, (0, time.time()))[1]

    def check(self) -> bool:
        """Return that it works: there is nothing that could be away."""
        return True

    def reset(self) -> int:
        """Forget everything and return how many keys there were."""
        with self._lock:
            known, self._windows = len(self._windows), {}
        return known

    def clear(self, key: str) -> None:
        """Forget a key."""
        with self._lock:
            self._windows.pop(key, None)
