"""The worker: takes due jobs one after the other, each in a unit of work of its own, until it is told to stop."""

from __future__ import annotations

import itertools
import signal
import time
import traceback
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from marketplace.config import Settings
from marketplace.database import begin_write, is_unavailable
from marketplace.db import db
from marketplace.jobs import events, queue, schedules
from marketplace.jobs.heartbeat import Heartbeat
from marketplace.jobs.queue import Claimed
from marketplace.jobs.registry import Handler, Interrupted, JobContext, JobRegistry, Retry
from marketplace.logs import on_behalf_of
from marketplace.uow import UnitOfWork

log = structlog.get_logger("marketplace.worker")
HOUSEKEEPING_SECONDS = 1.0
LOOK_UP_SECONDS = 0.2  # how long a worker that has nothing to do takes to see that it shall stop


class Worker:
    """Runs jobs of one app in this process. Several workers on one database share the work.

    With `only`, it runs jobs of these names and leaves schedules and events to others.
    """

    def __init__(
        self,
        app: Flask,
        registry: JobRegistry,
        settings: Settings,
        clock: Callable[[], Any],
        only: Collection[str] | None = None,
    ) -> None:
        self.app, self.registry, self.settings, self.clock = app, registry, settings, clock
        self.stopping = False  # no Event: a second signal while its lock is held would wait for itself for ever
        self.general = only is None
        self.names = sorted(registry.handlers if only is None else only)
        self.heartbeat = Heartbeat(None, settings.job_lease, clock)
        self._kept_house = 0.0

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; the job in hand is finished, or given back if it is a long one."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._asked_to_stop)
        with self.leasing():
            log.info("worker started", jobs=len(self.names))
            while not self.stopping:
                if not self._guarded_step():
                    self._rest(self.settings.job_poll)
        log.info("worker stopped")

    def _asked_to_stop(self, *_: object) -> None:
        self.stopping = True

    def _rest(self, seconds: float) -> None:
        """Sleep, with an eye on being told to stop."""
        until = time.monotonic() + seconds
        while not self.stopping and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, LOOK_UP_SECONDS))

    @contextmanager
    def leasing(self) -> Iterator[None]:
        """Keep the leases of long jobs alive while the block runs."""
        with self.app.app_context():
            engine = db.engine
        with Heartbeat(engine, self.settings.job_lease, self.clock) as self.heartbeat:
            yield

    def run_pending(self) -> int:
        """Do everything that is due now, what follows from it included; return the number of steps that took."""
        for steps in itertools.count():
            self._kept_house = 0.0
            if not self.step():
                return steps
        raise AssertionError("unreachable")

    def _guarded_step(self) -> bool:
        """Take a step. A database that is away for a while is waited for; an error of another kind is called a bug."""
        try:
            return self.step()
        except SQLAlchemyError as error:
            if is_unavailable(error):
                log.warning("database is not available", error=str(getattr(error, "orig", error)))
            else:
                log.error("unexpected error of the database, the step is tried again", exc_info=error)
            self._rest(1.0)
            return False

    def step(self) -> bool:
        """Take and run what is first in line; False means that there is nothing to do now."""
        busy = self._keep_house()
        with self._unit(write=False) as uow:
            name = queue.next_name(uow.session, self.names, uow.now())
        if name is None:
            return busy
        handler = self.registry.handlers[name]
        with self._unit() as uow:
            jobs = queue.claim(uow.session, name, handler.batch, uow.now(), self.settings.job_lease)
            uow.commit()
        if jobs:
            with self.heartbeat.keeping(jobs[0].lease), on_behalf_of(cause_of(jobs)):
                self._run(handler, jobs)
        return True

    def _keep_house(self) -> bool:
        """Once a second: hand out events, fire schedules, and take back the jobs of dead workers."""
        if time.monotonic() - self._kept_house < HOUSEKEEPING_SECONDS:
            return False
        with self._unit(write=False) as uow:
            due = schedules.pending(uow, self.registry) if self.general else []
            silent = queue.any_silent(uow.session, uow.now())
            waiting = self.general and events.any_pending(uow)
        if due or silent or waiting:
            with self._unit() as uow:
                for each in due:
                    schedules.fire(uow, each, self.settings.timezone)
                recovered = queue.recover(uow.session, uow.now()) if silent else 0
                handed = events.hand_out(uow, self.registry) if waiting else 0
                uow.commit()
            if recovered:
                log.warning("took back jobs of a silent worker", jobs=recovered)
            if handed == events.AT_ONCE:
                return True  # there is more: come back at once
        self._kept_house = time.monotonic()
        return bool(due)

    def _run(self, handler: Handler, jobs: Sequence[Claimed]) -> None:
        """Run jobs together; if that fails, each alone, so that a bad one spoils only itself."""
        try:
            self._attempt(handler, jobs)
        except Interrupted as error:
            log.info("job interrupted", job=handler.name, count=len(jobs), reason=str(error))
            with self._unit() as uow:
                queue.release(uow.session, jobs, uow.now() + timedelta(seconds=error.seconds))
                uow.commit()
        except Exception as error:  # noqa: BLE001 (the border between our loop and anybody's handler)
            if len(jobs) > 1:
                for job in jobs:
                    with on_behalf_of(job.request_id):
                        self._run(handler, [job])
            else:
                self._note_failure(jobs[0], error)

    def _attempt(self, handler: Handler, jobs: Sequence[Claimed]) -> None:
        started = time.monotonic()
        with self._unit(write=handler.writes) as uow:
            context = JobContext(uow, self.app.extensions["marketplace"], attempt=jobs[0].attempt, beat=self._beat)
            payloads = [job.payload for job in jobs]
            handler.run(context, payloads if handler.batch > 1 else payloads[0])
            if not handler.writes:
                uow.rollback()
                begin_write(uow.session)
            queue.finish(uow.session, jobs)
            uow.commit()
        log.info("job done", job=handler.name, count=len(jobs), seconds=round(time.monotonic() - started, 3))

    def _note_failure(self, job: Claimed, error: Exception) -> None:
        wait = error.seconds if isinstance(error, Retry) else queue.backoff(job.attempt, self.settings.job_retry)
        with self._unit() as uow:
            dead = queue.fail(uow.session, job, "".join(traceback.format_exception(error)), wait, uow.now())
            uow.commit()
        facts = {"job": job.name, "id": job.id, "attempt": job.attempt, "of": job.max_attempts, "error": repr(error)}
        if dead:
            log.error("job given up", **facts, exc_info=error)
        else:
            log.warning("job failed, will be tried again", **facts, seconds=round(wait, 1))

    def _beat(self) -> None:
        if self.stopping:
            raise Interrupted("the worker is stopping")
        if self.heartbeat.lost:
            raise Interrupted("the lease was lost")

    @contextmanager
    def _unit(self, *, write: bool = True) -> Iterator[UnitOfWork]:
        with self.app.app_context(), UnitOfWork(db.session(), self.clock, write=write) as uow:
            yield uow


def cause_of(jobs: Sequence[Claimed]) -> str | None:
    """Return the id of the request behind jobs that run together, if it is one and the same."""
    first, *others = {job.request_id for job in jobs}
    return None if others else first
