"""Hand each committed domain event to its subscribers, as one job each."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from marketplace.jobs.models import DomainEvent
from marketplace.jobs.queue import locked
from marketplace.jobs.registry import DELIVER, JobRegistry
from marketplace.uow import UnitOfWork

AT_ONCE = 500


def any_pending(uow: UnitOfWork) -> bool:
    """Tell whether there are events to hand out; only reads."""
    return uow.session.scalar(select(DomainEvent.id).where(DomainEvent.pending).limit(1)) is not None


def hand_out(uow: UnitOfWork, registry: JobRegistry) -> int:
    """Enqueue a job for each pair of pending event and subscriber; return how many events were seen."""
    first = select(DomainEvent.id).where(DomainEvent.pending).order_by(DomainEvent.id).limit(AT_ONCE)
    picked = locked(first.with_for_update(skip_locked=True), "picked")
    seen = (
        update(DomainEvent)
        .where(DomainEvent.id.in_(select(picked.c.id)))
        .values(pending=False)
        .returning(DomainEvent.id, DomainEvent.name, DomainEvent.request_id)
        .execution_options(synchronize_session=False)
    )
    events = sorted((event_id, name, cause) for event_id, name, cause in uow.session.execute(seen))
    by_cause: dict[str | None, list[tuple[None, dict[str, Any]]]] = {}
    for event_id, name, cause in events:
        jobs = [(None, {"event": event_id, "to": each.name}) for each in registry.wanting(name)]
        by_cause.setdefault(cause, []).extend(jobs)
    for cause, jobs in by_cause.items():
        uow.enqueue_many(DELIVER, jobs, cause=cause)
    return len(events)
