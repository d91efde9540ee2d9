"""The language lives in the address: `/vi/…` and `/en/…` are the same page.

A WSGI layer moves the prefix from PATH_INFO to SCRIPT_NAME: routes are written once and `url_for` adds it by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import current_app, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header, parse_cookie
from werkzeug.wrappers import Response

from marketplace.i18n import DEFAULT_LOCALE, LOCALES, use_locale

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

COOKIE = "lang"
ASCII = "".join(map(chr, range(33, 127)))
NEUTRAL = (
    *("/static", "/api", "/healthz", "/readyz", "/metrics", "/media"),
    *("/robots.txt", "/sitemap.xml", "/sitemaps", "/favicon.ico", "/embed.js", "/oembed"),
)


def is_neutral(path: str) -> bool:
    """Tell whether a path has no language: files, the API, health checks."""
    return any(path == prefix or path.startswith(prefix + "/") for prefix in NEUTRAL)


def is_framed(path: str) -> bool:
    """Tell whether the page at a path stands in frames on other people's pages."""
    return path == "/embed" or path.startswith("/embed/")


def preferred(environ: WSGIEnvironment) -> str:
    """Return the reader's language: the one used last, else the browser's, else the default."""
    cookie = parse_cookie(environ.get("HTTP_COOKIE", "")).get(COOKIE)
    if cookie in LOCALES:
        return str(cookie)
    accept = parse_accept_header(environ.get("HTTP_ACCEPT_LANGUAGE", ""), LanguageAccept)
    return accept.best_match(LOCALES, DEFAULT_LOCALE) or DEFAULT_LOCALE


def mend(environ: WSGIEnvironment) -> None:
    """Make safe what Werkzeug reads strictly: bytes in the query and in cookies that are no UTF-8.

    Browsers percent-encode a query; what other programs leave raw is encoded here, so that it decodes with
    replacement characters instead of raising, and a line end in it can't break a header that repeats it.
    """
    environ["QUERY_STRING"] = quote(environ.get("QUERY_STRING", "").encode("latin-1"), safe=ASCII)
    cookie = environ.get("HTTP_COOKIE", "")
    if not cookie.isascii():
        environ["HTTP_COOKIE"] = cookie.encode("latin-1").decode("utf-8", "ignore").encode().decode("latin-1")


class LocaleMiddleware:
    """Set the language of each request from its address, and send a page's address without one to the reader's."""

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Find the language, then run the app in it."""
        mend(environ)
        path = environ.get("PATH_INFO", "") or "/"
        root = environ["marketplace.root"] = environ.get("SCRIPT_NAME", "").rstrip("/")
        prefix, _, rest = path[1:].partition("/")
        if prefix in LOCALES:
            locale = prefix
            environ["SCRIPT_NAME"], environ["PATH_INFO"] = f"{root}/{prefix}", f"/{rest}"
        else:
            locale = preferred(environ)
            if not is_neutral(path) and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
                return self._redirect(locale, root, path, environ)(environ, start_response)
            if not is_neutral(path):
                environ["SCRIPT_NAME"] = f"{root}/{locale}"
        environ["marketplace.locale"] = locale
        with use_locale(locale):
            chunks = self.app(environ, start_response)
        return _InLocale(chunks, locale)

    @staticmethod
    def _redirect(locale: str, root: str, path: str, environ: WSGIEnvironment) -> Response:
        target = quote(path.encode("latin-1"), safe="/:@!$&'()*+,;=~-._")
        query = quote(environ.get("QUERY_STRING", ""), safe="/:@!$&'()*+,;=~-._?%[]")
        response = Response(status=302)
        response.headers["Location"] = f"{root}/{locale}{target}" + (f"?{query}" if query else "")
        response.headers["Vary"] = "Accept-Language, Cookie"
        response.headers["Cache-Control"] = "private, no-cache"
        return response


class _InLocale:
    """Keep the language while a streamed body is still being made."""

    def __init__(self, chunks: Iterable[bytes], locale: str) -> None:
        self._chunks, self._iterator, self._locale = chunks, iter(chunks), locale

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        with use_locale(self._locale):
            return next(self._iterator)

    def close(self) -> None:
        """Pass on to the app's body."""
        close = getattr(self._chunks, "close", None)
        if close is not None:
            with use_locale(self._locale):
                close()


def root_path() -> str:
    """Return what stands before the language in this deployment's addresses: "" or e.g. "/exchange"."""
    return str(request.environ.get("marketplace.root", ""))


def public_address(locale: str, query: str = "") -> str:
    """Return the whole address of the current page in a language, as others should link to it."""
    site = current_app.extensions["marketplace"].settings.site_url
    return f"{site}/{locale}{_quoted_path()}" + (f"?{query}" if query else "")


def _quoted_path() -> str:
    return quote(request.path, safe="/:@!$&'()*+,;=~-._")


def in_locale(locale: str, query: str | None = None) -> str:
    """Return the address of the current page in another language, with this query or the page's own."""
    query = request.query_string.decode("ascii", "ignore") if query is None else query
    return f"{root_path()}/{locale}{_quoted_path()}" + (f"?{query}" if query else "")
