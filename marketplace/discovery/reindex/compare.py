"""Whether a new index holds what the database does: counts, a sample of versions, and a sample of contents."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from marketplace.discovery.documents import Documents, findable
from marketplace.discovery.ports import Market
from marketplace.listings.models import Listing
from marketplace.uow import UnitOfWork
from search.engine import Upsert
from search.query import Query, Terms
from search.schema import Kind, Schema

SAMPLE = 300  # listings whose version is compared
STRETCH = 30  # of them that follow one another
CLOSE = 30  # listings of the sample that are searched for by all their keywords
LEEWAY, SHARE = 20, 1_000  # documents, or one in so many, that may be on their way while it is compared
PAGE = 200  # hits looked at; more listings than this may share all keywords


def differences(uow: UnitOfWork, market: Market, index: str) -> str:
    """Return in words what the index lacks or has too much of, "" when it may go into use."""
    held = market.engine.count(index)
    wanted = uow.session.scalar(select(func.count()).where(findable())) or 0
    uow.rollback()
    if abs(held - wanted) > max(LEEWAY, wanted // SHARE):
        return f"the new index holds {held} listings, the database {wanted}"
    writes = sample(uow, market)
    if wanted > LEEWAY and not writes:
        return "no listing could be drawn to compare"
    versions = dict(market.engine.versions(index, [write.id for write in writes]))
    wrong = [write.id for write in writes if versions.get(write.id, 0) < write.version]
    if len(wrong) > max(1, len(writes) // 50):
        return f"{len(wrong)} of {len(writes)} listings drawn at random are missing or old, the first {wrong[0]}"
    if market.engine.schema_of(index) != market.search_schema.fingerprint:
        return ""  # an older index, gone back to, has other fields
    sound = [write for write in writes if write.id not in wrong][:CLOSE]
    if lost := [write.id for write in sound if not is_found(market, index, write)]:
        return f"{len(lost)} of {len(sound)} listings are not found by their own keywords, the first {lost[0]}"
    return ""


def sample(uow: UnitOfWork, market: Market) -> Sequence[Upsert]:
    """Return documents of listings drawn at random, made from the database now.

    Drawn in stretches from random places, since ids may have wide gaps; the last place is always the first id.
    """
    ends = select(func.coalesce(func.min(Listing.id), 0), func.coalesce(func.max(Listing.id), 0)).where(findable())
    low, high = uow.session.execute(ends).one()
    places = {low, *(random.randint(low, high) for _ in range(SAMPLE // STRETCH - 1))}
    documents = Documents(market)
    rows = {
        row.id: row
        for place in places
        for row in documents.rows(uow.session, findable(), Listing.id >= place, limit=STRETCH)
    }
    writes = documents.upserts(uow.session, list(rows.values()))
    uow.rollback()
    return random.sample(writes, len(writes))


def is_found(market: Market, index: str, write: Upsert) -> bool:
    """Tell whether a search for all keywords of a document finds it, plugins' fields included."""
    found = market.engine.search(index, Query(filters=tuple(keywords(market.search_schema, write)), limit=PAGE))
    return found.total > PAGE or any(hit.id == write.id for hit in found.hits)


def keywords(schema: Schema, write: Upsert) -> list[Terms]:
    """Return a filter for each keyword of a document that the schema knows."""
    known = {field.name for field in schema.fields if field.kind is Kind.KEYWORD}
    values: dict[str, Any] = {name: value for name, value in write.fields.items() if value and name in known}
    return [
        Terms(name, (one,)) for name, value in values.items() for one in ([value] if isinstance(value, str) else value)
    ]
