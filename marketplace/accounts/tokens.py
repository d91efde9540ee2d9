"""Named keys for scripts that use the API in a person's name: made, listed, taken back, recognised.

A key is 256 random bits, so that a plain SHA-256 of it is enough to keep: there is nothing to guess, and looking it up
by its hash takes one indexed read.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from marshmallow import Schema
from sqlalchemy import func, or_, select, update

from marketplace.accounts.inputs import Choice, Text, load
from marketplace.accounts.models import ApiToken, User
from marketplace.accounts.policy import require, require_confirmed
from marketplace.errors import Invalid, NotAllowed, NotFound
from marketplace.i18n import gettext as _
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

PREFIX = "mkt_"  # so that scanners of published code recognise a key
SHAPE = re.compile(r"mkt_[A-Za-z0-9_-]{43}")
SCOPES = {"read": ["read"], "write": ["read", "write"]}  # what may be asked for, and what it includes
DAYS = {"30": 30, "90": 90, "365": 365, "never": None}
AT_MOST = 20  # that work, for one person
NOTED_EVERY = timedelta(minutes=10)  # the last use: not worth a write at every request


class TokenSchema(Schema):
    """What a person says of a new key."""

    name = Text(80, needed=True)
    scope = Choice(SCOPES, needed=True)
    days = Choice(DAYS, needed=True)


def create(viewer: Viewer, uow: UnitOfWork, user: User, data: Mapping[str, Any]) -> tuple[ApiToken, str]:
    """Make a key; return it with its text, which can't be had again. Raise Invalid, NotAllowed.

    Not before the address is confirmed: else the key of somebody who registered another's address would go on working
    after the owner of the address has taken the account over by resetting its password.
    """
    _own(viewer, user)
    require_confirmed(viewer, uow, "token.create")
    asked = load(TokenSchema(), data)
    working = select(func.count()).where(ApiToken.user_id == user.id, _works(uow.now()))
    if (uow.session.scalar(working) or 0) >= AT_MOST:
        raise Invalid({"_": [_("You have %(count)s keys. Revoke one that is no longer used.", count=AT_MOST)]})
    text, days = PREFIX + secrets.token_urlsafe(32), DAYS[asked["days"]]
    token = ApiToken(user_id=user.id, name=asked["name"], hash=_hash(text), scopes=SCOPES[asked["scope"]])
    token.created_at = uow.now()
    token.expires_at = None if days is None else token.created_at + timedelta(days=days)
    uow.session.add(token)
    uow.session.flush()
    uow.record("token.created", f"user:{user.public_id}", {"token": token.public_id, "scopes": token.scopes}, viewer)
    return token, text


def of_user(viewer: Viewer, uow: UnitOfWork, user: User) -> Sequence[ApiToken]:
    """Return a person's keys, the newest first; those that no longer work come too."""
    _own(viewer, user)
    mine = select(ApiToken).where(ApiToken.user_id == user.id)
    return uow.session.scalars(mine.order_by(ApiToken.created_at.desc(), ApiToken.id.desc())).all()


def revoke(viewer: Viewer, uow: UnitOfWork, user: User, public_id: str) -> ApiToken:
    """End a key for good. Raise NotFound when the person has no such key."""
    _own(viewer, user)
    token = uow.session.scalar(select(ApiToken).where(ApiToken.public_id == public_id, ApiToken.user_id == user.id))
    if token is None:
        raise NotFound
    if token.revoked_at is None:
        token.revoked_at = uow.now()
        uow.record("token.revoked", f"user:{user.public_id}", {"token": token.public_id}, viewer)
    return token


def find(uow: UnitOfWork, text: str) -> ApiToken | None:
    """Return the key that this text is, None when it is none or works no more."""
    if not SHAPE.fullmatch(text):
        return None
    return uow.session.scalar(
        select(ApiToken)
        .join(User, User.id == ApiToken.user_id)
        .where(ApiToken.hash == _hash(text), _works(uow.now()), User.active)
    )


def due(token: ApiToken, now: datetime) -> bool:
    """Tell whether this use is worth noting."""
    return token.last_used_at is None or now - token.last_used_at >= NOTED_EVERY


def note_use(uow: UnitOfWork, token_id: int) -> None:
    """Write down that a key was used now."""
    uow.session.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=uow.now()))


def works(token: ApiToken, now: datetime) -> bool:
    """Tell whether a key is neither revoked nor expired."""
    return token.revoked_at is None and (token.expires_at is None or token.expires_at > now)


def _works(now: datetime) -> Any:
    return ApiToken.revoked_at.is_(None) & or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now)


def _own(viewer: Viewer, user: User) -> None:
    if viewer.is_system:
        return
    require(viewer, "user.edit", user)
    if not user.active:
        raise NotAllowed("user.edit")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
