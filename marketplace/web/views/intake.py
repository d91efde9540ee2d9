"""Posting from a text that is written already: pasted, or in a Word file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from marketplace.errors import Invalid
from marketplace.i18n import gettext as _
from marketplace.i18n import ngettext
from marketplace.listings import fields
from marketplace.listings.intake import service, word
from marketplace.listings.sniff import Refused
from marketplace.web import forms, halfway
from marketplace.web.context import let_others_write, market, page, require_sign_in, uow, viewer
from marketplace.web.flashes import say
from marketplace.web.forms import FormField
from marketplace.web.once import only_once
from marketplace.web.security import limiter
from marketplace.web.views import starting
from marketplace.web.views.editing import chosen_organisation

bp = Blueprint("intake", __name__, url_prefix="/listings/new/text")
KEY = "listing:text"
RESCUED = ("intake.read",)
bp.after_request(halfway.send_cookie)


@bp.get("")
def ask() -> Response:
    """Ask for the text."""
    require_sign_in()
    kept = halfway.kept(KEY) if "restore" in request.args else None
    return _page(halfway.typed(kept) if kept else request.args, {})


def _page(values: forms.Typed, errors: dict[str, list[str]]) -> Response:
    text = FormField("text", _("The text"), "textarea", values.get("text", ""), rows=14, errors=errors.get("text", ()))
    text.help = _("With its headings: title, summary, description, advantages, TRL, partner sought …")
    file = FormField("file", _("Or a Word file (.docx)"), "file", accept=".docx", errors=errors.get("file", ()))
    file.help = _("Up to 10 MB. Only its text is read; the file itself is not kept.")
    shown = [starting.kind_field(errors), starting.organisation_field(values, errors)]
    sector = starting.sector_field(values, errors)
    sector.empty_label = _("Find it from the text, if it is clear")
    shown += [sector, text, file]
    context: dict[str, Any] = {"kind": values.get("kind", ""), "problems": forms.problems(errors, shown)}
    return page("editing/text.html", status=422 if errors else 200, shown=shown[1:], **context)


@bp.post("")
@limiter.limit("30 per minute")
def read() -> Response:
    """Make the draft and lead to its form; refused, the text is still there."""
    if not viewer().signed_in:
        return keep_and_sign_in()
    try:
        return only_once(_draft)
    except Invalid as error:
        uow().rollback()
        return _page(request.form, error.messages)


def _draft() -> str:
    if request.form.get("kind") not in fields.KIND_LABELS:
        raise Invalid({"kind": [_("Choose one of the two.")]})
    start = {
        "kind": request.form["kind"],
        "sector": request.form.get("sector") or None,
        "organisation_id": chosen_organisation(request.form.get("organisation")),
    }
    text = "\n\n".join(filter(None, (_of_file(), request.form.get("text", ""))))
    token = halfway.token()
    listing = service.draft(viewer(), uow(), market(), token, start, text)
    found = len(service.marks(viewer(), uow(), token, listing.public_id).guessed)
    say(
        ngettext(
            "%(num)s field is filled in from your text. Check it, step by step.",
            "%(num)s fields are filled in from your text. Check them, step by step.",
            found,
        ),
        "ok" if found else "warn",
    )
    halfway.forget(KEY)
    return url_for("editing.edit", public_id=listing.public_id)


def _of_file() -> str:
    file = request.files.get("file")
    if file is None or not file.filename:
        return ""
    let_others_write()
    try:
        return word.read(file.stream.read(word.MAX_BYTES + 1))
    except Refused as refusal:
        raise Invalid({"file": [str(refusal.reason)]}) from None


def keep_and_sign_in() -> Response:
    """Keep the text although the session is over; lead back to it by the sign-in. A file has to be chosen again."""
    return halfway.rescue(KEY, url_for("intake.ask", restore=1))
