"""The same site over Elasticsearch: one genuine node, started for this; beside it the engine's own requests sent bare.

`make elasticsearch` brings the server here; without it there is nothing to measure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from elastic_transport import Transport

from bench import reindexing
from bench.searching import MEASURED, Site
from bench.servers import SECRET
from bench.timing import Call, in_turn, rate
from marketplace import logs
from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.discovery.index import ALIAS
from tests.support import elastic_home
from tests.support.elastic import running

SCRATCH = "bulk"  # an index that is there while writing is measured
DIFFERENT = 12  # as many questions as are asked in turn
Sent = tuple[str, str, bytes]  # method, path, body


def measure(folder: Path, rounds: int) -> dict[str, Any]:
    """Return the times of every kind of search and the rate of a rebuild; nothing without a server."""
    if not elastic_home.home():
        return {}
    with running(heap="1g", java="") as cluster:
        (url,) = cluster.urls
        rebuilt = rate(lambda: reindexing.rebuild(folder, MARKETPLACE_SEARCH_ENGINE=url), 1)
        settings = Settings(data_dir=folder, secret_key=SECRET, search_engine=(url,), log_level="warning")
        logs.configure(settings)
        site = Site(create_app(settings))
        index = site.market.engine.target(ALIAS)
        assert index
        found: dict[str, Any] = {"reindex": {"site": site.market.engine.count(index) * rebuilt, **bulk(site, url)}}
        for kind, contenders in MEASURED.items():
            calls = contenders(site)
            found[kind] = in_turn(calls | {"bare": bare(url, calls["engine"])}, rounds)
        return found


def bulk(site: Site, url: str) -> dict[str, float]:
    """Return listings a second: the engine fed documents made before, and the very requests it sends, sent bare."""
    ready, engine = reindexing.documents(site.app), site.market.engine

    def written(write: Callable[[], Any]) -> float:
        engine.create(SCRATCH, site.market.search_schema)
        speed = rate(write, len(ready))
        engine.drop(SCRATCH)
        return speed

    fed = written(lambda: engine.write(SCRATCH, ready))
    with listening() as sent:
        written(lambda: engine.write(SCRATCH, ready))
    wanted = [each for each in sent if "_bulk" in each[1] or "_refresh" in each[1]]
    return {"engine": fed, "bare": written(lambda: send(connected(url), wanted))}


def bare(url: str, call: Call) -> Call:
    """Return a function that sends what `call` sends to the cluster, and reads the answers unparsed."""
    connection = connected(url)
    asked = [recorded(lambda n=n: call(n)) for n in range(DIFFERENT)]
    return lambda n: send(connection, asked[n % DIFFERENT])


def connected(url: str) -> HTTPConnection:
    """Return a connection of its own to the server."""
    parts = urlsplit(url)
    return HTTPConnection(parts.hostname or "", parts.port)


def send(connection: HTTPConnection, requests: Sequence[Sent]) -> None:
    """Send one after another, and read the answers unparsed."""
    for method, path, body in requests:
        kind = "application/x-ndjson" if "_msearch" in path or "_bulk" in path else "application/json"
        connection.request(method, path, body or None, {"Content-Type": kind})
        assert connection.getresponse().read()


def recorded(run: Callable[[], Any]) -> list[Sent]:
    """Return the requests that leave for the cluster while `run` runs."""
    with listening() as sent:
        run()
    return sent


@contextmanager
def listening() -> Iterator[list[Sent]]:
    """Note every request of the client in this process."""
    sent: list[Sent] = []
    original = Transport.perform_request

    def noted(self: Transport, method: str, target: str, *, body: Any = None, headers: Any = None, **rest: Any) -> Any:
        kind = (headers or {}).get("content-type", "application/json")
        data = self.serializers.get_serializer(kind).dumps(body) if body is not None else b""
        sent.append((method, target, data))
        return original(self, method, target, body=body, headers=headers, **rest)

    Transport.perform_request = noted  # type: ignore[method-assign]
    try:
        yield sent
    finally:
        Transport.perform_request = original  # type: ignore[method-assign]
