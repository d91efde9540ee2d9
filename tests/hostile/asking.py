"""Raw requests, byte for byte as a web server hands them on, and what every answer must be like."""

from __future__ import annotations

import io
import json
import logging
import re
import traceback
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from flask import Flask
from werkzeug.test import run_wsgi_app

from tests.hostile.values import MARK

FORBIDDEN = ("Traceback (most recent call last)", 'File "/', "sqlalchemy.exc", "werkzeug.exceptions", "jinja2.")
VOID = {"img", "input", "br", "meta", "link", "hr", "col", "wbr", "source", "area", "base", "embed"}


@dataclass(frozen=True)
class Ask:
    """One request. `path` is percent-encoded as on the wire, `session` a cookie's value or ""."""

    method: str
    path: str
    query: bytes = b""
    content_type: str | None = None
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    session: str = ""
    cookies: str = ""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        """Return the media type."""
        return self.headers.get("content-type", "").partition(";")[0]


class Listener(logging.Handler):
    """Collects tracebacks that the site logged."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the end of the traceback."""
        if record.exc_info:
            self.seen.append("".join(traceback.format_exception(*record.exc_info)[-5:]))


def send(app: Flask, ask: Ask) -> Answer:
    """Carry out a request through the whole WSGI stack."""
    cookies = "; ".join(part for part in (f"session={ask.session}" if ask.session else "", ask.cookies) if part)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": ask.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(ask.path).decode("latin-1"),
        "QUERY_STRING": ask.query.decode("latin-1"),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(ask.body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "CONTENT_LENGTH": str(len(ask.body)),
        **ask.headers,
    }
    if ask.content_type is not None:
        environ["CONTENT_TYPE"] = ask.content_type
    if cookies:
        environ["HTTP_COOKIE"] = cookies
    chunks, status, headers = run_wsgi_app(app.wsgi_app, environ, buffered=True)
    body = b"".join(chunks)
    return Answer(int(status.split()[0]), {name.lower(): value for name, value in headers.items()}, body)


def faults(ask: Ask, answer: Answer) -> list[str]:
    """Return what is wrong with an answer."""
    found = []
    if answer.status >= 500 and (answer.status, ask.path.rpartition("/")[2]) != (501, "oembed"):  # as its standard says
        found.append(f"status {answer.status}")
    for name, value in answer.headers.items():
        if re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value) or not value.isascii():
            found.append(f"header {name}: {value[:80]!r} is not plain")
    if (place := answer.headers.get("location")) and not is_here(place):
        found.append(f"leads away, to {place[:80]!r}")
    if ask.method == "HEAD" or answer.status in (204, 304) or 300 <= answer.status < 400:
        return found
    return found + faults_of_body(answer)


def is_here(place: str) -> bool:
    """Tell whether an address is on this site."""
    parts = urlsplit(place)
    return parts.netloc in ("", "localhost") and not place.startswith(("//", "/\\")) and "\\" not in parts.path[:2]


def faults_of_body(answer: Answer) -> list[str]:
    """Return what is wrong with a body of JSON or HTML."""
    if answer.kind not in ("text/html", "application/json", "application/problem+json"):
        return []
    try:
        text = answer.body.decode()
    except UnicodeDecodeError:
        return ["not UTF-8"]
    found = [f"tells {word!r}" for word in FORBIDDEN if word in text]
    if answer.kind == "text/html":
        found += faults_of_html(text)
    else:
        try:
            json.loads(text, parse_constant=lambda word: found.append(f"{word} is no JSON"))
        except ValueError as error:
            found.append(f"broken JSON: {error}")
    return found


def faults_of_html(text: str) -> list[str]:
    """Return what is wrong with a page: injected markup, elements that are not closed."""
    if MARK in text:
        return ["carries injected markup"]
    reader = Balance()
    reader.feed(text)
    reader.close()
    return [f"unbalanced: {reader.wrong[0]}"] if reader.wrong else []


class Balance(HTMLParser):
    """Notices scripts that are not ours, addresses that run code, and tags closed out of order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        given = dict(attrs)
        if any(
            (given.get(name) or "").strip().lower().startswith("javascript:")
            for name in ("href", "action", "formaction")
        ):
            self.wrong.append(f"<{tag}> runs code")
        if any(name.startswith("on") for name in given):
            self.wrong.append(f"<{tag}> has a handler")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A self-closed element stays closed."""

    def handle_endtag(self, tag: str) -> None:
        """Close an element; `p`, `li` and table parts may be closed by what follows them."""
        while (
            self.open and self.open[-1] != tag and self.open[-1] in ("p", "li", "option", "dt", "dd", "tr", "td", "th")
        ):
            self.open.pop()
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")
