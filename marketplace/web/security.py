"""Headers, forged requests, request sizes and rates."""

from __future__ import annotations

from math import ceil
from time import time
from typing import Any

from flask import Flask, Request, Response, abort, current_app, g, request
from flask.json.provider import DefaultJSONProvider
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect
from limits.errors import ConfigurationError
from werkzeug.exceptions import HTTPException

from marketplace.config import ConfigError, Settings
from marketplace.web import counting  # noqa: F401  (makes "process://" known to the limiter)
from marketplace.web.locale import is_framed

POLICY = {
    "default-src": "'none'",
    **dict.fromkeys(("script-src", "style-src", "img-src", "font-src", "connect-src", "manifest-src"), "'self'"),
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}


def policy(**changes: str) -> str:
    """Return the policy of our pages, some directives changed: `policy(frame_src="'self'")`."""
    changed = {name.replace("_", "-"): sources for name, sources in changes.items()}
    return "; ".join(f"{name} {sources}" for name, sources in {**POLICY, **changed}.items())


HEADERS = {
    "Content-Security-Policy": policy(),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
FORM_MEMORY = 4_000_000  # bytes of form fields that are not files
csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address, default_limits=["1200 per minute"], headers_enabled=True)


class Json(DefaultJSONProvider):
    """JSON whose lists lie thousands deep counts as damaged, as does everything else that can't be read."""

    sort_keys = False  # answers are written in the order in which they are documented

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Return what a document says. Raise ValueError."""
        try:
            return super().loads(s, **kwargs)
        except RecursionError:
            raise ValueError("nested too deeply") from None


class Sessions(SecureCookieSessionInterface):
    """Sessions for our own pages. In frames on other people's pages everybody is nobody: no cookie is looked at."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of a request, None where there shall be none."""
        if is_framed(request.path):
            request.environ.pop("HTTP_COOKIE", None)
            return None
        return super().open_session(app, request)


def _no_forgery() -> None:
    """Check the CSRF token of every request that a browser could have been tricked into.

    Calls of the API with a token of their own, or without our session cookie, carry nothing that could be abused.
    """
    if request.path.startswith("/api/"):
        cookie = request.cookies.get(current_app.config["SESSION_COOKIE_NAME"])
        if "Authorization" in request.headers or not cookie:
            return
    if None in request.form:  # a part of a multipart form without a name: no browser sends that
        abort(400)
    csrf.protect()


def _not_too_large() -> None:
    """Refuse by the announced length, before anything is read."""
    limit = request.max_content_length
    if limit is not None and request.content_length is not None and request.content_length > limit:
        abort(413)


def seconds_to_wait(error: HTTPException) -> int:
    """Return after how many seconds a request refused as one too many may come again; `Retry-After` will say so, too.

    The pages of accounts tell it with their error; else it is the end of the limit that Flask-Limiter found used up.
    """
    told, limit = getattr(error, "retry_after", None), limiter.current_limit
    seconds = told if isinstance(told, int) else ceil(limit.window[0] - time()) if limit else 60
    g.retry_after = max(1, seconds)
    return int(g.retry_after)


def _true_wait(response: Response) -> Response:
    """Put the true wait in place of Flask-Limiter's, which comes with every answer and takes the longest of all limits.

    On a redirect it would ask the reader to wait before following (RFC 9110, 10.2.3).
    """
    if response.status_code == 429 and "retry_after" in g:
        response.headers["Retry-After"] = str(g.retry_after)
    elif response.status_code != 503:
        response.headers.pop("Retry-After", None)
    return response


def _headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if "frame-ancestors 'none'" not in response.headers["Content-Security-Policy"]:
        del response.headers["X-Frame-Options"]  # the older word for the same ban
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if response.mimetype == "text/html":
        response.headers.setdefault("Cache-Control", "private, no-cache")
    return response


def setup(app: Flask, settings: Settings) -> None:
    """Switch everything on."""
    app.config.update(
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session; a form left open overnight must still be saved
        WTF_CSRF_SSL_STRICT=False,  # the token is enough, and Referer is often cut by proxies
        MAX_CONTENT_LENGTH=settings.upload_limit * 1_000_000 + FORM_MEMORY,
        MAX_FORM_MEMORY_SIZE=FORM_MEMORY,
        MAX_FORM_PARTS=5000,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.site_url.startswith("https://"),
        RATELIMIT_STORAGE_URI=settings.rate_limit_url,
    )
    app.config.setdefault("RATELIMIT_ENABLED", not app.testing)
    app.json = Json(app)
    app.session_interface = Sessions()
    app.before_request(_not_too_large)
    csrf.init_app(app)
    app.after_request(_true_wait)  # before the limiter's own, thus carried out after it
    try:
        limiter.init_app(app)
    except ConfigurationError:  # its text holds the address, password and all
        wanted = "process://, or redis://host:port where the Python package redis is installed"
        raise ConfigError(f"MARKETPLACE_RATE_LIMIT_URL: must be {wanted}") from None
    app.before_request(_no_forgery)
    app.after_request(_headers)
