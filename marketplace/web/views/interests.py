"""Interests: expressing one from a listing's page, the lists of those received and sent, and each one's own page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from marketplace.errors import Invalid, NotAllowed, NotFound, Stale
from marketplace.i18n import L
from marketplace.i18n import gettext as _
from marketplace.interests import policy, queries, service
from marketplace.interests.seen import see
from marketplace.interests.statuses import ACTIONS, BY_ACTION, LABELS, label
from marketplace.listings import queries as listings
from marketplace.listings.ports import today
from marketplace.notifications import service as notifications
from marketplace.web import halfway
from marketplace.web.context import back_to, market, page, require_sign_in, uow, viewer
from marketplace.web.flashes import say
from marketplace.web.forms import Typed
from marketplace.web.paging import asked, pages_of
from marketplace.web.views.interest_page import ExpressPage, InterestPage

bp = Blueprint("interests", __name__)
bp.after_request(halfway.send_cookie)
RESCUED = ("interests.create", "interests.act", "interests.turn")
Errors = dict[str, list[str]]


@bp.get("/listings/<public_id>/interest")
def new(public_id: str) -> Response:
    """Show the form, with what was typed into it before and not sent."""
    require_sign_in()
    kept = halfway.kept(key_of(public_id))
    return _form(public_id, halfway.typed(kept) if kept else Typed(), {}, restored=kept is not None)


def _form(public_id: str, typed: Typed, errors: Errors, *, restored: bool = False) -> Response:
    listing = listings.get(viewer(), uow(), market(), public_id)
    policy.require_express(viewer(), listing, today(uow(), market()))
    shown = ExpressPage(listing, key_of(public_id), typed, errors, restored)
    if shown.every_organisation_has_one:
        return _open_already(shown.live[0].public_id, typed.get("message", ""))
    return page("interests/form.html", status=422 if errors else 200, page=shown)


@bp.post("/listings/<public_id>/interest")
def create(public_id: str) -> Response:
    """Express interest. The same form sent twice leads to the same interest."""
    if not viewer().signed_in:
        return keep_and_sign_in()
    organisation, message = request.form.get("organisation"), request.form.get("message", "")
    try:
        interest = service.express(viewer(), uow(), market(), public_id, organisation, message)
    except service.AlreadyLive as error:
        uow().rollback()
        return _open_already(error.public_id, message)
    except Invalid as error:
        uow().rollback()
        return _form(public_id, request.form, error.messages)
    halfway.forget(key_of(public_id))
    uow().commit()
    say(_("Your interest is on its way to the owner. You will be told here and by mail when there is an answer."), "ok")
    return back_to("interests.show", public_id=interest.public_id)


def _open_already(public_id: str, message: str) -> Response:
    """Lead to the organisation's open interest; words that are not in it yet stand in the form for adding to it."""
    said = {" ".join(step.note.split()) for step in queries.get(viewer(), uow(), public_id).steps}
    text = _("Your organisation has an open interest in this listing already.")
    if " ".join(message.split()) in said | {""}:
        say(text, "info")
        return back_to("interests.show", public_id=public_id)
    more = _("What you typed now is not sent yet: you can add it here.")
    return _show(public_id, "add", MultiDict([("note", message)]), {"_": [f"{text} {more}"]}, 409)


@bp.get("/interests")
def index() -> Response:
    """List what one received or sent; the broker desk also sees all."""
    require_sign_in()
    boxes = {"received": _("Received"), "sent": str(L("Sent", "Đã gửi"))}
    if viewer().is_broker or viewer().is_operator:
        boxes["all"] = _("All on the exchange")
    box, status = _among(boxes, "box", _first_box()), _among(LABELS, "status", "")
    found = queries.page(viewer(), uow(), box, status or None, asked())
    tabs = [("", _("All"), sum(found.counts.values()))]
    side = queries.BOXES[box][0]
    tabs += [(each, label(each, side), found.counts[each]) for each in LABELS if found.counts.get(each)]
    context: dict[str, Any] = {"rows": [see(viewer(), each, market()) for each in found.items], "tabs": tabs}
    context |= {"boxes": boxes, "box": box, "chosen": status}
    pages = pages_of(found, queries.PAGE_SIZE, "interests.index", box=box, status=status or None)
    return page("interests/index.html", pages=pages, **context)


def _first_box() -> str:
    """Return the list to open with: who works for the exchange and has received nothing came to see everything."""
    at_work = viewer().is_broker or viewer().is_operator
    return "all" if at_work and not queries.any_in(viewer(), uow(), "received") else "received"


def _among(known: Any, name: str, default: str) -> str:
    given = request.args.get(name, "")
    return given if given in known else default


@bp.get("/interests/<public_id>")
def show(public_id: str) -> Response:
    """Show one interest: where it stands, what was said, and what can be done next."""
    require_sign_in()
    if notifications.arrived(viewer(), uow(), request.path):
        uow().commit()
    return _show(public_id, "")


@bp.get("/interests/<public_id>/<action>")
def step(public_id: str, action: str) -> Response:
    """Show it with the form of one action, which also asks before what can't be taken back."""
    require_sign_in()
    key = key_of(public_id, known(action))
    kept = halfway.kept(key) if "restore" in request.args else None
    return _show(public_id, action, halfway.typed(kept) if kept else Typed())


def _show(
    public_id: str, action: str, typed: Typed | None = None, errors: Errors | None = None, status: int = 200
) -> Response:
    interest = queries.get(viewer(), uow(), public_id)
    shown = InterestPage(interest, see(viewer(), interest, market()), action, typed or Typed(), errors or {})
    return page("interests/show.html", status=status, page=shown)


@bp.post("/interests/<public_id>/<action>")
def act(public_id: str, action: str) -> Response:
    """Answer, ask, add, decline or withdraw; refused, the page still has what was typed."""
    if not viewer().signed_in:
        return keep_and_sign_in()
    typed = {"note": request.form.get("note", ""), "reason": request.form.get("reason")}
    version = request.form.get("version", -1, type=int)
    try:
        service.act(viewer(), uow(), market(), public_id, known(action), **typed, version=version)  # type: ignore[arg-type]
    except Invalid as error:
        return _refused(public_id, action, error.messages, 422)
    except Stale as error:
        return _refused(public_id, action, {"_": [_overtaken(error.current.steps[-1].by_id)]}, 409)
    except NotAllowed as error:
        if not error.reason:
            raise
        return _refused(public_id, action, {"_": [error.reason]}, 403)
    halfway.forget(key_of(public_id, action))
    uow().commit()
    say(f"{BY_ACTION[action].done}.", "ok")
    return back_to("interests.show", public_id=public_id)


@bp.post("/interests/<public_id>/<action>/form")
def turn(public_id: str, action: str) -> Response:
    """Show the form of another action with the words typed so far; nothing is done yet."""
    if not viewer().signed_in:
        return keep_and_sign_in()
    return _show(public_id, known(action), request.form)


def _overtaken(by_id: int | None) -> str:
    if by_id == viewer().user_id:
        return _("You changed this in another window: see what is new. What you typed is still here.")
    return _("The other side was faster: see what is new. What you typed is still here.")


def _refused(public_id: str, action: str, errors: Errors, status: int) -> Response:
    uow().rollback()
    return _show(public_id, action, request.form, errors, status)


def known(action: str) -> str:
    """Return the action of an address. Raise NotFound for one that the table of statuses does not have for people."""
    if action not in ACTIONS:
        raise NotFound
    return action


def key_of(public_id: str, action: str = "") -> str:
    """Return the name under which a half-typed form is kept: of an action, or of a new interest in a listing."""
    return f"interest:{public_id}:{action}" if action else f"listing:{public_id}:interest"


def keep_and_sign_in() -> Response:
    """Keep what was typed although the session is over; lead back to the form, by the sign-in page if need be."""
    values = {name: str(value)[:40] for name, value in (request.view_args or {}).items()}
    endpoint = "interests.step" if "action" in values else "interests.new"
    return halfway.rescue(key_of(**values), url_for(endpoint, **values, restore=1))  # type: ignore[arg-type]
