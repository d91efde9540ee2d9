"""The JSON Schemas of what the API answers. Tests hold every answer against them."""

from __future__ import annotations

from typing import Any

from marketplace.listings.statuses import Status
from marketplace.plugin_host.comparison import Result
from marketplace.plugin_host.declarations import KINDS, Tier

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
MAYBE: Json = {"type": ["string", "null"]}
FLAG: Json = {"type": "boolean"}
WHOLE: Json = {"type": "integer"}
MAYBE_WHOLE: Json = {"type": ["integer", "null"]}
OBJECT: Json = {"type": "object"}
MOMENT: Json = {"type": "string", "format": "date-time"}
TIER: Json = {"type": "string", "enum": [each.value for each in Tier]}


def ref(name: str) -> Json:
    """Return the reference to one of these."""
    return {"$ref": f"#/components/schemas/{name}"}


def things(*optional: str, **properties: Json) -> Json:
    """Return an object with exactly these properties, all of them there but the `optional` ones."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def many(item: Json) -> Json:
    """Return a list of items."""
    return {"type": "array", "items": item}


def by_name(item: Json) -> Json:
    """Return an object of items by name."""
    return {"type": "object", "additionalProperties": item}


def maybe(item: Json) -> Json:
    """Return an item or null."""
    return {"anyOf": [item, {"type": "null"}]}


FACT: dict[str, Json] = {
    "label": TEXT,
    "state": {"type": "string", "enum": ["stated", "not_stated", "not_disclosed"]},
    "tier": TIER,
    "value": {},
    "text": TEXT,
}
HEAD: dict[str, Json] = {
    "id": TEXT,
    "kind": {"type": "string", "enum": list(KINDS)},
    "status": {"type": "string", "enum": [each.value for each in Status]},
    "status_label": TEXT,
    "version": WHOLE,
    "url": TEXT,
    "sector": MAYBE,
    "subcategories": many(TEXT),
    "anonymous": FLAG,
    "organisation": maybe(ref("Organisation")),
    "organisation_label": TEXT,
    "title": TEXT,
    "languages": many(TEXT),
    "valid_until": {"type": ["string", "null"], "format": "date"},
    **dict.fromkeys(("created_at", "updated_at"), MOMENT),
    "published_at": {"type": ["string", "null"], "format": "date-time"},
}
RUNS = many(things(text=TEXT, hit=FLAG))
SECTOR: dict[str, Json] = {
    **dict.fromkeys(("slug", "name", "summary", "icon", "url"), TEXT),
    "subcategories": many(things(slug=TEXT, label=TEXT)),
    "sdg": many({"type": ["integer", "string"]}),
}
ORGANISATION: dict[str, Json] = {"id": TEXT, "name": TEXT, "verified": FLAG}
FILE = things(
    *("id", "url", "name", "media_type", "size", "alt", "title", "width", "height"),
    locked=FLAG,
    tier=TIER,
    size=WHOLE,
    **dict.fromkeys(("id", "url", "kind", "name", "media_type", "alt", "title"), TEXT),
    **dict.fromkeys(("width", "height"), MAYBE_WHOLE),
)
FACET = things(
    name=TEXT,
    label=TEXT,
    range=FLAG,
    unit=TEXT,
    options=many(things(value=TEXT, label=TEXT, count=MAYBE_WHOLE, chosen=FLAG)),
)
ROW = things(
    result={"type": "string", "enum": [each.value for each in Result]},
    decisive=FLAG,
    **dict.fromkeys(("name", "label", "offered", "needed", "gap", "note"), TEXT),
)
CHANGE = things(lang=MAYBE, **dict.fromkeys(("name", "label", "before", "after"), TEXT))
REVISION: dict[str, Json] = {
    "number": WHOLE,
    "at": MOMENT,
    **dict.fromkeys(("by", "action", "label", "status", "note"), TEXT),
    "changes": many(CHANGE),
}
DETAILS: dict[str, Json] = {
    **ORGANISATION,
    "url": TEXT,
    "version": WHOLE,
    **dict.fromkeys(("name_vi", "name_en", "kind", "country", "about_vi", "about_en"), TEXT),
    **dict.fromkeys(("province", "zone", "website"), MAYBE),
    "year_founded": MAYBE_WHOLE,
}
TAXONOMY: dict[str, Json] = {
    **dict.fromkeys(("slug", "name", "edition", "url"), TEXT),
    "entries": WHOLE,
    "pattern": MAYBE,
}
ENTRY = things(
    **dict.fromkeys(("code", "label"), TEXT), **dict.fromkeys(("parent", "note", "example"), MAYBE), synonyms=many(TEXT)
)
MESSAGES = by_name(many(TEXT))
UPSERTED = things(
    source_id=TEXT,
    outcome={"type": "string", "enum": ["created", "updated", "unchanged", "rejected"]},
    listing=maybe(things(id=TEXT, url=TEXT, status=TEXT, version=WHOLE)),
    errors=MESSAGES,
    missing=MESSAGES,
)


def paged(name: str, *optional: str, **more: Json) -> Json:
    """Return a page of a list that goes on by cursor; its items may be trimmed if there is a part of that name."""
    item = {"anyOf": [ref(name), ref(PARTS[name])]} if name in PARTS else ref(name)
    return things(*optional, items=many(item), **more, cursor=MAYBE, next=MAYBE)


# What `fields=` leaves of these is described by a part: the same without what is required.
PARTS = {name: f"{name}Part" for name in ("Listing", "Card", "OrganisationDetails")}
ANSWERS: dict[str, Json] = {
    "Problem": {
        "type": "object",
        "properties": {
            **dict.fromkeys(("type", "title", "detail", "request_id"), TEXT),
            "status": WHOLE,
            "errors": by_name(many(TEXT)),
            "version": WHOLE,
            "differing": many(TEXT),
        },
        "required": ["type", "title", "status", "request_id"],
    },
    "Organisation": things(**ORGANISATION),
    "Fact": things("value", "text", **FACT),
    "Listing": things(
        *("included", "warnings"),
        **HEAD,
        tier=TIER,
        own=FLAG,
        source=MAYBE,
        source_url=MAYBE,
        facts=by_name(ref("Fact")),
        attrs=by_name(ref("Fact")),
        texts=by_name(OBJECT),
        hidden_texts=many(TEXT),
        files=many(ref("File")),
        included=ref("Included"),
        warnings=many(ref("Warning")),
    ),
    "Warning": things(code={"type": "string", "enum": ["likely_duplicate"]}, text=TEXT, listings=many(ref("Card"))),
    "File": FILE,
    "FileList": things(items=many(ref("File"))),
    "Included": things(
        *("organisations", "similar", "partners"),
        organisations=by_name(ref("OrganisationDetails")),
        similar=many(ref("Card")),
        partners=many(ref("Partner")),
    ),
    "Partner": things(listing=ref("Card"), rows=many(ROW), tally=by_name(WHOLE)),
    "ListingPage": paged("Listing", "included", included=ref("Included")),
    "Revision": things(**REVISION),
    "RevisionPage": paged("Revision"),
    "RevisionDetails": things(**REVISION, data=OBJECT, files=many(by_name(TEXT))),
    "OrganisationDetails": things(**DETAILS),
    "OrganisationPage": paged("OrganisationDetails"),
    "Taxonomy": things(**TAXONOMY),
    "TaxonomyList": things(items=many(ref("Taxonomy"))),
    "Entry": ENTRY,
    "EntryPage": paged("Entry", total=WHOLE),
    "Facets": things(total=WHOLE, facets=many(FACET)),
    "Suggestions": things(items=many(TEXT)),
    "JsonSchema": {"type": "object", "required": ["$schema", "$id", "properties"]},
    "UpsertResult": things(
        **dict.fromkeys(("created", "updated", "unchanged", "rejected"), WHOLE), items=many(UPSERTED)
    ),
    "Card": things(
        **HEAD,
        days_left=MAYBE_WHOLE,
        key_fact=maybe(things("value", "text", name=TEXT, **FACT)),
        highlights=things(title=RUNS, summary=RUNS),
    ),
    "SearchPage": paged(
        *("Card", "included"),
        total=WHOLE,
        included=ref("Included"),
        facets=many(FACET),
        added=many(things(words=TEXT, also=many(TEXT))),
        did_you_mean=MAYBE,
        some_words=FLAG,
        sort=TEXT,
    ),
    "Sector": things(**SECTOR),
    "SectorList": things(items=many(ref("Sector"))),
    "SectorFields": things(**SECTOR, fields=things(**dict.fromkeys(KINDS, OBJECT))),
    "Me": things(
        **dict.fromkeys(("id", "name", "email", "locale"), TEXT),
        email_confirmed=FLAG,
        roles=many(TEXT),
        organisations=many(things(**ORGANISATION, role=TEXT)),
        token=maybe(things(name=TEXT, scopes=many(TEXT), expires_at=MAYBE)),
    ),
}
for _whole, _part in PARTS.items():
    ANSWERS[_part] = {**ANSWERS[_whole], "required": ["id"]}
