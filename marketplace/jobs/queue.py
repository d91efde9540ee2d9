"""Every statement that moves a job through its life: READY → RUNNING → (deleted | READY again | DEAD).

Each takes a session and leaves the commit to its caller. Times come from the caller's clock; workers on several
machines need clocks that agree to within a few seconds.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, CursorResult, Select, case, delete, literal, select, update
from sqlalchemy.orm import Session

from marketplace.jobs.models import DEAD, READY, RUNNING, Job
from marketplace.jobs.registry import Interrupted, Payload

LONGEST_WAIT = 3600.0  # seconds between two tries, at most
SILENT = "the worker fell silent while running it"
LONGEST_ERROR = 4000


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job that this worker now runs, under `lease`."""

    id: int
    name: str
    payload: Payload
    attempt: int
    max_attempts: int
    lease: str
    request_id: str | None = None


def next_name(session: Session, names: Collection[str], now: datetime) -> str | None:
    """Return the name of the job that is first in line, or None. Only reads, so polling costs no lock."""
    due = select(Job.name).where(is_in(READY), Job.run_at <= now, Job.name.in_(names))
    return session.scalar(due.order_by(Job.priority, Job.run_at, Job.id).limit(1))


def claim(session: Session, name: str, limit: int, now: datetime, lease_seconds: float) -> list[Claimed]:
    """Take up to `limit` due jobs of one name; two workers never take the same one."""
    first = select(Job.id).where(is_in(READY), Job.run_at <= now, Job.name == name)
    first = first.order_by(Job.priority, Job.run_at, Job.id).limit(limit).with_for_update(skip_locked=True)
    picked = locked(first, "picked")
    lease = secrets.token_hex(12)
    taken = (
        update(Job)
        .where(Job.id.in_(select(picked.c.id)), Job.state == READY)
        .values(
            state=RUNNING, attempts=Job.attempts + 1, lease=lease, lease_until=now + timedelta(seconds=lease_seconds)
        )
        .returning(Job.id, Job.name, Job.payload, Job.attempts, Job.max_attempts, Job.request_id)
        .execution_options(synchronize_session=False)
    )
    rows = session.execute(taken)
    jobs = [Claimed(r.id, r.name, r.payload, r.attempts, r.max_attempts, lease, r.request_id) for r in rows]
    return sorted(jobs, key=lambda job: job.id)


def is_in(state: str) -> ColumnElement[bool]:
    """Return the condition for jobs in a state, written out: only then does it match that of a partial index."""
    return Job.state == literal(state, literal_execute=True)


def locked(rows: Select[Any], name: str) -> CTE:
    """Return rows picked with FOR UPDATE as a CTE: PostgreSQL may run a subquery twice."""
    return rows.cte(name).prefix_with("MATERIALIZED", dialect="postgresql")


def extend(session: Session, lease: str, now: datetime, lease_seconds: float) -> bool:
    """Keep a lease for longer. False means that it was lost."""
    until = now + timedelta(seconds=lease_seconds)
    return change(session, update(Job).where(Job.lease == lease, is_in(RUNNING)).values(lease_until=until)) > 0


def finish(session: Session, jobs: Sequence[Claimed]) -> None:
    """Delete jobs that are done, in the transaction of their effects. Raise Interrupted if one is not ours any more."""
    mine = (Job.id.in_([job.id for job in jobs]), Job.lease == jobs[0].lease, Job.state == RUNNING)
    if change(session, delete(Job).where(*mine)) != len(jobs):
        raise Interrupted("the lease was lost")


def fail(session: Session, job: Claimed, error: str, wait: float, now: datetime) -> bool:
    """Put a failed job back for `wait` seconds, or to rest after its last attempt; True means the latter."""
    dead = job.attempt >= job.max_attempts
    values: dict[str, Any] = {
        "state": DEAD if dead else READY,
        "run_at": now if dead else now + timedelta(seconds=wait),
    }
    values |= {"lease": None, "lease_until": None, "error": error[-LONGEST_ERROR:]}
    change(session, update(Job).where(Job.id == job.id, Job.lease == job.lease).values(**values))
    return dead


def release(session: Session, jobs: Sequence[Claimed], now: datetime) -> None:
    """Give interrupted jobs back at once; the interruption doesn't count as a failed attempt."""
    values = {"state": READY, "run_at": now, "lease": None, "lease_until": None, "max_attempts": Job.max_attempts + 1}
    mine = (Job.id.in_([job.id for job in jobs]), Job.lease == jobs[0].lease)
    change(session, update(Job).where(*mine).values(**values))


def recover(session: Session, now: datetime) -> int:
    """Put back the jobs of workers that died, and bury those whose every attempt killed one; return how many."""
    spent = Job.attempts >= Job.max_attempts
    values = {
        "state": case((spent, DEAD), else_=READY),
        "run_at": now,
        "lease": None,
        "lease_until": None,
        "error": SILENT,
    }
    return change(session, update(Job).where(*silent(now)).values(**values))


def any_silent(session: Session, now: datetime) -> bool:
    """Tell whether there is something to recover; only reads."""
    return session.scalar(select(Job.id).where(*silent(now)).limit(1)) is not None


def silent(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for jobs whose worker has not been heard of within its lease."""
    return is_in(RUNNING), Job.lease_until < now


def backoff(attempt: int, first: float) -> float:
    """Return how many seconds to wait after a failed attempt: doubling from `first`, ± a quarter, an hour at most."""
    return float(min(first * 2 ** min(attempt - 1, 30), LONGEST_WAIT)) * random.uniform(0.75, 1.25)


def change(session: Session, statement: Any) -> int:
    """Run an UPDATE or DELETE without touching loaded objects; return the number of rows."""
    result = session.execute(statement.execution_options(synchronize_session=False))
    return result.rowcount if isinstance(result, CursorResult) else 0
