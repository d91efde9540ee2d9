"""Listings as results show them: what the viewer may see, with the words found marked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select

from marketplace.discovery.index import ALIAS
from marketplace.discovery.pages import Card
from marketplace.discovery.ports import Market
from marketplace.listings.disclosure import Disclosed, Fact, disclose
from marketplace.listings.fields import sector_of
from marketplace.listings.glimpses import Glimpse, glimpses
from marketplace.listings.models import Listing
from marketplace.listings.policy import can, visible_to
from marketplace.listings.ports import today
from marketplace.plugin_host.declarations import Sector
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from search.query import Query
from search.results import Results, Snippet

TITLE_WIDTH = 300
SHOWN = ("title", "summary", "description", "trl", "country")
SUMMARY_WIDTH = 220


def make(
    viewer: Viewer, uow: UnitOfWork, market: Market, query: Query, results: Results, also: Sequence[str] = ()
) -> list[Card]:
    """Return the cards of the hits in their order, in a constant number of statements; `also` names further fields.

    What was withdrawn since it was indexed is left out, so a page may be short for a moment but never shows too much.
    Each hit is asked whether it may be seen: as conditions of the statement that would tempt SQLite into another index.
    """
    wanted = [hit.id for hit in results.hits]
    if not wanted:
        return []
    day = today(uow, market)
    found = glimpses(uow.session, wanted)
    seen = [found[each] for each in wanted if each in found and can(viewer, "view", found[each], day)]
    return _cards(viewer, seen, day, market, query, also)


def of_query(viewer: Viewer, uow: UnitOfWork, market: Market, statement: Select[Listing]) -> list[Card]:
    """Return the cards of the listings that a statement finds and the viewer may open, in its order."""
    day = today(uow, market)
    visible = statement.where(visible_to(viewer, day)).with_only_columns(Listing.public_id)
    wanted = uow.session.scalars(visible).all()
    found = glimpses(uow.session, wanted)
    return _cards(viewer, [found[each] for each in wanted if each in found], day, market, None)


def _cards(
    viewer: Viewer,
    listings: Sequence[Glimpse],
    day: date,
    market: Market,
    query: Query | None,
    also: Sequence[str] = (),
) -> list[Card]:
    only = {slug: (*_shown(sector), *also) for slug, sector in market.plugins.sectors.items()}
    disclosed = [disclose(viewer, each, market, only=only.get(each.sector or "", SHOWN)) for each in listings]
    return [_card(each, day, market, query) for each in disclosed]


def _shown(sector: Sector) -> tuple[str, ...]:
    return (*SHOWN, *(f"attrs.{slug}" for slug in sector.key_fields))


def _card(listing: Disclosed, day: date, market: Market, query: Query | None) -> Card:
    summary = listing.words.get("summary") or listing.words.get("description")
    left = (listing.valid_until - day).days if listing.valid_until else None
    return Card(
        listing=listing,
        title=_marked(market, query, listing.title, TITLE_WIDTH),
        summary=_marked(market, query, summary.text if summary else "", SUMMARY_WIDTH),
        days_left=left,
        key_fact=_key_fact(listing, market),
    )


def _marked(market: Market, query: Query | None, text: str, width: int) -> Snippet:
    if query is None or not query.text or not text:
        return Snippet(((_cut(text, width), False),))
    return market.engine.highlight(ALIAS, query, text, width)


def _cut(text: str, width: int) -> str:
    if len(text) <= width:
        return text
    return text[:width].rsplit(" ", 1)[0] + " …"


def _key_fact(listing: Disclosed, market: Market) -> Fact | None:
    """Return the first of the sector's key fields that is stated, else the first that is not."""
    sector = sector_of(listing.sector, market)
    facts = [listing.attrs[slug] for slug in (sector.key_fields if sector else ()) if slug in listing.attrs]
    return next((fact for fact in facts if fact.state == "stated"), facts[0] if facts else None)
