"""The layout as Elasticsearch takes it: settings and mappings made from the neutral schema, strict.

Tiers are `t0`, `t1` … (folded and stemmed), each with a sub-field `exact`; `words` gets all of them by `copy_to`, with
its prefixes indexed. Every other field is a real column: an index is made for the fields that plugins declare at the
time, so its mapping can't grow. Analysers mirror search/analysis.py. Texts are not kept: the database has them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from search import numbers
from search.analysis import LONGEST
from search.engine import EngineUnavailable, Upsert
from search.layout import LIKE_CHARS, Layout, check_id
from search.schema import Field, Kind, Schema

MAKER = "marketplace search 1"
"""Stands in an index's `_meta`: it is ours, in this version of the layout."""

_BESIDES = 100
_LEAST_FIELDS = 1_000
_WORDS_ARE = {"type": "pattern", "pattern": r"[^\p{IsAlphabetic}\p{N}]+"}
"""Cuts where tantivy's `simple` tokenizer does; `standard` would keep 1.5 and don't in one piece."""

_ANALYSIS = {
    "tokenizer": {"words": _WORDS_ARE},
    "filter": {"short": {"type": "length", "max": LONGEST}, "stems": {"type": "stemmer", "language": "porter2"}},
    "analyzer": {
        "fold": {"type": "custom", "tokenizer": "words", "filter": ["short", "lowercase", "asciifolding", "stems"]},
        "exact": {"type": "custom", "tokenizer": "words", "filter": ["short", "lowercase"]},
        "prefix": {"type": "custom", "tokenizer": "words", "filter": ["short", "lowercase", "asciifolding"]},
    },
}
_OPAQUE = {"type": "keyword"}
_WHOLE = {"type": "long"}


class Foreign(EngineUnavailable):
    """The index was made by something else."""


@dataclass(frozen=True)
class Mapping(Layout):
    """A neutral schema and the names its fields have in Elasticsearch."""

    def body(self, shards: int, replicas: int) -> dict[str, Any]:
        """Return what an index is made with. `replicas` is the most: a cluster of one node has none."""
        fields = self.properties()
        settings = {
            "number_of_shards": shards,
            "auto_expand_replicas": f"0-{replicas}" if replicas else "false",
            "number_of_replicas": 0,
            "refresh_interval": "-1",  # every write ends with a refresh of its own
            "mapping": {"total_fields": {"limit": max(_LEAST_FIELDS, len(fields) + _BESIDES)}},
            "analysis": _ANALYSIS,
        }
        meta = {"maker": MAKER, "fields": [asdict(field) for field in self.schema.fields]}
        source = {"enabled": False}
        return {
            "settings": {"index": settings},
            "mappings": {"dynamic": "strict", "_source": source, "_meta": meta, "properties": fields},
        }

    def properties(self) -> dict[str, Any]:
        """Return the type of every column."""
        found: dict[str, Any] = {"id": _OPAQUE, "version": _WHOLE, "dead": {"type": "boolean"}, "phrases": _OPAQUE}
        found["like"] = {"type": "keyword", "index": False, "doc_values": False, "store": True}
        found["words"] = {"type": "text", "analyzer": "prefix", "index_options": "docs", "norms": False}
        found["words"]["index_prefixes"] = {"min_chars": 2, "max_chars": 12}
        exact = {"type": "text", "analyzer": "exact", "index_options": "freqs"}
        for tier in range(len(self.weights)):
            found[f"t{tier}"] = {"type": "text", "analyzer": "fold", "copy_to": "words", "fields": {"exact": exact}}
        for field in self.schema.fields:
            found |= self._columns(field)
        return found

    def _columns(self, field: Field) -> dict[str, Any]:
        key = self.key(field)
        if field.kind is Kind.TEXT:
            return {}
        if field.kind is Kind.KEYWORD:
            return {key: _OPAQUE, **({"o" + key: {"type": "keyword", "index": False}} if field.sortable else {})}
        return {key + end: _WHOLE for end in (("_lo", "_hi") if field.kind is Kind.INTERVAL else ("",))}

    def tombstone(self, id: str, version: int) -> dict[str, Any]:
        """Return the document that remembers a deletion for good: Elasticsearch itself forgets one after a minute."""
        check_id(id)
        return {"id": id, "version": numbers.from_int(version), "dead": True}

    def document(self, write: Upsert) -> dict[str, Any]:
        """Return a document as an index takes it. Raises ValueError or TypeError if a value does not fit its field."""
        check_id(write.id)
        document: dict[str, Any] = {"id": write.id, "version": numbers.from_int(write.version)}
        for name, value in write.fields.items():
            field = self.schema.by_name.get(name)
            if field is not None and field.kind is not Kind.TEXT and value not in (None, "", []):
                document.update(self.values(field, value))
        texts = self.texts(write)
        document |= {f"t{tier}": values for tier, values in enumerate(texts) if values}
        if everything := "\n".join(value for values in texts for value in values):
            document["like"] = everything[:LIKE_CHARS]
            document["phrases"] = self.offered(texts)
        return document


def read_mapping(index: str, mapping: dict[str, Any]) -> Mapping:
    """Return the layout of an existing index. Raises `Foreign` if it is none of ours."""
    meta = mapping.get("_meta", {})
    if meta.get("maker") != MAKER:
        raise Foreign(f"{index} was made by something else ({MAKER} expected): `index rebuild` makes ours")
    try:
        return Mapping(Schema(tuple(Field(**{**row, "kind": Kind(row["kind"])}) for row in meta["fields"])))
    except (KeyError, TypeError, ValueError) as error:
        raise EngineUnavailable(f"{index}: its fields can't be read: {error}") from error


def lacking(mapping: dict[str, Any], wanted: Mapping) -> list[str]:
    """Return what an index's mapping lacks or has otherwise, in words."""
    has = mapping.get("properties", {})
    found = []
    for name, column in sorted(wanted.properties().items()):
        if name not in has:
            found.append(f"the mapping lacks {name}")
        elif has[name].get("type") != column["type"]:
            found.append(f"{name} is mapped as {has[name].get('type')}, not {column['type']}")
    return found if mapping.get("dynamic") == "strict" else [*found, "the mapping is not strict"]
