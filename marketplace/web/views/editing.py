"""Posting and editing: the first three answers, then the steps. Saving a step changes the draft; nothing else does."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from marketplace.errors import Invalid, NotAllowed, NotFound, Stale
from marketplace.i18n import gettext as _
from marketplace.listings import fields, policy, queries, service
from marketplace.listings.document import document
from marketplace.listings.models import Listing
from marketplace.listings.ports import today
from marketplace.organisations import service as organisations
from marketplace.web import forms, halfway, wizard
from marketplace.web.context import back_to, market, page, require_sign_in, uow, viewer
from marketplace.web.flashes import say
from marketplace.web.forms import FormField, Option, Sources
from marketplace.web.once import only_once
from marketplace.web.paging import number_in
from marketplace.web.views import mine
from marketplace.web.views.step_page import PUBLISHING, StepPage

bp = Blueprint("editing", __name__, url_prefix="/listings")
NEW = "listing:new"
RESCUED = ("editing.create", "editing.save", "editing.resolve")  # forms too long to lose to an expired session
bp.after_request(halfway.send_cookie)


@bp.get("/new")
def new() -> BaseResponse:
    """Ask for kind, organisation and sector."""
    require_sign_in()
    kept = halfway.kept(NEW) if "restore" in request.args else None
    return _new_page(halfway.typed(kept) if kept else request.args, {})


def _new_page(values: forms.Typed, errors: dict[str, list[str]]) -> BaseResponse:
    organisation, sector = _organisation_field(values, errors), _sector_field(values, errors)
    shown = [FormField("kind", _("What do you want to post?")), organisation, sector]
    context: dict[str, Any] = {
        "kind": values.get("kind", ""),
        "title": values.get("title", "")[:300],
    }
    context |= {"organisation": organisation, "sector": sector, "problems": forms.problems(errors, shown)}
    return page("editing/new.html", status=422 if errors else 200, **context)


def _organisation_field(values: forms.Typed, errors: dict[str, list[str]]) -> FormField:
    mine = organisations.mine(viewer(), uow())
    chosen = values.get("organisation") or (mine[0].public_id if len(mine) == 1 else "")
    shown = FormField("organisation", _("On behalf of which organisation?"), "choice", chosen, narrow=True)
    shown.options = [Option(each.public_id, each.name, each.public_id == chosen) for each in mine]
    shown.empty_label, shown.errors = _("I will choose later"), errors.get("organisation", ())
    if not mine:
        shown.help = _(
            "You belong to no organisation yet. Write the draft now; to publish it, register your organisation."
        )
    return shown


def _sector_field(values: forms.Typed, errors: dict[str, list[str]]) -> FormField:
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
    organisation_id = _chosen_organisation(typed.get("organisation"))
    listing = service.create_draft(viewer(), uow(), market(), typed["kind"], data, organisation_id=organisation_id)
    halfway.forget(NEW)
    return url_for("editing.edit", public_id=listing.public_id)


def _chosen_organisation(public_id: str | None) -> int | None:
    if not public_id:
        return None
    try:
        return organisations.get(viewer(), uow(), public_id).id
    except (NotFound, NotAllowed):
        raise Invalid({"organisation": [_("Choose one of your organisations.")]}) from None


@bp.get("/<public_id>/edit")
def edit(public_id: str) -> BaseResponse:
    """Show one step of the form."""
    require_sign_in()
    listing = editable(public_id)
    step = wizard.step_of(request.args.get("step"))
    kept = halfway.kept(key_of(listing, step.slug))
    restored = kept is not None and "restore" in request.args
    sources = Sources(document(listing), typed=halfway.typed(kept) if restored and kept else None)
    shown = StepPage(listing, step, sources, kept=None if restored else kept, restored=restored)
    shown.preview_as = request.args.get("as", shown.preview_as)
    return shown.show()


@bp.post("/<public_id>/edit")
def save(public_id: str) -> BaseResponse:
    """Save a step: refused, it shows what was typed; overtaken by somebody else, it shows both versions."""
    if not viewer().signed_in:
        return keep_and_sign_in()
    listing = editable(public_id)
    step = wizard.step_of(request.args.get("step"))
    typed, key = request.form, key_of(listing, step.slug)
    form = wizard.Form(listing.kind, document(listing), market(), Sources())
    try:
        version = _version() + _assigned(listing, typed.get("organisation"))
        service.edit(viewer(), uow(), market(), public_id, wizard.sent(step, form, typed), version)
    except Invalid as error:
        halfway.keep(key, _path(listing, step.slug), typed)
        listing = editable(public_id)
        return StepPage(listing, step, Sources(document(listing), typed, error.messages), version=_version()).show(422)
    except Stale as error:
        if not error.current.changes:  # sent twice, or both editors wrote the same
            uow().rollback()
            return _onward(listing, step)
        return _both_versions(error.current, step, typed)
    halfway.forget(key)
    uow().commit()
    if typed.get("then") not in PUBLISHING:
        say(_("Saved."), "ok")
    return _onward(listing, step)


def _assigned(listing: Listing, organisation: str | None) -> int:
    """Give a draft to the organisation chosen; return by how much that moved the version its editor read."""
    chosen, read = _chosen_organisation(organisation), listing.version
    if chosen is None or chosen == listing.organisation_id:
        return 0
    service.assign(viewer(), uow(), market(), listing.public_id, chosen)
    return int(read == _version())


def _onward(listing: Listing, step: fields.Step) -> BaseResponse:
    then = request.form.get("then", "")
    if then in PUBLISHING:
        return mine.perform(listing.public_id, then)
    following = wizard.step_after(step) if then == "next" else step
    return back_to("editing.edit", public_id=listing.public_id, step=(following or step).slug)


def _both_versions(conflict: service.Conflict, step: fields.Step, typed: forms.Typed) -> BaseResponse:
    """Show, field by field, what stands and what was typed; the choice comes back to `save` as an ordinary form."""
    listing, key = conflict.listing, key_of(conflict.listing, step.slug)
    last = next(iter(service.history(viewer(), uow(), market(), listing.public_id)), None)
    context: dict[str, Any] = {
        "name": name_of(listing),
        "rows": conflict.changes,
        "own": last is not None and last.by_id == viewer().user_id,
        "who": (last.by if last else "") or _("somebody else"),
        "when": last.at if last else listing.updated_at,
        "version": conflict.version,
        "action": url_for("editing.resolve", public_id=listing.public_id, step=step.slug),
        "edit_url": _path(listing, step.slug),
        "kept": [(name, value) for name, values in halfway.words_of(typed).items() for value in values],
    }
    body = page("editing/stale.html", status=409, **context)
    halfway.keep(key, _path(listing, step.slug), typed)
    return body


@bp.post("/<public_id>/resolve")
def resolve(public_id: str) -> BaseResponse:
    """Save the fields of one's own version that were chosen over the other's."""
    if not viewer().signed_in:
        return keep_and_sign_in()
    sent = list(request.form.items(multi=True))
    mine = {name.removeprefix("take:") for name, value in sent if name.startswith("take:") and value == "mine"}
    wanted = forms.Typed([(name, value) for name, value in sent if _belongs(name, mine)])
    listing, step = editable(public_id), wizard.step_of(request.args.get("step"))
    form = wizard.Form(listing.kind, document(listing), market(), Sources())
    try:
        service.edit(viewer(), uow(), market(), public_id, wizard.sent(step, form, wanted), _version())
    except Invalid as error:
        uow().rollback()
        listing = editable(public_id)
        return StepPage(listing, step, Sources(document(listing), wanted, error.messages)).show(422)
    except Stale as error:
        return _both_versions(error.current, step, wanted)
    halfway.forget(key_of(listing, step.slug))
    uow().commit()
    say(_("Saved."), "ok")
    return back_to("editing.edit", public_id=public_id, step=step.slug)


def _belongs(name: str, chosen: set[str]) -> bool:
    return any(name == field or name.startswith(field + ".") for field in chosen)


def keep_and_sign_in() -> BaseResponse:
    """Keep what was typed although the session is over; lead back to the form, by the sign-in page if need be."""
    public_id, step = (request.view_args or {}).get("public_id"), wizard.step_of(request.args.get("step")).slug
    key = f"listing:{public_id}:{step}" if public_id else NEW
    page_of = (
        {"endpoint": "editing.edit", "public_id": public_id, "step": step} if public_id else {"endpoint": "editing.new"}
    )
    return halfway.rescue(key, url_for(**page_of, restore=1))


def editable(public_id: str) -> Listing:
    """Return a listing that this viewer may change."""
    listing = queries.get(viewer(), uow(), market(), public_id)
    policy.require(viewer(), "edit", listing, today(uow(), market()))
    return listing


def key_of(listing: Listing, step: str) -> str:
    """Return the name under which a half-typed step is kept."""
    return f"listing:{listing.public_id}:{step}"


def name_of(listing: Listing) -> str:
    """Return what a listing is called while it may still have no title."""
    titles = [listing.texts[lang].title for lang in wizard.languages() if lang in listing.texts]
    return next(filter(None, titles), _("Listing without a title"))


def _path(listing: Listing, step: str) -> str:
    return url_for("editing.edit", public_id=listing.public_id, step=step)


def _version() -> int:
    """Return the version that the editor read; a damaged one counts as outdated."""
    return number_in(request.form.get("version", ""))
