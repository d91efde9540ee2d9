"""`marketplace plugins`: which there are, what is wrong with them, making a new one, removing what one left behind."""

from __future__ import annotations

import logging
import re
import sys
from functools import partial
from pathlib import Path

import click

from marketplace import migrate, prepare, web
from marketplace.cli import context, scaffold
from marketplace.database import open_engine
from marketplace.errors import MarketplaceError
from marketplace.plugin_host import reference
from marketplace.plugin_host.manager import PluginHost
from marketplace.plugin_host.status import PluginStatus, State

COLOURS = {State.ACTIVE: "green", State.DISABLED: "yellow", State.QUARANTINED: "red"}


@click.group()
@click.pass_context
def plugins(ctx: click.Context) -> None:
    """See which plugins there are, make a new one, and remove what one left behind."""
    logger = logging.getLogger(PluginHost.__module__)  # what it would say of a broken plugin, the commands show
    ctx.call_on_close(partial(setattr, logger, "disabled", logger.disabled))
    logger.disabled = True


@plugins.command("list")
def list_plugins() -> None:
    """Show every plugin: active, disabled or set aside, with the reason."""
    statuses = prepare.host(context.settings()).statuses()
    for status in statuses:
        show(status)
    if not statuses:
        click.echo("No plugins are installed.")


def _instead(name: str, host: PluginHost) -> str:
    """Return how to install a plugin whose distribution lies where its guide or `plugins new` puts it, else what is."""
    folders = (Path("plugins", name), Path(f"marketplace-{name.replace('_', '-')}"), Path())
    found = next((each for each in folders if (each / f"marketplace_{name}").is_dir()), None)
    if found is None:
        return f"there are: {', '.join(host.names) or 'none'}"
    return f"to install it: {_installing(found)}"


def _installing(folder: Path) -> str:
    return f"{sys.executable} -m pip install --no-build-isolation -e {folder}"


def show(status: PluginStatus) -> None:
    """Print one plugin as a line, and why it was set aside if it was."""
    click.secho(f"{status.state:<12}", fg=COLOURS[status.state], nl=False)
    click.echo(f"{status.name:<20} {status.version:<10} {status.distribution}")
    if status.reason:
        click.echo(f"            {status.stage}: {status.reason}")


@plugins.command()
@click.argument("name", required=False)
@click.option("--trace", is_flag=True, help="Show the whole error.")
def check(name: str | None, trace: bool) -> None:
    """Check every plugin, or the one called NAME; exit code 1 if something is wrong.

    It is loaded as a start would; labels must be in both languages, facets and match rules fit their fields, examples
    be readable, the icon exist, and nothing of the marketplace but `plugin_api` be imported.
    """
    host = prepare.host(context.settings())
    statuses = [status for status in host.statuses() if name in (None, status.name)]
    if name and not statuses:
        raise MarketplaceError(f"no plugin called {name!r} is installed; {_instead(name, host)}")
    for status in statuses:
        show(status)
        if trace and status.traceback:
            click.echo(status.traceback)
    found = [
        problem for status in statuses if status.state is State.ACTIVE for problem in host.check(status.name, icons())
    ]
    for problem in found:
        click.echo(problem)
    sys.exit(bool(found) or any(status.state is State.QUARANTINED for status in statuses))


def icons() -> frozenset[str] | None:
    """Return the names of the site's icons; None when the sprite has not been built."""
    sprite = Path(web.__file__).parent / "static" / "vendor" / "lucide" / "icons.svg"
    return frozenset(re.findall(r'<symbol id="([\w-]+)"', sprite.read_text())) if sprite.is_file() else None


@plugins.command()
@click.argument("name")
@click.option("--folder", type=click.Path(path_type=Path), help="Where to make it; marketplace-NAME if not given.")
@click.option("--en", default="", help="What the sector is called in English.")
@click.option("--vi", default="", help="What the sector is called in Vietnamese.")
def new(name: str, folder: Path | None, en: str, vi: str) -> None:
    """Make the distribution of a new plugin called NAME: a small sector with tests that pass."""
    folder = folder or Path(f"marketplace-{name.replace('_', '-')}")
    for path in scaffold.make(name, folder, en, vi):
        click.echo(path)
    click.echo(
        f"Install it: {_installing(folder)}\n"
        "(in a checkout's folder plugins/ `make run` does that), then start the site again."
    )


@plugins.command()
def hooks() -> None:
    """Print the reference of hooks, as Markdown."""
    click.echo(reference.hooks(), nl=False)


@plugins.command()
def units() -> None:
    """Print the dimensions and units that quantities may have, as Markdown."""
    click.echo(reference.units(), nl=False)


@plugins.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Don't ask.")
def purge(name: str, yes: bool) -> None:
    """Drop every table of the plugin NAME. There is no way back; listings keep what they hold of its sector."""
    settings = context.settings()
    if any(status.state is State.ACTIVE for status in prepare.host(settings).statuses() if status.name == name):
        raise MarketplaceError(f"{name} is in use: uninstall it first, or set MARKETPLACE_PLUGINS_DISABLED={name}")
    engine = open_engine(settings)
    tables = migrate.plugin_tables(engine, name)
    if not tables:
        raise MarketplaceError(f"a plugin called {name!r} has no tables here")
    if not yes:
        click.confirm(f"Drop {', '.join(tables)}?", abort=True)
    migrate.drop_plugin_tables(engine, name)
    engine.dispose()
    click.echo(f"Dropped {', '.join(tables)}.")
