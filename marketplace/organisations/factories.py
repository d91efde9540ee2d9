"""Organisations and memberships for tests and demonstrations."""

from __future__ import annotations

from itertools import count
from typing import Any

from marketplace.accounts.models import User
from marketplace.organisations.models import Membership, Organisation
from marketplace.uow import UnitOfWork

_numbers = count(1)


def make_organisation(uow: UnitOfWork, *, manager: User | None = None, **values: Any) -> Organisation:
    """Add an organisation in Hải Phòng; `manager` becomes its first manager."""
    number = next(_numbers)
    facts = {
        "name_vi": f"Viện Thử nghiệm {number}",
        "name_en": f"Test Institute {number}",
        "kind": "rto",
        "country": "VN",
        "province": "31",
    }
    organisation = Organisation(**{**facts, "created_at": uow.now(), "updated_at": uow.now(), **values})
    uow.session.add(organisation)
    uow.session.flush()
    if manager is not None:
        make_membership(uow, organisation, manager, role="manager")
    return organisation


def make_membership(uow: UnitOfWork, organisation: Organisation, user: User, *, role: str = "member") -> Membership:
    """Make `user` belong to `organisation`."""
    membership = Membership(organisation_id=organisation.id, user_id=user.id, role=role, since=uow.now())
    uow.session.add(membership)
    uow.session.flush()
    return membership
