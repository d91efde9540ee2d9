"""A listing as plain data: what forms show, the API exchanges, revisions keep and imports bring. One shape for all.

{"kind": "offer", "sector": "marine", "trl": 7, …, "texts": {"vi": {"title": …}}, "attrs": {…}, "tiers": {…}}
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from marketplace.i18n import LOCALES
from marketplace.listings.models import Listing, ListingText

COLUMNS: tuple[str, ...] = (
    *("kind", "sector", "subcategories", "stage", "trl", "ip_status", "ip_kinds", "partnership_types", "partner_sizes"),
    *("client_size", "ipc", "vsic", "nace", "sdg", "vn_fields", "country", "province", "zone", "target_countries"),
    *("languages", "valid_until", "anonymous"),
)
WORDS: tuple[str, ...] = (
    *("title", "summary", "description", "advantages", "expertise", "partner_role", "ip_comment", "stage_comment"),
    "keywords",
)
LISTS = frozenset(
    {"subcategories", "ip_kinds", "partnership_types", "partner_sizes", "ipc", "vsic", "nace", "sdg", "vn_fields"}
    | {"target_countries", "languages", "keywords"}
)
Document = dict[str, Any]


def empty(name: str) -> Any:
    """Return what a core field holds when nothing is stated."""
    if name in LISTS:
        return []
    if name == "anonymous":
        return False
    return "" if name in WORDS else None


def document(listing: Listing) -> Document:
    """Return the listing as JSON-able data."""
    data: Document = {name: getattr(listing, name) for name in COLUMNS}
    data["valid_until"] = listing.valid_until.isoformat() if listing.valid_until else None
    data["texts"] = {
        lang: {name: getattr(row, name) for name in WORDS} | {"machine_translated": row.machine_translated}
        for lang, row in sorted(listing.texts.items())
    }
    data["attrs"], data["tiers"] = dict(listing.attrs), dict(listing.tiers)
    return data


def merged(current: Document, change: Mapping[str, Any]) -> Document:
    """Return `current` with the validated `change` laid over it.

    A language or attribute that the change doesn't name stays; an attribute set to None goes, and so does a language
    set to None or left without a word.
    """
    result = current | {name: value for name, value in change.items() if name not in ("texts", "attrs")}
    attrs = current["attrs"] | dict(change.get("attrs") or {})
    result["attrs"] = {slug: value for slug, value in attrs.items() if value is not None}
    texts = dict(current["texts"])
    for lang, words in (change.get("texts") or {}).items():
        texts[lang] = {} if words is None else texts.get(lang, {}) | words
    result["texts"] = {lang: words for lang, words in texts.items() if any(words.get(name) for name in WORDS)}
    return result


def apply(listing: Listing, data: Document) -> None:
    """Write a whole document into the listing's rows."""
    for name in COLUMNS:
        setattr(listing, name, data.get(name, empty(name)))
    listing.valid_until = as_date(data.get("valid_until"))
    listing.attrs, listing.tiers = dict(data.get("attrs") or {}), dict(data.get("tiers") or {})
    texts = data.get("texts") or {}
    for lang in set(listing.texts) - set(texts):
        del listing.texts[lang]
    for lang in LOCALES:
        if lang in texts:
            row = listing.texts.setdefault(lang, ListingText(lang=lang))
            for name in WORDS:
                setattr(row, name, texts[lang].get(name, empty(name)))
            row.machine_translated = bool(texts[lang].get("machine_translated", False))


def as_date(value: date | str | None) -> date | None:
    """Return the date that a document holds as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
