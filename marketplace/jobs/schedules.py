"""Recurring jobs: each fires once per due time, however many workers look; one missed while all were down is late."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

from croniter import croniter
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from marketplace.jobs.models import Schedule
from marketplace.jobs.queue import change
from marketplace.jobs.registry import JobRegistry, Recurring
from marketplace.uow import UnitOfWork


def next_time(cron: str, after: datetime, zone: str) -> datetime:
    """Return the first time after `after` at which `cron` fires by the clocks of `zone`."""
    found: datetime = croniter(cron, after.astimezone(ZoneInfo(zone))).get_next(datetime)
    return found


def pending(uow: UnitOfWork, registry: JobRegistry) -> list[Recurring]:
    """Return the schedules that are new, changed or due; only reads."""
    rows = {row.name: row for row in uow.session.scalars(select(Schedule))}
    now = uow.now()

    def wants_care(each: Recurring) -> bool:
        row = rows.get(each.name)
        return row is None or row.cron != each.cron or row.next_run_at <= now

    return [each for each in registry.schedules.values() if wants_care(each)]


def fire(uow: UnitOfWork, each: Recurring, zone: str) -> bool:
    """Plan a new or changed schedule, or enqueue a due one and plan its next time; True if it was enqueued here."""
    now = uow.now()
    following = next_time(each.cron, now, zone)
    row = uow.session.get(Schedule, each.name, with_for_update=True)
    if row is None:
        with suppress(IntegrityError), uow.session.begin_nested():  # a worker that started with this one was quicker
            uow.session.add(Schedule(name=each.name, cron=each.cron, next_run_at=following))
        return False
    if row.cron != each.cron:
        row.cron, row.next_run_at = each.cron, following
        return False
    seen = row.next_run_at
    if seen > now:
        return False
    mine = update(Schedule).where(Schedule.name == each.name, Schedule.next_run_at == seen)
    if not change(uow.session, mine.values(next_run_at=following, last_run_at=now)):
        return False
    uow.enqueue(each.job, each.payload, key=f"schedule:{each.name}")
    return True
