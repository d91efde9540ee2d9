"""What commands share: the settings, the app, a unit of work, and a progress bar."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from marketplace import logs, prepare
from marketplace.config import ConfigError, Settings, load_settings
from marketplace.uow import UnitOfWork

LINE_SECONDS = 5.0
Report = Callable[[int, int | None], None]


def settings() -> Settings:
    """Return the settings, with the data folder made and logging set up."""
    loaded = load_settings().prepare()
    logs.configure(loaded)
    return loaded


def application(loaded: Settings | None = None) -> Flask:
    """Return the app. Raise ConfigError if the database can't be reached or has not been brought up to date."""
    from marketplace.app import create_app

    loaded = loaded or settings()
    require_up_to_date(loaded)
    return create_app(loaded)


def require_up_to_date(loaded: Settings) -> None:
    """Raise ConfigError if the database can't be reached or has not been brought up to date."""
    if behind := prepare.outdated(loaded):
        raise ConfigError(f"the database is not up to date ({', '.join(behind)}): run `marketplace init`")


@contextmanager
def unit(app: Flask, *, write: bool = True) -> Iterator[UnitOfWork]:
    """Yield a unit of work; the command commits."""
    from marketplace.db import db

    with app.app_context(), UnitOfWork(db.session(), app.extensions["marketplace"].clock, write=write) as uow:
        yield uow


class Rate(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        """Return e.g. "1,520/s"."""
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")


@contextmanager
def progress(label: str) -> Iterator[Report]:
    """Yield `report(done, total)`. A bar with rate and time left on a terminal; elsewhere a plain line now and then."""
    console = Console(stderr=True)
    if not console.is_terminal:
        lines = Lines(label)
        yield lines
        lines.end()
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate())
    with Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn(), console=console) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


class Lines:
    """Progress as plain lines, one every few seconds and one at the end."""

    def __init__(self, label: str) -> None:
        self.label, self.done, self.total = label, 0, 0
        self.started = self.printed = time.monotonic()

    def __call__(self, done: int, total: int | None) -> None:
        """Note how far it is; print that now and then."""
        self.done, self.total = done, total or 0
        if time.monotonic() - self.printed >= LINE_SECONDS:
            self.printed = time.monotonic()
            left = (self.total - self.done) / max(self.rate(), 0.001)
            self.line(f", about {left:,.0f} s left" if self.total else "")

    def rate(self) -> float:
        """Return how many a second."""
        return self.done / max(time.monotonic() - self.started, 0.001)

    def line(self, end: str) -> None:
        """Print one line."""
        of = f" of {self.total:,}" if self.total else ""
        print(f"{self.label}: {self.done:,}{of}, {self.rate():,.0f}/s{end}", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Print the last line, if there was anything to do."""
        if self.done:
            self.line(f", done in {time.monotonic() - self.started:,.1f} s")
