"""The files of a listing: reading them, adding, describing and removing them."""

from __future__ import annotations

from typing import BinaryIO, cast

from flask import Blueprint, Response, current_app, redirect, request, send_file, url_for
from werkzeug.wrappers import Response as BaseResponse

from marketplace.errors import Invalid, NotFound
from marketplace.i18n import gettext as _
from marketplace.interests.queries import granted
from marketplace.listings import attachments, incoming, queries
from marketplace.listings.disclosure import disclose
from marketplace.listings.document import document
from marketplace.web import wizard
from marketplace.web.context import let_others_write, market, require_sign_in, uow, viewer
from marketplace.web.errors import to_sign_in
from marketplace.web.flashes import say
from marketplace.web.forms import Sources
from marketplace.web.security import limiter
from marketplace.web.views.editing import back_to_form, under_review
from marketplace.web.views.step_page import Described, StepPage

bp = Blueprint("files", __name__, url_prefix="/listings/<public_id>/files")
INLINE = ("image/",)  # everything else is downloaded, never opened on our origin
RESCUED = ("files.upload", "files.describe")
WORDS = ("title_vi", "title_en", "alt_vi", "alt_en", "tier")


@bp.get("/<file_id>/<name>")
def show(public_id: str, file_id: str, name: str) -> BaseResponse:
    """Send an attachment."""
    return send(public_id, file_id)


def send(public_id: str, file_id: str) -> BaseResponse:
    """Return an attachment's bytes, to pages and programs alike. One that the viewer may not open does not exist."""
    listing = queries.get(viewer(), uow(), market(), public_id)
    seen = disclose(viewer(), listing, market(), granted(viewer(), uow(), listing))
    open_to = {each.public_id: each for each in seen.files if not each.locked}
    stored = next((each for each in listing.attachments if each.public_id == file_id), None)
    if stored is None or file_id not in open_to:
        raise NotFound
    try:
        source = market().storage.open(stored.storage_key)
    except FileNotFoundError:
        current_app.logger.error("the file of attachment %s is missing in the storage", stored.public_id)
        raise NotFound from None
    inline = stored.media_type.startswith(INLINE)
    response: Response = send_file(source, stored.media_type, not inline, open_to[file_id].name, etag=stored.sha256)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


@bp.post("")
@limiter.limit("60 per minute")
def upload(public_id: str) -> BaseResponse:
    """Add files to a listing, each with its own words; refused, the words are still there."""
    require_sign_in()
    sent = [each for each in request.files.getlist("file") if each.filename]
    refused: dict[str, list[str]] = {} if sent else {"file": [_("Choose a file first.")]}
    files = [
        incoming.Sent(each.filename or "", cast(BinaryIO, each.stream), _words(place))
        for place, each in enumerate(sent)
    ]
    let_others_write()
    try:
        outcomes = attachments.upload_all(viewer(), uow(), market(), public_id, files)
        uow().commit()
    except Invalid as error:
        uow().rollback()
        return _again(public_id, {"file": [text for texts in error.messages.values() for text in texts]})
    for file, outcome in zip(files, outcomes, strict=True):
        if not isinstance(outcome, Invalid):
            say(_("Added: %(name)s", name=file.filename), "ok")
            continue
        for name, texts in outcome.messages.items():
            at = name if name.startswith("alt_") else "file"
            refused.setdefault(at, []).extend(f"{file.filename}: {text}" for text in texts)
    return _again(public_id, refused) if refused else _to_files(public_id)


def _words(place: int) -> dict[str, str]:
    """Return the words sent for the file at this place; the tier is one for all."""
    given = {name: request.form.getlist(name)[place : place + 1] for name in WORDS if name != "tier"}
    words = {name: values[0] for name, values in given.items() if values}
    return words | ({"tier": request.form["tier"]} if request.form.get("tier") else {})


def _again(public_id: str, refused: dict[str, list[str]]) -> BaseResponse:
    """Show the last step with what is wrong with the files, at its field."""
    listing = queries.get(viewer(), uow(), market(), public_id)
    if under_review(listing):  # with those that were added
        say(" ".join(text for texts in refused.values() for text in texts), "bad")
        return _to_files(public_id)
    if request.files:
        refused.setdefault("file", [_("Choose the file once more: a browser can't keep it.")])
    sources = Sources(document(listing), None, refused)
    return StepPage(listing, wizard.step_of("review"), sources, words=request.form).show(422)


@bp.post("/<file_id>")
def describe(public_id: str, file_id: str) -> BaseResponse:
    """Change a file's words, tier or place, or remove it."""
    require_sign_in()
    if request.form.get("then") == "remove":
        attachments.remove(viewer(), uow(), market(), public_id, file_id)
        uow().commit()
        say(_("The file was removed."), "ok")
        return _to_files(public_id)
    if "place" in request.form:
        return _move(public_id, file_id, request.form["place"])
    try:
        attachments.describe(viewer(), uow(), market(), public_id, file_id, request.form)
        uow().commit()
        say(_("Saved."), "ok")
    except Invalid as error:
        uow().rollback()
        return _not_described(public_id, file_id, error.messages)
    return _to_files(public_id, f"file-{file_id[:20]}")


def _not_described(public_id: str, file_id: str, errors: dict[str, list[str]]) -> BaseResponse:
    """Show the last step with what was typed for a file and what is wrong with it, at its fields."""
    listing = queries.get(viewer(), uow(), market(), public_id)
    form = StepPage(listing, wizard.step_of("review"), Sources(document(listing)))
    form.described = Described(file_id, request.form, errors)
    return form.show(422)


def _move(public_id: str, file_id: str, place: str) -> BaseResponse:
    """Put a file at another place among the files: by its buttons, or dragged there."""
    if place.isascii() and place.isdigit() and len(place) < 4:
        now = attachments.move(viewer(), uow(), market(), public_id, file_id, int(place) - 1)
        uow().commit()
        say(_("The file is now number %(place)s.", place=now + 1), "ok")
    return _to_files(public_id, f"file-{file_id[:20]}")


def tell_what_was_typed() -> BaseResponse:
    """Lead back to the files of a listing, by the sign-in page if need be; a file sent too late can't be kept."""
    public_id = str((request.view_args or {}).get("public_id"))[:40]
    words = "; ".join(words for name in WORDS[:-1] if (words := request.form.get(name, "").strip()[:300]))
    if words:
        say(_("What you typed about the file was not saved: “%(words)s”.", words=words), "warn")
    elif request.files:
        say(_("The file was not added: this page was open for too long. Choose it again."), "warn")
    back = url_for("editing.edit", public_id=public_id, step="review", _anchor="files")
    return redirect(back, 303) if viewer().signed_in else to_sign_in(back)


def _to_files(public_id: str, anchor: str = "files") -> BaseResponse:
    return back_to_form(public_id, step="review", _anchor=anchor)
