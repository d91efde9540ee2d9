"""The site's own pages: as shipped until an operator writes, with a past that nothing is ever removed from.

A language that reads exactly as shipped is not stored, so that it follows the next release.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from marshmallow import Schema
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.inputs import Text, load
from marketplace.accounts.models import User
from marketplace.differences import Run, blocks
from marketplace.editorial.models import SiteText, SiteTextRevision
from marketplace.editorial.policy import require
from marketplace.errors import NotFound, Stale
from marketplace.i18n import LOCALES
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

FOLDER = Path(__file__).parent / "shipped"
SLUGS = ("about", "good-offer", "good-demand", "trl", "terms", "privacy")
LONGEST = {"title": 120, "body": 30_000}  # characters
Words = dict[str, str]  # title and body


class TextSchema(Schema):
    """A page as its form sends it."""

    title_vi = Text(LONGEST["title"], needed=True)
    title_en = Text(LONGEST["title"], needed=True)
    body_vi = Text(LONGEST["body"], needed=True, lines=True)
    body_en = Text(LONGEST["body"], needed=True, lines=True)


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page as it reads now in each language; `own` are those that an operator wrote. Version 0: untouched."""

    slug: str
    words: Mapping[str, Words]
    own: frozenset[str] = frozenset()
    version: int = 0
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a page: who, when, what, and the paragraphs that differ by language."""

    number: int
    at: datetime
    by: str
    action: str
    changes: Mapping[str, Sequence[tuple[Run, ...]]]


@cache
def shipped(slug: str, lang: str) -> Mapping[str, str]:
    """Return a page as the project ships it. Raise NotFound."""
    if slug not in SLUGS:
        raise NotFound
    head, _, body = (FOLDER / f"{slug}.{lang}.md").read_text(encoding="utf-8").partition("\n")
    return {"title": head.removeprefix("# ").strip(), "body": body.strip()}


def whole(slug: str, words: Mapping[str, Words]) -> dict[str, Words]:
    """Return both languages, as shipped where none is stored."""
    return {lang: dict(words.get(lang) or shipped(slug, lang)) for lang in LOCALES}


def current(uow: UnitOfWork, slugs: Collection[str] = SLUGS) -> dict[str, SitePage]:
    """Return pages as everybody may read them, in one statement. Raise NotFound for a slug that is none."""
    rows = {row.slug: row for row in uow.session.scalars(select(SiteText).where(SiteText.slug.in_(slugs)))}
    return {slug: _page(slug, rows.get(slug)) for slug in slugs}


def _page(slug: str, row: SiteText | None) -> SitePage:
    if row is None:
        return SitePage(slug, whole(slug, {}))
    return SitePage(slug, whole(slug, row.words), frozenset(row.words), row.version, row.updated_at)


def edit(viewer: Viewer, uow: UnitOfWork, slug: str, data: Mapping[str, Any], version: int) -> SitePage:
    """Put an operator's words in place. Raise Invalid, NotAllowed, NotFound, and Stale if `version` is no longer it."""
    require(viewer, "texts.edit")
    typed = load(TextSchema(), data)
    words = {lang: {name: typed[f"{name}_{lang}"] for name in ("title", "body")} for lang in LOCALES}
    return _write(viewer, uow, slug, words, version, "edited")


def restore(viewer: Viewer, uow: UnitOfWork, slug: str, number: int, version: int) -> SitePage:
    """Go back to what the page was after change `number`. Raise as `edit` does."""
    require(viewer, "texts.edit")
    query = select(SiteTextRevision.words).where(SiteTextRevision.slug == slug, SiteTextRevision.number == number)
    words = uow.session.scalar(query)
    if words is None:
        raise NotFound
    return _write(viewer, uow, slug, words, version, "restored")


def reset(viewer: Viewer, uow: UnitOfWork, slug: str, version: int) -> SitePage:
    """Go back to the shipped text, in both languages. Raise as `edit` does."""
    require(viewer, "texts.edit")
    return _write(viewer, uow, slug, {}, version, "reset")


def _write(
    viewer: Viewer, uow: UnitOfWork, slug: str, words: Mapping[str, Words], version: int, action: str
) -> SitePage:
    """Store words and a revision, unless nothing changed."""
    own = {lang: text for lang, text in words.items() if text != shipped(slug, lang)}
    row = _locked(uow, slug, version)
    if own == (row.words if row.version else {}):
        return _page(slug, row if row.version else None)
    row.words, row.version, row.updated_at = own, row.version + 1, uow.now()
    past = {"action": action, "words": own, "at": uow.now(), "by_id": viewer.user_id}
    try:
        with uow.session.begin_nested():
            uow.session.add_all([row, SiteTextRevision(slug=slug, number=row.version, **past)])
    except IntegrityError:  # somebody wrote the first words of this page at the same moment
        raise Stale(current(uow, [slug])[slug]) from None
    uow.record(f"text.{action}", f"text:{slug}", {"version": row.version}, viewer)
    return _page(slug, row)


def _locked(uow: UnitOfWork, slug: str, version: int) -> SiteText:
    """Return the row, kept from other writers; a new one, at version 0, for a page that was never touched."""
    shipped(slug, LOCALES[0])
    query = select(SiteText).where(SiteText.slug == slug).with_for_update()
    row = uow.session.scalar(query.execution_options(populate_existing=True)) or SiteText(slug=slug, version=0)
    if row.version != version:
        raise Stale(_page(slug, row if row.version else None))
    return row


def history(viewer: Viewer, uow: UnitOfWork, slug: str, limit: int = 50) -> list[Step]:
    """Return the latest changes of a page, the newest first, each with what it changed."""
    require(viewer, "texts.edit")
    shipped(slug, LOCALES[0])
    query = select(SiteTextRevision, User.name).outerjoin(User, User.id == SiteTextRevision.by_id)
    query = query.where(SiteTextRevision.slug == slug).order_by(SiteTextRevision.number.desc())
    rows = uow.session.execute(query.limit(limit + 1)).all()
    older = [row.words for row, _name in rows[1:]] + [{}]
    return [
        Step(row.number, row.at, name or "", row.action, _changes(slug, before, row.words))
        for (row, name), before in list(zip(rows, older, strict=False))[:limit]
    ]


def _changes(slug: str, before: Mapping[str, Words], after: Mapping[str, Words]) -> dict[str, list[tuple[Run, ...]]]:
    old, new = whole(slug, before), whole(slug, after)
    found = {lang: blocks(_text(old[lang]), _text(new[lang])) for lang in LOCALES}
    return {lang: changes for lang, changes in found.items() if changes}


def _text(words: Words) -> str:
    return f"{words['title']}\n{words['body']}"
