"""What can be done with accounts, whoever asks: the web, the API, the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from uuid import uuid4
from zoneinfo import available_timezones

from flask import current_app
from flask_security import hash_password
from marshmallow import Schema
from sqlalchemy import column, select, table

from marketplace.accounts.emails import BadAddress, normal_email
from marketplace.accounts.inputs import Choice, Text, load
from marketplace.accounts.models import ROLES, Role, User
from marketplace.accounts.policy import require
from marketplace.errors import Invalid, NotFound
from marketplace.i18n import DEFAULT_LOCALE, LOCALES
from marketplace.i18n import gettext as _
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

# Organisations stand above accounts, so their table is read here by name and not through its model.
memberships = table("memberships", column("user_id"), column("organisation_id"), column("role"))

HOME_ZONE = "Asia/Ho_Chi_Minh"


@cache
def time_zones() -> tuple[str, ...]:
    """Return the zones offered: one "Region/City" each, without the old aliases; ours is the first."""
    regions = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    known = (zone for zone in available_timezones() if zone.startswith(regions))
    return tuple(sorted(known, key=lambda zone: (zone != HOME_ZONE, zone)))


class ProfileSchema(Schema):
    """What people may change about themselves."""

    name = Text(120, needed=True)
    locale = Choice(LOCALES, needed=True)
    time_zone = Choice(time_zones(), needed=True)


def viewer_of(uow: UnitOfWork, user: Any) -> Viewer:
    """Return who a signed-in user is: one query for the memberships, the roles having come with the user.

    Anything but a user (Flask-Login's anonymous one) is nobody.
    """
    if not getattr(user, "is_authenticated", False):
        return Viewer.anonymous()
    rows = uow.session.execute(
        select(memberships.c.organisation_id, memberships.c.role).where(memberships.c.user_id == user.id)
    )
    roles = frozenset(role.name for role in user.roles)
    return Viewer(user.id, dict(tuple(row) for row in rows), roles)


def create_user(
    viewer: Viewer,
    uow: UnitOfWork,
    *,
    email: str,
    name: str,
    password: str,
    locale: str = DEFAULT_LOCALE,
    roles: Iterable[str] = (),
    confirmed: bool = False,
) -> User:
    """Make an account. Raise Invalid for a wrong or taken address, no name, a weak password, an unknown role."""
    require(viewer, "user.create")
    roles, errors = tuple(roles), dict[str, list[str]]()
    email = _free_address(uow, email, errors)
    profile = {"name": name, "locale": locale, "time_zone": current_app.extensions["marketplace"].settings.timezone}
    try:
        profile = load(ProfileSchema(), profile)
    except Invalid as error:
        errors |= error.messages
    passwords = current_app.security.password_util  # type: ignore[attr-defined]
    complaints, password = passwords.validate(password, True, email=email, name=name)
    if complaints:
        errors["password"] = list(complaints)
    if speaking := _not_to_be_given(set(roles), confirmed):
        errors["roles"] = speaking
    if errors:
        raise Invalid(errors)
    user = User(email=email, password=hash_password(password), active=True, fs_uniquifier=_uniquifier(), **profile)
    user.confirmed_at = uow.now() if confirmed else None
    user.roles = [role_named(uow, role) for role in roles]
    uow.session.add(user)
    uow.session.flush()
    uow.record("user.created", f"user:{user.public_id}", {"roles": list(roles)}, viewer)
    return user


def _free_address(uow: UnitOfWork, email: str, errors: dict[str, list[str]]) -> str:
    try:
        email = normal_email(email)
    except BadAddress as error:
        errors["email"] = [str(error)]
        return email
    if uow.session.scalar(select(User.id).where(User.email == email)) is not None:
        errors["email"] = [_("%(email)s already has an account.", email=email)]
    return email


def _uniquifier() -> str:
    return uuid4().hex


def role_named(uow: UnitOfWork, name: str) -> Role:
    """Return a site role, making its row the first time."""
    role = uow.session.scalar(select(Role).where(Role.name == name))
    if role is None:
        role = Role(name=name)
        uow.session.add(role)
    return role


def find_user(uow: UnitOfWork, email: str) -> User:
    """Return the account of an address. Raise NotFound."""
    try:
        address = normal_email(email)
    except BadAddress:
        raise NotFound from None
    user: User | None = uow.session.scalar(select(User).where(User.email == address))
    if user is None:
        raise NotFound
    return user


def edit_profile(viewer: Viewer, uow: UnitOfWork, user: User, data: Mapping[str, Any]) -> None:
    """Change one's own name, language and time zone. Raise Invalid, NotAllowed."""
    require(viewer, "user.edit", user)
    for key, value in load(ProfileSchema(), data).items():
        setattr(user, key, value)


def set_roles(viewer: Viewer, uow: UnitOfWork, user: User, roles: Iterable[str]) -> None:
    """Give a person exactly these site roles.

    Raise Invalid for an unknown one, while nobody knows whose the address is, and when the last operator would lose
    theirs on a page: the command line can give it back.
    """
    require(viewer, "user.roles")
    names = sorted(set(roles))
    if "operator" not in names and not viewer.is_system and _operators(uow) == [user.id]:
        raise Invalid({"roles": [_("This is the last operator: nobody would be left to run the site.")]})
    if errors := _not_to_be_given(set(names) - {role.name for role in user.roles}, user.confirmed_at is not None):
        raise Invalid({"roles": errors})
    user.roles = [role_named(uow, role) for role in names]
    uow.record("user.roles", f"user:{user.public_id}", {"roles": names}, viewer)


def _not_to_be_given(roles: Iterable[str], confirmed: bool) -> list[str]:
    """Return what speaks against giving somebody these roles; keeping or losing one is always possible."""
    if roles and not confirmed:
        return [_("The address is not confirmed yet: somebody else may have given it.")]
    return [_("There is no role %(role)s.", role=role) for role in sorted(roles) if role not in ROLES]


def close_user(viewer: Viewer, uow: UnitOfWork, user: User) -> None:
    """Close an account: every session and every mailed link of it ends. Raise Invalid for the last operator's."""
    require(viewer, "user.close", user)
    if _operators(uow) == [user.id]:
        raise Invalid({"_": [_("This is the last operator: nobody would be left to run the site.")]})
    user.active, user.fs_uniquifier = False, _uniquifier()
    uow.record("user.closed", f"user:{user.public_id}", {}, viewer)


def reopen_user(viewer: Viewer, uow: UnitOfWork, user: User) -> None:
    """Let the owner of a closed account sign in again."""
    require(viewer, "user.reopen")
    if not user.active:
        user.active = True
        uow.record("user.reopened", f"user:{user.public_id}", {}, viewer)


def _operators(uow: UnitOfWork) -> list[int]:
    """Return the ids of those who run the site.

    Whoever asks holds the role's own row until the commit: two operators who take each other's place take turns, and
    the second counts anew. Rows of people would not do: a lock alone is no reason for PostgreSQL to look again.
    """
    uow.session.execute(select(Role.id).where(Role.name == "operator").with_for_update())
    query = select(User.id).where(User.active, User.roles.any(Role.name == "operator")).order_by(User.id)
    return list(uow.session.scalars(query))
