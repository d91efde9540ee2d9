"""How a neutral schema and its documents are laid out in tantivy.

Text fields are merged into tiers of equal weight, so that a query word costs one clause a tier however many text
fields there are. Each tier is analysed twice: folded and stemmed (`t0`, `t1` …) and exact (`x0`, …). `words` holds all
words folded but unstemmed for prefixes and spelling, `phrases` the pieces offered while somebody types. Dynamic fields
share the JSON field `more`: a plugin with hundreds of fields does not grow the mapping.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

import tantivy

from search.engine import Upsert
from search.engines.embedded import numbers
from search.engines.embedded.phrases import pieces
from search.schema import Field, Kind, Schema
from search.text import clean

WHOLE = (Kind.INTEGER, Kind.DATE)
MAX_KEYWORD = 500
_SORT_BYTES = 60
_LIKE_CHARS = 700
_PLAIN = re.compile(r"[^a-zA-Z0-9]")


def encode_id(text: str) -> str:
    """Return a document's id as hex: keeps the order, and is safe in any query. Raises ValueError if unusable."""
    raw = text.encode("utf-8")
    if not 0 < len(raw) <= 255:
        raise ValueError("a document id has 1 to 255 bytes")
    return "h" + raw.hex()


def decode_id(text: str) -> str:
    """Undo `encode_id`."""
    return bytes.fromhex(text[1:]).decode("utf-8")


def encode_sort(text: str) -> str:
    """Return the start of a keyword as hex, for ranges in a cursor."""
    return "h" + text.encode("utf-8", "replace")[:_SORT_BYTES].hex()


def analyzers() -> dict[str, tantivy.TextAnalyzer]:
    """Return the analyzers by name; they must be registered again each time an index is opened."""

    def base() -> tantivy.TextAnalyzerBuilder:
        simple = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        return simple.filter(tantivy.Filter.remove_long(60)).filter(tantivy.Filter.lowercase())

    folded = base().filter(tantivy.Filter.ascii_fold())
    return {
        "fold": folded.filter(tantivy.Filter.stemmer("english")).build(),
        "exact": base().build(),
        "prefix": base().filter(tantivy.Filter.ascii_fold()).build(),
    }


@cache
def _folding() -> tantivy.TextAnalyzer:
    return analyzers()["fold"]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return what the index holds for one folded word. Kept, since every page of results asks for the same words."""
    return "".join(_folding().analyze(word))


@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    return "f_" + _PLAIN.sub(lambda match: f"_{ord(match[0]):x}_", name)


@dataclass(frozen=True)
class Mapping:
    """A neutral schema and the names its fields have in tantivy."""

    schema: Schema

    @cached_property
    def weights(self) -> tuple[float, ...]:
        """Return the weight of each text tier, the heaviest first."""
        return tuple(sorted({f.weight for f in self.schema.fields if f.kind is Kind.TEXT}, reverse=True)) or (1.0,)

    @cached_property
    def _tier(self) -> dict[str, int]:
        return {f.name: self.weights.index(f.weight) for f in self.schema.fields if f.kind is Kind.TEXT}

    def field(self, name: str) -> Field | None:
        """Return the field if the schema knows it."""
        return self.schema.by_name.get(name)

    def in_json(self, field: Field) -> bool:
        """Tell whether the field lives in the JSON field; sorting works on real columns only."""
        return field.dynamic and not field.sortable

    def key(self, field: Field) -> str:
        """Return the field's name in tantivy's alphabet, unique."""
        return _key(field.name)

    def column(self, field: Field, end: str = "") -> str:
        """Return the path of the field's column; `end` is `_lo` or `_hi` of an interval."""
        return ("more." if self.in_json(field) else "") + self.key(field) + end

    def sort_column(self, field: Field) -> str:
        """Return the column that orders by this field."""
        return "o" + self.key(field) if field.kind is Kind.KEYWORD else self.key(field)

    def build(self) -> tantivy.Schema:
        """Return tantivy's schema."""
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_integer_field("version", indexed=True, fast=True)
        builder.add_integer_field("dead", indexed=True, fast=True)
        builder.add_bytes_field("like", stored=True)
        for tier in range(len(self.weights)):
            builder.add_text_field(f"t{tier}", tokenizer_name="fold", index_option="position")
            builder.add_text_field(f"x{tier}", tokenizer_name="exact", index_option="freq")
        builder.add_text_field("words", tokenizer_name="prefix", index_option="basic")
        builder.add_text_field("phrases", tokenizer_name="raw", index_option="basic")
        builder.add_json_field("more", fast=True, tokenizer_name="raw", index_option="basic")
        for field in self.schema.fields:
            if field.kind is not Kind.TEXT and not self.in_json(field):
                self._add(builder, field)
        return builder.build()

    def _add(self, builder: tantivy.SchemaBuilder, field: Field) -> None:
        name = self.key(field)
        if field.kind is Kind.KEYWORD:
            builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
            if field.sortable:
                builder.add_text_field("o" + name, fast=True, tokenizer_name="raw", index_option="basic")
        else:
            for end in ("_lo", "_hi") if field.kind is Kind.INTERVAL else ("",):
                builder.add_integer_field(name + end, indexed=True, fast=True)

    def tombstone(self, id: str, version: int) -> dict[str, Any]:
        """Return the document that remembers a deletion. It has no content, so only the id finds it."""
        return {"id": encode_id(id), "version": numbers.from_int(version), "dead": 1}

    def document(self, write: Upsert) -> dict[str, Any]:
        """Return a document as tantivy takes it. Raises ValueError or TypeError if a value does not fit its field.

        Fields the schema does not know are left out: an index built before a plugin came still takes its listings.
        """
        document: dict[str, Any] = {"id": encode_id(write.id), "version": numbers.from_int(write.version)}
        texts: list[list[str]] = [[] for _ in self.weights]
        more: dict[str, Any] = {}
        for name, value in write.fields.items():
            field = self.schema.by_name.get(name)
            if field is None or value in (None, "", []):
                continue
            if field.kind is Kind.TEXT:
                texts[self._tier[name]].extend(_texts(name, value))
            else:
                (more if self.in_json(field) else document).update(self._values(field, value))
        if more:
            document["more"] = more
        self._add_texts(document, texts)
        return document

    def _values(self, field: Field, value: Any) -> dict[str, Any]:
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

    def _add_texts(self, document: dict[str, Any], texts: list[list[str]]) -> None:
        for tier, values in enumerate(texts):
            if values:
                document[f"t{tier}"] = values
                document[f"x{tier}"] = values
        everything = [value for values in texts for value in values]
        if everything:
            document["words"] = everything
            document["like"] = "\n".join(everything)[:_LIKE_CHARS].encode("utf-8", "replace")
            document["phrases"] = pieces([v for values in texts[: max(1, len(texts) - 1)] for v in values])


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
