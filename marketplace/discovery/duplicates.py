"""Listings that may be the same as one about to be published: its organisation's own, and what the public can find.

A warning and never more: whoever wrote it says that it is a different one, and that is remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import or_, select

from marketplace.discovery import cards
from marketplace.discovery.filters import open_today
from marketplace.discovery.index import ALIAS
from marketplace.discovery.pages import Card
from marketplace.discovery.ports import Market
from marketplace.i18n import LOCALES
from marketplace.listings.document import document
from marketplace.listings.models import Listing, ListingText, ToldApart
from marketplace.listings.queries import locked
from marketplace.listings.statuses import Status
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from search.engine import EngineUnavailable
from search.query import Query, Terms
from search.results import Hit, Results
from search.text import fold, words

ALIKE = {"title": 0.75, "summary": 0.8}  # from which share of common words on a text counts as the same
ENOUGH = {"title": 2, "summary": 10}  # words that a text needs for that to mean anything
OWN, FOUND = 1_000, 20  # listings looked at
OVER = (Status.ARCHIVED.value, Status.REJECTED.value)
Texts = Mapping[str, Mapping[str, Any]]


def likely(viewer: Viewer, uow: UnitOfWork, market: Market, listing: Listing, limit: int = 4) -> list[Card]:
    """Return listings of the same kind that look the same, the likeliest first, as far as this viewer may see them.

    Both are compared by titles and summaries in one language. What was told apart from it before is left out.
    """
    texts = document(listing)["texts"]
    known = {listing.public_id, *_told_apart(uow, listing)}
    ids = dict.fromkeys([*_own(uow, listing, texts), *_found(uow, market, listing, texts)])
    hits = tuple(Hit(each, 0.0) for each in ids if each not in known)
    made = cards.make(viewer, uow, market, Query(), Results(hits, len(hits)))
    ranked = [(closeness(texts, card.listing.texts), card) for card in made if card.listing.status not in OVER]
    alike = sorted((pair for pair in ranked if pair[0] > 0), key=lambda pair: -pair[0])
    return [card for _score, card in alike[:limit]]


def tell_apart(viewer: Viewer, uow: UnitOfWork, market: Market, public_id: str, others: Iterable[str]) -> None:
    """Remember that these are different listings, so that the warning does not come back; unknown ones are ignored."""
    listing = locked(viewer, uow, market, public_id, "edit")
    known = set(uow.session.scalars(select(ToldApart.other_id).where(ToldApart.listing_id == listing.id)))
    named = select(Listing.id).where(Listing.public_id.in_(list(others)[:FOUND]), Listing.id != listing.id)
    for other in uow.session.scalars(named):
        if other not in known:
            uow.session.add(ToldApart(listing_id=listing.id, other_id=other))


def closeness(ours: Texts, theirs: Texts) -> float:
    """Return how alike two listings' words are, from 0 (no likely duplicate) to 1, by the language that fits best."""
    shares = [
        share
        for lang in LOCALES
        for name, least in ALIKE.items()
        if (share := _share(name, ours.get(lang, {}), theirs.get(lang, {}))) >= least
    ]
    return max(shares, default=0.0)


def _share(name: str, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> float:
    """Return the share of common words in two texts (Dice's coefficient), without accents and case."""
    a, b = (set(map(fold, words(str(each.get(name) or "")))) for each in (ours, theirs))
    return 2 * len(a & b) / (len(a) + len(b)) if min(len(a), len(b)) >= ENOUGH[name] else 0.0


def _told_apart(uow: UnitOfWork, listing: Listing) -> Iterator[str]:
    pairs = select(Listing.public_id).join(
        ToldApart,
        or_(
            (ToldApart.listing_id == listing.id) & (ToldApart.other_id == Listing.id),
            (ToldApart.other_id == listing.id) & (ToldApart.listing_id == Listing.id),
        ),
    )
    return iter(uow.session.scalars(pairs).all())


def _own(uow: UnitOfWork, listing: Listing, texts: Texts) -> list[str]:
    """Return those of its owner, drafts included: of the newest thousand, those that pass for it."""
    mine = Listing.organisation_id == listing.organisation_id
    if listing.organisation_id is None:
        mine = Listing.organisation_id.is_(None) & (Listing.created_by_id == listing.created_by_id)
    query = (
        select(Listing.public_id, ListingText.lang, ListingText.title, ListingText.summary)
        .join(ListingText, ListingText.listing_id == Listing.id)
        .where(mine, Listing.kind == listing.kind, Listing.id != listing.id, Listing.deleted_at.is_(None))
        .order_by(Listing.updated_at.desc())
        .limit(OWN)
    )
    rows = uow.session.execute(query)
    return [
        public_id
        for public_id, lang, title, summary in rows
        if closeness(texts, {lang: {"title": title, "summary": summary}}) > 0
    ]


def _found(uow: UnitOfWork, market: Market, listing: Listing, texts: Texts) -> list[str]:
    """Return what the search engine finds by the titles; none when it can't be asked now."""
    filters = (Terms("kind", (listing.kind,)), open_today(uow, market))
    titles = [" ".join(words(str(each.get("title") or ""))) for each in texts.values()]
    try:
        queries = [Query(title, filters, limit=FOUND, match_any=True) for title in titles if title]
        return [hit.id for query in queries for hit in market.engine.search(ALIAS, query).hits]
    except EngineUnavailable:
        return []
