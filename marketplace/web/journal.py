"""One line in the log, one count and one id for every request: pages, API, files and redirects alike.

The outermost layer, so that nothing is answered without it. An address may hold a mailed key, a query what somebody
searched for: only the route is written down, with the values that are public, and no one's name but the account's id.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import structlog
from flask import Flask, g, request
from werkzeug.wrappers import Response

from marketplace.logs import on_behalf_of
from marketplace.metrics import Meters

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADER = "X-Request-Id"
VALID = re.compile(r"[A-Za-z0-9._-]{8,64}")
PUBLIC = {"public_id", "slug", "file_id", "number"}  # values of routes that may be logged
PLAIN = re.compile(r"[\w.-]{1,80}")
QUIET = {"static", "health.alive", "health.ready", "monitoring.metrics"}
log = structlog.get_logger("marketplace.requests")


def setup(app: Flask, meters: Meters) -> None:
    """Follow every request of an app. Call it after all other layers have been put around the app."""
    app.before_request_funcs.setdefault(None, []).insert(0, note_route)
    app.after_request(note_viewer)
    app.wsgi_app = Journal(app.wsgi_app, meters)  # type: ignore[method-assign]


def note_route() -> None:
    """Leave the route for the journal."""
    request.environ["marketplace.endpoint"] = request.endpoint or "none"
    if request.url_rule is not None:
        request.environ["marketplace.route"] = route(request.url_rule.rule, request.view_args or {})


def note_viewer(response: Response) -> Response:
    """Leave the account's id for the journal, if anybody asked who it is."""
    if "viewer" in g and g.viewer.user_id is not None:
        request.environ["marketplace.viewer"] = g.viewer.user_id
    return response


def route(rule: str, values: dict[str, Any]) -> str:
    """Return a route with those of its values that are public: "/listings/k7m-2qp-9xw", but "/reset/<token>"."""
    for name in PUBLIC & values.keys():
        if PLAIN.fullmatch(str(values[name])):
            rule = re.sub(rf"<(?:[^<>:]+:)?{name}>", str(values[name]), rule)
    return rule


class Journal:
    """WSGI layer around everything."""

    def __init__(self, app: WSGIApplication, meters: Meters) -> None:
        self.app, self.meters = app, meters

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Give the request its id, answer it, and write down how that went once the last byte is gone."""
        given = environ.get("HTTP_X_REQUEST_ID", "")
        number = given if VALID.fullmatch(given) else secrets.token_hex(8)
        entry = Entry(environ, self.meters, number)

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            entry.status = int(status[:3])
            return start_response(status, [*headers, (HEADER, number)], exc_info)

        try:
            with on_behalf_of(number):
                return Followed(self.app(environ, start), entry)
        except BaseException:
            entry.close()
            raise


class Entry:
    """What is known of a request under way."""

    def __init__(self, environ: WSGIEnvironment, meters: Meters, request_id: str) -> None:
        self.environ, self.meters, self.request_id, self.status = environ, meters, request_id, 500
        self.started = time.perf_counter()
        self.open = True

    def close(self) -> None:
        """Write the entry, once."""
        if not self.open:
            return
        self.open = False
        seconds, environ = time.perf_counter() - self.started, self.environ
        endpoint = environ.get("marketplace.endpoint") or unrouted(environ)
        self.meters.answered(endpoint, self.status, seconds)
        write = log.debug if endpoint in QUIET else log.error if self.status >= 500 else log.info
        write(
            "request",
            method=environ["REQUEST_METHOD"],
            endpoint=endpoint,
            route=environ.get("marketplace.route", ""),
            status=self.status,
            ms=round(seconds * 1000, 1),
            viewer=environ.get("marketplace.viewer"),
            request_id=self.request_id,
        )


def unrouted(environ: WSGIEnvironment) -> str:
    """Return a name for what was answered before Flask: a file, or a page's address without its language."""
    return "static" if environ.get("PATH_INFO", "").startswith("/static/") else "language"


class Followed:
    """The body of an answer; at its end the entry is written."""

    def __init__(self, chunks: Iterable[bytes], entry: Entry) -> None:
        self.chunks, self.iterator, self.entry = chunks, iter(chunks), entry

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        with on_behalf_of(self.entry.request_id):
            return next(self.iterator)

    def close(self) -> None:
        """Close the body, and the entry with it."""
        try:
            close = getattr(self.chunks, "close", None)
            if close is not None:
                with on_behalf_of(self.entry.request_id):
                    close()
        finally:
            self.entry.close()
