"""From rows of listings to documents of the index. Only what anybody may read is ever put in.

A rebuild makes a hundred thousand of these, so rows are read as plain columns and what is public is worked out once per
kind, sector and choice of tiers. `tests/discovery` holds it to what `disclose` shows to an anonymous viewer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, and_, select
from sqlalchemy.orm import Session

from marketplace.discovery.schema import faceted_core
from marketplace.listings import fields
from marketplace.listings.disclosure import on_its_day
from marketplace.listings.document import WORDS
from marketplace.listings.models import Listing, ListingText
from marketplace.listings.ports import Market
from marketplace.listings.statuses import PUBLIC
from marketplace.organisations.models import Organisation
from marketplace.plugin_host.declarations import Tier
from marketplace.plugin_host.fields.base import Field
from search.engine import Upsert

FOREVER = datetime(9000, 1, 1, tzinfo=UTC)  # stands for "no end" in the index, where every listing needs one
_STATUSES = tuple(sorted(status.value for status in PUBLIC))
_NEEDED = (
    *("id", "public_id", "version", "kind", "status", "sector", "subcategories", "trl", "valid_until", "anonymous"),
    *("attrs", "tiers", "published_at", "deleted_at", "organisation_id"),
)
_PLACE_NAMES = ("province", "zone")  # old names of a province are how many people still search for it
_FACTS = tuple(sorted((faceted_core().keys() | {*_PLACE_NAMES}) - {*_NEEDED}))
_PLACES = {"title": "title", "keywords": "keywords"}  # all other words go into the body


def findable() -> ColumnElement[bool]:
    """Return the SQL condition of listings that belong in the index; those past their date are left out by searches."""
    return and_(Listing.status.in_(_STATUSES), Listing.deleted_at.is_(None))


def is_findable(row: Row[Any]) -> bool:
    """Tell whether a row read by `Documents.rows` belongs in the index: agrees with `findable`."""
    return row.status in _STATUSES and row.deleted_at is None


class Documents:
    """Makes documents for one app; keeps what it worked out about kinds and sectors."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.zone = ZoneInfo(market.settings.timezone)
        self._open: dict[tuple[Any, ...], dict[str, Field]] = {}

    def rows(self, session: Session, *conditions: ColumnElement[bool], limit: int | None = None) -> Sequence[Row[Any]]:
        """Return the columns that documents need, by rising id."""
        columns = [getattr(Listing, name) for name in (*_NEEDED, *_FACTS)]
        return session.execute(select(*columns).where(*conditions).order_by(Listing.id).limit(limit)).all()

    def upserts(self, session: Session, rows: Sequence[Row[Any]]) -> list[Upsert]:
        """Return the documents of these rows, in two statements for all of them."""
        if not rows:
            return []
        texts: dict[int, list[Row[Any]]] = defaultdict(list)
        wanted = select(*ListingText.__table__.c).where(ListingText.listing_id.in_([row.id for row in rows]))
        for text in session.execute(wanted):
            texts[text.listing_id].append(text)
        owners = self._owners(session, {row.organisation_id for row in rows if not row.anonymous})
        writes = [self.upsert(row, texts[row.id], owners.get(row.organisation_id)) for row in rows]
        self.market.plugins.enrich_documents({write.id: write.fields for write in writes})
        return writes

    def upsert(self, row: Row[Any], texts: Sequence[Row[Any]], owner: Row[Any] | None) -> Upsert:
        """Return one document. `owner` is not used for an anonymous listing."""
        open_fields = self._public(row.kind, row.sector, row.tiers)
        found: dict[str, Any] = {
            "kind": row.kind,
            "status": row.status,
            "sector": row.sector,
            "sub": [f"{row.sector}:{slug}" for slug in row.subcategories] if row.sector else [],
            "lang": [text.lang for text in texts],
            "published": on_its_day(row.published_at) if row.anonymous and row.published_at else row.published_at,
            "until": self.end_of(row.valid_until),
            "title": [],
            "keywords": [],
            "body": [],
        }
        if owner is not None and not row.anonymous:
            found["organisation"] = owner.public_id
            found["body"] += [name for name in (owner.name_vi, owner.name_en) if name]
        self._add_words(found, texts, open_fields)
        self._add_facts(found, row, open_fields)
        self._add_attributes(found, row, open_fields)
        return Upsert(row.public_id, row.version, found)

    def end_of(self, day: date | None) -> datetime:
        """Return the last moment of a day at the site: a listing valid until the 30th lasts to the end of the 30th."""
        return datetime.combine(day, time.max, self.zone) if day else FOREVER

    def _owners(self, session: Session, ids: set[int | None]) -> dict[int, Any]:
        query = select(Organisation.id, Organisation.public_id, Organisation.name_vi, Organisation.name_en)
        return {row.id: row for row in session.execute(query.where(Organisation.id.in_(ids - {None})))}

    def _public(self, kind: str, sector: str | None, tiers: Mapping[str, str]) -> dict[str, Field]:
        key = (kind, sector, *sorted(tiers.items()))
        if key not in self._open:
            declared = fields.declared(kind, sector, self.market)
            self._open[key] = {
                name: field
                for name, field in declared.items()
                if fields.tier_of_field(name, field, kind, tiers) is Tier.PUBLIC
            }
        return self._open[key]

    def _add_words(self, found: dict[str, Any], texts: Sequence[Row[Any]], public: Mapping[str, Field]) -> None:
        for text in texts:
            for name in WORDS:
                value = getattr(text, name)
                if value and name in public:
                    found[_PLACES.get(name, "body")] += value if isinstance(value, list) else [value]

    def _add_facts(self, found: dict[str, Any], row: Row[Any], public: Mapping[str, Field]) -> None:
        if row.trl is not None and "trl" in public:
            found["level"] = row.trl
        for name in ("trl", *_FACTS):
            value = getattr(row, name)
            if value in (None, [], "") or name not in public:
                continue
            found.update(public[name].index_values(value))
            if name in _PLACE_NAMES:
                found["body"].append(public[name].search_text(value))

    def _add_attributes(self, found: dict[str, Any], row: Row[Any], public: Mapping[str, Field]) -> None:
        for slug, value in row.attrs.items():
            field = public.get(f"attrs.{slug}")
            if field is not None:
                found.update(field.index_values(value, row.sector))
                if words := field.search_text(value):
                    found["body"].append(words)
