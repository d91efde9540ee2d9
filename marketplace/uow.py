"""The unit of work: one commit for a change, the record of what happened, and the jobs that follow from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Self, cast

from sqlalchemy import Table, case, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from marketplace.database import begin_write
from marketplace.jobs.models import UNSTARTED, DomainEvent, Job
from marketplace.logs import request_id
from marketplace.viewer import Viewer

MAX_ATTEMPTS = 8


def utc_now() -> datetime:
    """Return the time, aware and in UTC: the clock when no other is injected."""
    return datetime.now(UTC)


class UnitOfWork:
    """A database session, a clock, and the two things a change leaves behind: events and jobs.

    Services take it and never commit; who called them (view, API, CLI, job) commits once. As a context manager it rolls
    back whatever was not committed. `write=True` makes SQLite wait for its turn at the start.
    """

    def __init__(self, session: Session, clock: Callable[[], datetime] = utc_now, *, write: bool = False) -> None:
        self.session = session
        self._clock = clock
        if write:
            begin_write(session)

    def now(self) -> datetime:
        """Return the time of this change, aware and in UTC."""
        return self._clock()

    def record(self, name: str, subject: str, data: Mapping[str, Any], viewer: Viewer) -> None:
        """Write down that `name` ("listing.published") happened to `subject` ("listing:k7m-2qp-9xw"); `data`: JSON."""
        happened = {"user_id": viewer.user_id, "occurred_at": self.now(), "request_id": request_id()}
        self.session.add(DomainEvent(name=name, subject=subject, data=dict(data), **happened))

    def enqueue(
        self,
        job: str,
        payload: Mapping[str, Any],
        *,
        key: str | None = None,
        run_at: datetime | None = None,
        max_attempts: int = MAX_ATTEMPTS,
        priority: int = 0,
    ) -> None:
        """Add a job that a worker runs once this commits. An unstarted job of the same name and key is not doubled.

        Smaller `priority` runs first: give bulk work 10, so that what a person waits for overtakes it.
        """
        self.enqueue_many(job, [(key, payload)], run_at=run_at, max_attempts=max_attempts, priority=priority)

    def enqueue_many(
        self,
        job: str,
        items: Iterable[tuple[str | None, Mapping[str, Any]]],
        *,
        run_at: datetime | None = None,
        max_attempts: int = MAX_ATTEMPTS,
        priority: int = 0,
        cause: str | None = None,
    ) -> None:
        """Add many jobs of one name, each as (key, payload), in one statement; `cause`: a request other than this."""
        now = self.now()
        shared = {"name": job, "state": "ready", "priority": priority, "run_at": run_at or now, "attempts": 0}
        shared |= {"max_attempts": max_attempts, "created_at": now, "request_id": cause or request_id()}
        if rows := [{**shared, "key": key, "payload": dict(payload)} for key, payload in items]:
            self.session.connection().execute(self._insert_job(), rows)

    def _insert_job(self) -> Any:
        """Return the statement that adds a job or brings an unstarted one forward.

        It updates rather than ignores the row that is there already: on PostgreSQL that locks it until this commits, so
        that no worker runs it too early, before it could see this change.
        """
        dialect = postgresql if self.session.get_bind().dialect.name == "postgresql" else sqlite
        table = cast(Table, Job.__table__)
        insert = dialect.insert(table)
        new, old = insert.excluded, table.c
        return insert.on_conflict_do_update(
            index_elements=[old.name, old.key],
            index_where=text(UNSTARTED),
            set_={
                "payload": new.payload,
                "request_id": new.request_id,
                "run_at": case((new.run_at < old.run_at, new.run_at), else_=old.run_at),
                "priority": case((new.priority < old.priority, new.priority), else_=old.priority),
            },
        )

    def commit(self) -> None:
        """Make the change, its events and its jobs permanent, all or none."""
        self.session.commit()

    def rollback(self) -> None:
        """Forget the change, its events and its jobs."""
        self.session.rollback()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.rollback()
