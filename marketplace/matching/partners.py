"""Possible partners of a listing: listings of the other kind, found by words and field of use, judged by figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from marketplace.discovery import cards
from marketplace.discovery.filters import open_today
from marketplace.discovery.index import ALIAS
from marketplace.discovery.pages import Card
from marketplace.discovery.ports import Market
from marketplace.i18n import LOCALES
from marketplace.listings.disclosure import Disclosed
from marketplace.matching.explain import Row, compare
from marketplace.plugin_host.comparison import Result
from marketplace.plugin_host.fields.base import Field
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from search.engine import EngineUnavailable
from search.query import Filter, Query, Sort, Terms
from search.results import Hit, Results

OTHER = {"offer": "demand", "demand": "offer"}
BY_WORDS, BY_FIELD = 30, 20  # candidates that are compared
CLOSE = 3.0  # rows that the same words are worth
FAR = 0.2  # of the best candidate's score: with less it is about something else, unless
NEAR = 0.3  # the same with figures of which not one is known to match: the words must say more
MANY = 3  # more figures match than miss


@dataclass(frozen=True, slots=True)
class Partner:
    """A listing that may fit, and why."""

    card: Card
    rows: tuple[Row, ...]
    closeness: float  # of the words, from 0 to 1

    @property
    def blocked(self) -> bool:
        """Tell whether a gap alone makes it a mismatch."""
        return any(row.blocks for row in self.rows)

    @property
    def tally(self) -> dict[str, int]:
        """Return how many rows match, have a gap, are unknown."""
        counted = Counter(row.result for row in self.rows)
        return {result.value: counted[result] for result in Result}

    @property
    def telling(self) -> bool:
        """Tell whether it is worth a look: what speaks of something else is not, nor a mismatch with as many gaps."""
        ahead = self.tally["match"] - self.tally["gap"]
        if self.blocked:
            return ahead > 0 and self.closeness >= FAR
        if self.rows and not self.tally["match"]:
            return self.closeness >= NEAR
        return self.closeness >= FAR or ahead >= MANY

    @property
    def rank(self) -> tuple[bool, float]:
        """Return what partners are sorted by: mismatches last, then matches less gaps, with the words in the scale."""
        tally = self.tally
        return self.blocked, -(tally["match"] - tally["gap"] + CLOSE * self.closeness)


def possible(viewer: Viewer, uow: UnitOfWork, market: Market, listing: Disclosed, limit: int = 4) -> list[Partner]:
    """Return listings of the other kind that may fit, the best first; none when searching is not possible now.

    `listing` is what the viewer may see of it; both sides are compared by what this viewer may see of them.
    """
    try:
        hits: dict[str, float] = {}
        for public_id, closeness in _candidates(uow, market, listing):
            hits[public_id] = max(closeness, hits.get(public_id, 0.0))
    except EngineUnavailable:
        return []
    fields = comparable(market, listing.sector)
    names = [f"attrs.{slug}" for slug in fields]
    found = Results(tuple(Hit(public_id, score) for public_id, score in hits.items()), len(hits))
    made = cards.make(viewer, uow, market, Query(), found, also=names)
    partners = [
        Partner(card, tuple(compare(listing, card.listing, fields)), hits[card.listing.public_id])
        for card in made
        if not _of_one(listing, card.listing)
    ]
    return sorted((each for each in partners if each.telling), key=lambda each: each.rank)[:limit]


def _of_one(listing: Disclosed, other: Disclosed) -> bool:
    """Tell whether both are of one organisation, as far as this viewer may know: it needs nobody to introduce it."""
    own, theirs = listing.organisation, other.organisation
    return own is not None and theirs is not None and own.public_id == theirs.public_id


def comparable(market: Market, sector: str | None) -> Mapping[str, tuple[Field, Field]]:
    """Return by slug the (offer's, demand's) fields of a sector that both kinds have and that have a match rule."""
    offered, wanted = (market.plugins.schema(sector, kind) for kind in ("offer", "demand"))
    if offered is None or wanted is None:
        return {}
    ours, theirs = (cast(Mapping[str, Field], schema.fields) for schema in (offered, wanted))
    return {slug: (ours[slug], field) for slug, field in theirs.items() if field.match is not None and slug in ours}


def _candidates(uow: UnitOfWork, market: Market, listing: Disclosed) -> Iterator[tuple[str, float]]:
    """Yield (public id, closeness of the words): those that speak of the same things, then those of the same field."""
    filters: tuple[Filter, ...] = (Terms("kind", (OTHER[listing.kind],)), open_today(uow, market))
    if listing.sector:
        filters += (Terms("sector", (listing.sector,)),)
    if listing.subcategories:
        parts = Terms("sub", tuple(f"{listing.sector}:{part}" for part in listing.subcategories))
        newest = Query("", (*filters, parts), sort=Sort("published"), limit=BY_FIELD)
        yield from ((hit.id, 0.0) for hit in market.engine.search(ALIAS, newest).hits)
    for lang in LOCALES:
        if text := _gist(listing, lang):
            expansions = market.lexicon.expand(text, market.plugins.glossary)
            query = Query(text, filters, limit=BY_WORDS, expansions=expansions, match_any=True)
            hits = market.engine.search(ALIAS, query).hits
            yield from ((hit.id, hit.score / hits[0].score) for hit in hits if hits[0].score > 0)


def _gist(listing: Disclosed, lang: str) -> str:
    """Return what a listing is about, in one language."""
    words = listing.texts.get(lang, {})
    return " ".join([words.get("title", ""), *words.get("keywords", ())]).strip()
