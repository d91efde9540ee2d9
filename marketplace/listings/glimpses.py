"""What a list shows of a listing, read as plain columns in one statement: forty objects are too dear for ten cards."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from marketplace.listings.models import Attachment, Listing, ListingText
from marketplace.organisations.models import Named, Organisation


@dataclass(slots=True)
class OrganisationGlimpse(Named):
    """Whose a listing is, as far as a card tells."""

    public_id: str
    name_vi: str
    name_en: str
    kind: str
    country: str
    verified_at: datetime | None


@dataclass(slots=True)
class GlimpseText:
    """The words of a card in one language."""

    title: str
    summary: str
    description: str
    machine_translated: bool


@dataclass(slots=True)
class Glimpse:
    """The part of a `Listing` that a card is made of; it can be read like one and not be changed."""

    public_id: str
    kind: str
    status: str
    version: int
    organisation_id: int | None
    created_by_id: int | None
    sector: str | None
    subcategories: list[str]
    trl: int | None
    country: str | None
    valid_until: date | None
    anonymous: bool
    attrs: dict[str, Any]
    tiers: dict[str, str]
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    deleted_at: datetime | None
    source: str | None
    source_url: str | None
    organisation: OrganisationGlimpse | None
    texts: dict[str, GlimpseText] = field(default_factory=dict)

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """Return nothing: cards have no files."""
        return ()


Seen = Listing | Glimpse
_OWN = tuple(name for name in Glimpse.__slots__ if name not in ("organisation", "texts"))
_NAME = tuple(OrganisationGlimpse.__slots__)
_WORDS = tuple(GlimpseText.__slots__)
_LISTINGS, _NAMES, _TEXTS = (model.__table__ for model in (Listing, Organisation, ListingText))
_COLUMNS = (
    *(_LISTINGS.c[name] for name in _OWN),
    *(_NAMES.c[name] for name in _NAME),
    *(_TEXTS.c[name] for name in (*_WORDS, "lang")),
)
_END_OF_OWN, _END_OF_NAME = len(_OWN), len(_OWN) + len(_NAME)
_WHOSE = _LISTINGS.outerjoin(_NAMES, _NAMES.c.id == _LISTINGS.c.organisation_id)
_STATEMENT = (  # one object, so that SQLAlchemy works out once what it is, not for each search
    select(*_COLUMNS)
    .select_from(_WHOSE.outerjoin(_TEXTS, _TEXTS.c.listing_id == _LISTINGS.c.id))
    .where(_LISTINGS.c.public_id.in_(bindparam("ids", expanding=True)))
)


def glimpses(session: Session, public_ids: Collection[str]) -> dict[str, Glimpse]:
    """Return by public id what lists show of these listings, in one statement; whoever asks checks the permission."""
    found: dict[str, Glimpse] = {}
    for row in session.execute(_STATEMENT, {"ids": list(public_ids)}):
        glimpse = found.get(row[0])
        if glimpse is None:
            glimpse = found[row[0]] = _glimpse(row)
        if row.lang is not None:
            glimpse.texts[row.lang] = GlimpseText(*row[_END_OF_NAME:-1])
    return found


def _glimpse(row: Row[Any]) -> Glimpse:
    name = row[_END_OF_OWN:_END_OF_NAME]
    organisation = OrganisationGlimpse(*name) if name[0] is not None else None
    return Glimpse(*row[:_END_OF_OWN], organisation=organisation)  # type: ignore[misc]  # the columns are its fields
