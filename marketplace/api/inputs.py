"""The JSON Schemas of what the API takes, but for listings themselves, which follow the declarations."""

from __future__ import annotations

from marketplace.api.answers import FLAG, MAYBE, TEXT, TIER, Json, ref
from marketplace.listings.attachments import MAX_WORDS
from marketplace.organisations.models import KINDS

_NOTED: dict[str, Json] = {name: {"type": "string", "maxLength": limit} for name, limit in MAX_WORDS.items()}
_WORDS: dict[str, Json] = {**_NOTED, "tier": TIER}
SOURCED: dict[str, Json] = {
    "source_id": {"type": "string", "maxLength": 160, "description": "Its id at the source"},
    "source_url": {"type": ["string", "null"], "description": "Its address at the source"},
    "public_id": {"type": "string", "description": "Its id here, for one that was made on the pages"},
    "organisation": {"type": "string", "description": "Id or name; left out: the only one you belong to"},
    "numbers": {"enum": ["vi", "en"], "description": "In which language numbers are written as text"},
}


def taken(*required: str, **properties: Json) -> Json:
    """Return an object that may have these properties and no others."""
    found: Json = {"type": "object", "properties": properties, "additionalProperties": False}
    return found | ({"required": list(required)} if required else {})


INPUTS: dict[str, Json] = {
    "Note": taken(note={"type": "string", "maxLength": 2000}),
    "Renewal": taken(valid_until={"type": ["string", "null"], "format": "date"}),
    "Upload": taken("file", file={"type": "string", "contentMediaType": "application/octet-stream"}, **_WORDS),
    "FileChange": taken(**_WORDS),
    "Upsert": taken(
        "items",
        items={
            "type": "array",
            "minItems": 1,
            "maxItems": 100,
            "items": {"oneOf": [ref("SourcedOffer"), ref("SourcedDemand")]},
        },
        publish=FLAG | {"default": False, "description": "Publish what is complete"},
        dry_run=FLAG | {"default": False, "description": "Only say what would happen"},
    ),
    "OrganisationInput": taken(
        kind={"type": "string", "enum": list(KINDS)},
        country={"type": "string", "pattern": "^[A-Z]{2}$"},
        **dict.fromkeys(("name_vi", "name_en", "about_vi", "about_en"), TEXT),
        **dict.fromkeys(("province", "zone", "website"), MAYBE),
        year_founded={"type": ["integer", "string", "null"]},
    ),
}
