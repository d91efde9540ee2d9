"""The broker desk: its table, the download of what the filters leave, handing rows over and taking that back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from marketplace.desk import export, service
from marketplace.desk.query import PAGE_SIZE, Desk, Filters
from marketplace.desk.rows import holders, rows_of
from marketplace.errors import Invalid, NotFound, Stale
from marketplace.i18n import gettext as _
from marketplace.i18n import ngettext
from marketplace.web.context import back_to, market, page, require_sign_in, uow, viewer
from marketplace.web.flashes import say
from marketplace.web.paging import asked, pages_of
from marketplace.web.views.desk_page import DeskPage

bp = Blueprint("desk", __name__, url_prefix="/desk")


def opened() -> tuple[Desk, Filters]:
    """Return the desk and what the address asks of it."""
    require_sign_in()
    desk = Desk(viewer(), uow(), market())
    return desk, Filters.of(request.values, desk.sectors or frozenset(market().plugins.sectors))


@bp.get("")
def index() -> Response:
    """Show the table."""
    desk, filters = opened()
    found = desk.page(filters, asked())
    people = holders(desk, {key.broker_id for key in found.items})
    shown = DeskPage(desk, filters, found, rows_of(desk, found.items, people))
    pages = pages_of(found, PAGE_SIZE, "desk.index", **filters.args())
    return page("desk/index.html", view=shown, pages=pages)


@bp.get("/export.<form>")
def download(form: str) -> Response:
    """Send what the filters leave as a file."""
    if form not in export.FORMATS:
        raise NotFound
    desk, filters = opened()
    answer = current_app.response_class(export.write(desk, filters, form), mimetype=export.FORMATS[form])
    name = f"desk-{desk.times.today.isoformat()}.{form}"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@bp.get("/hand-over")
def choose() -> Response:
    """Ask into whose hands the chosen rows go."""
    desk, filters = opened()
    if not service.tokens(request.args.getlist("row")):
        say(_("Choose at least one row."), "warn")
        return back_to("desk.index", **filters.args())
    return _confirm(desk, filters)


@bp.post("/hand-over")
def hand_over() -> Response:
    """Hand the rows over; the next page offers to take that back."""
    desk, filters = opened()
    wanted, to = service.tokens(request.form.getlist("row")), request.form.get("to", "")
    try:
        batch = service.hand_over(viewer(), uow(), market(), wanted, to)
    except Invalid as error:
        return _refused(filters, 422, errors=error.messages)
    except Stale as error:
        return _refused(filters, 409, changed={(key.what, key.public_id) for key in error.current})
    name = next((each.name for each in holders(desk) if each.public_id == to), "")
    uow().commit()
    _tell(len(wanted), name, batch, filters)
    return back_to("desk.index", **filters.args())


def _tell(count: int, name: str, batch: str, filters: Filters) -> None:
    undo = Markup('<button class="btn alt sm" type="submit" form="undo" formaction="{}">{}</button>').format(
        url_for("desk.undo", batch=batch, **filters.args()),  # type: ignore[arg-type]
        _("Undo"),
    )
    if name:
        text = ngettext("%(num)s row handed to %(name)s.", "%(num)s rows handed to %(name)s.", count, name=name)
    else:
        text = ngettext("%(num)s row is nobody's now.", "%(num)s rows are nobody's now.", count)
    say(Markup("{} {}").format(text, undo), "ok")


def _refused(filters: Filters, status: int, **context: Any) -> Response:
    uow().rollback()
    return _confirm(Desk(viewer(), uow(), market()), filters, status, **context)


def _confirm(
    desk: Desk,
    filters: Filters,
    status: int = 200,
    errors: dict[str, list[str]] | None = None,
    changed: Any = None,
) -> Response:
    keys = service.chosen(desk, service.tokens(request.values.getlist("row")))
    people = holders(desk, {key.broker_id for key in keys})
    context: dict[str, Any] = {"rows": rows_of(desk, keys, people), "people": [each for each in people if each.works]}
    context |= {"to": request.values.get("to", ""), "errors": errors or {}, "changed": changed, "filters": filters}
    return page("desk/hand_over.html", status=status, nobody=service.NOBODY, **context)


@bp.post("/undo/<batch>")
def undo(batch: str) -> Response:
    """Take one's own hand-over back."""
    _desk, filters = opened()
    try:
        count = service.undo(viewer(), uow(), market(), batch)
    except NotFound:
        say(_("There is nothing to take back: others have gone on with these rows."), "warn")
        return back_to("desk.index", **filters.args())
    uow().commit()
    say(ngettext("%(num)s row is back where it was.", "%(num)s rows are back where they were.", count), "ok")
    return back_to("desk.index", **filters.args())
