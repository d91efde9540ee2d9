"""The command line: `marketplace …`. Commands are loaded when called, so that each starts fast."""

from __future__ import annotations

import copy
import importlib
import os
import sys
from typing import Any

import click

from marketplace import __version__
from marketplace.config import load_settings
from marketplace.errors import Invalid, MarketplaceError
from marketplace.i18n import use_locale
from search.engine import EngineUnavailable

COMMANDS = {
    "run": "marketplace.cli.serving:run",
    "init": "marketplace.cli.setup:init",
    "demo": "marketplace.cli.setup:demo",
    "web": "marketplace.cli.serving:web",
    "worker": "marketplace.cli.serving:worker",
    "jobs": "marketplace.cli.jobs:jobs",
    "move": "marketplace.cli.move:move",
    "backup": "marketplace.cli.backup:backup",
    "restore": "marketplace.cli.backup:restore",
    "config": "marketplace.cli.setup:config",
    "users": "marketplace.accounts.cli:users",
    "import": "marketplace.cli.transfer:import_listings",
    "export": "marketplace.cli.transfer:export_listings",
    "index": "marketplace.cli.index:index",
    "plugins": "marketplace.cli.plugins:plugins",
    "doctor": "marketplace.cli.setup:doctor",
}
IN_APP = {"users"}  # commands of a domain, which expect the app's context around them


class Lazy(click.Group):
    """A group that imports a command's module only when the command, or the list of all, is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of a site's life, then those of plugins."""
        return [*COMMANDS, *plugin_commands()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return plugin_commands().get(cmd_name)
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return inside(command) if cmd_name in IN_APP else command


def inside(command: click.Command) -> click.Command:
    """Return `command`, with the app's context around whatever it runs; help pages need no app."""
    command = copy.copy(command)  # the module's own stays as it is
    inner = command.callback

    def callback(*args: Any, **values: Any) -> Any:
        from marketplace.cli.context import application

        if not {"-h", "--help"} & set(sys.argv):
            click.get_current_context().with_resource(application().app_context())
        return inner(*args, **values) if inner else None

    command.callback = callback
    return command


def plugin_commands() -> dict[str, click.Command]:
    """Return what plugins add; a plugin can't take the place of a command of the core."""
    from marketplace.prepare import host

    found = host(load_settings()).commands()
    return {command.name: inside(command) for _, command in found if command.name and command.name not in COMMANDS}


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="marketplace")
def cli() -> None:
    """Run and look after a technology exchange."""


def main(arguments: list[str] | None = None) -> None:
    """Run a command; what can be expected to go wrong is one line on standard error and exit code 1."""
    locale = "vi" if os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("vi") else "en"
    with use_locale(locale):
        try:
            cli(arguments, prog_name="marketplace")
        except Invalid as error:
            for name, texts in error.messages.items():
                print(f"{name}: {' '.join(map(str, texts))}", file=sys.stderr)
            sys.exit(1)
        except MarketplaceError as error:
            print(f"marketplace: {error}", file=sys.stderr)
            sys.exit(1)
        except EngineUnavailable as error:
            print(f"marketplace: the search engine can't answer: {error}", file=sys.stderr)
            sys.exit(1)
        except Exception as error:
            from marketplace.database import is_unavailable  # SQLAlchemy takes a while, and --help needs none

            if not is_unavailable(error):
                raise
            cause = " ".join(str(getattr(error, "orig", error)).split())  # PostgreSQL's reasons have several lines
            print(f"marketplace: the database can't serve now: {cause}", file=sys.stderr)
            sys.exit(1)
