"""The one place where calls leave for the cluster: deadlines, other nodes, the breaker, and errors in our own words."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from elastic_transport import TlsError
from elasticsearch import ApiError, Elasticsearch, TransportError, UnsupportedProductError
from elasticsearch.exceptions import ConnectionTimeout

from search.engine import EngineError, EngineUnavailable
from search.engines.elasticsearch.breaker import Breaker
from search.engines.elasticsearch.place import Place

T = TypeVar("T")

LEAST, BEYOND = (8, 19), 10
"""Releases that this speaks with: tested with the first; the client's protocol is promised up to the second."""

BUSY = frozenset({429, 502, 503, 504})
"""Answers of a node in trouble: another may do better."""

_BUSY_PAUSE = 0.1
_PROBE_SECONDS = 1.0
_REASON = 300

logging.getLogger("elastic_transport").setLevel(logging.ERROR)  # what fails is told by our own errors, once


class Gone(EngineUnavailable):
    """The index or the point in time is not there (any more)."""


class Busy(Exception):
    """A node answered that it can't, now, inside an answer that came through. Another may do better."""


class Link:
    """Calls of this process. A child of a fork gets connections and a breaker of its own."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._pid = 0
        self._lock = threading.Lock()
        self._client: Elasticsearch
        self._within: dict[float, Elasticsearch]
        self._breaker: Breaker

    def read(self, call: Callable[[Elasticsearch], T]) -> T:
        """Ask for a reader: within `patience` in all, on other nodes if one fails. Raises `EngineUnavailable`."""
        return self._ask(call, self.place.patience)

    def write(self, call: Callable[[Elasticsearch], T]) -> T:
        """Ask for a worker, who can wait. The call must be safe to repeat."""
        return self._ask(call, self.place.bulk_patience)

    def _ask(self, call: Callable[[Elasticsearch], T], patience: float) -> T:
        client, breaker = self._connected()
        breaker.check()
        deadline = time.monotonic() + patience
        share = patience / min(2, len(self.place.hosts))
        hurried = self._within.get(share) or self._within.setdefault(share, limited(client, share))
        for left in reversed(range(len(self.place.hosts) + 1)):
            try:
                return call(hurried)
            except (ApiError, Busy) as error:
                busy = isinstance(error, Busy) or error.meta.status in BUSY
                if not busy or not left or time.monotonic() + _BUSY_PAUSE > deadline:
                    raise translated(error) from None
                time.sleep(_BUSY_PAUSE)
            except TransportError as error:
                if not left or time.monotonic() >= deadline - 0.05:
                    reason = f"no answer from {self.place}: {_plain(error, patience)}"
                    breaker.open(reason)
                    raise EngineUnavailable(reason) from None
            hurried = limited(client, max(0.05, min(share, deadline - time.monotonic())))
        raise AssertionError("unreachable")

    def _connected(self) -> tuple[Elasticsearch, Breaker]:
        if self._pid != os.getpid():
            with self._lock:
                if self._pid != os.getpid():
                    self._client, self._breaker = connect(self.place), Breaker(self._answers)
                    self._within = {}
                    self._pid = os.getpid()
        return self._client, self._breaker

    def _answers(self) -> bool:
        """Tell whether the cluster answers a small search; a complaint about the question is an answer, too."""
        client = limited(self._client, _PROBE_SECONDS)
        try:
            client.search(index=f"{self.place.prefix}*", size=0, terminate_after=1)
        except ApiError as error:
            return error.meta.status not in BUSY
        except TransportError:
            return False
        return True

    def release(self) -> str | None:
        """Return the cluster's release, None if the credentials may not ask. Raises `EngineUnavailable` if not ours."""
        try:
            number = str(self.read(lambda client: client.info())["version"]["number"])
        except Forbidden:
            return None
        parts = tuple(int(part) for part in number.split("-", maxsplit=1)[0].split(".")[:2])
        if not LEAST <= parts < (BEYOND,):
            wanted = f"{LEAST[0]}.{LEAST[1]} or later, below {BEYOND}"
            raise EngineUnavailable(f"{self.place} is Elasticsearch {number}; this needs {wanted}")
        return number


class Refused(EngineUnavailable):
    """The server can't make sense of a search."""


class Forbidden(EngineUnavailable):
    """The credentials are wrong, or lack a right."""


def connect(place: Place) -> Elasticsearch:
    """Return a client. Nothing is sent yet."""
    options: dict[str, Any] = {"dead_node_backoff_factor": 1.0, "max_dead_node_backoff": 10.0}
    if place.api_key:
        options["api_key"] = place.api_key
    elif place.login:
        options["basic_auth"] = place.login
    if place.ca_file:
        options["ca_certs"] = place.ca_file
    try:
        return Elasticsearch(list(place.hosts), connections_per_node=32, **options)
    except (ValueError, OSError) as error:
        raise EngineUnavailable(f"{place}: {error}") from None


def limited(client: Elasticsearch, seconds: float) -> Elasticsearch:
    """Return a client over the same connections that waits so long for an answer. Making one takes a millisecond."""
    return client.options(request_timeout=seconds, max_retries=0)


def translated(error: ApiError | Busy) -> EngineError:
    """Return what a refusal means to us."""
    if isinstance(error, Busy):
        return EngineUnavailable(f"Elasticsearch is busy or incomplete: {error}")
    if isinstance(error, UnsupportedProductError):
        return EngineUnavailable("what answers at the search engine's address is not Elasticsearch")
    status, reason = error.meta.status, reason_of(error.body)
    if status in (401, 403) and "cluster_block" not in reason:
        return Forbidden(f"Elasticsearch refuses our credentials for this: {reason}")
    if status in (404, 410):
        return Gone(reason)
    if status == 400 and "not made" not in reason and "media" not in reason.lower():
        return EngineError(reason)
    return EngineUnavailable(f"Elasticsearch answers {status}: {reason}")


def reason_of(body: Any) -> str:
    """Return the first telling reason in an error's body, shortened."""
    error = body.get("error", body) if isinstance(body, dict) else body
    if isinstance(error, dict):
        cause = (error.get("root_cause") or [error])[0]
        error = f"{cause.get('type', '')}: {cause.get('reason', '')}"
    return str(error)[:_REASON]


def _plain(error: TransportError, patience: float) -> str:
    if isinstance(error, ConnectionTimeout):
        return f"nothing within {patience:g} s"
    return str(error.__cause__ if isinstance(error, TlsError) and error.__cause__ else error)[:_REASON]
