"""Editing, step by step: shown, saved, overtaken by somebody else. The first three answers are in `starting.py`."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from marketplace.discovery import duplicates
from marketplace.errors import Invalid, NotAllowed, NotFound, Stale
from marketplace.i18n import gettext as _
from marketplace.listings import fields, partial, policy, queries, service
from marketplace.listings.document import document
from marketplace.listings.intake import service as intake
from marketplace.listings.models import Listing
from marketplace.listings.ports import today
from marketplace.listings.statuses import Status
from marketplace.organisations import service as organisations
from marketplace.taxonomies import taxonomy
from marketplace.web import forms, halfway, wizard
from marketplace.web.context import back_to, market, page, require_sign_in, uow, viewer
from marketplace.web.flashes import say
from marketplace.web.forms import Sources
from marketplace.web.paging import number_in
from marketplace.web.views import mine
from marketplace.web.views.step_page import StepPage, name_of

bp = Blueprint("editing", __name__, url_prefix="/listings")
NEW = "listing:new"
ASKS = "trl"  # the button that leads to the questions for it; what is typed waits
RESCUED = ("editing.create", "editing.save", "editing.resolve")  # forms too long to lose to an expired session
bp.after_request(halfway.send_cookie)


@bp.get("/<public_id>/edit")
def edit(public_id: str) -> BaseResponse:
    """Show one step of the form."""
    require_sign_in()
    listing = editable(public_id)
    step = wizard.step_of(request.args.get("step"))
    kept = halfway.kept(key_of(listing, step.slug))
    restored = kept is not None and "restore" in request.args
    sources = Sources(document(listing), typed=_with_level(halfway.typed(kept) if restored and kept else None))
    shown = StepPage(listing, step, sources, kept=None if restored else kept, restored=restored)
    shown.preview_as = request.args.get("as", shown.preview_as)
    return shown.show()


def _with_level(typed: forms.Typed | None) -> forms.Typed | None:
    """Put the level to which the questions led over what was typed."""
    level = request.args.get("trl", "")
    if taxonomy("trl").lookup(level) is None:
        return typed
    say(_("TRL %(level)s is filled in. Save the form to keep it.", level=level), "info")
    filled = forms.Typed() if typed is None else typed
    filled["trl"] = level
    return filled


@bp.post("/<public_id>/edit")
def save(public_id: str) -> BaseResponse:
    """Save a step: refused, it shows what was typed; overtaken by somebody else, it shows both versions."""
    if not viewer().signed_in:
        return keep_and_sign_in()
    listing = editable(public_id)
    step = wizard.step_of(request.args.get("step"))
    typed, key = request.form, key_of(listing, step.slug)
    if typed.get("then") == ASKS:
        return _to_questions(listing, step)
    try:
        listing, refused = store(listing, step, typed)
    except Invalid as error:
        halfway.keep(key, _path(listing, step.slug), typed)
        listing = editable(public_id)
        return StepPage(listing, step, Sources(document(listing), typed, error.messages), version=_version()).show(422)
    except Stale as error:
        return _overtaken(listing, error.current, step)
    halfway.forget(key)
    intake.checked(viewer(), uow(), halfway.token(), public_id, set(typed) - set(refused))
    uow().commit()
    return _saved_but_for(listing, step, typed, refused) if refused else _done(listing, step)


def _overtaken(listing: Listing, conflict: service.Conflict, step: fields.Step) -> BaseResponse:
    if conflict.changes:
        return _both_versions(conflict, step, request.form)
    uow().rollback()  # sent twice, or both editors wrote the same
    return _onward(listing, step)


def _to_questions(listing: Listing, step: fields.Step) -> BaseResponse:
    halfway.keep(key_of(listing, step.slug), _path(listing, step.slug), request.form)
    return back_to("readiness.ask", listing=listing.public_id, kind=listing.kind)


def _done(listing: Listing, step: fields.Step) -> BaseResponse:
    if request.form.get("then") == "different":
        return _told_apart(listing, request.form)
    if request.form.get("then") not in mine.PUBLISHING:
        say(_("Saved."), "ok")
    return _onward(listing, step)


def _told_apart(listing: Listing, typed: forms.Typed) -> BaseResponse:
    """Remember that the listings shown as likely duplicates are different ones."""
    duplicates.tell_apart(viewer(), uow(), market(), listing.public_id, typed.get("_apart", "").split())
    uow().commit()
    say(_("Noted: it is a different one. You can publish it."), "ok")
    return back_to("editing.edit", public_id=listing.public_id, step="review")


def store(
    listing: Listing, step: fields.Step, typed: forms.Typed, *, auto: bool = False
) -> tuple[Listing, service.Errors]:
    """Save what a step's form sent, of a draft all that can be read; return the messages for the rest.

    By itself a form never changes the sector, for with it go the facts of the sector before.
    """
    version = _version() + _assigned(listing, typed.get("organisation"))
    form = wizard.Form(listing.kind, document(listing), market(), Sources())
    change, left = wizard.sent(step, form, typed), {}
    if auto and change.get("sector", listing.sector) != listing.sector:
        change = partial.without(change, ["sector", "subcategories"])
        left = {"sector": [_("It changes when you save the form.")]}
    saved, refused = partial.edit(viewer(), uow(), market(), listing.public_id, change, version, auto=auto)
    return saved, refused | left


def _saved_but_for(
    listing: Listing, step: fields.Step, typed: forms.Typed, refused: dict[str, list[str]]
) -> BaseResponse:
    """Show a step of which a part is saved; what could not be read is kept and stands in the form as it was typed."""
    halfway.keep(key_of(listing, step.slug), _path(listing, step.slug), halfway.part_of(typed, refused))
    say(_("All the rest is saved."), "ok")
    return StepPage(editable(listing.public_id), step, Sources(document(listing), typed, refused)).show(422)


def chosen_organisation(public_id: str | None) -> int | None:
    """Return the id of one of the viewer's organisations, None for none. Raise Invalid for any other."""
    if not public_id:
        return None
    try:
        return organisations.get(viewer(), uow(), public_id).id
    except (NotFound, NotAllowed):
        raise Invalid({"organisation": [_("Choose one of your organisations.")]}) from None


def _assigned(listing: Listing, organisation: str | None) -> int:
    """Give a draft to the organisation chosen; return by how much that moved the version its editor read."""
    chosen, read = chosen_organisation(organisation), listing.version
    if chosen is None or chosen == listing.organisation_id:
        return 0
    service.assign(viewer(), uow(), market(), listing.public_id, chosen)
    return int(read == _version())


def _onward(listing: Listing, step: fields.Step) -> BaseResponse:
    then = request.form.get("then", "")
    if then in mine.PUBLISHING:
        return mine.perform(listing.public_id, then)
    following = wizard.step_after(step) if then == "next" else step
    return back_to_form(listing.public_id, step=(following or step).slug)


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
    chosen = (item for item in request.form.items(multi=True) if item[0].startswith("take:"))
    wished = {name.removeprefix("take:") for name, value in chosen if value == "mine"}
    wanted = halfway.part_of(request.form, wished)
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
    return back_to_form(public_id, step=step.slug)


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


def under_review(listing: Listing) -> bool:
    """Tell whether its owner's last change is being reviewed now, so that they can't change it meanwhile."""
    return listing.status == Status.IN_REVIEW and not policy.can(viewer(), "edit", listing, today(uow(), market()))


def back_to_form(public_id: str, **where: str) -> BaseResponse:
    """Go on with the form, or to the listing when saving it has sent it for review."""
    if not under_review(queries.get(viewer(), uow(), market(), public_id)):
        return back_to("editing.edit", public_id=public_id, **where)
    say(_("Your changes are reviewed before everybody sees them."), "info")
    return back_to("listings.show", public_id=public_id)


def key_of(listing: Listing, step: str) -> str:
    """Return the name under which a half-typed step is kept."""
    return f"listing:{listing.public_id}:{step}"


def _path(listing: Listing, step: str) -> str:
    return url_for("editing.edit", public_id=listing.public_id, step=step)


def _version() -> int:
    """Return the version that the editor read; a damaged one counts as outdated."""
    return number_in(request.form.get("version", ""))
