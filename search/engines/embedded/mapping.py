"""The layout as tantivy takes it.

Tiers are `t0`, `t1` … (folded and stemmed) and `x0`, … (exact). Dynamic fields share the JSON field `more`: a plugin
with hundreds of fields does not grow the mapping.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import tantivy

from search import numbers
from search.engine import Upsert
from search.layout import LIKE_CHARS, Layout, check_id
from search.schema import Field, Kind


def encode_id(text: str) -> str:
    """Return a document's id as hex: keeps the order, and is safe in any query. Raises ValueError if unusable."""
    return "h" + check_id(text).hex()


def decode_id(text: str) -> str:
    """Undo `encode_id`."""
    return bytes.fromhex(text[1:]).decode("utf-8")


@dataclass(frozen=True)
class Mapping(Layout):
    """A neutral schema and the names its fields have in tantivy."""

    def in_json(self, field: Field) -> bool:
        """Tell whether the field lives in the JSON field; sorting works on real columns only."""
        return field.dynamic and not field.sortable

    def column(self, field: Field, end: str = "") -> str:
        """Return the path of the field's column; `end` is `_lo` or `_hi` of an interval."""
        return ("more." if self.in_json(field) else "") + self.key(field) + end

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
        more: dict[str, Any] = {}
        for name, value in write.fields.items():
            field = self.schema.by_name.get(name)
            if field is not None and field.kind is not Kind.TEXT and value not in (None, "", []):
                (more if self.in_json(field) else document).update(self.values(field, value))
        if more:
            document["more"] = more
        self._add_texts(document, self.texts(write))
        return document

    def _add_texts(self, document: dict[str, Any], texts: list[list[str]]) -> None:
        for tier, values in enumerate(texts):
            if values:
                document[f"t{tier}"] = values
                document[f"x{tier}"] = values
        everything = [value for values in texts for value in values]
        if everything:
            document["words"] = everything
            document["like"] = "\n".join(everything)[:LIKE_CHARS].encode("utf-8", "replace")
            document["phrases"] = self.offered(texts)
