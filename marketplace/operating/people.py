"""People as an operator finds them: by name, address, role and whether they can sign in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.accounts import lockout
from marketplace.accounts.models import ROLES, Role, User
from marketplace.errors import NotFound
from marketplace.folding import folded, folded_sql
from marketplace.lists import Page, page_of
from marketplace.operating.policy import require
from marketplace.organisations.models import Membership, Organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

PAGE_SIZE = 30
MAX_WORDS = 100  # characters
STATES: dict[str, ColumnElement[bool]] = {
    "active": User.active & User.confirmed_at.is_not(None),
    "unconfirmed": User.active & User.confirmed_at.is_(None),
    "suspended": ~User.active,
}


@dataclass(frozen=True, slots=True)
class Filters:
    """Who is wanted. Empty means any."""

    q: str = ""
    role: str = ""
    state: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Filters:
        """Read an address; what it can't mean is passed over."""
        known = {"role": ROLES, "state": STATES}
        found = {name: given[name] for name, values in known.items() if given.get(name) in values}
        return cls(given.get("q", "").strip()[:MAX_WORDS], **found)

    def args(self) -> dict[str, str]:
        """Return what of an address asks for this."""
        return {name: value for name in ("q", "role", "state") if (value := getattr(self, name))}

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return the same in SQL; each word must be in the name or the address."""
        found = [
            folded_sql(column).contains(folded(word), autoescape=True)
            for word in self.q.split()
            for column in (User.name + " " + User.email,)
        ]
        found += [User.roles.any(Role.name == self.role)] if self.role else []
        return [*found, STATES[self.state]] if self.state else found


@dataclass(frozen=True, slots=True)
class Person:
    """One row: `state` is a key of `STATES`, `refused` counts passwords refused within the lockout's window."""

    user: User
    state: str
    organisations: list[Organisation]
    refused: int


def page(viewer: Viewer, uow: UnitOfWork, filters: Filters, number: int = 1) -> Page[Person]:
    """Return a page of people, the newest first, in a constant number of statements."""
    require(viewer, "people")
    query = select(User).where(*filters.conditions()).options(selectinload(User.roles)).order_by(User.id.desc())
    found: Page[User] = page_of(uow.session, query, number, PAGE_SIZE)
    return Page(_people(uow, found.items), found.page, found.pages, found.total)


def get(viewer: Viewer, uow: UnitOfWork, public_id: str) -> User:
    """Return somebody's account. Raise NotFound."""
    require(viewer, "people")
    user = uow.session.scalar(select(User).where(User.public_id == public_id))
    if user is None:
        raise NotFound
    return user


def _people(uow: UnitOfWork, users: Collection[User]) -> list[Person]:
    belong: dict[int, list[Organisation]] = {}
    query = select(Membership).where(Membership.user_id.in_([each.id for each in users]))
    for one in uow.session.scalars(query.options(joinedload(Membership.organisation)).order_by(Membership.id)):
        belong.setdefault(one.user_id, []).append(one.organisation)
    refused = lockout.refused(uow, [each.email for each in users])
    return [Person(each, state_of(each), belong.get(each.id, []), refused.get(each.email, 0)) for each in users]


def state_of(user: User) -> str:
    """Return the key of `STATES` that fits an account."""
    if not user.active:
        return "suspended"
    return "unconfirmed" if user.confirmed_at is None else "active"
