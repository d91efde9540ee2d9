"""Where pages send half-typed forms by themselves, a few seconds after a change and when they are left."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from marketplace.errors import NotFound
from marketplace.i18n import gettext as _
from marketplace.web import halfway
from marketplace.web.context import uow
from marketplace.web.formatting import clock
from marketplace.web.security import limiter
from marketplace.web.urls import safe_next

bp = Blueprint("stashing", __name__)
bp.after_request(halfway.send_cookie)


@bp.post("/listings/stash")
@limiter.limit("120 per minute")
def keep() -> BaseResponse:
    """Keep a half-typed form that the page sent by itself. Files are not kept."""
    key = request.form.get("_form", "")[:120]
    if not key.startswith("listing:"):
        raise NotFound
    path = safe_next(request.form.get("_path")) or ""
    done = halfway.keep(key, path, request.form)
    text = (
        _("Kept at %(time)s, not saved yet", time=clock(uow().now()))
        if done
        else _("The form is too large to be kept.")
    )
    response: Response = jsonify(text=text)
    response.status_code = 200 if done else 413
    return response


@bp.post("/listings/stash/drop")
def drop() -> BaseResponse:
    """Throw a kept form away."""
    halfway.forget(request.form.get("_form", "")[:120])
    uow().commit()
    return redirect(safe_next(request.form.get("_path")) or url_for("mine.index"), 303)
