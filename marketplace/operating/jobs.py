"""The jobs as an operator sees them: how many of each kind, what failed and why, trying again and giving up.

What a job was given to do is not shown: the payload of a message holds links that sign somebody in.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select

from marketplace.jobs import admin
from marketplace.jobs.models import DEAD, READY, RUNNING, Job, Schedule
from marketplace.lists import Page, page_of
from marketplace.operating.policy import require
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

PAGE_SIZE = 50
FAILED = Job.error.is_not(None)
STATES: dict[str, tuple[ColumnElement[bool], ...]] = {
    "dead": (Job.state == DEAD,),
    "failing": (Job.state == READY, FAILED),  # waits for its next attempt
    "running": (Job.state == RUNNING,),
    "waiting": (Job.state == READY, ~FAILED),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """How many jobs of one name there are, by state; the states are those of `STATES`."""

    name: str
    counts: dict[str, int]


def kinds(viewer: Viewer, uow: UnitOfWork) -> list[Kind]:
    """Return every kind of job that there is, by name, in one statement."""
    require(viewer, "jobs")
    sums = [func.sum(case((_all(conditions), 1), else_=0)) for conditions in STATES.values()]
    rows = uow.session.execute(select(Job.name, *sums).group_by(Job.name).order_by(Job.name))
    return [Kind(row[0], dict(zip(STATES, map(int, row[1:]), strict=True))) for row in rows]


def _all(conditions: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    first, *rest = conditions
    for each in rest:
        first = first & each
    return first


def page(viewer: Viewer, uow: UnitOfWork, state: str, name: str = "", number: int = 1) -> Page[Job]:
    """Return jobs in a state of `STATES` (of one name): the dead last failed first, others next due first."""
    require(viewer, "jobs")
    query = select(Job).where(*STATES[state])
    query = query.where(Job.name == name) if name else query
    order = (Job.run_at.desc(), Job.id.desc()) if state == "dead" else (Job.run_at, Job.id)
    return page_of(uow.session, query.order_by(*order), number, PAGE_SIZE)


def schedules(viewer: Viewer, uow: UnitOfWork) -> Sequence[Schedule]:
    """Return what happens by the clock, with its last and next time."""
    require(viewer, "jobs")
    return admin.schedules(uow)


def dead(viewer: Viewer, uow: UnitOfWork, ids: Collection[int] | None) -> int:
    """Return how many dead jobs there are: all, or of those given."""
    require(viewer, "jobs")
    return uow.session.scalar(select(func.count()).select_from(Job).where(*admin.dead(ids))) or 0


def retry(viewer: Viewer, uow: UnitOfWork, ids: Collection[int] | None) -> int:
    """Let dead jobs (those given, or all) run again; return how many."""
    require(viewer, "jobs")
    return _noted(viewer, uow, "jobs.retried", admin.retry(uow, ids))


def drop(viewer: Viewer, uow: UnitOfWork, ids: Collection[int] | None) -> int:
    """Delete dead jobs (those given, or all); return how many."""
    require(viewer, "jobs")
    return _noted(viewer, uow, "jobs.dropped", admin.drop(uow, ids))


def _noted(viewer: Viewer, uow: UnitOfWork, event: str, number: int) -> int:
    if number:
        uow.record(event, "jobs", {"number": number}, viewer)
    return number
