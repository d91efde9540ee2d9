"""`marketplace plugins …`: which plugins there are, whether they are sound, and how to be rid of their data."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click
from flask import current_app

from marketplace import migrate
from marketplace.db import db
from marketplace.errors import Invalid
from marketplace.i18n import L
from marketplace.plugin_host.manager import PluginHost
from marketplace.plugin_host.status import State


@click.group()
def plugins() -> None:
    """List, check and purge plugins."""


def host() -> PluginHost:
    """Return the current app's plugin host."""
    found: PluginHost = current_app.extensions["marketplace"].plugins
    return found


@plugins.command("list")
@click.option("--traceback", "traces", is_flag=True, help="Show where a plugin set aside failed.")
def list_plugins(traces: bool) -> None:
    """List the plugins: active, disabled, or set aside and why."""
    for status in host().statuses():
        needs = f"API {status.requires_api}" if status.requires_api else ""
        click.echo("  ".join(filter(None, (f"{status.name:<20}", f"{status.state:<12}", status.distribution, needs))))
        if status.state is State.QUARANTINED:
            click.echo(f"    {status.stage}: {status.reason}")
            if traces:
                click.echo(status.traceback)


@plugins.command()
@click.argument("name")
@click.pass_context
def check(ctx: click.Context, name: str) -> None:
    """Check a plugin: labels in both languages, facets and match rules, icon, examples, imports."""
    found = host().check(name, icons())
    for problem in found:
        click.echo(problem)
    click.echo(str(L(f"{name}: {len(found)} problems", f"{name}: {len(found)} lỗi")) if found else f"{name}: ok")
    ctx.exit(1 if found else 0)


@plugins.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Don't ask.")
def purge(name: str, yes: bool) -> None:
    """Drop a plugin's tables for good, the plugin installed or not."""
    tables = tables_of(db.engine, name, host().names)
    if not tables:
        raise Invalid({"name": [str(L(f"The plugin {name} has no tables.", f"Trình cắm {name} không có bảng nào."))]})
    for table in tables:
        click.echo(table)
    if not yes:
        click.confirm(str(L("Drop these tables and all they hold?", "Xóa các bảng này và mọi dữ liệu trong đó?")), abort=True)
    migrate.drop_plugin_tables(db.engine, name)
    click.echo(str(L(f"Dropped {len(tables)} tables.", f"Đã xóa {len(tables)} bảng.")))


def tables_of(engine: Any, name: str, known: list[str]) -> list[str]:
    """Return the names of a plugin's tables. Raises Invalid where another plugin's name begins with this one's."""
    from sqlalchemy import inspect

    every = inspect(engine).get_table_names()
    prefix = f"{migrate.PLUGIN_PREFIX}{name}_"
    versions = [match[1] for table in every if (match := re.fullmatch(r"plugin_(\w+)_alembic_version", table))]
    if other := next((one for one in (*known, *versions) if f"{migrate.PLUGIN_PREFIX}{one}_".startswith(prefix) and one != name), None):
        raise Invalid({"name": [str(L(f"Its tables can't be told from those of {other}.", f"Không phân biệt được với bảng của {other}."))]})
    return sorted(table for table in every if table.startswith(prefix))


def icons() -> frozenset[str] | None:
    """Return the names of the site's icons, None when they are not there to be read."""
    sprite = Path(__file__).parents[1] / "web" / "static" / "vendor" / "lucide" / "icons.svg"
    return frozenset(re.findall(r'<symbol id="([\w-]+)"', sprite.read_text())) if sprite.is_file() else None
