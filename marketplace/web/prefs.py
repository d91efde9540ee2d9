"""What a reader chooses without an account: the colour theme and, by visiting it, the language."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from marketplace.i18n import current_locale
from marketplace.web import locale
from marketplace.web.urls import safe_next

THEME = "theme"
THEMES = ("light", "dark")
YEAR = 365 * 24 * 3600
bp = Blueprint("prefs", __name__)


def theme() -> str:
    """Return "light", "dark" or "" for the system's."""
    chosen = request.cookies.get(THEME, "")
    return chosen if chosen in THEMES else ""


@bp.post("/theme")
def set_theme() -> BaseResponse:
    """Keep the chosen theme in a cookie and go back to the page."""
    response = redirect(safe_next(request.form.get("next")) or url_for("home.index"), 303)
    chosen = request.form.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(THEME, chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure, httponly=True)
    else:
        response.delete_cookie(THEME)
    return response


def remember_language(response: Response) -> Response:
    """Keep the language last read, for addresses without one."""
    if locale.is_neutral(request.path) or locale.is_framed(request.path) or response.mimetype != "text/html":
        return response
    if request.cookies.get(locale.COOKIE) != current_locale():
        response.set_cookie(
            locale.COOKIE, current_locale(), max_age=YEAR, samesite="Lax", secure=request.is_secure, httponly=True
        )
    return response


def setup(app: Flask) -> None:
    """Register the route and the cookie."""
    app.register_blueprint(bp)
    app.after_request(remember_language)
