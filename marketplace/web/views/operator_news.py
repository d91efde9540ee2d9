"""The operator's pages of news: write, preview, publish now or later, delete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from marketplace.editorial import news
from marketplace.editorial.markdown import render
from marketplace.editorial.models import Announcement
from marketplace.editorial.news import DRAFT, LATER, LONGEST, NOW
from marketplace.errors import Invalid, Stale
from marketplace.i18n import LOCALES, L
from marketplace.i18n import gettext as _
from marketplace.web import forms, halfway
from marketplace.web.context import back_to, market, page, uow, viewer
from marketplace.web.flashes import say
from marketplace.web.forms import FormField, Option
from marketplace.web.once import only_once
from marketplace.web.operator import ask, require_operator, tabs
from marketplace.web.paging import asked, number_in, pages_of
from marketplace.web.views.news import piece

bp = Blueprint("operator_news", __name__, url_prefix="/operator/news")
STATES = {DRAFT: L("Draft", "Bản nháp"), NOW: L("Published", "Đã đăng"), LATER: L("Scheduled", "Hẹn giờ")}
WHENS = {
    DRAFT: L("Keep it as a draft", "Giữ làm bản nháp"),
    NOW: L("Publish it now", "Đăng ngay"),
    LATER: L("Publish it later", "Đăng vào lúc khác"),
}
OUT = L("Leave it published", "Giữ nguyên, đã đăng")
LABELS = {"title": L("Title", "Tiêu đề"), "body": L("Text", "Nội dung")}


@bp.get("")
def index() -> Response:
    """List all that was written, the latest first."""
    require_operator()
    found = news.every(viewer(), uow(), asked())
    rows = [(piece(each), news.state(uow(), each)) for each in found.items]
    pages = pages_of(found, news.PAGE_SIZE, "operator_news.index")
    return page("operator/news.html", tabs=tabs(), rows=rows, states=STATES, pages=pages)


@bp.get("/new")
def new() -> Response:
    """Show an empty form."""
    require_operator()
    return form(None, halfway.restored() or {"when": NOW})


@bp.post("/new")
def create() -> Response:
    """Write a piece of news, or only show how it will look."""
    require_operator()
    if request.form.get("act") == "preview":
        return form(None, request.form, preview=True)
    try:
        return only_once(_create)
    except Invalid as error:
        uow().rollback()
        return form(None, request.form, error.messages, 422)


def _create() -> str:
    it = news.create(viewer(), uow(), request.form, zone())
    say(_("Saved."))
    return url_for("news.show", public_id=it.public_id)


@bp.get("/<public_id>")
def edit(public_id: str) -> Response:
    """Show the form with what is stored."""
    require_operator()
    it = news.get(viewer(), uow(), public_id)
    return form(it, halfway.restored() or stored(it))


@bp.post("/<public_id>")
def save(public_id: str) -> Response:
    """Save it; if somebody else did meanwhile, show both."""
    require_operator()
    version = number_in(request.form.get("version", ""))
    if request.form.get("act") == "preview":
        return form(news.get(viewer(), uow(), public_id), request.form, version=version, preview=True)
    try:
        news.edit(viewer(), uow(), public_id, request.form, zone(), version)
    except Invalid as error:
        uow().rollback()
        return form(news.get(viewer(), uow(), public_id), request.form, error.messages, 422, version=version)
    except Stale as error:
        return form(error.current, request.form, status=409, theirs=stored(error.current))
    uow().commit()
    say(_("Saved."))
    return back_to("news.show", public_id=public_id)


@bp.get("/<public_id>/delete")
def confirm_delete(public_id: str) -> Response:
    """Ask before a piece is deleted."""
    require_operator()
    it = news.get(viewer(), uow(), public_id)
    question = _("“%(title)s” is deleted for good; its address leads nowhere then.", title=piece(it).title)
    back = url_for("operator_news.index")
    return ask(_("Delete the news"), question, back, {"version": [it.version]})


@bp.post("/<public_id>/delete")
def delete(public_id: str) -> Response:
    """Delete a piece, unless somebody changed it meanwhile."""
    require_operator()
    try:
        news.delete(viewer(), uow(), public_id, number_in(request.form.get("version", "")))
    except Stale:
        uow().rollback()
        say(_("Somebody else changed it meanwhile. Look at it again."), "warn")
        return back_to("operator_news.edit", public_id=public_id)
    uow().commit()
    say(_("The news is deleted."))
    return back_to("operator_news.index")


def zone() -> str:
    """Return the time zone of times that operators type."""
    return market().settings.timezone


def stored(it: Announcement) -> dict[str, str]:
    """Return what stands in the database as the form's values."""
    found = {f"{name}_{lang}": str(getattr(it, f"{name}_{lang}")) for lang in LOCALES for name in LONGEST}
    at = it.publish_at.astimezone(ZoneInfo(zone())) if it.publish_at else None
    return found | {"when": news.state(uow(), it), "publish_at": f"{at:%Y-%m-%dT%H:%M}" if at else ""}


def fields(values: Mapping[str, Any], errors: Mapping[str, Sequence[str]], *, out: bool) -> list[FormField]:
    """Return the inputs in order: titles, texts, when."""
    found = [
        FormField(
            f"{name}_{lang}",
            str(label),
            "textarea" if name == "body" else "text",
            max_length=LONGEST[name],
            rows=12 if name == "body" else 0,
            lang=lang,
        )
        for name, label in LABELS.items()
        for lang in LOCALES
    ]
    found.append(when(values, WHENS | ({NOW: OUT} if out else {})))
    help = _("By the clocks of %(zone)s.", zone=zone())
    found.append(FormField("publish_at", _("Day and time"), input_type="datetime-local", help=help, narrow=True))
    for each in found:
        each.value, each.errors = values.get(each.name, ""), errors.get(each.name, ())
    return found


def when(values: Mapping[str, Any], labels: Mapping[str, L]) -> FormField:
    """Return the choice of when it comes out."""
    options = [Option(value, str(label), values.get("when") == value) for value, label in labels.items()]
    return FormField("when", _("When everybody can read it"), "choice-radio", options=options, required=True)


def form(
    it: Announcement | None,
    values: Mapping[str, Any],
    errors: Mapping[str, Sequence[str]] | None = None,
    status: int = 200,
    *,
    version: int | None = None,
    preview: bool = False,
    theirs: Mapping[str, str] | None = None,
) -> Response:
    """Render the form, with how it will look or what somebody else saved meanwhile above it."""
    shown = fields(values, errors or {}, out=it is not None and news.state(uow(), it) == NOW)
    written = [lang for lang in LOCALES if values.get(f"title_{lang}") or values.get(f"body_{lang}")]
    texts = [
        (lang, values.get(f"title_{lang}", ""), render(values.get(f"body_{lang}", ""), request.script_root))
        for lang in written
    ]
    return page(
        "operator/announcement.html",
        status=status,
        tabs=tabs(),
        it=it,
        fields=shown,
        problems=forms.problems(errors or {}, shown),
        version=version if version is not None else it.version if it else 0,
        preview=texts if preview else [],
        differing=[(each, theirs[each.name]) for each in shown[:4] if theirs],
    )
