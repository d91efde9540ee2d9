"""Pictures and documents of a listing: judged by their bytes, made fit to be published, kept in the storage.

A file's removal from the storage is a job run a day later: a change that is rolled back loses nothing, and a file that
another listing shares (equal bytes have one key) stays.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, BinaryIO

from sqlalchemy import exists, select

from marketplace.errors import Invalid, NotFound
from marketplace.i18n import current_locale, ngettext
from marketplace.i18n import gettext as _
from marketplace.listings import events, incoming
from marketplace.listings.identity import leaks_in
from marketplace.listings.incoming import MAX_FILES, Made, Sent, full
from marketplace.listings.lifecycle import edited
from marketplace.listings.models import Attachment, Listing
from marketplace.listings.ports import Market
from marketplace.listings.queries import locked
from marketplace.listings.sniff import Refused
from marketplace.listings.texts import excess
from marketplace.plugin_host.clean import clean_line
from marketplace.plugin_host.declarations import Tier
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

MAX_WORDS = {"alt_vi": 300, "alt_en": 300, "title_vi": 200, "title_en": 200}
ALT = frozenset({"alt_vi", "alt_en"})
FORGET = "listings.forget_file"


def upload_all(
    viewer: Viewer, uow: UnitOfWork, market: Market, public_id: str, sent: Iterable[Sent]
) -> list[Attachment | Invalid]:
    """Add files to a listing as one change; return what became of each: the file, or why it is not there.

    They are read and drawn anew before the listing is locked: that takes seconds, in which others may write.
    """
    ready = list(incoming.ready(sent, market.settings.upload_limit))
    listing = locked(viewer, uow, market, public_id, "edit")
    before, outcomes = len(listing.attachments), list[Attachment | Invalid]()
    for words, made in ready:
        try:
            outcomes.append(_added(uow, market, listing, words, made))
        except Invalid as error:
            outcomes.append(error)
    if len(listing.attachments) > before:
        edited(viewer, uow, market, listing, events.FILES_CHANGED)
    return outcomes


def upload(
    viewer: Viewer,
    uow: UnitOfWork,
    market: Market,
    public_id: str,
    filename: str,
    stream: BinaryIO,
    words: Mapping[str, Any] | None = None,
) -> Attachment:
    """Add a file to a listing. `words`: as of `Sent`. Raise Invalid with key "file" or by name of the word.

    A file that the listing has already, by name and content, is not added again: a form may be sent twice.
    """
    (outcome,) = upload_all(viewer, uow, market, public_id, [Sent(filename, stream, words or {})])
    if isinstance(outcome, Invalid):
        raise outcome
    return outcome


def _added(uow: UnitOfWork, market: Market, listing: Listing, words: Mapping[str, Any], made: Made) -> Attachment:
    if len(listing.attachments) >= MAX_FILES:
        raise full()
    if isinstance(made, Invalid):
        raise made
    values = _words(words, listing)
    if isinstance(made, Refused):
        raise Invalid({"file": [str(made.reason)]}) from made
    attachment, content = made
    for other in listing.attachments:
        if (other.sha256, other.filename) == (attachment.sha256, attachment.filename):
            return other
    if attachment.kind == "picture":
        _require_alt(values)
    if listing.anonymous and not attachment.clean:
        raise Invalid({"file": [_unclean()]})
    for name, value in values.items():
        setattr(attachment, name, value)
    attachment.position = 1 + max((other.position for other in listing.attachments), default=-1)
    attachment.created_at = uow.now()
    attachment.storage_key = market.storage.save(io.BytesIO(content))
    listing.attachments.append(attachment)
    return attachment


def describe(
    viewer: Viewer, uow: UnitOfWork, market: Market, public_id: str, file_id: str, words: Mapping[str, Any]
) -> Attachment:
    """Change a file's alternative text, title or tier. Raise Invalid by name of the word."""
    listing = locked(viewer, uow, market, public_id, "edit")
    attachment = _of(listing, file_id)
    values = _words(words, listing)
    if attachment.kind == "picture" and values.keys() & ALT:
        _require_alt({name: getattr(attachment, name) for name in ALT} | values)
    for name, value in values.items():
        setattr(attachment, name, value)
    edited(viewer, uow, market, listing, events.FILES_CHANGED)
    return attachment


def move(viewer: Viewer, uow: UnitOfWork, market: Market, public_id: str, file_id: str, to: int) -> int:
    """Put a file at a place among the listing's files, counted from 0; return the place it has now."""
    listing = locked(viewer, uow, market, public_id, "edit")
    files = list(listing.attachments)
    attachment = _of(listing, file_id)
    before = files.index(attachment)
    files.remove(attachment)
    to = max(0, min(to, len(files)))
    files.insert(to, attachment)
    if to != before:
        for place, file in enumerate(files):
            file.position = place
        listing.attachments.sort(key=lambda file: file.position)
        edited(viewer, uow, market, listing, events.FILES_CHANGED)
    return to


def remove(viewer: Viewer, uow: UnitOfWork, market: Market, public_id: str, file_id: str) -> None:
    """Take a file off a listing."""
    listing = locked(viewer, uow, market, public_id, "edit")
    attachment = _of(listing, file_id)
    listing.attachments.remove(attachment)
    forget_later(uow, attachment.storage_key)
    edited(viewer, uow, market, listing, events.FILES_CHANGED)


def forget_later(uow: UnitOfWork, storage_key: str) -> None:
    """Have the bytes deleted tomorrow unless something refers to them then."""
    payload = {"storage_key": storage_key}
    uow.enqueue(FORGET, payload, key=storage_key, run_at=uow.now() + timedelta(days=1))


def forget(uow: UnitOfWork, market: Market, storage_key: str) -> None:
    """Delete the bytes if no attachment refers to them any more (the job FORGET)."""
    if not uow.session.scalar(select(exists().where(Attachment.storage_key == storage_key))):
        market.storage.delete(storage_key)


def _words(words: Mapping[str, Any], listing: Listing) -> dict[str, Any]:
    """Return the words, cleaned and by name. Raise Invalid by name; an anonymous listing's must not name its owner."""
    values: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for name, limit in MAX_WORDS.items():
        if name in words:
            values[name] = clean_line(str(words[name] or ""))
            if over := excess(values[name], limit):
                errors[name] = [ngettext("Shorten it by %(num)s character.", "Shorten it by %(num)s characters.", over)]
    if "tier" in words:
        values["tier"] = str(words["tier"])
        if values["tier"] not in set(Tier):
            errors["tier"] = [_("Choose one of the values offered.")]
    if listing.anonymous and listing.organisation is not None:
        errors |= leaks_in({name: values[name] for name in MAX_WORDS if name in values}, listing.organisation)
    if errors:
        raise Invalid(errors)
    return values


def _require_alt(values: Mapping[str, Any]) -> None:
    """Refuse a picture that is not described in either language: many can't see it, and search engines read it."""
    if not any(values.get(name) for name in ALT):
        message = _("Say in one sentence what the picture shows, for those who can't see it.")
        raise Invalid({f"alt_{current_locale()}": [message]})


def _of(listing: Listing, file_id: str) -> Attachment:
    for attachment in listing.attachments:
        if attachment.public_id == file_id:
            return attachment
    raise NotFound


def _unclean() -> str:
    return _(
        "The author's details can't be removed from this file, so it would give an anonymous organisation away. "
        "Save it anew as a plain PDF without a password and try again."
    )
