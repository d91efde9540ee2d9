"""Query parameters as the OpenAPI document tells them."""

from __future__ import annotations

from typing import Any

from marketplace.listings.queries import MAX_PAGE_SIZE, PAGE_SIZE

Json = dict[str, Any]


def query(name: str, schema: Json, text: str) -> Json:
    """Return a parameter that may be left out; one whose type is "array" is repeated."""
    repeated = {"style": "form", "explode": True} if schema["type"] == "array" else {}
    return {"name": name, "in": "query", "required": False, "description": text, "schema": schema, **repeated}


def size(things: str) -> Json:
    """Return the length of a page."""
    limits = {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": PAGE_SIZE}
    return query("limit", limits, f"{things} on a page")


def some(fields: list[str]) -> Json:
    """Return the parameter that leaves fields out."""
    names = {"type": "array", "items": {"type": "string", "enum": fields}}
    text = "Only these fields of each, by commas; the id is always there"
    return query("fields", names, text) | {"explode": False}


def more(includes: list[str]) -> Json:
    """Return the parameter that adds what belongs to it."""
    names = {"type": "array", "items": {"type": "string", "enum": includes}}
    return query("include", names, "What to add under `included`, by commas") | {"explode": False}


CURSOR = query("cursor", {"type": "string"}, "Where to go on: `cursor` of the page before")
