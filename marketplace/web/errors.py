"""Every error as a page in the reader's language: one place for HTTP errors and for those of the domain.

Outside `/api` an error is HTML; to htmx it is only the message, put where the page shows its messages.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed
from werkzeug.wrappers import Response

from marketplace.database import is_unavailable
from marketplace.errors import Invalid, MarketplaceError, NotAllowed, NotFound, Stale
from marketplace.i18n import gettext as _
from marketplace.logs import request_id
from marketplace.web.context import forget_reader, is_htmx, market, viewer
from marketplace.web.formatting import duration
from marketplace.web.locale import is_framed
from marketplace.web.security import seconds_to_wait


@dataclass(frozen=True, slots=True)
class Problem:
    """What the page says."""

    status: int
    title: str
    text: str
    reference: str = ""  # of the log entry
    messages: tuple[str, ...] = ()


def describe(status: int, wait: int = 60) -> Problem:
    """Return the words for an HTTP status; an uncommon one gets those of 400 or 500. `wait` is in seconds."""
    words = {
        400: (
            _("This request can't be read"),
            _("Part of the address or of the form is damaged. Go back and try again."),
        ),
        403: (_("You may not do this"), _("Your account does not have the right to open this page or take this step.")),
        404: (
            _("There is no such page"),
            _("The address may be mistyped, or the listing was withdrawn or is not open to you."),
        ),
        405: (_("This page can't be used that way"), _("Open it from a link or a form of the site.")),
        409: (
            _("Somebody else changed this first"),
            _("Open the page again to see how it stands now; what you sent was not saved."),
        ),
        410: (_("This page is gone"), _("What stood here was removed.")),
        413: (
            _("This file is too large"),
            _(
                "Files may have up to %(limit)s MB. Make it smaller or send it in parts; nothing was saved.",
                limit=market().settings.upload_limit,
            ),
        ),
        415: (
            _("This kind of content is not accepted"),
            _("Send a form or a file of one of the kinds that the page names."),
        ),
        422: (_("Something in the form needs to be mended"), _("Go back: what you typed is still there.")),
        429: (
            _("Too many requests"),
            _("Try again in %(length)s. Nothing was lost.", length=duration(wait)),
        ),
        500: (
            _("Something went wrong on our side"),
            _("It was written down and will be looked into. What you typed can be sent again."),
        ),
        503: (_("The site is not available right now"), _("Try again in a few minutes.")),
    }
    title, text = words.get(status) or words[500 if status >= 500 else 400]
    return Problem(status, title, text)


def show(problem: Problem) -> Response:
    """Return the error page; only the message for htmx."""
    if is_htmx():
        body = render_template("errors/message.html", problem=problem)
        headers = {"HX-Retarget": "#messages", "HX-Reswap": "innerHTML", "HX-Push-Url": "false"}
        return current_app.make_response((body, problem.status, headers))
    template = "embed/error.html" if is_framed(request.path) else "errors/page.html"
    return current_app.make_response((render_template(template, problem=problem), problem.status))


def of_http(error: HTTPException) -> Response:
    """Turn an HTTP error into a page; redirects and ready-made answers pass through."""
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    response = show(describe(error.code, seconds_to_wait(error)) if error.code == 429 else describe(error.code))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def of_csrf(error: CSRFError) -> Response:
    """Say that the page was open too long or came from elsewhere. Forms that can keep what was typed do so first."""
    if answer := _rescued():
        return answer
    text = _("The page was open for too long or you signed out elsewhere. Open it again and send the form once more.")
    return show(Problem(400, _("This form has expired"), text))


def _rescued() -> Response | None:
    """Return the answer of a form that keeps what was typed into it, None for any other request."""
    rescue = current_app.extensions.get("marketplace_rescues", {}).get(request.endpoint)
    return rescue() if rescue and request.method == "POST" else None


def of_domain(error: MarketplaceError) -> Response:
    """Turn the domain's errors into pages. People who are not signed in are sent to the sign-in form first."""
    if isinstance(error, NotAllowed):
        if not viewer().signed_in:
            return _rescued() or to_sign_in()
        problem = describe(403)
        return show(Problem(403, problem.title, error.reason or problem.text))
    if isinstance(error, Invalid):
        problem = describe(422)
        texts = tuple(str(text) for texts in error.messages.values() for text in texts)
        return show(Problem(422, problem.title, problem.text, messages=texts))
    return show(describe(404 if isinstance(error, NotFound) else 409 if isinstance(error, Stale) else 400))


def to_sign_in(back: str | None = None) -> Response:
    """Redirect to the sign-in form, which leads to `back`, or to this page if it can be opened again."""
    if back is None and request.method == "GET":
        back = request.script_root + request.full_path.rstrip("?")
    target = url_for("security.login", next=back)
    if is_htmx():
        return current_app.make_response(("", 204, {"HX-Redirect": target}))
    return redirect(target, 303)


def of_bug(error: Exception) -> Response:
    """Log the unexpected under the request's id, which the page shows."""
    log_bug(error)
    problem = describe(500)
    return show(Problem(500, problem.title, problem.text, request_id() or ""))


def log_bug(error: Exception) -> None:
    """Write down what went wrong and where. The rule, not the address: an address may hold a mailed key."""
    rule = request.url_rule.rule if request.url_rule else ""
    current_app.logger.error("unexpected error %s on %s %s", request_id(), request.method, rule, exc_info=error)


def log_absence(error: SQLAlchemyError) -> None:
    """Write down why the database can't serve: not the values sent, nor the address, which may hold a mailed key."""
    current_app.logger.warning("database is not available: %s", getattr(error, "orig", error))


def of_database(error: SQLAlchemyError) -> Response:
    """Ask the reader to come back when the database can't serve just now; any other error of it is a bug."""
    if not is_unavailable(error):
        return of_bug(error)
    log_absence(error)
    forget_reader()
    response = show(describe(503))
    response.headers["Retry-After"] = "60"
    return response


def of_late(error: InternalServerError) -> Response:
    """Answer what went wrong after the answer was made: Flask-Security commits only there."""
    cause = error.original_exception
    return of_database(cause) if isinstance(cause, SQLAlchemyError) else of_bug(cause or error)  # type: ignore[arg-type]


def setup(app: Flask) -> None:
    """Register the handlers; the API's own answer first for `/api`."""
    app.log_exception = lambda *_: None  # type: ignore[method-assign]  # `of_late` logs it, without the address
    app.register_error_handler(InternalServerError, of_late)
    app.register_error_handler(SQLAlchemyError, of_database)
    app.register_error_handler(CSRFError, of_csrf)
    app.register_error_handler(HTTPException, of_http)
    app.register_error_handler(MarketplaceError, of_domain)
    app.register_error_handler(Exception, of_bug)
