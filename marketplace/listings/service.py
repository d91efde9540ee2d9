"""Use cases of writing listings. Each takes who acts, the unit of work and the app's parts; its caller commits.

Reading is in `queries.py`, publishing and the other moves in `lifecycle.py`, files in `attachments.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from marketplace.errors import Invalid, NotAllowed, NotFound, Stale
from marketplace.i18n import gettext as _
from marketplace.listings import attachments, completeness, events, policy, revisions, schemas
from marketplace.listings.document import Document, apply, as_date, document, merged
from marketplace.listings.fields import VALIDITY, attributes, sector_of
from marketplace.listings.lifecycle import edited
from marketplace.listings.models import Listing
from marketplace.listings.ports import Market, today
from marketplace.listings.queries import get, locked
from marketplace.listings.statuses import PUBLIC, Status
from marketplace.organisations.models import Organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

Errors = dict[str, list[str]]
UNDO = timedelta(days=30)
FIRST_VERSION = 1


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two versions of one listing, for the second of two editors: what stands, what they meant, where they differ."""

    listing: Listing
    version: int
    current: Document
    yours: Document
    changes: tuple[revisions.Change, ...]


def create_draft(
    viewer: Viewer,
    uow: UnitOfWork,
    market: Market,
    kind: str,
    data: Mapping[str, Any] | None = None,
    *,
    organisation_id: int | None = None,
) -> Listing:
    """Start a listing; nothing but its kind is needed. It belongs to the viewer's only organisation, or the one named.

    Raise NotAllowed for a visitor and for somebody else's organisation, Invalid for wrong values.
    """
    if not viewer.signed_in and not viewer.is_system:
        raise NotAllowed("create", _("Sign in to post a listing."))
    organisation_id = _organisation(viewer, organisation_id)
    loaded = schemas.validate({} if data is None else data, kind, market)
    now = uow.now()
    listing = Listing(
        kind=kind, status=Status.DRAFT.value, organisation_id=organisation_id, created_at=now, version=FIRST_VERSION
    )
    listing.created_by_id = viewer.user_id
    _write(viewer, uow, market, listing, merged(_blank(kind), loaded))
    revisions.changed(viewer, uow, listing, events.CREATED)
    return listing


def edit(
    viewer: Viewer,
    uow: UnitOfWork,
    market: Market,
    public_id: str,
    data: Mapping[str, Any],
    version: int,
    *,
    auto: bool = False,
) -> Listing:
    """Change what `data` names and leave the rest. What is public stays complete; a moderated one goes back to review.

    `version` is the one the editor read. Raise Stale(Conflict) when it isn't current, Invalid for wrong values.
    `auto`: a form saved itself while somebody was typing.
    """
    listing = locked(viewer, uow, market, public_id, "edit")
    current = document(listing)
    try:
        loaded = schemas.validate(data, listing.kind, market, sector=listing.sector)
    except Invalid:
        if version == listing.version:
            raise
        loaded = {}  # their text is still in the caller's hands; first of all they must learn that it is outdated
    yours = merged(current, loaded)
    if yours["sector"] != listing.sector:
        yours = fitting(yours, market)
    if version != listing.version:
        _refuse_stale(listing, current, yours, market)
    if yours == current:
        return listing
    _write(viewer, uow, market, listing, yours)
    edited(viewer, uow, market, listing, events.EDITED, action=revisions.AUTOSAVED if auto else "")
    return listing


def restore_revision(
    viewer: Viewer, uow: UnitOfWork, market: Market, public_id: str, number: int, version: int
) -> Listing:
    """Make the words and facts again what they were at version `number`, as a new change.

    Files, status, validity and what is kept from whom stay as they are: going back must not name who is anonymous now.
    """
    listing = locked(viewer, uow, market, public_id, "edit")
    kept = revisions.snapshot(uow, listing, number)
    if kept is None:
        raise NotFound
    current = document(listing)
    old = {name: value for name, value in kept.items() if name in current}
    old |= {name: current[name] for name in ("anonymous", "tiers", "valid_until")}
    if version != listing.version:
        _refuse_stale(listing, current, old, market)
    _write(viewer, uow, market, listing, old)
    note = _("Version %(number)s", number=number)
    edited(viewer, uow, market, listing, events.RESTORED, note)
    return listing


def duplicate(viewer: Viewer, uow: UnitOfWork, market: Market, public_id: str) -> Listing:
    """Return a new draft with the words and facts of one's own listing; files, dates and history stay behind."""
    original = get(viewer, uow, market, public_id)
    policy.require(viewer, "own", original, today(uow, market))
    data = document(original) | {"valid_until": None}
    copy = Listing(kind=original.kind, status=Status.DRAFT.value, organisation_id=original.organisation_id)
    copy.created_by_id, copy.created_at, copy.version = viewer.user_id, uow.now(), FIRST_VERSION
    apply(copy, data)
    revisions.changed(viewer, uow, copy, events.CREATED, note=_("Copy of %(id)s", id=original.public_id))
    return copy


def assign(viewer: Viewer, uow: UnitOfWork, market: Market, public_id: str, organisation_id: int) -> Listing:
    """Give a draft to one of the viewer's organisations."""
    listing = locked(viewer, uow, market, public_id, "edit")
    if listing.published_at is not None:
        raise NotAllowed("assign", _("A listing that was published stays with its organisation."))
    listing.organisation_id = _organisation(viewer, organisation_id)
    uow.session.expire(listing, ["organisation"])
    revisions.changed(viewer, uow, listing, events.ASSIGNED)
    return listing


def delete_draft(viewer: Viewer, uow: UnitOfWork, market: Market, public_id: str) -> Listing:
    """Delete a draft; `undelete` brings it back for 30 days. What was published is withdrawn instead."""
    listing = locked(viewer, uow, market, public_id, "delete")
    listing.deleted_at = uow.now()
    revisions.changed(viewer, uow, listing, events.DELETED)
    return listing


def undelete(viewer: Viewer, uow: UnitOfWork, market: Market, public_id: str) -> Listing:
    """Undo the deletion of a draft. Raise NotFound when it is gone for good."""
    listing = locked(viewer, uow, market, public_id, "undelete")
    listing.deleted_at = None
    revisions.changed(viewer, uow, listing, events.UNDELETED)
    return listing


def purge_deleted(viewer: Viewer, uow: UnitOfWork, limit: int = 200) -> int:
    """Remove drafts deleted more than 30 days ago for good (a scheduled job); return how many."""
    gone = select(Listing).where(Listing.deleted_at < uow.now() - UNDO).limit(limit)
    listings = uow.session.scalars(gone.with_for_update(skip_locked=True, of=Listing)).all()
    for listing in listings:
        for file in listing.attachments:
            attachments.forget_later(uow, file.storage_key)
        uow.record(events.PURGED, events.subject(listing.public_id), {"id": listing.id}, viewer)
        uow.session.delete(listing)
    uow.session.flush()
    return len(listings)


def history(viewer: Viewer, uow: UnitOfWork, market: Market, public_id: str) -> tuple[revisions.Revision, ...]:
    """Return who changed what and when, newest first, in the reader's language."""
    listing = get(viewer, uow, market, public_id)
    policy.require(viewer, "see_history", listing, today(uow, market))
    return tuple(revisions.history(uow, market, listing))


def _blank(kind: str) -> Document:
    return {"kind": kind, "texts": {}, "attrs": {}, "tiers": {}, "sector": None, "subcategories": []}


def _organisation(viewer: Viewer, organisation_id: int | None) -> int | None:
    if organisation_id is None:
        return next(iter(viewer.organisations)) if len(viewer.organisations) == 1 else None
    if not viewer.is_operator and not viewer.belongs_to(organisation_id):
        raise NotAllowed("create", _("You don't belong to this organisation."))
    return organisation_id


def fitting(data: Document, market: Market) -> Document:
    """Drop what belongs to a sector that the listing no longer has."""
    known = attributes(data["kind"], data["sector"], market)
    sector = sector_of(data["sector"], market)
    parts = [slug for slug in data["subcategories"] if sector is not None and sector.subcategory(slug)]
    return data | {
        "attrs": {name: value for name, value in data["attrs"].items() if name in known},
        "subcategories": parts,
    }


def _refuse_stale(listing: Listing, current: Document, yours: Document, market: Market) -> None:
    changes = tuple(revisions.differences(current, yours, market))
    raise Stale(Conflict(listing, listing.version, current, yours, changes))


def _write(viewer: Viewer, uow: UnitOfWork, market: Market, listing: Listing, data: Document) -> None:
    """Check the whole and put it into the rows."""
    if errors := problems(viewer, uow, market, listing, data):
        raise Invalid(errors)
    apply(listing, data)


def problems(viewer: Viewer, uow: UnitOfWork, market: Market, listing: Listing, data: Document) -> Errors:
    """Return all that stands against the listing holding this data; imports ask it for many listings."""
    errors = _validity(listing, data, uow, market)
    for name, text in market.plugins.validate_listing(data, viewer):
        errors.setdefault(name, []).append(text)
    if listing.status in PUBLIC:
        organisation = uow.session.get(Organisation, listing.organisation_id)
        errors |= completeness.problems(listing, data, organisation, market, today(uow, market))
    return errors


def _validity(listing: Listing, data: Document, uow: UnitOfWork, market: Market) -> dict[str, list[str]]:
    """Refuse a new end that is over, or too far: 365 days from publication, later only as far as a renewal went."""
    until = as_date(data.get("valid_until"))
    if until is None or until == listing.valid_until:
        return {}
    start = today(uow, market)
    if until < start:
        return {"valid_until": [_("This date has passed.")]}
    if listing.published_at is not None:
        start = min(start, listing.published_at.date())
    latest = max(start + VALIDITY, listing.valid_until or start) if listing.renewals else start + VALIDITY
    if until > latest:
        return {"valid_until": [_("At most 365 days after publication.")]}
    return {}
