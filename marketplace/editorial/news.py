"""News: operators write, in one language or in both, and publish now or later; everybody reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import Schema
from sqlalchemy import ColumnElement, Select, select

from marketplace.accounts.inputs import Choice, Text, clean, load
from marketplace.editorial.models import Announcement
from marketplace.editorial.policy import may, require
from marketplace.errors import Invalid, NotFound, Stale
from marketplace.i18n import LOCALES
from marketplace.i18n import gettext as _
from marketplace.lists import Page, page_of
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

PAGE_SIZE = 20
FARTHEST = timedelta(days=3653)
LONGEST = {"title": 160, "body": 20_000}  # characters
DRAFT, NOW, LATER = "draft", "now", "later"
WHENS = (DRAFT, NOW, LATER)


class NewsSchema(Schema):
    """A piece of news as its form sends it."""

    title_vi = Text(LONGEST["title"])
    title_en = Text(LONGEST["title"])
    body_vi = Text(LONGEST["body"], lines=True)
    body_en = Text(LONGEST["body"], lines=True)
    when = Choice(WHENS, needed=True)
    publish_at = Text(30)


def is_out(uow: UnitOfWork) -> ColumnElement[bool]:
    """Return the condition for what everybody may read now."""
    return Announcement.publish_at <= uow.now()


def newest(uow: UnitOfWork) -> Select[Announcement]:
    """Return the query for what everybody may read now, the newest first."""
    return select(Announcement).where(is_out(uow)).order_by(Announcement.publish_at.desc(), Announcement.id.desc())


def latest(uow: UnitOfWork, limit: int) -> Sequence[Announcement]:
    """Return the newest pieces that are out."""
    return uow.session.scalars(newest(uow).limit(limit)).all()


def page(uow: UnitOfWork, number: int = 1) -> Page[Announcement]:
    """Return a page of what is out, the newest first."""
    return page_of(uow.session, newest(uow), number, PAGE_SIZE)


def get(viewer: Viewer, uow: UnitOfWork, public_id: str) -> Announcement:
    """Return a piece that is out; to who writes news any. Raise NotFound."""
    query = select(Announcement).where(Announcement.public_id == public_id)
    found = uow.session.scalar(query)
    if found is None or not (state(uow, found) == NOW or may(viewer, "news.edit")):
        raise NotFound
    return found


def state(uow: UnitOfWork, it: Announcement) -> str:
    """Return whether a piece is a draft, out now, or comes out later."""
    if it.publish_at is None:
        return DRAFT
    return NOW if it.publish_at <= uow.now() else LATER


def every(viewer: Viewer, uow: UnitOfWork, number: int = 1) -> Page[Announcement]:
    """Return a page of all that was written, the latest first."""
    require(viewer, "news.edit")
    return page_of(uow.session, select(Announcement).order_by(Announcement.id.desc()), number, PAGE_SIZE)


def create(viewer: Viewer, uow: UnitOfWork, data: Mapping[str, Any], zone: str) -> Announcement:
    """Write a piece of news. `zone` is that of times typed. Raise Invalid, NotAllowed."""
    require(viewer, "news.edit")
    it = Announcement(created_at=uow.now(), author_id=viewer.user_id)
    _fill(uow, it, _read(uow, data, zone, None))
    uow.session.add(it)
    uow.session.flush()
    uow.record("news.created", f"news:{it.public_id}", {}, viewer)
    return it


def edit(
    viewer: Viewer, uow: UnitOfWork, public_id: str, data: Mapping[str, Any], zone: str, version: int
) -> Announcement:
    """Change what the editor read as `version`. Raise Stale if it moved on, Invalid, NotAllowed, NotFound."""
    require(viewer, "news.edit")
    it = get(viewer, uow, public_id)
    values = _read(uow, data, zone, it)
    _lock(uow, it, version)
    _fill(uow, it, values)
    uow.session.flush()
    uow.record("news.edited", f"news:{it.public_id}", {}, viewer)
    return it


def delete(viewer: Viewer, uow: UnitOfWork, public_id: str, version: int) -> None:
    """Delete a piece for good. Raise as `edit` does."""
    require(viewer, "news.edit")
    it = get(viewer, uow, public_id)
    _lock(uow, it, version)
    uow.session.delete(it)
    uow.record("news.deleted", f"news:{it.public_id}", {}, viewer)


def _lock(uow: UnitOfWork, it: Announcement, version: int) -> None:
    uow.session.refresh(it, with_for_update=True)  # a second editor waits, and learns of the first
    if it.version != version:
        raise Stale(it)


def _fill(uow: UnitOfWork, it: Announcement, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(it, name, value)
    it.updated_at = uow.now()


def _read(uow: UnitOfWork, data: Mapping[str, Any], zone: str, before: Announcement | None) -> dict[str, Any]:
    """Return the columns' values. Raise Invalid with all that is wrong."""
    errors: dict[str, list[str]] = {}
    try:
        values = load(NewsSchema(), data)
    except Invalid as error:
        raise Invalid(error.messages | _halves(data)) from None
    errors |= _halves(values)
    when, typed = values.pop("when"), values.pop("publish_at")
    try:
        values["publish_at"] = _moment(uow, when, typed, zone, before)
    except ValueError:
        errors["publish_at"] = [_("Enter a day and time to come, such as 2027-01-31 09:00.")]
    if errors:
        raise Invalid(errors)
    return values


def _halves(values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what is missing: a title for each text, a text for each title, and one language at least."""
    there = {f"{name}_{lang}": clean(str(values.get(f"{name}_{lang}") or "")) for lang in LOCALES for name in LONGEST}
    if not any(there.values()):
        return {"title_vi": [_("Write it in one language at least.")]}
    pairs = [(f"{name}_{lang}", f"{other}_{lang}") for lang in LOCALES for name, other in _BOTH_WAYS]
    return {name: [_("Fill in this field.")] for name, other in pairs if there[other] and not there[name]}


_BOTH_WAYS = (("title", "body"), ("body", "title"))


def _moment(uow: UnitOfWork, when: str, typed: str, zone: str, before: Announcement | None) -> datetime | None:
    """Return when a piece comes out; what is out already keeps its time. Raise ValueError for none to come."""
    if when == DRAFT:
        return None
    if when == NOW:
        out = before is not None and state(uow, before) == NOW
        return before.publish_at if before is not None and out else uow.now()
    moment = datetime.fromisoformat(typed)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    if not uow.now() < moment < uow.now() + FARTHEST:
        raise ValueError("not to come")
    return moment
