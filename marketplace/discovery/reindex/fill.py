"""Copy the database into a new index, stretch by stretch; each is recorded once the engine has made it durable."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from marketplace.discovery.documents import Documents, findable
from marketplace.discovery.ports import Market
from marketplace.discovery.reindex.builds import FILL, enqueue, enqueue_part, writing
from marketplace.discovery.reindex.models import IndexBuild, IndexPart, State
from marketplace.garbage import sought_seldom
from marketplace.jobs.models import READY, Job
from marketplace.jobs.queue import change
from marketplace.listings.models import Listing
from marketplace.uow import UnitOfWork
from search.engine import EngineError, Write

log = structlog.get_logger("marketplace.index")
BATCH = 2_000  # listings read and made into documents at once
STRETCH = 50_000  # listings in one write call at most: each costs a commit, and what is killed in it is done again
LATELY = timedelta(minutes=1)  # workers look for jobs far more often


@dataclass
class Stretch:
    """The documents of findable listings after `cursor` by rising id, in short reads; one stream for the engine.

    It ends early, after a batch, when others wait for this worker.
    """

    uow: UnitOfWork
    documents: Documents
    cursor: int
    last: int
    beat: Callable[[], None]
    done: int = field(default=0, init=False)

    def __iter__(self) -> Iterator[Write]:
        """Yield each document; `cursor` and `done` tell afterwards how far it went."""
        while self.done < STRETCH and self.cursor < self.last:
            self.beat()
            if self.done and others_wait(self.uow):
                return
            rows = self.documents.rows(self.uow.session, findable(), *self._span(), limit=BATCH)
            writes = self.documents.upserts(self.uow.session, rows)
            self.uow.rollback()
            yield from writes
            self.done += len(rows)
            self.cursor = rows[-1].id if len(rows) == BATCH else self.last

    def _span(self) -> tuple[ColumnElement[bool], ...]:
        return Listing.id > self.cursor, Listing.id <= self.last


def others_wait(uow: UnitOfWork) -> bool:
    """Tell whether there is due work that a person waits for.

    The next stretch then queues up behind it, at the same priority: with a lower one it would never have its turn on a
    site that is edited all the time. What was due long ago is left: nobody is there to do it, and stopping for it after
    each batch makes a build without workers half as fast.
    """
    lately = Job.run_at.between(uow.now() - LATELY, uow.now())
    due = select(Job.id).where(Job.state == READY, lately, Job.priority <= 0, Job.name != FILL)
    return uow.session.scalar(due.limit(1)) is not None


def fill(uow: UnitOfWork, market: Market, build_id: int, number: int, beat: Callable[[], None]) -> None:
    """Copy one stretch of a part, and enqueue the next one or, after the last part, what follows."""
    build = uow.session.get(IndexBuild, build_id)
    if build is None or build.state != State.FILLING:
        return
    name = build.index_name
    make_index(uow, market, build_id, name)
    part = uow.session.get(IndexPart, (build_id, number), populate_existing=True)
    assert part is not None
    start, last = part.cursor, part.last
    stretch = Stretch(uow, Documents(market), start, last, beat)
    uow.rollback()
    with sought_seldom():
        refused = market.engine.write(name, stretch).refused
    for document, reason in refused[:10]:
        log.warning("listing can't be indexed", listing=document, reason=reason, index=name)
    with writing(uow) as session:
        mine = (IndexPart.build_id == build_id, IndexPart.number == number, IndexPart.cursor == start)
        progress = {"cursor": stretch.cursor, "done": IndexPart.done + stretch.done}
        change(session, update(IndexPart).where(*mine).values(**progress, refused=IndexPart.refused + len(refused)))
        go_on(uow, build_id, number)


def go_on(uow: UnitOfWork, build_id: int, number: int) -> None:
    """Enqueue the part's next stretch, or the switch when no part has anything left. The row's lock makes one last."""
    build = uow.session.get(IndexBuild, build_id, with_for_update=True, populate_existing=True)
    part = uow.session.get(IndexPart, (build_id, number), populate_existing=True)
    if build is None or part is None or build.state != State.FILLING:
        return
    if part.cursor < part.last:
        enqueue_part(uow, build_id, number)
    elif not unfinished(uow.session, build_id):
        enqueue(uow, build)


def unfinished(session: Session, build_id: int) -> int:
    """Return how many parts of a build have something left."""
    left = select(func.count()).where(IndexPart.build_id == build_id, IndexPart.cursor < IndexPart.last)
    return session.scalar(left) or 0


def make_index(uow: UnitOfWork, market: Market, build_id: int, name: str) -> None:
    """Create the index unless it is there. If it was lost half built, all parts begin anew."""
    if name in market.engine.indexes():
        return
    with writing(uow) as session:
        anew = {"cursor": IndexPart.first - 1, "done": 0, "refused": 0}
        change(session, update(IndexPart).where(IndexPart.build_id == build_id).values(**anew))
    try:
        market.engine.create(name, market.search_schema)
    except EngineError:
        if name not in market.engine.indexes():  # else another part's job was quicker
            raise
