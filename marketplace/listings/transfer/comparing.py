"""Which cells of a row say something new about a listing that is there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marketplace.i18n import LOCALES, use_locale
from marketplace.listings.document import Document
from marketplace.plugin_host.fields.base import Field


def really_changed(given: Document, current: Document, declared: Mapping[str, Field], numbers: str) -> Document:
    """Leave out what an export of the listing has in the same place: a cell can't say everything (a mode, a comma).

    `numbers`: the language whose way of writing numbers the row is known to follow; "" looks at exports in all.
    """
    locales = (numbers,) if numbers else LOCALES
    texts = {
        lang: {
            name: v
            for name, v in words.items()
            if not same(declared.get(name), current["texts"].get(lang, {}).get(name), v, locales)
        }
        for lang, words in given.get("texts", {}).items()
    }
    attrs = {
        slug: value
        for slug, value in given.get("attrs", {}).items()
        if not same(declared.get(f"attrs.{slug}"), current["attrs"].get(slug), value, locales)
    }
    facts = {
        name: value
        for name, value in given.items()
        if name not in ("texts", "attrs") and not same(declared.get(name), current.get(name), value, locales)
    }
    return facts | {"texts": {lang: words for lang, words in texts.items() if words}, "attrs": attrs}


def same(field: Field | None, stored: Any, given: Any, locales: Sequence[str]) -> bool:
    """Tell whether a value is stated already, as it is or as a cell."""
    return field is not None and stored not in (None, "", []) and same_cell(field, stored, given, locales)


def same_cell(field: Field, stored: Any, given: Any, locales: Sequence[str]) -> bool:
    """Tell whether a cell is what an export writes for a stored value, in one of these languages."""
    if not isinstance(given, str):
        return bool(given == stored)
    for locale in locales:
        with use_locale(locale):
            if field.to_cell(stored).strip() == given.strip():
                return True
    return False
