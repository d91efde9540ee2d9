"""A worker process for tests of live reindexing: small stretches, so that a build of a few seconds has many."""

from __future__ import annotations

from pathlib import Path

from marketplace import logs
from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.discovery.reindex import fill
from marketplace.jobs.worker import Worker
from marketplace.prepare import begin_index

fill.BATCH, fill.STRETCH = 100, 200


def settings(database_url: str, folder: Path) -> Settings:
    """Return settings under which a killed worker's job is taken over within a second."""
    return Settings(
        data_dir=folder, database_url=database_url, secret_key="test " * 8, job_lease=1.0, job_poll=0.02,
        log_level="error",
    )  # fmt: skip


def main(database_url: str, folder: str) -> None:
    """Work until told to stop, as `marketplace worker` does."""
    made = settings(database_url, Path(folder))
    logs.configure(made)
    app = create_app(made)
    begin_index(app)
    market = app.extensions["marketplace"]
    Worker(app, market.jobs, made, market.clock).run()
