"""The rows a unit of work leaves beside its changes: what happened, and what is to be done because of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base, Moment

READY, RUNNING, DEAD = "ready", "running", "dead"
IS_READY, IS_RUNNING = "state = 'ready'", "state = 'running'"
UNSTARTED = "state = 'ready' AND attempts = 0 AND key IS NOT NULL"
BigId = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts only INTEGER keys by itself


def partial(name: str, *columns: str, where: str) -> Index:
    """Declare an index of the rows for which `where` is true."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class DomainEvent(Base):
    """Something that happened, in the words of the domain: "listing.published" about "listing:k7m-2qp-9xw"."""

    __tablename__ = "domain_events"
    __table_args__ = (
        Index("ix_domain_events_pending", "id", sqlite_where=text("pending"), postgresql_where=text("pending")),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(120), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    user_id: Mapped[int | None] = mapped_column(Integer)  # not a foreign key: history outlives accounts
    occurred_at: Mapped[datetime] = mapped_column(Moment)
    pending: Mapped[bool] = mapped_column(Boolean, default=True)  # not yet handed to subscribers
    request_id: Mapped[str | None] = mapped_column(String(64))  # that brought it about, as in the log


class Job(Base):
    """Work that is due. Done means deleted, in the same commit as the work's effects; DEAD waits for an operator."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index(
            "uq_jobs_unstarted",
            "name",
            "key",
            unique=True,
            sqlite_where=text(UNSTARTED),
            postgresql_where=text(UNSTARTED),
        ),
        # A queue is read at its head: each state has an index of its own, as small as what is in that state.
        partial("ix_jobs_next", "priority", "run_at", "id", where=IS_READY),
        partial("ix_jobs_ready", "name", "priority", "run_at", "id", where=IS_READY),
        partial("ix_jobs_running", "lease_until", where=IS_RUNNING),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    key: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10), default=READY)
    priority: Mapped[int] = mapped_column(Integer, default=0)  # smaller goes first
    run_at: Mapped[datetime] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    max_attempts: Mapped[int] = mapped_column(Integer, default=8)
    lease: Mapped[str | None] = mapped_column(String(40))  # token of the worker that runs it
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
    request_id: Mapped[str | None] = mapped_column(String(64))  # that brought it about, as in the log


class Schedule(Base):
    """When a recurring job is due next. The workers race to move `next_run_at`; the one that does enqueues the job."""

    __tablename__ = "schedules"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    cron: Mapped[str] = mapped_column(String(80))
    next_run_at: Mapped[datetime] = mapped_column(Moment)
    last_run_at: Mapped[datetime | None] = mapped_column(Moment)
