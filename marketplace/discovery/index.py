"""The index as a disposable copy of the database: keep it up, rebuild it aside, compare it, say where it stands.

A rebuild never stops searching: a new index is filled from the database, changes made meanwhile are replayed, counts
are compared, then the alias moves. On any failure the old index stays. Versions make every write safe to repeat.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session

from marketplace.discovery.documents import Documents, findable, is_findable
from marketplace.discovery.ports import Market
from marketplace.errors import MarketplaceError
from marketplace.jobs.models import Job
from marketplace.jobs.registry import JobContext, JobRegistry
from marketplace.listings.models import Listing
from marketplace.uow import UnitOfWork
from search.engine import Delete, EngineUnavailable, SearchEngine, Write

ALIAS = "listings"
INDEX_JOB = "index.listing"
BATCH = 2_000  # listings read, turned into documents and written at once while rebuilding
OVERLAP = timedelta(minutes=5)  # a change may be stamped this long before its commit shows it to the replay

Progress = Callable[[int, int], None]  # (done, total)


class RebuildFailed(MarketplaceError):
    """The new index does not hold what the database does; the old one stays in use."""


@dataclass(frozen=True, slots=True)
class Status:
    """Where the index stands, for the operator."""

    index: str | None
    current: bool  # made with the fields that are declared now
    documents: int
    listings: int  # in the database that ought to be findable
    waiting: int  # index jobs not done yet
    oldest: datetime | None  # since when the first of them waits


@dataclass(frozen=True, slots=True)
class Difference:
    """Public ids that the index lacks, has in an old version, or should not have; and what is damaged in its files."""

    missing: tuple[str, ...]
    stale: tuple[str, ...]
    surplus: tuple[str, ...]
    damage: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """Tell whether index and database agree."""
        return not (self.missing or self.stale or self.surplus or self.damage)


def register_jobs(registry: JobRegistry) -> None:
    """Let the worker index what services change, many listings at once."""
    registry.register(INDEX_JOB, index_listings, batch=200, writes=False)


def index_listings(context: JobContext, payloads: Sequence[dict[str, Any]]) -> None:
    """Make the index agree with the rows of the listings named ({"id": internal id}), whatever happened to them."""
    market, session = context.market, context.uow.session
    target = market.engine.target(ALIAS)
    if target is None:
        raise EngineUnavailable("there is no index yet")
    documents = Documents(market)
    rows = documents.rows(session, Listing.id.in_({payload["id"] for payload in payloads}))
    gone = {payload["public_id"]: payload["version"] for payload in payloads if "public_id" in payload}
    writes = current_writes(session, documents, rows)
    known = {row.public_id for row in rows}
    writes += [Delete(public_id, version) for public_id, version in gone.items() if public_id not in known]
    market.engine.write(target, writes)


def ensure(uow: UnitOfWork, market: Market, progress: Progress | None = None) -> bool:
    """Rebuild if there is no index or its fields are not those declared now; tell whether it was done."""
    try:
        target = market.engine.target(ALIAS)
        if target and market.engine.schema_of(target) == market.search_schema.fingerprint:
            return False
    except EngineUnavailable:
        pass
    rebuild(uow, market, progress)
    return True


def rebuild(uow: UnitOfWork, market: Market, progress: Progress | None = None) -> str:
    """Build a new index beside the one in use, move the alias to it, drop the old one, and return its name.

    Raises RebuildFailed or EngineUnavailable, and leaves the old index in use.
    """
    engine: SearchEngine = market.engine
    index = f"{ALIAS}-{market.search_schema.fingerprint}-{secrets.token_hex(3)}"
    since = uow.now() - OVERLAP
    engine.create(index, market.search_schema)
    try:
        fill(uow, market, index, progress)
        replay(uow, market, index, since)
        compare_counts(uow, engine, index)
        engine.point(ALIAS, index)
    except BaseException:
        engine.drop(index)
        raise
    replay(uow, market, index, since)  # what the worker still wrote to the old index before the alias moved
    for old in engine.indexes():
        if old != index and old.startswith(f"{ALIAS}-"):
            engine.drop(old)
    return index


def fill(uow: UnitOfWork, market: Market, index: str, progress: Progress | None) -> None:
    """Write every findable listing as one long stream: the engine commits as seldom as it can."""
    total = uow.session.scalar(select(func.count()).where(findable())) or 0
    written = market.engine.write(index, scan(uow, Documents(market), total, progress))
    if written.refused:
        raise RebuildFailed(f"{len(written.refused)} refused, first: {written.refused[0]}")


def scan(uow: UnitOfWork, documents: Documents, total: int, progress: Progress | None) -> Iterator[Write]:
    """Yield the documents of findable listings by rising id, in short reads, so that no transaction stays open."""
    last, done = 0, 0
    while rows := documents.rows(uow.session, findable(), Listing.id > last, limit=BATCH):
        yield from documents.upserts(uow.session, rows)
        uow.rollback()
        last, done = rows[-1].id, done + len(rows)
        if progress:
            progress(done, max(total, done))


def current_writes(session: Session, documents: Documents, rows: Sequence[Row[Any]]) -> list[Write]:
    """Return what brings the index up to these rows: documents, and removals of what is not to be found any more."""
    removals: list[Write] = [Delete(row.public_id, row.version) for row in rows if not is_findable(row)]
    return removals + list(documents.upserts(session, [row for row in rows if is_findable(row)]))


def replay(uow: UnitOfWork, market: Market, index: str, since: datetime) -> None:
    """Apply what changed since `since`: new versions, and removals of what is not to be found any more."""
    session, documents, last = uow.session, Documents(market), 0
    changed = or_(Listing.updated_at >= since, Listing.deleted_at >= since)
    while rows := documents.rows(session, changed, Listing.id > last, limit=BATCH):
        market.engine.write(index, current_writes(session, documents, rows))
        last = rows[-1].id
        session.rollback()


def compare_counts(uow: UnitOfWork, engine: SearchEngine, index: str) -> None:
    """Raise RebuildFailed when index and database differ by more than what may change in the meantime."""
    held = engine.count(index)
    wanted = uow.session.scalar(select(func.count()).where(findable())) or 0
    uow.session.rollback()
    if abs(held - wanted) > max(20, wanted // 1000):
        raise RebuildFailed(f"the new index holds {held} listings, the database {wanted}")


def status(uow: UnitOfWork, market: Market) -> Status:
    """Return where the index stands. Raises EngineUnavailable."""
    session, engine = uow.session, market.engine
    waiting, oldest = session.execute(
        select(func.count(), func.min(Job.created_at)).where(Job.name == INDEX_JOB, Job.state != "dead")
    ).one()
    listings = session.scalar(select(func.count()).where(findable())) or 0
    target = engine.target(ALIAS)
    fits = target is not None and engine.schema_of(target) == market.search_schema.fingerprint
    return Status(target, fits, engine.count(target) if target else 0, listings, waiting, oldest)


def verify(uow: UnitOfWork, market: Market) -> Difference:
    """Compare the index in use with the database, listing by listing, and check its files. Raises EngineUnavailable."""
    engine: SearchEngine = market.engine
    target = engine.target(ALIAS)
    if target is None:
        raise EngineUnavailable("there is no index yet")
    held = dict(engine.versions(target))
    rows = uow.session.execute(select(Listing.public_id, Listing.version).where(findable()))
    wanted: dict[str, int] = {row.public_id: row.version for row in rows}
    return Difference(
        missing=tuple(sorted(wanted.keys() - held.keys())),
        stale=tuple(sorted(each for each in wanted.keys() & held.keys() if held[each] != wanted[each])),
        surplus=tuple(sorted(held.keys() - wanted.keys())),
        damage=tuple(engine.verify(target)),
    )
