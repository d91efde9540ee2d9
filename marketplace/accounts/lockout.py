"""A rising delay after refused passwords (Flask-Security has none). It looks alike for accounts that don't exist."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select

from marketplace.accounts.models import FailedSignIn
from marketplace.uow import UnitOfWork

WINDOW = timedelta(minutes=15)
FREE = 5  # failures within the window that cost no waiting beyond them
FIRST_WAIT = timedelta(minutes=1)  # doubles with each further failure, up to the window


def locked_until(uow: UnitOfWork, email: str, ip: str) -> datetime | None:
    """Return when this account may be tried again from this address; None means now."""
    now = uow.now()
    query = select(func.count(), func.max(FailedSignIn.at)).where(*_mine(email, ip), FailedSignIn.at > now - WINDOW)
    failures, last = uow.session.execute(query).one()
    if failures < FREE:
        return None
    until = last + min(FIRST_WAIT * 2 ** (failures - FREE), WINDOW)
    return until if until > now else None


def note_failure(uow: UnitOfWork, email: str, ip: str) -> None:
    """Remember a refused password, and forget those too old to matter to anybody."""
    uow.session.execute(delete(FailedSignIn).where(FailedSignIn.at <= uow.now() - WINDOW))
    uow.session.add(FailedSignIn(account=_hash(email), ip=ip[:64], at=uow.now()))


def refused(uow: UnitOfWork, emails: Collection[str]) -> dict[str, int]:
    """Return how many passwords were refused for each of these accounts within the window, from anywhere."""
    by_hash = {_hash(email): email for email in emails}
    lately = FailedSignIn.account.in_(by_hash), FailedSignIn.at > uow.now() - WINDOW
    rows = uow.session.execute(select(FailedSignIn.account, func.count()).where(*lately).group_by(FailedSignIn.account))
    return {by_hash[account]: number for account, number in rows}


def forget_failures(uow: UnitOfWork, email: str, ip: str) -> None:
    """Start afresh after a good password."""
    uow.session.execute(delete(FailedSignIn).where(*_mine(email, ip)))


def _mine(email: str, ip: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return FailedSignIn.account == _hash(email), FailedSignIn.ip == ip[:64]


def _hash(email: str) -> str:
    return hashlib.sha256(email.encode("utf-8", "replace")).hexdigest()
