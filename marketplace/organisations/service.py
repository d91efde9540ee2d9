"""What can be done with organisations, whoever asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import case, select

from marketplace.accounts.inputs import load
from marketplace.accounts.policy import require_confirmed
from marketplace.database import name_order
from marketplace.errors import NotFound, Stale
from marketplace.jobs.models import DomainEvent
from marketplace.organisations.models import Membership, Organisation
from marketplace.organisations.policy import require
from marketplace.organisations.schemas import OrganisationSchema
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer


def get(viewer: Viewer, uow: UnitOfWork, public_id: str) -> Organisation:
    """Return an organisation. Raise NotFound, also for ids that can't be any."""
    query = select(Organisation).where(Organisation.public_id == public_id)
    organisation: Organisation | None = uow.session.scalar(query)
    if organisation is None:
        raise NotFound
    require(viewer, "organisation.read", organisation)
    return organisation


def mine(viewer: Viewer, uow: UnitOfWork) -> list[Organisation]:
    """Return the organisations the viewer belongs to, in alphabetical order."""
    shown = case((Organisation.name_vi != "", Organisation.name_vi), else_=Organisation.name_en)
    query = select(Organisation).where(Organisation.id.in_(viewer.organisations)).order_by(name_order(shown))
    return list(uow.session.scalars(query))


def create(viewer: Viewer, uow: UnitOfWork, data: Mapping[str, Any]) -> Organisation:
    """Make an organisation whose first manager is the viewer (none if it is the system). Raise Invalid, NotAllowed."""
    require(viewer, "organisation.create")
    require_confirmed(viewer, uow, "organisation.create")
    organisation = Organisation(**load(OrganisationSchema(), data), created_by_id=viewer.user_id, created_at=uow.now())
    organisation.updated_at = uow.now()
    if viewer.user_id is not None:
        organisation.memberships.append(Membership(user_id=viewer.user_id, role="manager", since=uow.now()))
    uow.session.add(organisation)
    uow.session.flush()
    uow.record("organisation.created", subject(organisation), {}, viewer)
    return organisation


def edit(viewer: Viewer, uow: UnitOfWork, public_id: str, data: Mapping[str, Any], version: int) -> Organisation:
    """Change an organisation that the editor read as `version`. Raise Stale if it moved on, Invalid, NotAllowed."""
    organisation = get(viewer, uow, public_id)
    require(viewer, "organisation.edit", organisation)
    values = load(OrganisationSchema(), data)
    uow.session.refresh(organisation, with_for_update=True)  # a second editor waits, and learns of the first
    if organisation.version != version:
        raise Stale(organisation)
    changed = sorted(key for key, value in values.items() if getattr(organisation, key) != value)
    if not changed:
        return organisation
    for key in changed:
        setattr(organisation, key, values[key])
    if {"name_vi", "name_en", "country"} & set(changed):
        organisation.verified_at = organisation.verified_by_id = None  # what was verified is not this any more
    organisation.updated_at = uow.now()
    uow.session.flush()
    uow.record("organisation.edited", subject(organisation), {"fields": changed}, viewer)
    return organisation


def last_editor(uow: UnitOfWork, organisation: Organisation) -> int | None:
    """Return the id of whoever changed what is stored of it last; None for the system."""
    changes = DomainEvent.name.in_([f"organisation.{each}" for each in ("edited", "verified", "unverified")])
    query = select(DomainEvent.user_id).where(DomainEvent.subject == subject(organisation), changes)
    user_id: int | None = uow.session.scalar(query.order_by(DomainEvent.id.desc()).limit(1))
    return user_id


def verify(viewer: Viewer, uow: UnitOfWork, public_id: str, *, verified: bool = True) -> Organisation:
    """Say, as an operator, that the organisation is who it says; or take that back."""
    organisation = get(viewer, uow, public_id)
    require(viewer, "organisation.verify", organisation)
    if (organisation.verified_at is not None) != verified:
        organisation.verified_at = uow.now() if verified else None
        organisation.verified_by_id = viewer.user_id if verified else None
        organisation.updated_at = uow.now()
        uow.record(
            "organisation.verified" if verified else "organisation.unverified", subject(organisation), {}, viewer
        )
    return organisation


def members(viewer: Viewer, uow: UnitOfWork, organisation: Organisation) -> list[Membership]:
    """Return who belongs to it, managers first. For its own people and operators only."""
    require(viewer, "organisation.members", organisation)
    query = select(Membership).where(Membership.organisation_id == organisation.id)
    return sorted(uow.session.scalars(query), key=lambda one: (one.role != "manager", one.since, one.id))


def subject(organisation: Organisation) -> str:
    """Return how events name it."""
    return f"organisation:{organisation.public_id}"
