"""The smallest app that a worker can run in, so that these tests need nothing but the database, jobs and unit of work.

As a program it is a worker process: `python -m tests.foundation.tiny DATABASE_URL FOLDER`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import Flask

from marketplace import database, logs
from marketplace.config import Settings
from marketplace.db import db
from marketplace.jobs.models import DomainEvent
from marketplace.jobs.registry import JobContext, JobRegistry, Payload
from marketplace.jobs.worker import Worker
from marketplace.uow import UnitOfWork, utc_now


@dataclass
class Tiny:
    """An app with a registry and nothing else."""

    app: Flask
    settings: Settings
    jobs: JobRegistry
    clock: Callable[[], datetime] = utc_now

    @contextmanager
    def unit(self) -> Iterator[UnitOfWork]:
        """Yield a unit of work that may write."""
        with self.app.app_context(), UnitOfWork(db.session(), self.clock, write=True) as uow:
            yield uow

    def worker(self) -> Worker:
        """Return a worker for this process."""
        return Worker(self.app, self.jobs, self.settings, self.clock)


def make(settings: Settings, clock: Callable[[], datetime] = utc_now) -> Tiny:
    """Return a tiny app on the settings' database."""
    app = Flask("tiny", instance_path=str(settings.data_dir))
    app.config.update(database.flask_config(settings))
    db.init_app(app)
    with app.app_context():
        database.prepare(db.engine)
    tiny = Tiny(app, settings, JobRegistry(), clock)
    app.extensions["marketplace"] = tiny
    return tiny


def register_slow_work(tiny: Tiny, folder: Path) -> None:
    """Register jobs that leave a row or a file as their effect and take long enough to be killed in the middle."""

    def work(context: JobContext, payload: Payload) -> None:
        context.uow.session.add(effect(f"done:{payload['number']}", context))
        context.uow.session.flush()
        (folder / "started").touch()
        time.sleep(0.05)

    def outside(context: JobContext, payload: Payload) -> None:
        (folder / "started").touch()
        time.sleep(0.05)
        (folder / f"sent-{payload['number']}").touch()

    def endless(context: JobContext, payload: Payload) -> None:
        (folder / "started").touch()
        while True:
            time.sleep(0.01)
            context.heartbeat()

    def long(context: JobContext, payload: Payload) -> None:
        with (folder / "long.log").open("a") as file:
            file.write("run\n")
        time.sleep(payload["seconds"])
        context.uow.session.add(effect("long", context))

    tiny.jobs.register("work", work)
    tiny.jobs.register("outside", outside, writes=False)
    tiny.jobs.register("endless", endless, writes=False)
    tiny.jobs.register("long", long)
    tiny.jobs.register("tick", lambda context, payload: context.uow.session.add(effect("tick", context)))
    quick = lambda context, payload: context.uow.session.add(effect(f"quick:{payload['number']}", context))  # noqa: E731
    tiny.jobs.register("quick", quick)


def effect(name: str, context: JobContext) -> DomainEvent:
    """Return a row that shows that a job committed."""
    return DomainEvent(name="effect", subject=name, data={}, occurred_at=context.uow.now(), pending=False)


def main(url: str, folder: str, *options: str) -> None:
    """Run a worker with short leases until it is told to stop; "schedule" adds a schedule of every minute."""
    settings = Settings(data_dir=Path(folder), database_url=url, job_lease=0.6, job_poll=0.02, job_retry=0.05)
    logs.configure(settings)
    tiny = make(settings)
    register_slow_work(tiny, Path(folder))
    if "schedule" in options:
        tiny.jobs.schedule("every minute", "* * * * *", "tick")
    tiny.worker().run()


if __name__ == "__main__":
    main(*sys.argv[1:])
