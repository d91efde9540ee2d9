"""People for tests and demonstrations."""

from __future__ import annotations

from functools import cache
from itertools import count
from typing import Any
from uuid import uuid4

from flask_security import hash_password

from marketplace.accounts.models import User
from marketplace.accounts.service import role_named, viewer_of
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

PASSWORD = "cầu cảng mưa rào"  # noqa: S105 (everybody's in tests)
_numbers = count(1)


@cache
def _hashed(password: str) -> str:
    return hash_password(password)  # argon2 takes its time: once for each password is enough


def make_user(
    uow: UnitOfWork, *, roles: tuple[str, ...] = (), confirmed: bool = True, password: str = PASSWORD, **values: Any
) -> User:
    """Add a person who can sign in with `password`; needs an app context."""
    number = next(_numbers)
    facts = {
        "email": f"person{number}@example.com",
        "name": f"Người Thử {number}",
        "fs_uniquifier": uuid4().hex,
        "active": True,
    }
    user = User(**{**facts, "created_at": uow.now(), "updated_at": uow.now(), **values})
    user.password = _hashed(password)
    user.confirmed_at = uow.now() if confirmed else None
    user.roles = [role_named(uow, role) for role in roles]
    uow.session.add(user)
    uow.session.flush()
    return user


def viewer_as(uow: UnitOfWork, user: User) -> Viewer:
    """Return the viewer that `user` is right now."""
    return viewer_of(uow, user)
