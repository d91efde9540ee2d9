"""What a listing's data says to the reader: each field by its label, each value by the sector it was stated in."""

from __future__ import annotations

from typing import Any

from marketplace.i18n import gettext as _
from marketplace.listings import fields
from marketplace.listings.document import Document
from marketplace.listings.ports import Market


class Saying:
    """Puts a document's values into words, those of another sector or of none any more, too."""

    def __init__(self, data: Document, market: Market) -> None:
        self._market = market
        self._sector = fields.sector_of(data.get("sector"), market)
        self._declared = fields.declared(data["kind"], data.get("sector"), market)

    def label(self, name: str) -> str:
        """Return what a field of that dotted name is called, "" if nobody declares it."""
        if name in ("sector", "subcategories"):
            return _("Sector") if name == "sector" else _("Parts of the sector")
        field = self._declared.get(name)
        return str(field.label) if field is not None else ""

    def shown(self, name: str, value: Any) -> str:
        """Return a stored value for the reader; "" when nothing is stated."""
        if name == "sector":
            sector = fields.sector_of(value, self._market)
            return str(sector.name) if sector is not None else value or ""
        if name == "subcategories":
            return ", ".join(map(self._part, value or []))
        return fields.shown(self._declared.get(name), value)

    def _part(self, slug: str) -> str:
        part = self._sector.subcategory(slug) if self._sector is not None else None
        return str(part.label) if part is not None else slug
