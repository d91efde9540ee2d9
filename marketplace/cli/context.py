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

from marketplace import logs, migrate
from marketplace.config import ConfigError, Settings, load_settings
from marketplace.database import open_engine
from marketplace.uow import UnitOfWork

LINE_SECONDS = 5.0


def settings() -> Settings:
    """Return the settings, with the data folder made and logging set up."""
    loaded = load_settings().prepare()
    logs.configure(loaded)
    return loaded


def application(loaded: Settings | None = None) -> Flask:
    """Return the app. Raise ConfigError if the database can't be reached or has not been brought up to date."""
    from marketplace.app import create_app

    loaded = loaded or settings()
    engine = open_engine(loaded)
    at, newest = migrate.current(engine), migrate.head()
    engine.dispose()
    if at != newest:
        raise ConfigError("the database is not up to date: run `marketplace init`")
    return create_app(loaded)


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
def progress(label: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Yield `advance(number)`. A bar with rate and time left on a terminal; elsewhere a plain line now and then."""
    console = Console(stderr=True)
    if not console.is_terminal:
        with plain_progress(label, total) as advance:
            yield advance
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate())
    with Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn(), console=console) as bar:
        task = bar.add_task(label, total=total)
        yield lambda number: bar.advance(task, number)


@contextmanager
def plain_progress(label: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Yield `advance(number)` that prints a line every few seconds, and one at the end."""
    started = last = time.monotonic()
    done = 0

    def line(end: str = "") -> None:
        rate = done / max(time.monotonic() - started, 0.001)
        left = f", {max(total - done, 0) / rate:,.0f} s left" if total and rate and not end else ""
        print(
            f"{label}: {done:,}{f' of {total:,}' if total else ''}, {rate:,.0f}/s{left}{end}",
            file=sys.stderr,
            flush=True,
        )

    def advance(number: int) -> None:
        nonlocal done, last
        done += number
        if time.monotonic() - last >= LINE_SECONDS:
            last = time.monotonic()
            line()

    yield advance
    line(f", done in {time.monotonic() - started:,.1f} s")
