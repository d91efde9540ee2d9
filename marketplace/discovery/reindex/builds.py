"""The life of a build: start, fail, go live, be kept, be dropped. Changes are the caller's to commit."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace import __version__
from marketplace.database import begin_write
from marketplace.discovery.documents import findable
from marketplace.discovery.index import ALIAS, INDEX_JOB
from marketplace.discovery.ports import Market
from marketplace.discovery.reindex.models import IndexBuild, IndexPart, State
from marketplace.errors import MarketplaceError
from marketplace.i18n import gettext as _
from marketplace.jobs.models import DEAD, Job
from marketplace.jobs.queue import change
from marketplace.listings.models import Listing
from marketplace.plugin_host.status import State as PluginState
from marketplace.uow import UnitOfWork

FILL, SWITCH, TIDY = "index.fill", "index.switch", "index.tidy"
KEEP = timedelta(hours=24)  # an old index is the way back for so long
OVERLAP = timedelta(minutes=5)  # a change may be stamped this long before its commit shows it to a replay
SMALLEST_PART = 5_000  # listings
ATTEMPTS = 50  # each loses a stretch at most: workers may die many times before a build is left to the schedule


class NothingToRollBack(MarketplaceError):
    """No old index is kept."""


def recipe(market: Market) -> str:
    """Return a fingerprint of all that documents depend on: the fields, and the code of core and plugins."""
    plugins = [f"{each.name}=={each.version}" for each in market.plugins.statuses() if each.state is PluginState.ACTIVE]
    made_of = "\n".join([market.search_schema.fingerprint, __version__, *plugins])
    return hashlib.sha256(made_of.encode()).hexdigest()[:12]


def active(session: Session) -> IndexBuild | None:
    """Return the build under way."""
    return session.scalar(select(IndexBuild).where(IndexBuild.active))


def in_state(session: Session, state: State) -> IndexBuild | None:
    """Return the build in this state, the latest if there are several."""
    return session.scalar(select(IndexBuild).where(IndexBuild.state == state).order_by(IndexBuild.id.desc()).limit(1))


@contextmanager
def writing(uow: UnitOfWork) -> Iterator[Session]:
    """A short transaction of its own inside a long job, so that no lock is held while the engine works."""
    uow.rollback()
    begin_write(uow.session)
    yield uow.session
    uow.commit()


def start(uow: UnitOfWork, market: Market) -> IndexBuild:
    """Return the build under way for today's recipe, begun now if there is none, with its jobs enqueued.

    One with another recipe is given up, and the index kept from before is dropped to make room.
    """
    session, wanted = uow.session, recipe(market)
    adopt(uow, market)
    if (found := active(session)) and found.recipe == wanted:
        enqueue(uow, found)
        return found
    if found:
        fail(uow, found, "superseded: the fields or the software changed while it was built")
    for kept in session.scalars(select(IndexBuild).where(IndexBuild.state == State.KEPT)):
        enter(uow, kept, State.DROPPED)
    session.flush()
    try:
        with session.begin_nested():
            build = _begin(uow, market, wanted)
    except IntegrityError:  # another process was quicker
        return session.scalars(select(IndexBuild).where(IndexBuild.active)).one()
    enqueue(uow, build)
    return build


def _begin(uow: UnitOfWork, market: Market, wanted: str) -> IndexBuild:
    now = uow.now()
    ends = func.coalesce(func.min(Listing.id), 0), func.coalesce(func.max(Listing.id), 0)
    low, high, total = uow.session.execute(select(*ends, func.count()).where(findable())).one()
    name = f"{ALIAS}-{wanted}-{secrets.token_hex(3)}"
    build = IndexBuild(
        index_name=name, recipe=wanted, state=State.FILLING, active=True, total=total, started_at=now,
        since=now - OVERLAP, changed_at=now,
    )  # fmt: skip
    uow.session.add(build)
    uow.session.flush()
    number = max(1, min(market.engine.writers, total // SMALLEST_PART))
    uow.session.add_all(parts(build.id, low, high, number))
    uow.session.flush()
    return build


def parts(build_id: int, low: int, high: int, number: int) -> list[IndexPart]:
    """Cut the ids from `low` to `high` into spans of one length."""
    ends = [low - 1 + (high - low + 1) * n // number for n in range(number + 1)]
    return [
        IndexPart(build_id=build_id, number=n, first=ends[n] + 1, last=ends[n + 1], cursor=ends[n])
        for n in range(number)
    ]


def enqueue(uow: UnitOfWork, build: IndexBuild) -> None:
    """Enqueue what the build still needs and is not on its way: each unfinished part, or else the rest."""
    alive = select(Job.key).where(Job.name.in_((FILL, SWITCH)), Job.state != DEAD)
    on_their_way = set(uow.session.scalars(alive))
    unfinished = select(IndexPart.number).where(IndexPart.build_id == build.id, IndexPart.cursor < IndexPart.last)
    numbers = uow.session.scalars(unfinished).all() if build.state == State.FILLING else ()
    for number in numbers:
        if f"{build.id}:{number}" not in on_their_way:
            enqueue_part(uow, build.id, number)
    if not numbers and f"{build.id}" not in on_their_way:
        uow.enqueue(SWITCH, {"build": build.id}, key=f"{build.id}", max_attempts=ATTEMPTS)


def enqueue_part(uow: UnitOfWork, build_id: int, number: int) -> None:
    """Enqueue the next stretch of one part."""
    payload, key = {"build": build_id, "part": number}, f"{build_id}:{number}"
    uow.enqueue(FILL, payload, key=key, max_attempts=ATTEMPTS)


def enter(uow: UnitOfWork, build: IndexBuild, state: State) -> None:
    """Put a build into another state."""
    build.state, build.changed_at = state, uow.now()
    build.active = state in (State.FILLING, State.REPLAYING, State.COMPARING)
    if state in (State.DROPPED, State.FAILED):
        uow.enqueue(TIDY, {}, key="tidy")


def fail(uow: UnitOfWork, build: IndexBuild, reason: str) -> None:
    """Give a build up; the index in use stays."""
    build.reason = reason[:2000]
    enter(uow, build, State.FAILED)


def adopt(uow: UnitOfWork, market: Market) -> None:
    """Make the table agree with the engine about the index in use, whichever process made it. Raises EngineUnavailable.

    One that is not of the engine's making is no build: it would be dropped some day, and is not ours to drop.
    """
    session, now, target = uow.session, uow.now(), market.engine.target(ALIAS)
    others = (IndexBuild.state == State.LIVE, IndexBuild.index_name != (target or ""))
    change(session, update(IndexBuild).where(*others).values(state=State.DROPPED, changed_at=now))
    made_with = market.engine.schema_of(target) if target else ""
    if target is None or not made_with:
        return
    known = session.scalar(select(IndexBuild).where(IndexBuild.index_name == target))
    if known is None:
        fits = made_with == market.search_schema.fingerprint
        known = IndexBuild(index_name=target, recipe=recipe(market) if fits else "", started_at=now, since=now)
        known.state, known.active, known.changed_at = State.LIVE, False, now
        session.add(known)
        session.flush()
    elif not known.active and known.state != State.LIVE:
        enter(uow, known, State.LIVE)


def unwritten_since(uow: UnitOfWork) -> datetime:
    """Return the time from which on an index that is left now may lack changes: some still wait in the queue."""
    oldest = uow.session.scalar(select(func.min(Job.created_at)).where(Job.name == INDEX_JOB))
    return min(oldest or uow.now(), uow.now()) - OVERLAP


def roll_back(uow: UnitOfWork, market: Market) -> IndexBuild:
    """Begin the way back to the kept index: it is brought up to date, compared and put into use by the same jobs.

    Raises NothingToRollBack.
    """
    kept = in_state(uow.session, State.KEPT)
    if kept is None or kept.index_name not in market.engine.indexes():
        raise NothingToRollBack(_("There is no older index to go back to."))
    if found := active(uow.session):
        fail(uow, found, "given up for going back to the index before")
    if live := in_state(uow.session, State.LIVE):
        live.rolled_back = True
    uow.session.flush()
    kept.rolled_back = False
    enter(uow, kept, State.REPLAYING)
    enqueue(uow, kept)
    return kept


def drop_kept(uow: UnitOfWork) -> bool:
    """Drop the kept index; tell whether there was one."""
    kept = in_state(uow.session, State.KEPT)
    if kept is not None:
        enter(uow, kept, State.DROPPED)
    return kept is not None
