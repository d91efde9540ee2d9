"""In which sectors brokers work: what they are told of, and what of the desk is theirs. Without any: in all."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select

from marketplace.accounts.models import BrokerSector, Role, User
from marketplace.uow import UnitOfWork


def sectors_of(uow: UnitOfWork, user_id: int | None) -> frozenset[str]:
    """Return the sectors that a broker works in; none means all."""
    return frozenset(uow.session.scalars(select(BrokerSector.sector).where(BrokerSector.user_id == user_id)))


def working_in(uow: UnitOfWork, sector: str | None) -> Sequence[User]:
    """Return the brokers who work in a sector (None: of a listing that has none), in one statement."""
    own = select(BrokerSector.user_id)
    works = or_(User.id.not_in(own), User.id.in_(own.where(BrokerSector.sector == sector)))
    return with_role(uow, "broker", works)


def with_role(uow: UnitOfWork, role: str, *conditions: ColumnElement[bool]) -> Sequence[User]:
    """Return the active people of a site role."""
    has_it = User.roles.any(Role.name == role)
    return uow.session.scalars(select(User).where(has_it, User.active, *conditions).order_by(User.id)).all()
