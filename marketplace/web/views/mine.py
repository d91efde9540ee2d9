"""What can be done with one of my listings."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from marketplace.discovery import duplicates
from marketplace.errors import Invalid, NotFound
from marketplace.i18n import gettext as _
from marketplace.listings import lifecycle, policy, queries, service, statuses
from marketplace.listings.disclosure import disclose
from marketplace.listings.models import Listing
from marketplace.listings.ports import today
from marketplace.listings.statuses import BY_ACTION, Status
from marketplace.web import halfway
from marketplace.web.context import back_to, market, page, require_sign_in, uow, viewer
from marketplace.web.flashes import say
from marketplace.web.once import only_once

bp = Blueprint("mine", __name__)
PUBLISHING = ("publish", "submit", "consent")
CONFIRMED = ("withdraw", "archive", "object")  # asked on a page of their own


@bp.get("/my/listings/<public_id>/<action>")
def confirm(public_id: str, action: str) -> Response:
    """Ask before something that can't be taken back, and for the reason where one is needed."""
    require_sign_in()
    listing = queries.get(viewer(), uow(), market(), public_id)
    actions = lifecycle.open_actions(viewer(), uow(), market(), listing)
    transition = next((each for each in actions if each.action == action), None)
    if transition is None:
        raise NotFound
    typed = halfway.restored()
    return _confirm(listing, transition, {}, typed.get("note", "") if typed else "")


def _confirm(
    listing: object, transition: statuses.Transition, errors: dict[str, list[str]], note: str = ""
) -> Response:
    title = disclose(viewer(), listing, market()).title or _("Listing without a title")  # type: ignore[arg-type]
    context: dict[str, Any] = {
        "listing": listing,
        "transition": transition,
        "title": title,
        "errors": errors,
        "note": note,
    }
    return page("mine/confirm.html", status=422 if errors else 200, **context)


@bp.post("/my/listings/<public_id>/<action>")
def act(public_id: str, action: str) -> Response:
    """Publish, withdraw, pause, renew … whatever the table of statuses allows here."""
    require_sign_in()
    return perform(public_id, action, request.form.get("note", ""))


def perform(public_id: str, action: str, note: str = "") -> Response:
    """Carry an action out, commit, and go where its outcome can be seen; refused, where it can be mended.

    Asked for a second time, by a double click, it is done already, and that is no reason to refuse it.
    """
    try:
        if listing := _done_already(public_id, action):
            return _outcome(action, listing)
        if action in PUBLISHING and _has_twins(public_id):
            say(
                _("It looks like a listing that is here already. Compare them, or say that it is a different one."),
                "warn",
            )
            return back_to("editing.edit", public_id=public_id, step="review", _anchor="twins")
        if action == "renew":
            listing = lifecycle.renew(viewer(), uow(), market(), public_id)
        else:
            listing = lifecycle.act(viewer(), uow(), market(), public_id, action, note=note)
    except Invalid as error:
        return _refused(public_id, action, note, error)
    uow().commit()
    return _outcome(action, listing)


def _has_twins(public_id: str) -> bool:
    """Tell whether a listing that its viewer may still change looks like another one."""
    listing = queries.get(viewer(), uow(), market(), public_id)
    if listing.published_at is not None or not policy.can(viewer(), "edit", listing, today(uow(), market())):
        return False
    return bool(duplicates.likely(viewer(), uow(), market(), listing, limit=1))


def _done_already(public_id: str, action: str) -> Listing | None:
    transition = BY_ACTION.get(action)
    if transition is None or action == "renew":
        return None
    listing = queries.get(viewer(), uow(), market(), public_id)
    done = listing.status == transition.target and listing.status not in transition.sources
    return listing if done and policy.can(viewer(), transition.permission, listing, today(uow(), market())) else None


def _outcome(action: str, listing: Listing) -> Response:
    if action == "renew" and listing.status == Status.IN_REVIEW:
        action = "renew_changed"
    say(_done(action, listing.status), "ok")
    public = listing.status in statuses.PUBLIC
    return back_to("listings.show", public_id=listing.public_id) if public else back_to("mine.index")


def _refused(public_id: str, action: str, note: str, error: Invalid) -> Response:
    uow().rollback()
    listing = queries.get(viewer(), uow(), market(), public_id)
    if "note" in error.messages and action in BY_ACTION:
        return _confirm(listing, BY_ACTION[action], error.messages, note)
    may_edit = policy.can(viewer(), "edit", listing, today(uow(), market()))
    if may_edit and action in PUBLISHING:
        say(_("It can't be published yet: see below what is still missing."), "bad")
        return back_to("editing.edit", public_id=public_id, step="review")
    say(" ".join(text for texts in error.messages.values() for text in texts), "bad")
    return back_to("mine.index")


def _done(action: str, status: str) -> str:
    texts = {
        "publish": _("Published. It can be found in a moment."),
        "submit": _("Sent for review. You will be told of the decision."),
        "withdraw": _("Withdrawn. Nobody else sees it any more; duplicate it to post it anew."),
        "pause": _("Closed to interest; it can still be read."),
        "resume": _("Open to interest again."),
        "renew": _("Renewed."),
        "renew_changed": _("Renewed. Your changes are reviewed before everybody sees them."),
        "archive": _("Archived: it stays among your listings, and you may duplicate it."),
    }
    return texts.get(action) or _("Done. The listing is now “%(status)s”.", status=statuses.label(status))


@bp.post("/my/listings/<public_id>/duplicate")
def duplicate(public_id: str) -> Response:
    """Make a new draft with the same words and facts."""
    require_sign_in()
    return only_once(lambda: _duplicate(public_id))


def _duplicate(public_id: str) -> str:
    copy = service.duplicate(viewer(), uow(), market(), public_id)
    say(_("This is a new draft with the same words and facts; files were not copied."), "ok")
    return url_for("editing.edit", public_id=copy.public_id)


@bp.post("/my/listings/<public_id>/delete")
def delete(public_id: str) -> Response:
    """Delete a draft; the next page offers to take that back."""
    require_sign_in()
    listing = service.delete_draft(viewer(), uow(), market(), public_id)
    uow().commit()
    title = disclose(viewer(), listing, market()).title or _("Listing without a title")
    undo = Markup('<button class="btn alt sm" type="submit" form="undo" formaction="{}">{}</button>').format(
        url_for("mine.undelete", public_id=public_id), _("Undo")
    )
    say(Markup("{} {}").format(_("The draft “%(title)s” was deleted.", title=title), undo), "warn")
    return back_to("mine.index")


@bp.post("/my/listings/<public_id>/undelete")
def undelete(public_id: str) -> Response:
    """Take the deletion of a draft back."""
    require_sign_in()
    service.undelete(viewer(), uow(), market(), public_id)
    uow().commit()
    say(_("The draft is back."), "ok")
    return back_to("mine.index")
