"""The schemas of the OpenAPI document. What a listing holds is read off the field declarations, plugins' included."""

from __future__ import annotations

from typing import Any

from marketplace.api import interest_shapes
from marketplace.api.answers import ANSWERS
from marketplace.api.inputs import INPUTS, SOURCED
from marketplace.api.parameters import query
from marketplace.api.problems import KINDS as PROBLEMS
from marketplace.api.problems import MEDIA_TYPE
from marketplace.discovery.filters import specs
from marketplace.discovery.request import SORTS
from marketplace.i18n import LOCALES
from marketplace.listings import fields
from marketplace.listings.ports import Market
from marketplace.plugin_host.declarations import KINDS, Sector, Tier
from marketplace.plugin_host.fields.base import Field

Json = dict[str, Any]
HEADERS = {
    "If-Match": "The ETag you read; * for whatever the version is now",
    "If-None-Match": "The ETag you have: 304 if it is still current",
    "Idempotency-Key": "Any text of your own, such as a UUID: sent again within 24 hours, the same request is answered "
    "as the first time and carried out no second time; another request under the same key is refused (422)",
}
ANSWERED = {
    "ETag": ("The version you read, for If-Match", "string"),
    "Idempotency-Replayed": ("true: this is the answer that the first request with this key got", "string"),
    "X-RateLimit-Limit": ("How many requests you may send", "integer"),
    "X-RateLimit-Remaining": ("How many of them are left", "integer"),
    "X-RateLimit-Reset": ("When they are all there again, in seconds since 1970", "integer"),
    "Retry-After": ("After how many seconds to ask again", "integer"),
}


def ref(name: str) -> Json:
    """Return the reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def build(market: Market) -> Json:
    """Return all components in the current language."""
    return {
        "schemas": {**ANSWERS, **_inputs(market), **INPUTS, **interest_shapes.ANSWERS, **interest_shapes.INPUTS},
        "responses": {f"Problem{status}": _problem(status, str(title)) for status, (_slug, title) in PROBLEMS.items()},
        "parameters": {name: _header(name, text) for name, text in HEADERS.items()},
        "headers": {name: {"description": text, "schema": {"type": kind}} for name, (text, kind) in ANSWERED.items()},
        "securitySchemes": {
            "key": {"type": "http", "scheme": "bearer", "description": "A key of one's account page"},
            "session": {
                "type": "apiKey",
                "in": "cookie",
                "name": "session",
                "description": "Signed in; changes need the header X-CSRFToken, too",
            },
        },
    }


def _problem(status: int, title: str) -> Json:
    waits = {"headers": {"Retry-After": {"$ref": "#/components/headers/Retry-After"}}} if status in (429, 503) else {}
    return {"description": title, "content": {MEDIA_TYPE: {"schema": ref("Problem")}}, **waits}


def _header(name: str, text: str) -> Json:
    limits = {"minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"} if name == "Idempotency-Key" else {}
    return {"name": name, "in": "header", "description": text, "schema": {"type": "string", **limits}}


def _inputs(market: Market) -> Json:
    found: Json = {
        "NewListing": {"oneOf": [ref("NewOffer"), ref("NewDemand")]},
        "ListingChange": {"anyOf": [ref("OfferChange"), ref("DemandChange")]},
    }
    for kind in KINDS:
        change = _change(kind, market)
        found[f"{kind.title()}Change"] = change
        own = {"kind": {"const": kind}, "organisation": {"type": "string", "description": "Its id"}}
        found[f"New{kind.title()}"] = change | {"properties": change["properties"] | own, "required": ["kind"]}
        brought = change["properties"] | own | SOURCED
        found[f"Sourced{kind.title()}"] = change | {"properties": brought, "required": ["kind"]}
        for sector in market.plugins.sectors.values():
            schema = market.plugins.schema_for(sector, kind)
            found[_attributes(sector, kind)] = _object({each.slug: each for each in schema.declared})
    return found


def _attributes(sector: Sector, kind: str) -> str:
    return f"{sector.slug}.{kind}"


def _change(kind: str, market: Market) -> Json:
    """Return the schema of what a form or script may say of a listing; null means "not stated"."""
    sectors = market.plugins.sectors
    words = {**_object(fields.words(kind)), "type": ["object", "null"]}
    words["properties"] = words["properties"] | {"machine_translated": {"type": "boolean"}}
    facts = {name: field for name, field in fields.core(kind).items() if name not in ("kind", "sector")}
    properties = {
        "sector": {"anyOf": [{"type": "string", "enum": list(sectors)}, {"type": "null"}]},
        "subcategories": {"type": ["array", "null"], "items": {"type": "string"}},
        **_object(facts)["properties"],
        "texts": {"type": "object", "properties": dict.fromkeys(LOCALES, words), "additionalProperties": False},
        "attrs": {"anyOf": [*(ref(_attributes(each, kind)) for each in sectors.values()), {"type": "object"}]},
        "tiers": {"type": "object", "additionalProperties": {"type": "string", "enum": [*map(str, Tier), ""]}},
    }
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _object(declared: Any) -> Json:
    properties = {name: _or_null(field) for name, field in declared.items()}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _or_null(field: Field) -> Json:
    """Return a field's schema with null, keeping its title and description in front."""
    schema = field.json_schema()
    about = {name: schema.pop(name) for name in ("title", "description", "examples", "x-tier") if name in schema}
    return about | {"anyOf": [schema, {"type": "null"}]}


def search_parameters(market: Market) -> list[Json]:
    """Return the parameters of a search: its own and one for each filter, with those of every sector."""
    found = [
        query("q", {"type": "string"}, 'Words; "phrases", -without, OR'),
        query("any", {"type": "integer", "minimum": 0, "maximum": 1, "default": 0}, "1: some of the words will do"),
        query("sort", {"type": "string", "enum": list(SORTS)}, "Order"),
        query("limit", {"type": "integer", "minimum": 1, "maximum": 100, "default": 10}, "Results on a page"),
        query("facets", {"type": "string"}, "Filters to count, by commas; left out: all"),
        query("cursor", {"type": "string"}, "Where to go on: `cursor` of the page before"),
        query("x", {"type": "array", "items": {"type": "string"}}, "Added words that are not wanted"),
    ]
    for spec in specs(market, tuple(market.plugins.sectors)).values():
        values: Json = {"type": "string"}
        if spec.order is not None:
            values["examples"] = list(spec.order[:3])
        found.append(query(spec.name, {"type": "array", "items": values}, str(spec.label)))
        if spec.number:
            unit = f" ({spec.unit})" if spec.unit else ""
            for end, sign in (("from", "≥"), ("to", "≤")):
                found.append(query(f"{spec.name}.{end}", {"type": "string"}, f"{spec.label} {sign}{unit}"))
    return found
