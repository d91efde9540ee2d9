"""Posting: the first three answers, from which the draft is made. Its steps are in `editing.py`."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response as BaseResponse

from marketplace.errors import Invalid
from marketplace.i18n import gettext as _
from marketplace.listings import fields, service
from marketplace.listings.ports import today
from marketplace.organisations import service as organisations
from marketplace.web import forms, halfway, wizard
from marketplace.web.context import market, page, require_sign_in, uow, viewer
from marketplace.web.forms import FormField, Option, Sources
from marketplace.web.once import only_once
from marketplace.web.views.editing import NEW, bp, chosen_organisation, keep_and_sign_in


@bp.get("/new")
def new() -> BaseResponse:
    """Ask for kind, organisation and sector."""
    require_sign_in()
    kept = halfway.kept(NEW) if "restore" in request.args else None
    return _new_page(halfway.typed(kept) if kept else request.args, {})


def _new_page(values: forms.Typed, errors: dict[str, list[str]]) -> BaseResponse:
    organisation, sector = organisation_field(values, errors), sector_field(values, errors)
    shown = [kind_field(errors), organisation, sector]
    context: dict[str, Any] = {
        "kind": values.get("kind", ""),
        "title": values.get("title", "")[:300],
    }
    context |= {"organisation": organisation, "sector": sector, "problems": forms.problems(errors, shown)}
    return page("editing/new.html", status=422 if errors else 200, **context)


def kind_field(errors: dict[str, list[str]]) -> FormField:
    """Return the choice between offer and demand, which the template shows in its own way."""
    return FormField("kind", _("What do you want to post?"), errors=errors.get("kind", ()))


def organisation_field(values: forms.Typed, errors: dict[str, list[str]]) -> FormField:
    """Return the choice among the organisations of the viewer."""
    own = organisations.mine(viewer(), uow())
    chosen = values.get("organisation") or (own[0].public_id if len(own) == 1 else "")
    shown = FormField("organisation", _("On behalf of which organisation?"), "choice", chosen, narrow=True)
    shown.options = [Option(each.public_id, each.name, each.public_id == chosen) for each in own]
    shown.empty_label, shown.errors = _("I will choose later"), errors.get("organisation", ())
    if not own:
        shown.help = _(
            "You belong to no organisation yet. Write the draft now; to publish it, register your organisation."
        )
    return shown


def sector_field(values: forms.Typed, errors: dict[str, list[str]]) -> FormField:
    """Return the choice of the sector."""
    form = wizard.Form("offer", {"sector": values.get("sector")}, market(), Sources(errors=errors))
    return wizard.sector_field(form)


@bp.post("/new")
def create() -> BaseResponse:
    """Start the draft. The same form sent twice leads to the same draft."""
    if not viewer().signed_in:
        return keep_and_sign_in()
    try:
        return only_once(_start)
    except Invalid as error:
        uow().rollback()
        return _new_page(request.form, error.messages)


def _start() -> str:
    typed = request.form
    data: dict[str, object] = {"sector": typed.get("sector") or None, **fields.initial(today(uow(), market()))}
    if typed.get("title", "").strip():
        data["texts"] = {wizard.languages()[0]: {"title": typed["title"]}}
    if typed.get("kind") not in fields.KIND_LABELS:
        raise Invalid({"kind": [_("Choose one of the two.")]})
    organisation_id = chosen_organisation(typed.get("organisation"))
    listing = service.create_draft(viewer(), uow(), market(), typed["kind"], data, organisation_id=organisation_id)
    halfway.forget(NEW)
    return url_for("editing.edit", public_id=listing.public_id)
