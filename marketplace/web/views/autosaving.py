"""A step of the form that saves itself while somebody is typing.

A draft is saved for good, but for what can't be read yet: that waits among the half-typed forms. A published listing is
only kept there as a whole, for nothing half-typed may become public, and readers are told of each change.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, get_template_attribute, jsonify, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from marketplace.errors import Invalid, Stale
from marketplace.i18n import gettext as _
from marketplace.listings import fields
from marketplace.listings.models import Listing
from marketplace.listings.service import Errors
from marketplace.listings.statuses import Status
from marketplace.web import halfway, wizard
from marketplace.web.context import market, uow, viewer
from marketplace.web.form_builder import build
from marketplace.web.formatting import clock
from marketplace.web.forms import Sources, widget_of
from marketplace.web.security import limiter
from marketplace.web.views import editing

bp = Blueprint("autosaving", __name__)
RESCUED = ("autosaving.save",)
bp.after_request(halfway.send_cookie)


@bp.post("/listings/<public_id>/autosave")
@limiter.limit("120 per minute")
def save(public_id: str) -> BaseResponse:
    """Save what the step holds now.

    Answers {"text": for the reader, "version": of the listing once it is saved, "readings": how each quantity typed was
    understood, as HTML by the id of its place}.
    """
    if not viewer().signed_in:
        return keep_signed_out()
    listing = editing.editable(public_id)
    step, version = wizard.step_of(request.args.get("step")), listing.version
    if listing.status != Status.DRAFT:
        return _keep(listing, step, _("Kept at %(time)s, not saved yet", time=_now()))
    try:
        saved, refused = editing.store(listing, step, request.form, auto=True)
    except Stale as error:
        if error.current.changes:
            text = _("Somebody else changed this first. What you typed is kept: save it to see both versions.")
            return _keep(listing, step, text)
        uow().rollback()
        return _answer(_("Saved %(time)s", time=_now()), version, _readings(listing))
    except Invalid as error:
        return _keep(listing, step, _("Not saved yet: %(why)s", why=_in_words(listing, error.messages)))
    halfway.forget(editing.key_of(listing, step.slug))
    uow().commit()
    text, version = _("Saved %(time)s", time=_now()), saved.version
    if refused:
        key = editing.key_of(listing, step.slug)
        halfway.keep(key, _address(public_id, step), halfway.part_of(request.form, refused))
        text += _(", but not yet: %(what)s", what=_in_words(listing, refused))
    return _answer(text, version, _readings(saved))


def keep_signed_out() -> BaseResponse:
    """Keep the whole form although the session is over; the form stays open, and saving it leads to the sign-in."""
    public_id = str((request.view_args or {}).get("public_id"))[:40]
    step = wizard.step_of(request.args.get("step"))
    halfway.keep(f"listing:{public_id}:{step.slug}", _address(public_id, step), request.form)
    return _answer(_("You were signed out. Kept at %(time)s: save it to sign in and go on.", time=_now()))


def _keep(listing: Listing, step: fields.Step, text: str) -> BaseResponse:
    public_id, key = listing.public_id, editing.key_of(listing, step.slug)
    done = halfway.keep(key, _address(public_id, step), request.form)
    return _answer(text if done else _("The form is too large to be kept."), None, _readings(listing))


def _answer(text: str, version: int | None = None, readings: Mapping[str, str] | None = None) -> BaseResponse:
    told = {"text": text, "version": version, "readings": readings}
    return jsonify({name: value for name, value in told.items() if value})


def _readings(listing: Listing) -> dict[str, str]:
    declared, typed = fields.declared(listing.kind, listing.sector, market()), Sources(typed=request.form)
    sent = [name for name in request.form if name in declared and widget_of(declared[name]) == "quantity"]
    html = get_template_attribute("components/fields.html", "readings")
    shown = [build(declared[name], name, typed, kind=listing.kind) for name in sent]
    return {f"{each.id}-read": str(html(each)) for each in shown}


def _in_words(listing: Listing, messages: Errors) -> str:
    """Return "Draught: Write a number and a unit." for the first message, and how many more there are."""
    declared = fields.declared(listing.kind, listing.sector, market())
    name, texts = next(iter(messages.items()))
    word = name.rpartition(".")[2] if name.startswith("texts.") else name
    label = str(declared[word].label) if word in declared else {"sector": _("Sector")}.get(word, "")
    text = ": ".join(filter(None, (label, str(texts[0]))))
    return text if len(messages) == 1 else _("%(text)s And %(num)s more.", text=text, num=len(messages) - 1)


def _address(public_id: str, step: fields.Step) -> str:
    return url_for("editing.edit", public_id=public_id, step=step.slug)


def _now() -> str:
    return clock(uow().now())
