"""The kinds of field that only the core has: words with a length in characters, keywords, codes of a classification.

They are fields like a plugin's (`marketplace.plugin_host.fields`), so that form, API, import and facets know one sort.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import marshmallow as ma

from marketplace.i18n import L
from marketplace.listings.texts import excess
from marketplace.plugin_host.clean import clean_line, clean_text
from marketplace.plugin_host.declarations import Choice
from marketplace.plugin_host.facets import Bucket
from marketplace.plugin_host.fields.base import Field
from marketplace.taxonomies import Taxonomy, taxonomy

_SEPARATORS = re.compile(r"[;\n]")
_KEYWORD_SEPARATORS = re.compile(r"[;,\n]")


def refuse(en: str, vi: str) -> ma.ValidationError:
    """Return the error with this message in the reader's language."""
    return ma.ValidationError(str(L(en, vi)))


class Words(Field):
    """Plain text of at most `limit` characters as readers count them; longer text is refused, never cut."""

    def __init__(self, *, limit: int, multiline: bool = True, **common: Any) -> None:
        super().__init__(**common)
        self.limit, self.multiline = limit, multiline
        self.widget = "longtext" if multiline else "text"

    def read(self, value: Any) -> str:
        """Return cleaned text. Raise for anything but text and for text that is too long."""
        if not isinstance(value, str):
            raise self.make_error("type")
        # Megabytes are refused without being normalised first.
        absurd = len(value) - self.limit if len(value) > 20 * self.limit else 0
        text = "" if absurd else (clean_text if self.multiline else clean_line)(value)
        if over := absurd or excess(text, self.limit):
            raise refuse(
                f"At most {self.limit} characters; this is {over} too long.",
                f"Tối đa {self.limit} ký tự; đang thừa {over} ký tự.",
            )
        return text

    def search_text(self, value: Any) -> str:
        """Return the text itself."""
        return str(value)

    def _json_type(self) -> dict[str, Any]:
        return {"type": "string", "x-max-characters": self.limit}


class Keywords(Field):
    """At most `limit` short keywords, typed with commas between them."""

    widget = "keywords"
    is_set = True

    def __init__(self, *, limit: int = 10, length: int = 60, **common: Any) -> None:
        super().__init__(**common)
        self.limit, self.length = limit, length

    def read(self, value: Any) -> list[str]:
        """Return the keywords, each once, in their order."""
        words = [clean_line(part) for part in _texts(self, value, _KEYWORD_SEPARATORS)]
        first: dict[str, str] = {}
        for word in words:
            first.setdefault(word.casefold(), word)
        found = [word for word in first.values() if word]
        if len(found) > self.limit:
            raise refuse(f"At most {self.limit} keywords.", f"Tối đa {self.limit} từ khóa.")
        for word in found:
            if excess(word, self.length):
                raise refuse(f"“{word[:40]}…” is too long for a keyword.", f"“{word[:40]}…” quá dài cho một từ khóa.")
        return found

    def display(self, value: Any) -> str:
        """Return them with commas between."""
        return ", ".join(value)

    def form_value(self, value: Any) -> str:
        """Return what was typed, more or less."""
        return ", ".join(value or ())

    def to_cell(self, value: Any) -> str:
        """Return one cell with semicolons between."""
        return "; ".join(value or ())

    def search_text(self, value: Any) -> str:
        """Return all of them."""
        return " ".join(value)

    def _json_type(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string"}, "maxItems": self.limit}


class _OfTaxonomy(Field):
    """What fields of one and of several codes share. The taxonomy is read when first used: countries load slowly."""

    def __init__(self, *, taxonomy: str, short: bool = True, **common: Any) -> None:
        super().__init__(**common)
        self.taxonomy_slug, self.short = taxonomy, short

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """Return the classification whose codes are stored."""
        return taxonomy(self.taxonomy_slug)

    @cached_property
    def choices(self) -> tuple[Choice, ...]:  # type: ignore[override]
        """Return the listed codes as choices."""
        return tuple(Choice(entry.code, entry.label, entry.synonyms) for entry in self.taxonomy)

    def options(self) -> list[tuple[str, L]]:
        """Return the listed codes with their labels."""
        return [(choice.slug, choice.label) for choice in self.choices]

    def code(self, value: Any) -> str:
        """Return the code meant by a code or an exact name. Raise when there is no such thing."""
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise self.make_error("type")
        if self.taxonomy.lookup(str(value)):
            return str(value)
        typed = clean_line(str(value)[:1_000])
        known = self.taxonomy.clean(typed[:200])
        if known is None:
            raise refuse(
                f"“{typed[:40]}” is not in the list “{self.taxonomy.name.en}”.",
                f"“{typed[:40]}” không có trong danh mục “{self.taxonomy.name.vi}”.",
            )
        return known

    def bucket_label(self, bucket_id: str) -> str:
        """Return the code's name in the current language."""
        return self.taxonomy.label(bucket_id)

    def buckets(self) -> list[Bucket]:
        """Return the listed codes in their order."""
        return [Bucket(choice.slug, choice.label) for choice in self.choices]

    def _words(self, codes: Iterable[str]) -> str:
        entries = filter(None, map(self.taxonomy.lookup, codes))
        return " ".join(part for entry in entries for part in (entry.label.vi, entry.label.en, *entry.synonyms))


class Code(_OfTaxonomy):
    """One code of a classification."""

    widget = "choice"

    def read(self, value: Any) -> str:
        """Return the code."""
        return self.code(value)

    def display(self, value: Any) -> str:
        """Return the code's name."""
        return self.taxonomy.label(str(value))

    def keywords(self, value: Any) -> list[str]:
        """Return the code and those above it: a facet counts every level."""
        return list(self.taxonomy.path(str(value)))

    def search_text(self, value: Any) -> str:
        """Return its names in both languages."""
        return self._words([str(value)])

    def _json_type(self) -> dict[str, Any]:
        return (
            {"type": "string", "enum": [choice.slug for choice in self.choices]} if self.short else {"type": "string"}
        )


class Level(Code):
    """A code that is a whole number, and stored as one (TRL)."""

    def read(self, value: Any) -> int:  # type: ignore[override]
        """Return the number; "TRL 7" is read too."""
        return int(self.code(value))

    def bucket_label(self, bucket_id: str) -> str:
        """Return the level with its number, by which people know it."""
        return f"{bucket_id} – {super().bucket_label(bucket_id)}"

    def _json_type(self) -> dict[str, Any]:
        numbers = [int(choice.slug) for choice in self.choices]
        return {"type": "integer", "minimum": min(numbers), "maximum": max(numbers)}


class Codes(_OfTaxonomy):
    """Several codes of a classification, at most `limit`. Long lists (`short=False`) are typed and suggested."""

    is_set = True

    def __init__(self, *, limit: int = 10, **common: Any) -> None:
        super().__init__(**common)
        self.limit = limit
        self.widget = "choices" if self.short else "codes"

    def read(self, value: Any) -> list[str]:
        """Return the codes, each once, in the order given."""
        codes = list(dict.fromkeys(self.code(part) for part in _texts(self, value, _SEPARATORS) if part.strip()))
        if len(codes) > self.limit:
            raise refuse(f"Choose at most {self.limit}.", f"Chọn tối đa {self.limit} mục.")
        return codes

    def display(self, value: Any) -> str:
        """Return the names with semicolons between, since names contain commas."""
        return "; ".join(map(self.taxonomy.label, value))

    def to_cell(self, value: Any) -> str:
        """Return one cell of codes."""
        return ";".join(value or ())

    def keywords(self, value: Any) -> list[str]:
        """Return the codes and all those above them."""
        return list(dict.fromkeys(code for each in value for code in self.taxonomy.path(each)))

    def search_text(self, value: Any) -> str:
        """Return their names in both languages."""
        return self._words(value)

    def _json_type(self) -> dict[str, Any]:
        items: dict[str, Any] = {"type": "string"}
        if self.short:
            items["enum"] = [choice.slug for choice in self.choices]
        return {"type": "array", "items": items, "maxItems": self.limit}


def _texts(field: Field, value: Any, separators: re.Pattern[str]) -> list[str]:
    """Return the parts of a list or of one text."""
    if isinstance(value, str):
        parts: Sequence[Any] = separators.split(value[:20_000])
    elif isinstance(value, list | tuple) and len(value) <= 1_000:
        parts = value
    else:
        raise field.make_error("type")
    if not all(isinstance(part, str | int) and not isinstance(part, bool) for part in parts):
        raise field.make_error("type")
    return list(map(str, parts))
