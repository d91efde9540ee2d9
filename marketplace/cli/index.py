"""`marketplace index`: the search index, which can always be made again from the database."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Any

import click
from flask import Flask

from marketplace.cli.context import application, progress, unit
from marketplace.discovery import index as search_index
from marketplace.discovery.reindex import builds, driver
from marketplace.discovery.reindex import progress as build_progress
from marketplace.discovery.reindex.models import State
from search.engine import EngineUnavailable


@click.group()
def index() -> None:
    """See to the search index."""


@index.command()
def status() -> None:
    """Say which index is in use, whether it keeps up with the database, and how far a new one is."""
    app = application()
    with unit(app, write=False) as uow:
        history = build_progress.history(uow)
        try:
            app.extensions["marketplace"].engine.indexes()
            found = search_index.status(uow, app.extensions["marketplace"])
        except EngineUnavailable:  # what waits is known without it, and `main` says the rest
            click.echo(late(*search_index.behind(uow.session)))
            raise
    fields = "made with today's fields" if found.current else "made with other fields: marketplace index rebuild"
    click.echo(f"index     {found.index or 'none: marketplace index rebuild'}{f' ({fields})' if found.index else ''}")
    click.echo(f"documents {found.documents:,} of {found.listings:,} listings")
    click.echo(late(found.waiting, found.oldest))
    for each in history:
        if each.state is not State.LIVE:
            click.echo(described(each))


def late(waiting: int, oldest: datetime | None) -> str:
    """Return one line about the changes that can't be found yet."""
    since = f", the oldest since {oldest:%Y-%m-%d %H:%M:%S} UTC" if oldest else ""
    return f"waiting   {waiting:,} changes{since}"


def described(build: build_progress.Progress) -> str:
    """Return one line about an index that is not in use."""
    line = f"{build.state:<9} {build.index} since {build.changed:%Y-%m-%d %H:%M:%S} UTC"
    if build.state is State.FILLING:
        line += f", {build.done:,} of {build.total:,} listings"
    if build.rate and build.left is not None:
        line += f", {build.rate:,.0f}/s, about {build.left:,.0f} s left"
    return f"{line}{f': {build.reason}' if build.reason else ''}"


@index.command()
@click.option("--detach", is_flag=True, help="Only start it; workers do the rest.")
def rebuild(detach: bool) -> None:
    """Build a new index beside the one in use, then switch over; searching goes on meanwhile.

    Shares the work with the workers that run, and needs none. Stopped half-way, it is taken up again by a worker or by
    the next call.
    """
    app = opened()
    build_id = driver.begin(app)
    if detach:
        click.echo("Started; `marketplace index status` says how far it is.")
        return
    with progress("listings") as report:
        name = driver.work_off(app, build_id, report)
    click.echo(f"In use now: {name}")


@index.command()
def rollback() -> None:
    """Go back to the index before, brought up to date first; searching goes on meanwhile."""
    app = opened()
    click.echo(f"In use now: {driver.roll_back(app)}")


@index.command()
def drop() -> None:
    """Drop the old index that is kept for a way back."""
    app = opened()
    with unit(app) as uow:
        dropped = builds.drop_kept(uow)
        uow.commit()
    driver.tidy(app)
    click.echo("Dropped." if dropped else "No old index is kept.")


@index.command()
def verify() -> None:
    """Compare the index with the database; exit code 1 if they differ."""
    app = opened()
    with unit(app, write=False) as uow:
        found = search_index.verify(uow, app.extensions["marketplace"])
    named: dict[str, Any] = {"missing": found.missing, "stale": found.stale, "surplus": found.surplus}
    for kind, ids in {**named, "damaged": found.damage}.items():
        for each in ids:
            click.echo(f"{kind:<8} {each}")
    click.echo(verdict(found))
    sys.exit(not found.clean)


def verdict(found: search_index.Difference) -> str:
    """Return what the comparison means, and what to do."""
    number = len(found.waiting)
    waiting = f"{number:,} {'listing is' if number == 1 else 'listings are'} still waiting to be indexed"
    if found.clean:
        return "Index and database agree."
    if found.expected:
        return f"They differ as expected: {waiting}. Ask again when `marketplace index status` says that none waits."
    more = f" ({waiting}; that explains only a part.)" if found.waiting else ""
    return f"They differ: marketplace index rebuild puts that right.{more}"


def opened() -> Flask:
    """Return the app. Raise EngineUnavailable now rather than half-way when the engine can't be asked."""
    app = application()
    app.extensions["marketplace"].engine.indexes()
    return app
