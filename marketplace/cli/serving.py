"""`marketplace run` and `marketplace worker`."""

from __future__ import annotations

import os

import click

from marketplace import prepare
from marketplace.cli import context
from marketplace.config import ConfigError, Settings
from marketplace.processes import free_port, port_taken
from marketplace.supervisor import Child, supervise


@click.command()
@click.option("--demo/--no-demo", default=True, help="Load demonstration data if the site is empty.", show_default=True)
def run(demo: bool) -> None:
    """Start the whole exchange on this machine: web server, worker and, for trying out, a mailbox."""
    os.environ.setdefault("MARKETPLACE_LOG_LEVEL", "warning")
    settings = context.settings()
    if port_taken(settings.host, settings.port):
        raise ConfigError(
            f"MARKETPLACE_PORT: {settings.port} on {settings.host} is in use by another program; "
            f"choose another: MARKETPLACE_PORT={settings.port + 1} make run"
        )
    prepare.database(settings)
    app = context.application(settings)
    loaded = demo and prepare.demo(app)
    prepare.index(app)
    supervise(children_of(settings, demo), ready=lambda: announce(settings, demo, loaded))


def children_of(settings: Settings, demo: bool) -> list[Child]:
    """Return the processes that make up a site."""
    environ = {"MARKETPLACE_DEMO": str(int(demo or settings.demo))}
    children: list[Child] = []
    if settings.mail_url.startswith("mailbox:"):
        port = free_port()
        environ |= {"MARKETPLACE_MAIL_URL": f"smtp://127.0.0.1:{port}?tls=0", "MARKETPLACE_MAILBOX": "1"}
        children.append(Child("mailbox", command("mailbox", str(port)), environ, ("127.0.0.1", port)))
    children.append(Child("web", web_command(settings), environ, (settings.host, settings.port)))
    children += [Child(f"worker {number + 1}", command("worker"), environ) for number in range(settings.job_workers)]
    return children


def command(*words: str) -> list[str]:
    """Return the command line of one of our own commands."""
    import sys

    return [sys.executable, "-m", "marketplace", *words]


def web_command(settings: Settings) -> list[str]:
    """Return gunicorn's command line."""
    import sys

    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    options = {
        "bind": f"{host}:{settings.port}",
        "workers": settings.web_workers,
        "threads": settings.web_threads,
        "worker-class": "gthread",
        "timeout": 60,
        "graceful-timeout": 8,
        "log-level": settings.log_level,
        "max-requests": 20_000,
        "max-requests-jitter": 2_000,
    }
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "--no-control-socket",
        *(f"--{name}={value}" for name, value in options.items()),
        "marketplace.app:create_app()",
    ]


def announce(settings: Settings, demo: bool, loaded: bool) -> None:
    """Say where the site is and who can sign in."""
    click.secho(f"\n{settings.site_name}: {settings.site_url}", bold=True)
    if settings.mail_url.startswith("mailbox:"):
        click.echo(f"Mail that it sends: {settings.site_url}/mailbox")
    if demo:
        click.echo("Demonstration" + (" (loaded just now)" if loaded else "") + ", sign in as:")
        click.echo("\n".join(prepare.demo_sign_ins()))
    click.echo("Press Ctrl-C to stop.")


@click.command()
@click.option("--until-empty", is_flag=True, help="Do what is due now, then stop.")
def worker(until_empty: bool) -> None:
    """Carry out background jobs until told to stop. Start as many as you like, on any machine."""
    from marketplace.jobs.worker import Worker

    app = context.application()
    market = app.extensions["marketplace"]
    made = Worker(app, market.jobs, market.settings, market.clock)
    if until_empty:
        click.echo(f"{made.run_pending()} steps done.")
    else:
        made.run()


@click.command(hidden=True)
@click.argument("port", type=int)
def mailbox(port: int) -> None:
    """Receive mail on loopback and keep it in the data folder."""
    from marketplace.accounts.mailbox import serve

    serve(port, context.settings().data_dir / "mailbox")
