"""A mapped row as what the schemas read: nested by language and attribute, with its key and its organisation apart."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any

from marketplace.i18n import LOCALES
from marketplace.i18n import gettext as _
from marketplace.listings.document import WORDS
from marketplace.listings.ports import Market
from marketplace.listings.statuses import Status
from marketplace.listings.transfer.mapping import ColumnMap
from marketplace.listings.transfer.records import Record, text_of
from marketplace.listings.transfer.targets import folded
from marketplace.plugin_host.clean import clean_line
from marketplace.plugin_host.declarations import KINDS

_SEPARATORS = re.compile(r"[;,\n]")
_WORDS = frozenset(WORDS)
_TRUE = frozenset({"true", "1", "yes", "x", "có"})
MAX_ID = 160


@dataclass(slots=True)
class Row:
    """One row on its way. `reasons` fill up with what stands against it, `lacking` with what publishing it lacks.

    `outcome`: "created", "updated" or "unchanged", "" as long as nothing was decided.
    `numbers`: the language whose way of writing numbers it is known to follow, "" when that is only guessed.
    `status`: where it stood on a site like this one, "" when the file does not say that.
    """

    record: Record
    kind: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    source_id: str = ""
    public_id: str = ""
    organisation: str = ""
    organisation_id: int | None = None
    source_url: str | None = None
    digest: str = ""
    numbers: str = ""
    status: str = ""
    reasons: dict[str, list[str]] = field(default_factory=dict)
    lacking: dict[str, list[str]] = field(default_factory=dict)
    outcome: str = ""

    def refuse(self, name: str, text: str) -> None:
        """Note a reason against the row."""
        self.reasons.setdefault(name, []).append(text)


class Shaper:
    """Turns records into rows by one mapping."""

    def __init__(self, mapping: ColumnMap, market: Market, numbers: str | None = None) -> None:
        self.mapping, self.numbers = mapping, numbers or ""
        self.sectors: dict[str, str] = {}
        self.subcategories: dict[str, dict[str, str]] = {}
        for slug, sector in market.plugins.sectors.items():
            self.sectors |= dict.fromkeys((folded(slug), folded(sector.name.en), folded(sector.name.vi)), slug)
            self.subcategories[slug] = {
                folded(name): each.slug
                for each in sector.subcategories
                for name in (each.slug, each.label.en, each.label.vi)
            }

    def shape(self, record: Record) -> Row:
        """Return the row of a record."""
        row = Row(record)
        if record.error:
            row.refuse("_", record.error)
            return row
        values = self.mapping.values(record)
        row.numbers = str(values.get("numbers") or self.numbers).strip().casefold()
        row.digest = digest(values | {"numbers": row.numbers} if row.numbers else values)
        values.pop("numbers", None)
        if row.numbers and row.numbers not in LOCALES:
            row.refuse("numbers", _("Say in which language numbers are written: vi or en."))
        row.kind = kind_of(values.pop("kind", None))
        if "status" in self.mapping.targets.labels:  # a file says it; a program says `publish`
            status = str(values.pop("status", None) or "").strip()
            row.status = status if status in set(Status) else ""  # other systems have words of their own
        if row.kind not in KINDS:
            row.refuse("kind", _("Say whether it is an offer or a demand: kind=offer or kind=demand."))
        row.source_id = clean_line(text_of(values.pop("source_id", None))[: 2 * MAX_ID])
        row.public_id = clean_line(str(values.pop("public_id", None) or "")[:40])
        row.organisation = clean_line(str(values.pop("organisation", None) or "")[:400])
        row.source_url = self._address(row, values.pop("source_url", None))
        if not row.source_id and not row.public_id:
            row.refuse("source_id", _("This row has no id."))  # it would be doubled by the next run
        if len(row.source_id) > MAX_ID:
            row.refuse("source_id", _("An id has at most %(limit)s characters.", limit=MAX_ID))
        row.data = self._nested(values)
        return row

    def _address(self, row: Row, value: Any) -> str | None:
        address = clean_line(str(value or "")[:600])
        if address and (len(address) > 500 or not re.match(r"https?://[^\s/]", address)):
            row.refuse("source_url", _("This is not a web address."))
        return address or None

    def _nested(self, values: dict[str, Any]) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for target, value in values.items():
            head, _dot, rest = target.partition(".")
            if head == "texts":
                lang, _dot, name = rest.partition(".")
                data.setdefault("texts", {}).setdefault(lang, {})[name] = word(name, value)
            elif target == "tiers":  # of a table: "trl=nda;attrs.power=party"
                pairs = (part.partition("=") for part in _SEPARATORS.split(str(value or "")) if part.strip())
                if tiers := {name.strip(): tier.strip() for name, _is, tier in pairs}:
                    data.setdefault("tiers", {}).update(tiers)
            elif head in ("attrs", "tiers"):
                if value not in ("", None):
                    data.setdefault(head, {})[rest] = value
                elif head == "attrs":
                    data.setdefault("attrs", {})[rest] = None
            else:
                data[target] = value
        if isinstance(sector := data.get("sector"), str):
            data["sector"] = self.sectors.get(folded(sector), sector)
        if isinstance(chosen := data.get("subcategories"), str):
            known = self.subcategories.get(str(data.get("sector")), {})
            parts = [part.strip() for part in _SEPARATORS.split(chosen) if part.strip()]
            data["subcategories"] = [known.get(folded(part), part) for part in parts]
        return data


def word(name: str, value: Any) -> Any:
    """Return a word as the schemas take it: numbers as text, a yes as True."""
    if name == "machine_translated":
        return value is True or str(value or "").strip().casefold() in _TRUE
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) and name in _WORDS else value


def kind_of(value: Any) -> str:
    """Return "offer" or "demand" for what a file may say in either language."""
    text = folded(str(value or "")[:40])
    names = {"offer": "offer", "nguon_cung": "offer", "chao": "offer", "demand": "demand", "nhu_cau": "demand"}
    return names.get(text, text)


def digest(values: dict[str, Any]) -> str:
    """Return a hash of all that a row says, so that an unchanged row is known before it is checked again."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
