"""The index in use: kept up with every change, compared with the database, described for the operator.

It is a disposable copy: `reindex` makes a new one while this one is searched. Versions make every write safe to repeat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, String, cast, func, select
from sqlalchemy.orm import Session

from marketplace.discovery.documents import Documents, findable, is_findable
from marketplace.discovery.ports import Market
from marketplace.discovery.reindex.models import CATCHING_UP, IndexBuild
from marketplace.i18n import L
from marketplace.jobs.models import DEAD, Job
from marketplace.jobs.registry import JobContext, JobRegistry, Postponed
from marketplace.listings.models import Listing
from marketplace.listings.revisions import INDEX_JOB
from marketplace.uow import UnitOfWork
from search.engine import Delete, EngineUnavailable, SearchEngine, Write

ALIAS = "listings"
PAUSE = 2.0  # seconds until an engine that could not answer is tried again

__all__ = ["ALIAS", "INDEX_JOB"]


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
    """Public ids that the index lacks, has in an old version, or should not have; and what is damaged in its files.

    `waiting`: the listings with a change that is not indexed yet, and so may differ.
    """

    missing: tuple[str, ...]
    stale: tuple[str, ...]
    surplus: tuple[str, ...]
    damage: tuple[str, ...]
    waiting: frozenset[str] = frozenset()

    @property
    def clean(self) -> bool:
        """Tell whether index and database agree."""
        return not (self.missing or self.stale or self.surplus or self.damage)

    @property
    def expected(self) -> bool:
        """Tell whether all that differs are changes that wait for a worker."""
        return not self.damage and self.waiting.issuperset((*self.missing, *self.stale, *self.surplus))


def register_jobs(registry: JobRegistry) -> None:
    """Let the worker index what services change, many listings at once."""
    registry.register(
        INDEX_JOB,
        index_listings,
        L("Make a change findable", "Đưa thay đổi vào chỉ mục tìm kiếm"),
        batch=200,
        writes=False,
    )


def index_listings(context: JobContext, payloads: Sequence[dict[str, Any]]) -> None:
    """Make the index agree with the rows of the listings named ({"id": internal id}), whatever happened to them.

    An engine that can't answer is waited for, however long that takes: nothing that was published is given up.
    """
    market, session = context.market, context.uow.session
    try:
        names = targets(session, market.engine)
        documents = Documents(market)
        rows = documents.rows(session, Listing.id.in_({payload["id"] for payload in payloads}))
        writes = current_writes(session, documents, rows)
        session.rollback()
        for name in names:
            market.engine.write(name, writes)
    except EngineUnavailable as error:
        raise Postponed(PAUSE, str(error)) from error


def targets(session: Session, engine: SearchEngine) -> list[str]:
    """Return the indexes to write a change to: the one in use, and one that is about to be. Ask before reading rows.

    The table is read before the alias: an index that has left the one must be found under the other. Raises
    EngineUnavailable when there is none.
    """
    coming = session.scalars(select(IndexBuild.index_name).where(IndexBuild.state.in_(CATCHING_UP))).all()
    used = engine.target(ALIAS)
    if not used and not coming:
        raise EngineUnavailable("there is no index yet")
    return list(dict.fromkeys([*([used] if used else []), *coming]))


def current_writes(session: Session, documents: Documents, rows: Sequence[Row[Any]]) -> list[Write]:
    """Return what brings the index up to these rows: documents, and removals of what is not to be found any more."""
    removals: list[Write] = [Delete(row.public_id, row.version) for row in rows if not is_findable(row)]
    return removals + list(documents.upserts(session, [row for row in rows if is_findable(row)]))


def status(uow: UnitOfWork, market: Market) -> Status:
    """Return where the index stands. Raises EngineUnavailable."""
    session, engine = uow.session, market.engine
    waiting, oldest = behind(session)
    listings = session.scalar(select(func.count()).where(findable())) or 0
    target = engine.target(ALIAS)
    return Status(target, is_current(market), engine.count(target) if target else 0, listings, waiting, oldest)


def behind(session: Session) -> tuple[int, datetime | None]:
    """Return how many changes are not indexed yet, and since when the first of them waits; no engine is asked."""
    unwritten = select(func.count(), func.min(Job.created_at)).where(Job.name == INDEX_JOB, Job.state != DEAD)
    waiting, oldest = session.execute(unwritten).one()
    return waiting, oldest


def is_current(market: Market) -> bool:
    """Tell whether there is an index, made with the fields that are declared now. Raises EngineUnavailable."""
    target = market.engine.target(ALIAS)
    return target is not None and market.engine.schema_of(target) == market.search_schema.fingerprint


def verify(uow: UnitOfWork, market: Market) -> Difference:
    """Compare the index in use with the database, listing by listing, and check its files. Raises EngineUnavailable."""
    engine: SearchEngine = market.engine
    target = engine.target(ALIAS)
    if target is None:
        raise EngineUnavailable("there is no index yet")
    late = select(Listing.public_id).join(Job, Job.key == cast(Listing.id, String))
    waiting = uow.session.scalars(late.where(Job.name == INDEX_JOB, Job.state != DEAD)).all()
    held = dict(engine.versions(target))
    rows = uow.session.execute(select(Listing.public_id, Listing.version).where(findable()))
    wanted: dict[str, int] = {row.public_id: row.version for row in rows}
    return Difference(
        missing=tuple(sorted(wanted.keys() - held.keys())),
        stale=tuple(sorted(each for each in wanted.keys() & held.keys() if held[each] != wanted[each])),
        surplus=tuple(sorted(held.keys() - wanted.keys())),
        damage=tuple(engine.verify(target)),
        waiting=frozenset(waiting),
    )
