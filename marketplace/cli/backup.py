"""`marketplace backup` and `marketplace restore`."""

from __future__ import annotations

from pathlib import Path

import click

from marketplace import prepare
from marketplace.backup import making, restoring
from marketplace.cli import context
from marketplace.cli.index import rebuild
from marketplace.database import open_engine
from marketplace.storage import LocalStorage
from marketplace.uow import utc_now

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=FILE)
def backup(file: Path) -> None:
    """Write the whole site to FILE: database, uploads, settings without secrets. The site goes on meanwhile.

    FILE must be new. It holds personal data: keep it where only you can read it, and MARKETPLACE_SECRET_KEY apart.
    """
    settings = context.settings()
    context.require_up_to_date(settings)
    storage = LocalStorage(settings.data_dir / "files")
    with context.progress("tables and files") as report:
        made = making.make(settings, storage, file, utc_now(), report)
    rows, size = sum(made.rows.values()), file.stat().st_size / 1e6
    click.echo(f"{file}: {rows:,} rows in {len(made.rows)} tables, {len(made.keys()):,} files, {size:,.1f} MB")


@click.command()
@click.argument("file", type=FILE)
def restore(file: Path) -> None:
    """Put the backup in FILE into this site, which must be empty; the database may be of the other kind.

    All sums are checked first. An older backup is brought up to date. Jobs that waited go on: for a drill set
    MARKETPLACE_MAIL_URL=mailbox: before you start a worker, or people get their mail twice.
    """
    settings = context.settings()
    engine = open_engine(settings.patient("marketplace restore"))
    try:
        with context.progress("entries, files, rows") as report:
            storage = LocalStorage(settings.data_dir / "files")
            made = restoring.restore(engine, prepare.branches(settings), storage, file, report)
        restoring.forget_indexes(engine)
    finally:
        engine.dispose()
    click.echo(f"{sum(made.rows.values()):,} rows and {len(made.keys()):,} files of {made.made} are back and compared.")
    for name in restoring.differing_settings(file, settings):
        click.echo(f"The setting {name} differs from the backup's.")
    click.get_current_context().invoke(rebuild)
