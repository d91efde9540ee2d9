"""What an operator can see of the jobs and do about them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update

from marketplace.jobs.models import DEAD, READY, Job, Schedule
from marketplace.jobs.queue import change
from marketplace.uow import MAX_ATTEMPTS, UnitOfWork


def counts(uow: UnitOfWork) -> dict[tuple[str, str], int]:
    """Return how many jobs there are by (name, state)."""
    rows = uow.session.execute(select(Job.name, Job.state, func.count()).group_by(Job.name, Job.state))
    return {(name, state): number for name, state, number in rows}


def find(uow: UnitOfWork, *, state: str | None = None, name: str | None = None, limit: int = 50) -> Sequence[Job]:
    """Return jobs, the next due first."""
    query = select(Job).order_by(Job.run_at, Job.id).limit(limit)
    query = query.where(Job.state == state) if state else query
    return uow.session.scalars(query.where(Job.name == name) if name else query).all()


def retry(uow: UnitOfWork, ids: Collection[int] | None = None) -> int:
    """Let dead jobs (those given, or all) run again now with a full set of attempts; return how many."""
    values = {"state": READY, "run_at": uow.now(), "max_attempts": Job.attempts + MAX_ATTEMPTS}
    return change(uow.session, update(Job).where(*dead(ids)).values(**values))


def drop(uow: UnitOfWork, ids: Collection[int] | None = None) -> int:
    """Delete dead jobs (those given, or all); return how many."""
    return change(uow.session, delete(Job).where(*dead(ids)))


def dead(ids: Collection[int] | None) -> list[ColumnElement[bool]]:
    """Return the conditions for dead jobs, of these ids only if any are given."""
    return [Job.state == DEAD, *([Job.id.in_(ids)] if ids is not None else [])]


def late(uow: UnitOfWork, since: datetime) -> int:
    """Return how many jobs have been due since before `since`: a sign that no worker runs."""
    return uow.session.scalar(select(func.count()).where(Job.state == READY, Job.run_at < since)) or 0


def schedules(uow: UnitOfWork) -> Sequence[Schedule]:
    """Return every schedule with its last and next time."""
    return uow.session.scalars(select(Schedule).order_by(Schedule.name)).all()
