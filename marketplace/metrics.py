"""What this process counts for Prometheus: requests, searches, database connections. No personal data, few labels.

The library decides at its import whether several processes share their counts (`PROMETHEUS_MULTIPROC_DIR`), and the
web server sets that after forking: so it is imported when an app is made, not before. See docs/decisions/0004.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import Engine, event

from search.engine import EngineUnavailable

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

log = structlog.get_logger("marketplace.search")
VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
SAME_AGAIN = 60.0  # seconds until the same complaint about the search engine is logged again
TIMED = ("search", "suggest", "correct", "similar", "count", "write", "target")


class Meters:
    """The counters of one app."""

    def __init__(self) -> None:
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

        self.registry = CollectorRegistry()
        self._taken: set[object] = set()
        self._warned = ("", 0.0)  # why the engine could not answer, and when that was last logged
        common: dict[str, Any] = {"namespace": "marketplace", "registry": self.registry}
        self.requests = Counter("requests", "Requests answered.", ("endpoint", "status"), **common)
        self.durations = Histogram(
            "request_seconds", "Time to answer a request.", ("endpoint",), buckets=SECONDS, **common
        )
        self.engine_calls = Histogram(
            "engine_seconds", "Time of calls of the search engine.", ("call",), buckets=SECONDS, **common
        )
        self.engine_failures = Counter("engine_failures", "Calls that it could not answer.", ("call",), **common)
        self.connections = Gauge(
            "database_connections_in_use", "Connections taken from the pool.", multiprocess_mode="livesum", **common
        )
        self.connections_most = Gauge(
            "database_connections_most", "Connections the pools may open.", multiprocess_mode="livesum", **common
        )

    def answered(self, endpoint: str, status: int, seconds: float) -> None:
        """Count one request; `endpoint` is a name from our routes, never a path."""
        self.requests.labels(endpoint, status).inc()
        self.durations.labels(endpoint).observe(seconds)

    @contextmanager
    def engine_call(self, call: str) -> Iterator[None]:
        """Time one call of the search engine, and count it if there was no answer."""
        started = time.perf_counter()
        try:
            yield
        except EngineUnavailable as error:
            self.engine_failures.labels(call).inc()
            self._warn(call, str(error))
            raise
        finally:
            self.engine_calls.labels(call).observe(time.perf_counter() - started)

    def _warn(self, call: str, reason: str) -> None:
        """Log why the engine can't answer, the same reason once a minute: else each reader's search would be a line."""
        now = time.monotonic()
        if reason != self._warned[0] or now - self._warned[1] >= SAME_AGAIN:
            self._warned = reason, now
            log.warning("search engine can't answer", call=call, reason=reason)

    def watch_pool(self, engine: Engine) -> None:
        """Follow how many connections are in use."""
        pool: Any = engine.pool
        if hasattr(pool, "size"):
            self.connections_most.set(pool.size() + max(0, pool._max_overflow))
        event.listen(engine, "checkout", lambda _connection, record, _proxy: self._take(record))
        event.listen(engine, "checkin", lambda _connection, record: self._give_back(record))

    def _take(self, record: object) -> None:
        self._taken.add(record)
        self.connections.inc()

    def _give_back(self, record: object) -> None:
        """Count a connection back in; one that could not be opened comes back without ever having been taken."""
        if record in self._taken:
            self._taken.remove(record)
            self.connections.dec()

    def shared(self) -> CollectorRegistry:
        """Return the registry to read: of all processes of this server if they share, else of this one."""
        if VARIABLE not in os.environ:
            return self.registry
        from prometheus_client import CollectorRegistry
        from prometheus_client.multiprocess import MultiProcessCollector

        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return registry


class TimedEngine:
    """A search engine whose calls are timed; everything else is the engine's own."""

    def __init__(self, engine: Any, meters: Meters) -> None:
        self._engine, self._meters = engine, meters

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._engine, name)
        if name not in TIMED:
            return value

        def timed(*args: Any, **kwargs: Any) -> Any:
            with self._meters.engine_call(name):
                return value(*args, **kwargs)

        return timed


@contextmanager
def shared_counts() -> Iterator[None]:
    """Let the server processes forked in the block share their counts, in a folder that starts empty and goes after."""
    folder, owner = tempfile.mkdtemp(prefix="marketplace-metrics-"), os.getpid()
    os.environ[VARIABLE] = folder
    try:
        yield
    finally:
        if os.getpid() == owner:  # a forked server process that ends leaves the block, too
            shutil.rmtree(folder, ignore_errors=True)


def forget_process(process_id: int) -> None:
    """Drop what a server process that ended had in use."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(process_id)  # type: ignore[no-untyped-call]
