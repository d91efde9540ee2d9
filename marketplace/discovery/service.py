"""Searching, continuing what is typed, and listings alike: the use cases, for any viewer."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from marketplace.discovery import cards, wording
from marketplace.discovery.filters import open_today
from marketplace.discovery.index import ALIAS
from marketplace.discovery.pages import Card, SearchPage
from marketplace.discovery.ports import Market
from marketplace.discovery.request import SearchRequest
from marketplace.discovery.searching import Search
from marketplace.errors import NotFound
from marketplace.listings.models import Listing
from marketplace.organisations.models import Organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from search.engine import EngineUnavailable
from search.query import Facet, Filter, Not, Query, Terms


def search(
    viewer: Viewer, uow: UnitOfWork, market: Market, request: SearchRequest, *, with_cards: bool = True
) -> SearchPage:
    """Return a page of results. Never raises for what was typed: `problems` and `available` say what went wrong."""
    run = Search(uow, market, request)
    try:
        results, some_words = run.results()
        page = SearchPage(
            request=run.request,
            cards=tuple(cards.make(viewer, uow, market, run.query, results)) if with_cards else (),
            total=results.total,
            groups=run.groups(results),
            chips=run.chips(),
            added=wording.added(run.request, run.expansions),
            whole_sector=run.whole_sector() if with_cards else None,
            looser=run.looser(results) if with_cards else None,
            ways_out=run.ways_out() if results.total == 0 else (),
            did_you_mean=run.correction() if results.fuzzy or results.total == 0 else None,
            some_words=some_words,
            cursor=results.next,
        )
    except EngineUnavailable:
        return SearchPage(run.request, chips=run.chips(), problems=run.problems, available=False)
    return replace(page, problems=run.problems)


def suggest(viewer: Viewer, uow: UnitOfWork, market: Market, prefix: str, limit: int = 8) -> list[str]:
    """Return how to go on with what is being typed; nothing when searching is not possible now."""
    if len(prefix.strip()) < 2:
        return []
    try:
        return market.engine.suggest(ALIAS, prefix, (open_today(uow, market),), limit)
    except EngineUnavailable:
        return []


def similar(viewer: Viewer, uow: UnitOfWork, market: Market, listing: Listing, limit: int = 4) -> list[Card]:
    """Return listings of the same kind that are most like this one; none when searching is not possible now."""
    filters: tuple[Filter | Not, ...] = (Terms("kind", (listing.kind,)), open_today(uow, market))
    try:
        results = market.engine.similar(ALIAS, listing.public_id, filters, limit)
        return cards.make(viewer, uow, market, Query(), results)
    except EngineUnavailable:
        return []


def tally(uow: UnitOfWork, market: Market) -> dict[str, dict[str, int]] | None:
    """Return how many open offers and demands each sector has, and all ("") have; None when that is not known now."""
    found: dict[str, dict[str, int]] = {slug: {"offer": 0, "demand": 0} for slug in (*market.plugins.sectors, "")}
    until = open_today(uow, market)
    try:
        for kind in ("offer", "demand"):
            query = Query(filters=(Terms("kind", (kind,)), until), facets=(Facet("sector"),), limit=0)
            results = market.engine.search(ALIAS, query)
            found[""][kind] = results.total
            for bucket in results.facets["sector"]:
                found.setdefault(bucket.value, {"offer": 0, "demand": 0})[kind] = bucket.count
    except EngineUnavailable:
        return None
    return found


def newest(viewer: Viewer, uow: UnitOfWork, market: Market, kind: str, limit: int = 4) -> list[Card]:
    """Return the listings of a kind published last; straight from the database, so that it works without an index.

    Not those posted anonymously: exact times would set them among the others of their import (decision 12).
    """
    named = (Listing.kind == kind, Listing.anonymous.is_(False))
    query = select(Listing).where(*named).order_by(Listing.published_at.desc(), Listing.id.desc())
    return cards.of_query(viewer, uow, market, query.limit(limit))


def of_organisation(uow: UnitOfWork, market: Market, organisation: Organisation, limit: int = 6) -> list[Card]:
    """Return what anybody may know to be its listings, the newest first: none that it posted anonymously."""
    its = (Listing.organisation_id == organisation.id, Listing.anonymous.is_(False))
    query = select(Listing).where(*its).order_by(Listing.published_at.desc(), Listing.id.desc())
    return cards.of_query(Viewer.anonymous(), uow, market, query.limit(limit))


def one(uow: UnitOfWork, market: Market, public_id: str) -> Card:
    """Return the card of a listing as anybody may see it. Raise NotFound."""
    found = cards.of_query(Viewer.anonymous(), uow, market, select(Listing).where(Listing.public_id == public_id))
    if not found:
        raise NotFound
    return found[0]


def closing(viewer: Viewer, uow: UnitOfWork, market: Market, kind: str = "demand", limit: int = 4) -> list[Card]:
    """Return the listings of a kind that run out first; those of one day in an order that tells nothing."""
    query = select(Listing).where(Listing.kind == kind, Listing.valid_until.is_not(None))
    return cards.of_query(viewer, uow, market, query.order_by(Listing.valid_until, Listing.public_id).limit(limit))
