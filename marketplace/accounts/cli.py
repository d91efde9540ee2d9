"""`marketplace users …`: accounts from the command line, where the viewer is the system itself."""

from __future__ import annotations

from typing import Any

import click
from flask import current_app

from marketplace.accounts import service, tokens
from marketplace.accounts.models import ROLES
from marketplace.db import db
from marketplace.errors import Invalid, NotFound
from marketplace.i18n import LOCALES
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer


@click.group()
def users() -> None:
    """Accounts of people."""


@users.command()
@click.argument("email")
@click.option("--name", prompt=True, help="Full name.")
@click.password_option(help="At least 10 characters and hard to guess.")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="Site role; may be repeated.")
@click.option(
    "--locale", type=click.Choice(LOCALES), default="vi", show_default=True, help="Language of pages and mail."
)
@click.option("--unconfirmed", is_flag=True, help="Let the person confirm the address before they can publish.")
def create(email: str, unconfirmed: bool, **facts: Any) -> None:
    """Create an account for EMAIL, its address taken as confirmed."""
    with _unit() as uow, _plainly():
        user = service.create_user(Viewer.system(), uow, email=email, confirmed=not unconfirmed, **facts)
        uow.commit()
        click.echo(f"Created {user.email} ({', '.join(facts['roles']) or 'no site role'}).")


@users.command()
@click.argument("email")
@click.argument("roles", nargs=-1, type=click.Choice(ROLES))
def roles(email: str, roles: tuple[str, ...]) -> None:
    """Give EMAIL exactly these site ROLES; none takes all away."""
    with _unit() as uow, _plainly():
        service.set_roles(Viewer.system(), uow, service.find_user(uow, email), roles)
        uow.commit()
        click.echo(f"{email}: {', '.join(roles) or 'no site role'}.")


@users.command()
@click.argument("email")
def close(email: str) -> None:
    """Close the account of EMAIL and end its sessions."""
    with _unit() as uow, _plainly():
        service.close_user(Viewer.system(), uow, service.find_user(uow, email))
        uow.commit()
        click.echo(f"Closed {email}.")


@users.group()
def token() -> None:
    """Keys with which people's scripts use the API."""


@token.command("create")
@click.argument("email")
@click.option("--name", prompt=True, help="What it is for.")
@click.option(
    "--scope", type=click.Choice(list(tokens.SCOPES)), default="read", show_default=True, help="What it may do."
)
@click.option(
    "--days", type=click.Choice(list(tokens.DAYS)), default="90", show_default=True, help="How long it works."
)
def create_token(email: str, **facts: Any) -> None:
    """Make a key for EMAIL and print it: it can't be shown again."""
    with _unit() as uow, _plainly():
        _row, text = tokens.create(Viewer.system(), uow, service.find_user(uow, email), facts)
        uow.commit()
        click.echo(text)


@token.command("list")
@click.argument("email")
def list_tokens(email: str) -> None:
    """List the keys of EMAIL."""
    with _unit() as uow, _plainly():
        for row in tokens.of_user(Viewer.system(), uow, service.find_user(uow, email)):
            state = "works" if tokens.works(row, uow.now()) else "no longer works"
            click.echo(f"{row.public_id}  {'+'.join(row.scopes):10}  {state:15}  {row.name}")


@token.command("revoke")
@click.argument("email")
@click.argument("key")
def revoke_token(email: str, key: str) -> None:
    """End the key of EMAIL with the id KEY, as `list` shows it."""
    with _unit() as uow, _plainly():
        row = tokens.revoke(Viewer.system(), uow, service.find_user(uow, email), key)
        uow.commit()
        click.echo(f"Revoked {row.name}.")


def _unit() -> UnitOfWork:
    return UnitOfWork(db.session(), current_app.extensions["marketplace"].clock, write=True)


class _plainly:  # noqa: N801 (reads as a word in `with`)
    """Turns the domain's errors into lines of the command line, exit code 1."""

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        """Raise ClickException for expected errors; others pass."""
        if isinstance(error, Invalid):
            raise click.ClickException(str(error)) from error
        if isinstance(error, NotFound):
            raise click.ClickException("There is no account with this address, or no such key.") from error
