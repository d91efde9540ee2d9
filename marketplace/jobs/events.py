"""Hand each committed domain event to its subscribers, as one job each."""

from __future__ import annotations

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
        .returning(DomainEvent.id, DomainEvent.name)
        .execution_options(synchronize_session=False)
    )
    events = sorted((event_id, name) for event_id, name in uow.session.execute(seen))
    jobs = [
        (None, {"event": event_id, "to": each.name}) for event_id, name in events for each in registry.wanting(name)
    ]
    uow.enqueue_many(DELIVER, jobs)
    return len(events)
