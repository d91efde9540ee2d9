"""What the API answers, as plain data. Listings are made from `Disclosed` only, so that nothing hidden can get in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import current_app, json, request, url_for
from werkzeug.wrappers import Response

from marketplace.discovery.pages import Card, Group
from marketplace.listings.disclosure import Disclosed, Fact, File
from marketplace.listings.glimpses import OrganisationGlimpse
from marketplace.matching.partners import Partner
from marketplace.organisations.models import Organisation
from marketplace.plugin_host.declarations import Sector
from search.results import Snippet

Json = dict[str, Any]


def answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return a JSON answer."""
    text = "" if status == 204 else json.dumps(body)
    return current_app.response_class(text, status, headers, mimetype="application/json")


def moment(value: datetime | date | None) -> str | None:
    """Return a time or date as ISO 8601 text."""
    return value.isoformat() if value is not None else None


def of_listing(seen: Disclosed) -> Json:
    """Return a listing as this viewer may see it, in both languages."""
    return {
        **_head(seen),
        "tier": seen.tier.value,
        "own": seen.is_owner,
        "source": seen.source,
        "source_url": seen.source_url,
        "facts": {name: _fact(fact) for name, fact in seen.facts.items()},
        "attrs": {name: _fact(fact) for name, fact in seen.attrs.items()},
        "texts": seen.texts,
        "hidden_texts": sorted(seen.hidden_words),
        "files": of_files(seen),
    }


def _head(seen: Disclosed) -> Json:
    return {
        "id": seen.public_id,
        "kind": seen.kind,
        "status": seen.status,
        "status_label": seen.status_label,
        "version": seen.version,
        "url": url_for("api_listings.show", public_id=seen.public_id),
        "sector": seen.sector,
        "subcategories": list(seen.subcategories),
        "anonymous": seen.anonymous,
        "organisation": of_organisation(seen.organisation),
        "organisation_label": seen.organisation_text,
        "title": seen.title,
        "languages": list(seen.languages),
        "valid_until": moment(seen.valid_until),
        "created_at": moment(seen.created_at),
        "updated_at": moment(seen.updated_at),
        "published_at": moment(seen.published_at),
    }


def of_organisation(organisation: Organisation | OrganisationGlimpse | None) -> Json | None:
    """Return what identifies an organisation."""
    if organisation is None:
        return None
    return {"id": organisation.public_id, "name": organisation.name, "verified": organisation.verified_at is not None}


def _fact(fact: Fact) -> Json:
    found: Json = {"label": fact.label, "state": fact.state, "tier": fact.tier.value}
    return found | ({"value": fact.value, "text": fact.text} if fact.state == "stated" else {})


def of_files(seen: Disclosed) -> list[Json]:
    """Return the files of a listing."""
    return [_file(file, seen.public_id) for file in seen.files]


def _file(file: File, listing: str) -> Json:
    """Return a file; of a locked one only that there is one."""
    if file.public_id is None:
        return {"locked": True, "kind": file.kind, "tier": file.tier.value}
    names = ("kind", "name", "media_type", "size", "alt", "title", "width", "height")
    url = url_for("api_files.show", public_id=listing, file_id=file.public_id)
    return {"locked": False, "id": file.public_id, "url": url, "tier": file.tier.value} | {
        name: getattr(file, name) for name in names
    }


def of_card(card: Card) -> Json:
    """Return a search result, with the words found marked."""
    return {
        **_head(card.listing),
        "days_left": card.days_left,
        "key_fact": {"name": card.key_fact.name, **_fact(card.key_fact)} if card.key_fact else None,
        "highlights": {"title": _runs(card.title), "summary": _runs(card.summary)},
    }


def _runs(snippet: Snippet) -> list[Json]:
    return [{"text": text, "hit": hit} for text, hit in snippet.runs]


def of_partner(partner: Partner) -> Json:
    """Return a listing that may fit, with the comparison field by field."""
    rows = [
        {
            "name": row.name,
            "label": row.label,
            "result": row.result.value,
            "offered": row.offered,
            "needed": row.needed,
            "gap": row.gap,
            "note": row.note,
            "decisive": row.blocks,
        }
        for row in partner.rows
    ]
    return {"listing": of_card(partner.card), "rows": rows, "tally": partner.tally}


def of_group(group: Group) -> Json:
    """Return a facet."""
    options = [
        {"value": each.value, "label": each.label, "count": each.count, "chosen": each.checked}
        for each in group.options
    ]
    return {
        "name": group.name,
        "label": group.label,
        "range": group.bounds is not None,
        "unit": group.unit,
        "options": options,
    }


def of_sector(sector: Sector) -> Json:
    """Return what a sector is."""
    return {
        "slug": sector.slug,
        "name": str(sector.name),
        "summary": str(sector.summary),
        "icon": sector.icon,
        "url": url_for("api_sectors.show", slug=sector.slug),
        "subcategories": [{"slug": each.slug, "label": str(each.label)} for each in sector.subcategories],
        "sdg": list(sector.sdg),
    }


def link_to(cursor: str | None) -> str | None:
    """Return the address of the same list from `cursor` on."""
    if cursor is None:
        return None
    kept = {name: values for name, values in request.args.lists() if name != "cursor"}
    return url_for(str(request.endpoint), **(request.view_args or {}), **kept, cursor=cursor)  # type: ignore[arg-type]
