"""Write a batch of checked listings: a few statements for all of them, whatever their number.

It leaves what the services leave for one listing (`revisions.changed`): texts, a revision, events, and the index job.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, insert, select, update

from marketplace.ids import new_public_id
from marketplace.jobs.models import DomainEvent
from marketplace.listings import events
from marketplace.listings.document import COLUMNS, WORDS, Document, as_date, empty
from marketplace.listings.models import Listing, ListingRevision, ListingText
from marketplace.listings.revisions import INDEX_JOB
from marketplace.listings.statuses import PUBLIC, Status
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

PRIORITY = 10  # what a person waits for is indexed first
IMPORTED = "imported"
_LISTINGS = cast(Table, Listing.__table__)
_TEXTS = cast(Table, ListingText.__table__)
_REVISIONS = cast(Table, ListingRevision.__table__)
_EVENTS = cast(Table, DomainEvent.__table__)


@dataclass(slots=True)
class Write:
    """One listing to be stored. `id` is None for a new one; `columns` are those that are not in the document."""

    data: Document
    columns: dict[str, Any]
    happened: tuple[str, ...]
    id: int | None = None
    public_id: str = field(default_factory=new_public_id)
    version: int = 1
    files: list[dict[str, str]] = field(default_factory=list)


def store(viewer: Viewer, uow: UnitOfWork, writes: Sequence[Write], note: str) -> None:
    """Insert and update listings in the current transaction. `note` says in the history where they come from."""
    new = [write for write in writes if write.id is None]
    old = [write for write in writes if write.id is not None]
    connection = uow.session.connection()
    if new:
        rows = [_columns(write) | _FIRST | {"created_at": uow.now(), "updated_at": uow.now()} for write in new]
        connection.execute(insert(_LISTINGS), rows)
        # Asking for the ids as they are inserted, in order, would make SQLite take the rows one by one.
        added = select(_LISTINGS.c.public_id, _LISTINGS.c.id)
        ids = dict(connection.execute(added.where(_LISTINGS.c.public_id.in_([write.public_id for write in new]))).all())
        for write in new:
            write.id = ids[write.public_id]
    if old:
        changing = update(_LISTINGS).where(_LISTINGS.c.id == bindparam("key"))
        connection.execute(changing, [_columns(write) | {"updated_at": uow.now(), "key": write.id} for write in old])
        connection.execute(delete(_TEXTS).where(_TEXTS.c.listing_id.in_([write.id for write in old])))
    if texts := [row for write in writes for row in _texts(write)]:
        connection.execute(insert(_TEXTS), texts)
    if writes:
        connection.execute(insert(_REVISIONS), [_revision(viewer, uow, write, note) for write in writes])
        connection.execute(insert(_EVENTS), [row for write in writes for row in _events(viewer, uow, write)])
    public = [write for write in writes if write.columns["status"] in PUBLIC or write.columns["published_at"]]
    jobs = [(str(write.id), {"id": write.id, "version": write.version}) for write in public]
    uow.enqueue_many(INDEX_JOB, jobs, priority=PRIORITY)


_FIRST = {"renewals": 0, "deleted_at": None}


def touch(uow: UnitOfWork, digests: Sequence[tuple[int, str]]) -> None:
    """Remember new hashes of rows that say in other words what the listing already says."""
    if digests:
        changing = update(_LISTINGS).where(_LISTINGS.c.id == bindparam("key")).values(source_hash=bindparam("digest"))
        uow.session.connection().execute(changing, [{"key": key, "digest": digest} for key, digest in digests])


def _columns(write: Write) -> dict[str, Any]:
    data = write.data
    row = {name: data.get(name, empty(name)) for name in COLUMNS}
    row["valid_until"] = as_date(data.get("valid_until"))
    row |= {"attrs": data.get("attrs") or {}, "tiers": data.get("tiers") or {}}
    return row | write.columns | {"public_id": write.public_id, "version": write.version}


def _texts(write: Write) -> list[dict[str, Any]]:
    return [
        {name: words.get(name, empty(name)) for name in WORDS}
        | {"listing_id": write.id, "lang": lang, "machine_translated": bool(words.get("machine_translated"))}
        for lang, words in write.data["texts"].items()
    ]


def _revision(viewer: Viewer, uow: UnitOfWork, write: Write, note: str) -> dict[str, Any]:
    data = write.data
    snapshot = {name: data.get(name, empty(name)) for name in COLUMNS}
    until = as_date(data.get("valid_until"))
    snapshot["valid_until"] = until.isoformat() if until else None
    snapshot["texts"] = {
        lang: {name: words.get(name, empty(name)) for name in WORDS}
        | {"machine_translated": bool(words.get("machine_translated"))}
        for lang, words in sorted(data["texts"].items())
    }
    snapshot |= {"attrs": data.get("attrs") or {}, "tiers": data.get("tiers") or {}, "files": write.files}
    return {
        "listing_id": write.id,
        "number": write.version,
        "action": IMPORTED,
        "status": write.columns["status"],
        "at": uow.now(),
        "by_id": viewer.user_id,
        "snapshot": snapshot,
        "note": note,
    }


def _events(viewer: Viewer, uow: UnitOfWork, write: Write) -> list[dict[str, Any]]:
    data = {"id": write.id, "version": write.version, "kind": write.data["kind"], "status": write.columns["status"]}
    data["organisation_id"] = write.columns["organisation_id"]
    shared: dict[str, Any] = {"subject": events.subject(write.public_id), "data": data, "user_id": viewer.user_id}
    shared |= {"occurred_at": uow.now(), "pending": True}
    return [{"name": name, **shared} for name in write.happened]


def happenings(new: bool, before: str, after: str) -> tuple[str, ...]:
    """Return the events of a write: created or edited, and published if it just became so."""
    first = events.CREATED if new else events.EDITED
    published = after == Status.PUBLISHED.value and before != after
    return (first, events.OF_ACTION["publish"]) if published else (first,)
