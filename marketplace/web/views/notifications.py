"""What one was told: the list behind the bell."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from marketplace.notifications import service
from marketplace.web.context import back_to, page, require_sign_in, uow, viewer
from marketplace.web.paging import asked, pages_of

bp = Blueprint("notifications", __name__, url_prefix="/notifications")


@bp.get("")
def index() -> Response:
    """List one's notifications, newest first."""
    require_sign_in()
    found = service.page(viewer(), uow(), asked())
    pages = pages_of(found, service.PAGE_SIZE, "notifications.index")
    return page("notifications/index.html", found=found, pages=pages)


@bp.post("/<public_id>")
def read(public_id: str) -> Response:
    """Note that one was read; go where it leads, or with `then=stay` back to the list."""
    require_sign_in()
    found = service.read(viewer(), uow(), public_id)
    uow().commit()
    if request.form.get("then") == "stay":
        return back_to("notifications.index")
    return redirect(request.script_root + found.path, 303)


@bp.post("")
def read_all() -> Response:
    """Note that all were read."""
    require_sign_in()
    service.read_all(viewer(), uow())
    uow().commit()
    return back_to("notifications.index")
