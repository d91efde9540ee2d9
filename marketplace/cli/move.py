"""`marketplace move`: take the site to another database."""

from __future__ import annotations

import time

import click

from marketplace.cli import context
from marketplace.config import Settings
from marketplace.config_values import normal_url
from marketplace.database import shown
from marketplace.move import run


@click.command()
@click.argument("database_url")
def move(database_url: str) -> None:
    """Copy the whole database to DATABASE_URL and compare every row.

    The target must be empty; its tables are made if it has none. Stop the site first: nobody can write while this runs.
    A move that was broken off is made anew by the same command. The database in use now is not changed.
    """
    settings = context.settings()
    started = time.monotonic()
    with context.progress("rows copied, then compared") as report:
        sums = run.move(settings, database_url, report)
    for each in sums:
        click.echo(f"{each.rows:>12,}  {each.hexdigest()[:16]}  {each.table.name}")
    seconds = time.monotonic() - started
    click.echo(f"{sum(each.rows for each in sums):,} rows are the same in both, in {seconds:,.1f} s.")
    for line in what_is_left(settings, database_url):
        click.echo(line)


def what_is_left(settings: Settings, url: str) -> list[str]:
    """Return what the operator does next."""
    folder = settings.data_dir / "files"
    files = [path for path in folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    return [
        f"Files: {len(files):,} uploads ({size:,.1f} MB) stay in {folder}; take them along if the data folder changes.",
        "Index: the one in the data folder stays right; in another data folder: marketplace index rebuild",
        f"Now set MARKETPLACE_DATABASE_URL to {shown(normal_url(url))} (with its password) and start the site.",
    ]
