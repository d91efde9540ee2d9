"""The operator's pages of the site's own texts: write in both languages, preview, look back, go back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.inputs import clean
from marketplace.editorial import texts
from marketplace.editorial.texts import LONGEST, SitePage
from marketplace.errors import Invalid, NotFound, Stale
from marketplace.i18n import LOCALES, L, current_locale
from marketplace.i18n import gettext as _
from marketplace.web import forms, halfway
from marketplace.web import texts as reading
from marketplace.web.context import back_to, page, uow, viewer
from marketplace.web.flashes import say
from marketplace.web.forms import FormField
from marketplace.web.operator import ask, require_operator, tabs
from marketplace.web.paging import number_in

bp = Blueprint("operator_texts", __name__, url_prefix="/operator/texts")
ACTIONS = {
    "edited": L("Edited", "Chỉnh sửa"),
    "restored": L("Earlier version restored", "Khôi phục phiên bản cũ"),
    "reset": L("Back to the shipped text", "Quay về văn bản có sẵn"),
}
ADDRESSES = {"about": "about.about", "terms": "about.terms", "privacy": "about.privacy"}


def address(slug: str) -> str:
    """Return where everybody reads a page."""
    return url_for(ADDRESSES[slug]) if slug in ADDRESSES else url_for("about.help_on", slug=slug)


@bp.get("")
def index() -> Response:
    """List the pages that can be written."""
    require_operator()
    found, lang = texts.current(uow()), current_locale()
    rows = [(each, reading.filled(each.words[lang]["title"], lang), address(each.slug)) for each in found.values()]
    return page("operator/texts.html", tabs=tabs(), rows=rows)


def current(slug: str) -> SitePage:
    """Return a page. Raise NotFound."""
    return texts.current(uow(), [slug])[slug]


@bp.get("/<slug>")
def edit(slug: str) -> Response:
    """Show the form with what the page reads now."""
    require_operator()
    now = current(slug)
    return form(now, halfway.restored() or stored(now))


def stored(now: SitePage) -> dict[str, str]:
    """Return what stands in the database as the form's values."""
    return {f"{name}_{lang}": now.words[lang][name] for lang in LOCALES for name in LONGEST}


@bp.post("/<slug>")
def save(slug: str) -> Response:
    """Save the page or only show how it will look; if somebody else saved meanwhile, show both."""
    require_operator()
    version = number_in(request.form.get("version", ""))
    if request.form.get("act") == "preview":
        return form(current(slug), request.form, version=version, preview=True)
    try:
        texts.edit(viewer(), uow(), slug, request.form, version)
    except Invalid as error:
        uow().rollback()
        return form(current(slug), request.form, error.messages, 422, version=version)
    except Stale as error:
        return form(error.current, request.form, status=409, stale=True)
    uow().commit()
    say(_("The page is saved."))
    return back_to("operator_texts.history", slug=slug)


def fields(values: Mapping[str, Any], errors: Mapping[str, Sequence[str]]) -> list[list[FormField]]:
    """Return the inputs, in pairs of languages."""
    labels = {"title": L("Title", "Tiêu đề"), "body": L("Text", "Nội dung")}
    return [
        [
            FormField(
                f"{name}_{lang}",
                str(label),
                "textarea" if name == "body" else "text",
                values.get(f"{name}_{lang}", ""),
                required=True,
                errors=errors.get(f"{name}_{lang}", ()),
                max_length=LONGEST[name],
                rows=24 if name == "body" else 0,
                lang=lang,
            )
            for lang in LOCALES
        ]
        for name, label in labels.items()
    ]


def form(
    now: SitePage,
    values: Mapping[str, Any],
    errors: Mapping[str, Sequence[str]] | None = None,
    status: int = 200,
    *,
    version: int | None = None,
    preview: bool = False,
    stale: bool = False,
) -> Response:
    """Render the form, with how it will look or what somebody else saved meanwhile above it."""
    pairs, theirs = fields(values, errors or {}), stored(now)
    shown = [
        (lang, reading.shown(now.slug, {name: str(values.get(f"{name}_{lang}", "")) for name in LONGEST}, lang))
        for lang in LOCALES
    ]
    return page(
        "operator/text.html",
        status=status,
        tabs=tabs(),
        now=now,
        title=reading.filled(now.words[current_locale()]["title"], current_locale()),
        url=address(now.slug),
        pairs=pairs,
        problems=forms.problems(errors or {}, [each for pair in pairs for each in pair]),
        version=now.version if version is None else version,
        preview=shown if preview else [],
        differing=[(each, theirs[each.name]) for pair in pairs for each in pair if stale and differs(each, theirs)],
    )


def differs(field: FormField, theirs: Mapping[str, str]) -> bool:
    """Tell whether what was typed is not what stands in the database, however the browser ends its lines."""
    return clean(str(field.value), lines=True) != theirs[field.name]


@bp.get("/<slug>/history")
def history(slug: str) -> Response:
    """Show who changed what when."""
    require_operator()
    now = current(slug)
    title = reading.filled(now.words[current_locale()]["title"], current_locale())
    steps = texts.history(viewer(), uow(), slug)
    context: dict[str, Any] = {"now": now, "title": title, "steps": steps, "actions": ACTIONS, "url": address(slug)}
    return page("operator/text_history.html", tabs=tabs(), **context)


@bp.post("/<slug>/restore")
def restore(slug: str) -> Response:
    """Go back to an earlier version, as a new one."""
    require_operator()
    number, version = (number_in(request.form.get(name, "")) for name in ("number", "version"))
    return changed(slug, lambda: texts.restore(viewer(), uow(), slug, number, version))


@bp.get("/<slug>/reset")
def confirm_reset(slug: str) -> Response:
    """Ask before the shipped text comes back."""
    require_operator()
    now = current(slug)
    if not now.own:
        raise NotFound
    question = _(
        "Readers see the text that came with the software again, in both languages. Yours stays in the history."
    )
    return ask(
        _("Back to the shipped text"), question, url_for("operator_texts.edit", slug=slug), {"version": [now.version]}
    )


@bp.post("/<slug>/reset")
def reset(slug: str) -> Response:
    """Put the shipped text back."""
    require_operator()
    version = number_in(request.form.get("version", ""))
    return changed(slug, lambda: texts.reset(viewer(), uow(), slug, version))


def changed(slug: str, act: Any) -> Response:
    """Carry a step out and show the history; nothing happens if somebody else was faster."""
    try:
        act()
    except Stale:
        uow().rollback()
        say(_("Somebody else changed this page meanwhile. Look at the history and decide again."), "warn")
        return back_to("operator_texts.history", slug=slug)
    uow().commit()
    say(_("The page is saved."))
    return back_to("operator_texts.history", slug=slug)
