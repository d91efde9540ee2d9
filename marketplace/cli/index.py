"""`marketplace index`: the search index, which can always be made again from the database."""

from __future__ import annotations

import sys
from typing import Any

import click

from marketplace.cli.context import application, progress, unit
from marketplace.discovery import index as search_index


@click.group()
def index() -> None:
    """See to the search index."""


@index.command()
def status() -> None:
    """Say which index is in use and whether it keeps up with the database."""
    app = application()
    with unit(app, write=False) as uow:
        found = search_index.status(uow, app.extensions["marketplace"])
    fields = "made with today's fields" if found.current else "made with other fields: marketplace index rebuild"
    click.echo(f"index     {found.index or 'none: marketplace index rebuild'}{f' ({fields})' if found.index else ''}")
    click.echo(f"documents {found.documents:,} of {found.listings:,} listings")
    since = f", the oldest since {found.oldest:%Y-%m-%d %H:%M:%S} UTC" if found.oldest else ""
    click.echo(f"waiting   {found.waiting:,} changes{since}")


@index.command()
def rebuild() -> None:
    """Build a new index beside the one in use, then switch over; searching goes on meanwhile."""
    app = application()
    with unit(app, write=False) as uow, progress("listings") as report:
        name = search_index.rebuild(uow, app.extensions["marketplace"], report)
    click.echo(f"In use now: {name}")


@index.command()
def verify() -> None:
    """Compare the index with the database; exit code 1 if they differ."""
    app = application()
    with unit(app, write=False) as uow:
        found = search_index.verify(uow, app.extensions["marketplace"])
    named: dict[str, Any] = {"missing": found.missing, "stale": found.stale, "surplus": found.surplus}
    for kind, ids in {**named, "damaged": found.damage}.items():
        for each in ids:
            click.echo(f"{kind:<8} {each}")
    click.echo(
        "Index and database agree." if found.clean else "They differ: marketplace index rebuild puts that right."
    )
    sys.exit(not found.clean)
