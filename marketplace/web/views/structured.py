"""A public listing as schema.org says it (Offer, Demand), for search engines. Only what anybody may read goes in."""

from __future__ import annotations

from typing import Any

from marketplace.i18n import current_locale
from marketplace.listings.disclosure import Disclosed
from marketplace.mail import link
from marketplace.plugin_host.declarations import Tier
from marketplace.taxonomies.world import countries
from marketplace.web.locale import public_address
from marketplace.web.views.listing_page import ListingPage

TYPES = {"offer": "Offer", "demand": "Demand"}
SIDES = {"offer": "offeredBy", "demand": "seller"}  # schema.org calls whoever makes a Demand its seller, too


def listing(page: ListingPage) -> dict[str, Any]:
    """Return the JSON-LD of a listing's page."""
    it = page.listing
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": TYPES[it.kind],
        "name": page.title,
        "description": page.summary,
        "url": public_address(current_locale()),
        "validFrom": it.published_at.isoformat() if it.published_at else None,
        "validThrough": it.valid_until.isoformat() if it.valid_until else None,
        "category": str(page.sector.name) if page.sector else None,
        "eligibleRegion": _countries(it),
        "itemOffered": {"@type": "Product", "name": page.title, "description": page.summary},
        SIDES[it.kind]: _organisation(it),
    }
    return {name: value for name, value in found.items() if value}


def _countries(it: Disclosed) -> list[dict[str, str]]:
    """Return the countries that a listing is meant for, each a place with its ISO 3166-1 code."""
    fact = it.facts.get("target_countries")
    if fact is None or fact.state != "stated" or fact.tier is not Tier.PUBLIC:
        return []
    return [{"@type": "Country", "name": countries().label(code), "identifier": code} for code in fact.value]


def _organisation(it: Disclosed) -> dict[str, str] | None:
    if it.organisation is None or it.anonymous:
        return None
    address = link("organisations.show", current_locale(), public_id=it.organisation.public_id)
    return {"@type": "Organization", "name": it.organisation_text, "url": address}


def picture(page: ListingPage) -> str:
    """Return the address of the first picture that anybody may see, for previews of links; "" without one."""
    first = next((file for file in page.pictures if file.tier is Tier.PUBLIC), None)
    if first is None or not page.public:
        return ""
    named = {"public_id": page.listing.public_id, "file_id": first.public_id, "name": first.name}
    return link("files.show", current_locale(), **named)
