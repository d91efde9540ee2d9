"""The past of a listing: one row per change, readable differences between them, and going back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from marketplace.accounts.models import User
from marketplace.differences import Run, runs
from marketplace.i18n import L
from marketplace.listings import events, fields
from marketplace.listings.document import COLUMNS, WORDS, Document, document
from marketplace.listings.models import Listing, ListingRevision
from marketplace.listings.ports import Market
from marketplace.listings.saying import Saying
from marketplace.listings.statuses import BY_ACTION, PUBLIC
from marketplace.plugin_host.declarations import Tier
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

Says = tuple[Saying, Saying]  # of what was, and of what is
INDEX_JOB = "index.listing"
AUTOSAVED = "autosaved"
ONE_SITTING = timedelta(minutes=10)  # of typing, which is one row of the history
ACTION_LABELS: dict[str, L] = {
    "created": L("Created", "Tạo tin"),
    "edited": L("Edited", "Chỉnh sửa"),
    "autosaved": L("Saved while typing", "Tự động lưu khi nhập"),
    "files_changed": L("Files changed", "Thay đổi tệp"),
    "restored": L("Earlier version restored", "Khôi phục phiên bản cũ"),
    "deleted": L("Deleted", "Xóa"),
    "undeleted": L("Deletion undone", "Hoàn tác xóa"),
    "imported": L("Imported from a file", "Nhập từ tệp"),
    "assigned": L("Organisation set", "Chọn tổ chức"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One field's difference in the reader's language; `lang` is the text's own; `runs` marks the words changed."""

    name: str  # dotted: "trl", "texts.vi.title", "attrs.power"
    label: str
    before: str
    after: str
    lang: str | None = None
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    """One step of the history; `by` is a name, empty for the system itself. `by_id` is for us only."""

    number: int
    at: datetime
    by: str
    action: str
    label: str
    status: str
    note: str
    changes: tuple[Change, ...]
    by_id: int | None = None


def changed(viewer: Viewer, uow: UnitOfWork, listing: Listing, event: str, *, action: str = "", note: str = "") -> None:
    """Finish a change: next version, a revision, the domain event, and the job that brings the index up to date.

    `action` is the transition's name where there was one. What a form saves by itself every few seconds is one
    revision for ten minutes: the later one takes the place of the earlier.
    """
    if listing.id is not None:
        listing.version += 1
    listing.updated_at = uow.now()
    uow.session.add(listing)
    uow.session.flush()
    made = _revision(viewer, uow, listing, action or event.removeprefix("listing."), note)
    if action == AUTOSAVED and (last := _same_sitting(viewer, uow, listing)):
        made.at = last.at
        uow.session.delete(last)
    uow.session.add(made)
    data = {"id": listing.id, "version": listing.version, "kind": listing.kind, "status": listing.status}
    uow.record(event, events.subject(listing.public_id), data | {"organisation_id": listing.organisation_id}, viewer)
    if listing.published_at is not None or listing.status in PUBLIC:
        uow.enqueue(INDEX_JOB, {"id": listing.id, "version": listing.version}, key=str(listing.id))


def _same_sitting(viewer: Viewer, uow: UnitOfWork, listing: Listing) -> ListingRevision | None:
    """Return the latest revision if it is of the same typing: by the same person, not long ago."""
    query = select(ListingRevision).where(ListingRevision.listing_id == listing.id)
    last = uow.session.scalar(query.order_by(ListingRevision.number.desc()).limit(1))
    same = last is not None and (last.action, last.by_id) == (AUTOSAVED, viewer.user_id)
    return last if last is not None and same and uow.now() - last.at < ONE_SITTING else None


def _revision(viewer: Viewer, uow: UnitOfWork, listing: Listing, action: str, note: str) -> ListingRevision:
    files = [{"id": file.public_id, "kind": file.kind, "filename": file.filename} for file in listing.attachments]
    return ListingRevision(
        listing_id=listing.id,
        number=listing.version,
        action=action,
        status=listing.status,
        at=uow.now(),
        by_id=viewer.user_id,
        snapshot=document(listing) | {"files": files},
        note=note,
    )


def snapshot(uow: UnitOfWork, listing: Listing, number: int) -> Document | None:
    """Return what the listing was at version `number`, None if there is no such revision."""
    query = select(ListingRevision.snapshot).where(
        ListingRevision.listing_id == listing.id, ListingRevision.number == number
    )
    return uow.session.scalar(query)


def history(
    uow: UnitOfWork, market: Market, listing: Listing, limit: int = 50, *, below: int | None = None
) -> Sequence[Revision]:
    """Return the latest revisions (`below`: a number), newest first, each with its difference to the one before it."""
    query = select(ListingRevision, User.name).outerjoin(User, User.id == ListingRevision.by_id)
    newest = query.where(ListingRevision.listing_id == listing.id).order_by(ListingRevision.number.desc())
    if below is not None:
        newest = newest.where(ListingRevision.number < below)
    rows = uow.session.execute(newest.limit(limit + 1)).all()
    older = [row.snapshot for row, _name in rows[1:]]
    shown = []
    for index, (row, name) in enumerate(rows[:limit]):
        before = older[index] if index < len(older) else None
        changes = tuple(differences(before, row.snapshot, market)) if before is not None else ()
        shown.append(
            Revision(
                row.number,
                row.at,
                name or "",
                row.action,
                action_label(row.action),
                row.status,
                row.note,
                changes,
                row.by_id,
            )
        )
    return shown


def action_label(action: str) -> str:
    """Return what was done in the reader's language."""
    known = ACTION_LABELS.get(action)
    if known is None and action in BY_ACTION:
        known = BY_ACTION[action].label
    return str(known or action)


def differences(before: Document, after: Document, market: Market) -> Iterator[Change]:
    """Yield what differs between two documents, field by field, in the order of the form."""
    says = Saying(before, market), Saying(after, market)
    for name in COLUMNS:
        yield from _change(name, before.get(name), after.get(name), says)
    for lang in sorted({*before["texts"], *after["texts"]}):
        old, new = before["texts"].get(lang, {}), after["texts"].get(lang, {})
        for name in WORDS:
            yield from _change(f"texts.{lang}.{name}", old.get(name), new.get(name), says, lang)
    for slug in sorted({*before["attrs"], *after["attrs"]}):
        yield from _change(f"attrs.{slug}", before["attrs"].get(slug), after["attrs"].get(slug), says)
    for name in sorted({*before["tiers"], *after["tiers"]}):
        yield from _tier_change(name, before["tiers"].get(name), after["tiers"].get(name), says)
    yield from _file_changes(before.get("files") or [], after.get("files") or [])


def _change(name: str, old: Any, new: Any, says: Says, lang: str | None = None) -> Iterator[Change]:
    if (old or None) == (new or None):
        return
    declared = name.rpartition(".")[2] if lang else name
    before, after = says[0].shown(declared, old), says[1].shown(declared, new)
    yield Change(name, _label(declared, says), before, after, lang, runs(before, after) if lang else ())


def _label(name: str, says: Says) -> str:
    """Return what a field is called now, or was: a change of sector takes the other's fields away."""
    return says[1].label(name) or says[0].label(name) or name


def _tier_change(name: str, old: str | None, new: str | None, says: Says) -> Iterator[Change]:
    if old != new:
        label = L("who may see it", "ai được xem")
        yield Change(f"tiers.{name}", f"{_label(name, says)}: {label}", _tier(old), _tier(new))


def _tier(tier: str | None) -> str:
    return str(fields.TIER_LABELS[Tier(tier)]) if tier else ""


def _file_changes(old: list[dict[str, str]], new: list[dict[str, str]]) -> Iterator[Change]:
    before, after = ({file["id"]: file["filename"] for file in files} for files in (old, new))
    label = str(L("File", "Tệp"))
    for key in sorted({*before} ^ {*after}):
        yield Change(f"files.{key}", label, before.get(key, ""), after.get(key, ""))
