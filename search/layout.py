"""How a neutral schema and its documents are laid out, alike in every engine.

Text fields are merged into tiers of equal weight, so that a query word costs one clause a tier however many text
fields there are. Each tier is analysed twice: folded and stemmed, and exact. `words` holds all words folded but
unstemmed for prefixes and spelling, `phrases` the pieces offered while somebody types. All numbers are whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from search import numbers
from search.engine import EngineError, Upsert
from search.pieces import pieces
from search.schema import Field, Kind, Schema
from search.text import clean

MAX_KEYWORD = 500
LIKE_CHARS = 700
MAX_ID = 255
_SORT_BYTES = 60
_PLAIN = re.compile(r"[^a-zA-Z0-9]")


def check_id(id: str) -> bytes:
    """Return a document's id as bytes. Raises ValueError if it is unusable."""
    raw = id.encode("utf-8")
    if not 0 < len(raw) <= MAX_ID:
        raise ValueError(f"a document id has 1 to {MAX_ID} bytes")
    return raw


def encode_sort(text: str) -> str:
    """Return the start of a keyword as hex, for ranges in a cursor."""
    return "h" + text.encode("utf-8", "replace")[:_SORT_BYTES].hex()


@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    return "f_" + _PLAIN.sub(lambda match: f"_{ord(match[0]):x}_", name)


@dataclass(frozen=True)
class Layout:
    """A neutral schema and the names its fields have in an engine."""

    schema: Schema

    def check(self) -> None:
        """Raise `EngineError` for a schema that can't work: what is analysed falls into words and can't be counted."""
        if odd := [field.name for field in self.schema.fields if field.kind is Kind.TEXT and field.facet]:
            raise EngineError(f"a facet needs opaque values, but {', '.join(odd)} is analysed text")

    @cached_property
    def weights(self) -> tuple[float, ...]:
        """Return the weight of each text tier, the heaviest first."""
        return tuple(sorted({f.weight for f in self.schema.fields if f.kind is Kind.TEXT}, reverse=True)) or (1.0,)

    @cached_property
    def tier(self) -> dict[str, int]:
        """Map the names of text fields to their tiers."""
        return {f.name: self.weights.index(f.weight) for f in self.schema.fields if f.kind is Kind.TEXT}

    def field(self, name: str) -> Field | None:
        """Return the field if the schema knows it."""
        return self.schema.by_name.get(name)

    def key(self, field: Field) -> str:
        """Return the field's name in an alphabet that every engine takes, unique."""
        return _key(field.name)

    def column(self, field: Field, end: str = "") -> str:
        """Return the path of the field's column; `end` is `_lo` or `_hi` of an interval."""
        return self.key(field) + end

    def sort_column(self, field: Field) -> str:
        """Return the column that orders by this field."""
        return "o" + self.key(field) if field.kind is Kind.KEYWORD else self.key(field)

    def texts(self, write: Upsert) -> list[list[str]]:
        """Return the cleaned texts of each tier. Raises ValueError for what is no text."""
        found: list[list[str]] = [[] for _ in self.weights]
        for name, value in write.fields.items():
            if name in self.tier and value not in (None, "", []):
                found[self.tier[name]].extend(_texts(name, value))
        return found

    def values(self, field: Field, value: Any) -> dict[str, Any]:
        """Return one value by column. Raises ValueError if it does not fit its field."""
        key = self.key(field)
        try:
            if field.kind is Kind.KEYWORD:
                values = _keywords(value)
                return {key: values, "o" + key: encode_sort(values[0])} if field.sortable else {key: values}
            if field.kind is Kind.INTERVAL:
                low, high = value
                ends = numbers.bounds(Kind.INTERVAL, low, high)
                if ends is None:
                    raise ValueError("an interval whose ends make no sense")
                return {key + "_lo": ends[0], key + "_hi": ends[1]}
            if field.kind is Kind.NUMBER:
                return {key: numbers.from_float(float(value))}
            return {key: numbers.from_int(value) if field.kind is Kind.INTEGER else numbers.from_date(value)}
        except (TypeError, ValueError, AttributeError, OverflowError) as error:
            raise ValueError(f"{field.name}: {error}") from error

    def offered(self, texts: list[list[str]]) -> list[str]:
        """Return the pieces that are offered while somebody types: of all tiers but the lightest."""
        return pieces([value for values in texts[: max(1, len(texts) - 1)] for value in values])


def _texts(name: str, value: Any) -> list[str]:
    values = [value] if isinstance(value, str) else list(value)
    if not all(isinstance(item, str) for item in values):
        raise ValueError(f"{name}: text expected")
    return [clean(item) for item in values]


def _keywords(value: Any) -> list[str]:
    values = [value] if isinstance(value, str) else list(value)
    if not values or not all(isinstance(item, str) for item in values):
        raise ValueError("keywords expected")
    for item in values:
        if len(item.encode("utf-8")) > MAX_KEYWORD:
            raise ValueError(f"a keyword has at most {MAX_KEYWORD} bytes")
    return values
