"""A disclosed listing as a card or a row of a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from flask import url_for
from markupsafe import Markup

from marketplace.discovery.pages import Card
from marketplace.i18n import current_locale
from marketplace.i18n import gettext as _
from marketplace.listings import fields
from marketplace.listings.disclosure import Disclosed, Fact
from marketplace.listings.statuses import Status
from marketplace.taxonomies import taxonomy
from marketplace.web.context import market
from marketplace.web.formatting import marked


@dataclass(frozen=True, slots=True)
class ListingCard:
    """What the macros of `components/cards.html` show."""

    kind: str
    url: str
    title: Markup | str
    lang: str
    snippet: Markup | str
    sector: str
    organisation: str
    anonymous: bool
    verified: bool
    country: str
    trl: int | None
    facts: tuple[tuple[str, str], ...]
    valid_until: date | None
    published_at: datetime | None
    paused: str = ""  # the name of that status, when a listing takes no interest at present


def of(card: Card) -> ListingCard:
    """Return a search result as a card, its hits marked."""
    return of_listing(card.listing, marked(card.title.runs), marked(card.summary.runs), card.key_fact)


def of_listing(
    listing: Disclosed, title: Markup | str = "", snippet: Markup | str = "", key: Fact | None = None
) -> ListingCard:
    """Return a listing as a card."""
    words, trl = listing.words.get("title"), listing.facts.get("trl")
    organisation = listing.organisation
    return ListingCard(
        kind=listing.kind,
        url=url_for("listings.show", public_id=listing.public_id),
        title=title or listing.title or _("Listing without a title"),
        lang=words.lang if words else current_locale(),
        snippet=snippet,
        sector=sector_name(listing.sector),
        organisation=listing.organisation_text,
        anonymous=listing.anonymous and organisation is None,
        verified=organisation is not None and organisation.verified_at is not None,
        country=_country(listing),
        trl=trl.value if trl is not None and trl.state == "stated" else None,
        facts=((key.label, short(key.text)),) if key is not None and key.state == "stated" else (),
        valid_until=listing.valid_until,
        published_at=listing.published_at,
        paused=listing.status_label if listing.status == Status.PAUSED else "",
    )


def short(text: str, width: int = 26) -> str:
    """Return as many of the values in "a; b; c" as fit, and how many more there are: "a; b +1"."""
    values = text.split("; ")
    kept = len(values)
    while kept > 1 and len("; ".join(values[:kept])) > width:
        kept -= 1
    return "; ".join(values[:kept]) + (f" +{len(values) - kept}" if kept < len(values) else "")


def sector_name(slug: str | None) -> str:
    """Return a sector's name in the reader's language; "" for none or one whose plugin is gone."""
    sector = fields.sector_of(slug, market())
    return str(sector.name) if sector is not None else ""


@cache
def _country_label(code: str, locale: str) -> str:
    return taxonomy("country").label(code)


def _country(listing: Disclosed) -> str:
    fact = listing.facts.get("country")
    return _country_label(str(fact.value), current_locale()) if fact is not None and fact.state == "stated" else ""
