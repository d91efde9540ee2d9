"""What a view needs of the current request: who asks, the unit of work, the marketplace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app, g, has_request_context, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from marketplace.accounts.service import viewer_of
from marketplace.db import db
from marketplace.errors import NotAllowed
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

if TYPE_CHECKING:
    from marketplace.app import Marketplace

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


def market() -> Marketplace:
    """Return the marketplace of the running app: settings, plugins, engine, clock, storage."""
    return current_app.extensions["marketplace"]  # type: ignore[no-any-return]


def uow() -> UnitOfWork:
    """Return the request's unit of work; requests that may change something take the database's write lock at once."""
    if "uow" not in g:
        g.uow = UnitOfWork(db.session(), market().clock, write=request.method in UNSAFE)
    return g.uow  # type: ignore[no-any-return]


def viewer() -> Viewer:
    """Return who is asking; nobody outside a request."""
    if not has_request_context():
        return Viewer.anonymous()
    if "viewer" not in g:
        g.viewer = viewer_of(uow(), current_user)
    return g.viewer  # type: ignore[no-any-return]


def let_others_write() -> None:
    """End the transaction in which the database was asked who sends this; what comes next takes long.

    On SQLite it is the only one that may write; the next query begins another.
    """
    uow().commit()


def forget_reader() -> None:
    """Let the rest of this request pass as nobody's, so that it can be answered without the database."""
    db.session.remove()
    g.viewer = Viewer.anonymous()
    g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]


def require_sign_in() -> None:
    """Raise NotAllowed("sign_in") for those who have not signed in; the error page sends them to the sign-in form."""
    if not viewer().signed_in:
        raise NotAllowed("sign_in")


def is_htmx() -> bool:
    """Tell whether htmx asks for a piece of the page (not when it restores a page of its history)."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def page(template: str, *, fragment: str | None = None, status: int = 200, **context: Any) -> Response:
    """Render a page, or to htmx only the template `fragment`, which the page includes."""
    part = fragment if fragment and is_htmx() and "HX-Boosted" not in request.headers else None
    body = render_template(part or template, **context)
    response = current_app.make_response((body, status))
    response.vary.add("HX-Request")
    return response


def back_to(endpoint: str, **values: Any) -> Response:
    """Redirect after a form was carried out (303, so that a reload does not send it again)."""
    return redirect(url_for(endpoint, **values), 303)
