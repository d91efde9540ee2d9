"""The end of a build: replay what changed meanwhile, compare, move the alias, keep the old index for a way back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from marketplace.discovery.documents import Documents
from marketplace.discovery.index import ALIAS, current_writes
from marketplace.discovery.ports import Market
from marketplace.discovery.reindex.builds import KEEP, enter, fail, in_state, unwritten_since, writing
from marketplace.discovery.reindex.compare import differences
from marketplace.discovery.reindex.fill import BATCH
from marketplace.discovery.reindex.models import IndexBuild, IndexPart, State
from marketplace.jobs.queue import change
from marketplace.listings.models import Listing
from marketplace.uow import UnitOfWork
from search.engine import Write

PAUSES = (0.0, 1.0, 3.0)  # seconds before each look
HISTORY = 20  # rows of indexes that are gone


def complete(uow: UnitOfWork, market: Market, build_id: int, beat: Callable[[], None]) -> None:
    """Do all that is left once the parts are copied. Safe to repeat from the start, wherever it was broken off.

    From `REPLAYING` on, every change is written to this index and to the one in use (`index.targets`). What was
    committed before a writer could know of that is older than the replay's reading, so nothing falls between them.
    """
    found = ""
    for pause in PAUSES:  # a change on its way may look like a difference
        time.sleep(pause)
        name = advance(uow, build_id, State.REPLAYING)
        if name is None:
            return
        if name not in market.engine.indexes():
            found = "its files were lost while it was made"
            break
        replay(uow, market, build_id, beat)
        advance(uow, build_id, State.COMPARING)
        found = differences(uow, market, name)
        if not found:
            put_into_use(uow, market, build_id, name)
            return
    with writing(uow) as session:
        fail(uow, session.get_one(IndexBuild, build_id), found)


def advance(uow: UnitOfWork, build_id: int, state: State) -> str | None:
    """Put an active build into a state; return the name of its index, None if it is not active any more."""
    with writing(uow) as session:
        build = session.get(IndexBuild, build_id, with_for_update=True, populate_existing=True)
        if build is None or not build.active:
            return None
        if build.state == State.FILLING:
            note_refusals(session, build)
        enter(uow, build, state)
        return build.index_name


def note_refusals(session: Session, build: IndexBuild) -> None:
    """Say on the build how many listings the engine would not take."""
    refused = session.scalar(select(func.sum(IndexPart.refused)).where(IndexPart.build_id == build.id)) or 0
    if refused:
        build.reason = f"{refused} listings were refused by the engine; the worker's log says why"


def replay(uow: UnitOfWork, market: Market, build_id: int, beat: Callable[[], None]) -> None:
    """Write what changed since the index was begun or left: new versions, and removals of what is not findable."""
    build = uow.session.get_one(IndexBuild, build_id)
    name, since = build.index_name, build.since
    for writes in changes(uow, Documents(market), since):
        beat()
        market.engine.write(name, writes)


def changes(uow: UnitOfWork, documents: Documents, since: datetime) -> Iterator[list[Write]]:
    """Yield the writes for listings changed since then, in short reads by rising id."""
    last, changed = 0, or_(Listing.updated_at >= since, Listing.deleted_at >= since)
    while rows := documents.rows(uow.session, changed, Listing.id > last, limit=BATCH):
        writes = current_writes(uow.session, documents, rows)
        uow.rollback()
        yield writes
        last = rows[-1].id


def put_into_use(uow: UnitOfWork, market: Market, build_id: int, name: str) -> None:
    """Move the alias, then write that down. Broken off in between, the job runs again and finds the alias moved."""
    if market.engine.target(ALIAS) != name:
        with writing(uow) as session:
            if old := in_state(session, State.LIVE):
                old.since = unwritten_since(uow)
        market.engine.point(ALIAS, name)
    with writing(uow) as session:
        for old in session.scalars(select(IndexBuild).where(IndexBuild.state == State.LIVE)):
            enter(uow, old, State.KEPT)
        enter(uow, session.get_one(IndexBuild, build_id, populate_existing=True), State.LIVE)


def tidy(uow: UnitOfWork, market: Market) -> None:
    """Drop every index that no build keeps, and those kept for long enough. Raises EngineUnavailable."""
    there = market.engine.indexes()  # before the rows are read: an index is created only after its row is committed
    with writing(uow) as session:
        old = (IndexBuild.state == State.KEPT, IndexBuild.changed_at < uow.now() - KEEP)
        for build in session.scalars(select(IndexBuild).where(*old)):
            enter(uow, build, State.DROPPED)
        session.flush()
        gone = (State.DROPPED, State.FAILED)
        rows = session.execute(select(IndexBuild.index_name, IndexBuild.state, IndexBuild.id)).all()
        wanted = {row.index_name for row in rows if row.state not in gone} | {market.engine.target(ALIAS)}
        ended = sorted(row.id for row in rows if row.state in gone)
        change(session, delete(IndexBuild).where(IndexBuild.id.in_(ended[:-HISTORY])))
    known = {row.index_name for row in rows} | {name for name in there if name.startswith(f"{ALIAS}-")}
    for name in sorted(known - wanted):  # also those that are gone: an interrupted drop may have left files
        market.engine.drop(name)
