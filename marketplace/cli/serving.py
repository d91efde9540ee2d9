"""`marketplace run`, and its parts one by one: `marketplace web` and `marketplace worker`."""

from __future__ import annotations

import errno
import os
import sys
from functools import partial
from importlib import import_module

import click

from marketplace import prepare
from marketplace.cli import context
from marketplace.config import ConfigError, Settings
from marketplace.errors import MarketplaceError
from marketplace.i18n import current_locale
from marketplace.processes import fork, free_port, hindrance
from marketplace.supervisor import Child, supervise
from marketplace.webserver import serve

GRACE = 30  # seconds that requests have to end when `marketplace web` is told to stop
HANDED_OVER = {"LISTEN_FDS", "GUNICORN_FD"}  # a socket that systemd, or the server we replace, has open for us
ASK = b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n"


@click.command()
@click.option("--demo/--no-demo", default=True, help="Load demonstration data if the site is empty.", show_default=True)
def run(demo: bool) -> None:
    """Start the whole exchange on this machine: web server, worker and, for trying out, a mailbox."""
    os.environ.setdefault("MARKETPLACE_LOG_LEVEL", "warning")
    settings = context.settings()
    require_address(settings)
    import_module("marketplace.app")  # here, once, rather than in each of the processes forked from this one
    prepared = fork("prepare", partial(plainly, partial(make_ready, settings, demo)), {})
    prepared.join()  # in a process of its own: what it opens must not be shared by the others
    if prepared.exitcode:
        sys.exit(1)
    supervise(children_of(settings, demo), ready=lambda: announce(settings, demo))


def require_address(settings: Settings) -> None:
    """Raise ConfigError, naming the setting to change, unless we can listen on host and port."""
    host, port, error = settings.host, settings.port, hindrance(settings.host, settings.port)
    if error is None:
        return
    if error.errno == errno.EADDRINUSE:
        raise ConfigError(
            f"MARKETPLACE_PORT: {port} on {host} is in use by another program; "
            f"choose another: MARKETPLACE_PORT={port + 1} make run"
        )
    if error.errno == errno.EACCES:
        raise ConfigError(f"MARKETPLACE_PORT: this user may not open {port}; choose one from 1024 up")
    raise ConfigError(f"MARKETPLACE_HOST: {host} is no address of this machine ({error.strerror})")


def make_ready(settings: Settings, demo: bool) -> None:
    """Bring the database up to date, load the demonstration if there is nothing, and build a missing index."""
    prepare.database(settings)
    app = context.application(settings)
    if demo and prepare.demo(app):
        click.echo("Demonstration data loaded.")
    with context.progress("Search index") as report:
        prepare.index(app, report)


def plainly(target: partial[None]) -> None:
    """Run `target`; an expected error is one line and exit code 1."""
    try:
        target()
    except MarketplaceError as error:
        sys.stderr.write(f"marketplace: {error}\n")
        sys.exit(1)


def children_of(settings: Settings, demo: bool) -> list[Child]:
    """Return the processes that make up a site."""
    environ = {"MARKETPLACE_DEMO": str(int(demo or settings.demo))}
    children: list[Child] = []
    if settings.mail_url.startswith("mailbox:"):
        port = free_port()
        environ |= {"MARKETPLACE_MAIL_URL": f"smtp://127.0.0.1:{port}?tls=0", "MARKETPLACE_MAILBOX": "1"}
        children.append(Child("mailbox", partial(receive_mail, settings, port), environ, ("127.0.0.1", port)))
    children.append(Child("web", partial(serve, settings), environ, (settings.host, settings.port), ASK))
    children += [Child(f"worker-{number + 1}", work, environ) for number in range(settings.job_workers)]
    return children


def work() -> None:
    """Carry out jobs until told to stop."""
    from marketplace.app import create_app
    from marketplace.jobs.worker import Worker

    app = create_app(context.settings())
    prepare.begin_index(app)
    market = app.extensions["marketplace"]
    Worker(app, market.jobs, market.settings, market.clock).run()


def receive_mail(settings: Settings, port: int) -> None:
    """Keep what is mailed to a port on loopback in the data folder, until told to stop."""
    from marketplace.accounts.mailbox import serve

    serve(port, settings.data_dir / "mailbox")


def announce(settings: Settings, demo: bool) -> None:
    """Say where the site is and who can sign in."""
    click.secho(f"\n{settings.name_in(current_locale())}: {settings.site_url}", bold=True)
    if settings.mail_url.startswith("mailbox:"):
        click.echo(f"Mail that it sends: {settings.site_url}/dev/mailbox")
    if demo:
        click.echo("A demonstration; sign in as")
        click.echo("\n".join(prepare.demo_sign_ins()))
    click.echo("Press Ctrl-C to stop.")
    sys.stdout.flush()


@click.command()
def web() -> None:
    """Serve pages until told to stop. SIGTERM lets requests end first; SIGHUP replaces the processes one by one.

    Listens on the socket that systemd hands over, or else on MARKETPLACE_HOST and MARKETPLACE_PORT.
    """
    settings = context.settings()
    if not HANDED_OVER & os.environ.keys():
        require_address(settings)
    context.require_up_to_date(settings)
    serve(settings, grace=GRACE)


@click.command()
@click.option("--until-empty", is_flag=True, help="Do what is due now, then stop.")
def worker(until_empty: bool) -> None:
    """Carry out background jobs until told to stop. Start as many as you like, on any machine."""
    from marketplace.jobs.worker import Worker

    app = context.application()
    prepare.begin_index(app)
    market = app.extensions["marketplace"]
    made = Worker(app, market.jobs, market.settings, market.clock)
    if until_empty:
        click.echo(f"{made.run_pending()} steps done.")
    else:
        made.run()
