"""Carry a build out here and now, sharing the work with whatever workers run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask

from marketplace.db import db
from marketplace.discovery.reindex import builds, progress
from marketplace.discovery.reindex.builds import TIDY
from marketplace.discovery.reindex.jobs import NAMES
from marketplace.discovery.reindex.models import IndexBuild, State
from marketplace.errors import MarketplaceError
from marketplace.jobs.worker import Worker
from marketplace.uow import UnitOfWork

Report = Callable[[int, int], None]  # (done, total)


class RebuildFailed(MarketplaceError):
    """The new index does not hold what the database does, or was given up; the one before stays in use."""


def rebuild(app: Flask, report: Report | None = None) -> str:
    """Build a new index and put it into use; return its name. Raises RebuildFailed and EngineUnavailable."""
    return work_off(app, begin(app), report)


def begin(app: Flask) -> int:
    """Begin a build, or join the one under way; return its id. Raises EngineUnavailable."""
    with unit(app, write=True) as uow:
        build = builds.start(uow, app.extensions["marketplace"])
        uow.commit()
        return build.id


def roll_back(app: Flask, report: Report | None = None) -> str:
    """Put the index before into use again. Raises NothingToRollBack, RebuildFailed and EngineUnavailable."""
    with unit(app, write=True) as uow:
        build_id = builds.roll_back(uow, app.extensions["marketplace"]).id
        uow.commit()
    return work_off(app, build_id, report)


def work_off(app: Flask, build_id: int, report: Report | None = None) -> str:
    """Do the jobs of a build until it is in use, and those of others' builds on the way. Raises RebuildFailed."""
    market = app.extensions["marketplace"]
    worker = Worker(app, market.jobs, market.settings, market.clock, only=NAMES)
    with worker.leasing():
        while look(app, build_id, report) is None:
            if not worker.step():
                time.sleep(market.settings.job_poll)
    tidy(app)
    found = look(app, build_id, None)
    assert found is not None
    if found.state in (State.FAILED, State.DROPPED):
        raise RebuildFailed(f"{found.index_name}: {found.reason or found.state}; the index before stays in use")
    return found.index_name


def tidy(app: Flask) -> None:
    """Drop what is no longer needed, if a job says that there is something."""
    market = app.extensions["marketplace"]
    Worker(app, market.jobs, market.settings, market.clock, only=(TIDY,)).run_pending()


def look(app: Flask, build_id: int, report: Report | None) -> IndexBuild | None:
    """Report how far a build is; return it once it is over."""
    with unit(app) as uow:
        build = uow.session.get_one(IndexBuild, build_id)
        if report:
            found = progress.of(uow, build)
            report(found.done, found.total)
        if build.active:
            return None
        uow.session.expunge(build)
        return build


@contextmanager
def unit(app: Flask, **options: Any) -> Iterator[UnitOfWork]:
    """Yield a unit of work in a context of its own."""
    with app.app_context(), UnitOfWork(db.session(), app.extensions["marketplace"].clock, **options) as uow:
        yield uow
