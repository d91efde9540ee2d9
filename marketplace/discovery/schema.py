"""What the index holds of a listing: the core's columns, and every facet and number that a field declares."""

from __future__ import annotations

from dataclasses import replace

from marketplace.listings import fields
from marketplace.plugin_host.fields.base import Field as Declared
from search.schema import Field, Kind, Schema

TEXTS = (Field("title", Kind.TEXT, 3.0), Field("keywords", Kind.TEXT, 2.0), Field("body", Kind.TEXT, 1.0))
COLUMNS = (
    Field("kind", Kind.KEYWORD, facet=True),
    Field("status", Kind.KEYWORD, facet=True),
    Field("sector", Kind.KEYWORD, facet=True),
    Field("sub", Kind.KEYWORD, facet=True),  # "marine:propulsion"
    Field("lang", Kind.KEYWORD, facet=True),
    Field("organisation", Kind.KEYWORD, facet=True),
    Field("level", Kind.INTEGER),  # TRL as a number, for ranges
    Field("published", Kind.DATE, sortable=True),
    Field("until", Kind.DATE, sortable=True),
)
LEFT_TO_COLUMNS = frozenset({"sector", "subcategories", "languages"})  # facets of the core that have a column above


def faceted_core() -> dict[str, Declared]:
    """Return the core's declared fields that have a facet, by name."""
    declared = {**fields.core("demand"), **fields.core("offer")}
    return {name: field for name, field in declared.items() if field.facet and name not in LEFT_TO_COLUMNS}


def build(sector_fields: list[Field]) -> Schema:
    """Return the schema of the index, given what the sectors' fields need of it."""
    # The core's facets are few and always there, so they get columns of their own.
    core = [replace(each, dynamic=False) for name, field in faceted_core().items() for each in field.search_fields("")]
    own = {each.name: each for each in core}
    return Schema((*TEXTS, *COLUMNS, *own.values(), *sector_fields))
