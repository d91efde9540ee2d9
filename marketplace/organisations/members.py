"""Who belongs to an organisation."""

from __future__ import annotations

from sqlalchemy import func, select

from marketplace.accounts.models import User
from marketplace.errors import Invalid, NotAllowed, NotFound
from marketplace.i18n import gettext as _
from marketplace.organisations.models import MEMBER_ROLES, Membership, Organisation
from marketplace.organisations.policy import may, require
from marketplace.organisations.service import get, subject
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer


def add(uow: UnitOfWork, organisation: Organisation, user: User, role: str = "member") -> Membership:
    """Add a member without asking: for imports, demonstrations and `join`."""
    membership = Membership(organisation_id=organisation.id, user_id=user.id, role=role, since=uow.now())
    uow.session.add(membership)
    uow.session.flush()
    return membership


def remove(viewer: Viewer, uow: UnitOfWork, public_id: str, user_public_id: str) -> None:
    """Take somebody out, or leave oneself. Raise Invalid for the last manager: an organisation is never without one."""
    organisation = get(viewer, uow, public_id)
    require(viewer, "organisation.members", organisation)
    membership = _membership(uow, organisation, user_public_id)
    leaving = membership.user_id == viewer.user_id
    if not leaving and not may(viewer, "organisation.remove", organisation):
        raise NotAllowed("organisation.remove")
    _keep_a_manager(uow, organisation, membership)
    uow.session.delete(membership)
    uow.record(
        "organisation.left" if leaving else "organisation.removed",
        subject(organisation),
        {"user": user_public_id},
        viewer,
    )


def set_role(viewer: Viewer, uow: UnitOfWork, public_id: str, user_public_id: str, role: str) -> None:
    """Make a member a manager or the other way round. Raise Invalid for the last manager."""
    organisation = get(viewer, uow, public_id)
    require(viewer, "organisation.remove", organisation)
    membership = _membership(uow, organisation, user_public_id)
    if role not in MEMBER_ROLES:
        raise Invalid({"role": [_("Choose one of the options.")]})
    if role != "manager":
        _keep_a_manager(uow, organisation, membership)
    membership.role = role
    uow.record("organisation.role", subject(organisation), {"user": user_public_id, "role": role}, viewer)


def _membership(uow: UnitOfWork, organisation: Organisation, user_public_id: str) -> Membership:
    wanted = Membership.organisation_id == organisation.id, User.public_id == user_public_id
    membership: Membership | None = uow.session.scalar(select(Membership).join(Membership.user).where(*wanted))
    if membership is None:
        raise NotFound
    return membership


def _keep_a_manager(uow: UnitOfWork, organisation: Organisation, going: Membership) -> None:
    # The row lock makes two managers who leave at the same moment wait for each other (on SQLite writers always do).
    uow.session.execute(select(Organisation.id).where(Organisation.id == organisation.id).with_for_update())
    managing = Membership.organisation_id == organisation.id, Membership.role == "manager", Membership.id != going.id
    if going.role == "manager" and not uow.session.scalar(
        select(func.count()).select_from(Membership).where(*managing)
    ):
        raise Invalid({"_": [_("The last manager can't leave. Make somebody else a manager first.")]})
