"""The demonstration's accounts: one for each way to look at the site. Addresses of example.org reach nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from marketplace.accounts.service import create_user, viewer_of
from marketplace.organisations import members
from marketplace.organisations.models import Organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

PASSWORD = "dem-thuyen-ve-ben"  # noqa: S105 (published on purpose: a demonstration's accounts are everybody's)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to sign in as; `organisation` is the slug of the one they manage."""

    email: str
    name: str
    meaning: str
    roles: tuple[str, ...] = ()
    organisation: str | None = None


PEOPLE = (
    Person("operator@example.org", "Đặng Thu Hà", "runs the site", roles=("operator",)),
    Person("broker@example.org", "Vũ Minh Khoa", "works at the broker desk", ("broker",), "nga-nam-desk"),
    Person("lab@example.org", "Phạm Hải Yến", "manages a laboratory of an institute", organisation="kien-an-mpw"),
    Person("engineer@example.org", "Ngô Quang Huy", "engineer of a port software firm", organisation="tam-bac-digital"),
)


def sign_up(uow: UnitOfWork, organisations: Mapping[str, Organisation]) -> dict[str, Viewer]:
    """Make the accounts and memberships; return who acts for which organisation, by slug. Raise Invalid if taken."""
    acting = {}
    for person in PEOPLE:
        made = {"email": person.email, "name": person.name, "password": PASSWORD, "roles": person.roles}
        user = create_user(Viewer.system(), uow, **made, locale="vi", confirmed=True)  # type: ignore[arg-type]
        if person.organisation is not None:
            members.add(uow, organisations[person.organisation], user, "manager")
            acting[person.organisation] = viewer_of(uow, user)
    return acting
