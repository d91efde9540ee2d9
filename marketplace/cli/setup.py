"""`marketplace init`, `demo`, `config` and `doctor`: getting a site going and finding out why it doesn't."""

from __future__ import annotations

import sys
from dataclasses import Field
from typing import Any

import click

from marketplace import prepare
from marketplace.cli import context
from marketplace.config import declared, load_settings
from marketplace.database import shown
from marketplace.i18n import use_locale
from marketplace.operating.settings import every, printed
from marketplace.viewer import Viewer


@click.command()
def init() -> None:
    """Make the data folder, bring the database up to date and build the search index if it is missing."""
    settings = context.settings()
    prepare.database(settings)
    prepare.index(context.application(settings))
    click.echo(f"Ready: {settings.data_dir}, {shown(settings.database_url)}")


@click.command()
def demo() -> None:
    """Load the demonstration: organisations, people, offers and demands. Once; a second time changes nothing."""
    app = context.application()
    click.echo("Demonstration data loaded." if prepare.demo(app) else "The demonstration is there already.")
    prepare.index(app)
    for line in prepare.demo_sign_ins():
        click.echo(line)


MARKDOWN_HEAD = """# Settings

Written by `make docs`. Each is an environment variable or a line of the file that `MARKETPLACE_CONFIG` names.
"""


@click.command()
@click.option("--markdown", is_flag=True, help="As a page of documentation: defaults only, nothing of this machine.")
def config(markdown: bool) -> None:
    """Show every setting with its value, where that comes from, and what it means."""
    if markdown:
        with use_locale("en"):
            click.echo("\n".join([MARKDOWN_HEAD, *map(in_markdown, declared())]))
        return
    for each in every(Viewer.system(), load_settings()):
        value = "(set, not shown)" if each.value is None else each.value
        click.echo(f"{each.name} = {value}   [{each.source or 'default'}]\n    {each.meaning}")


def in_markdown(setting: Field[Any]) -> str:
    """Return a setting's line of the page of documentation."""
    kind = str(setting.type).replace("|", "\\|")
    default = printed(setting.default)
    return f"- `MARKETPLACE_{setting.name.upper()}` ({kind}; default `{default}`): {setting.metadata['help']}"


@click.command()
def doctor() -> None:
    """Say what is wrong with this site and what to do about it; exit code 1 if something keeps it from working."""
    from marketplace.doctor import examine

    findings = list(examine())
    for finding in findings:
        click.secho(
            f"{finding.level:<5}", fg={"ok": "green", "note": "yellow", "wrong": "red"}[finding.level], nl=False
        )
        click.echo(f" {finding.what}" + (f"\n      → {finding.remedy}" if finding.remedy else ""))
    sys.exit(any(finding.level == "wrong" for finding in findings))
