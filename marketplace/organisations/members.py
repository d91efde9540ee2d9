"""Who belongs to an organisation: invited by mail, so that nobody is added unasked and no address is found out."""

from __future__ import annotations

from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import func, select

from marketplace import mail
from marketplace.accounts.emails import BadAddress, normal_email
from marketplace.accounts.models import User
from marketplace.errors import Invalid, NotAllowed, NotFound
from marketplace.i18n import LOCALES, current_locale, use_locale
from marketplace.i18n import gettext as _
from marketplace.organisations.models import MEMBER_ROLES, Membership, Organisation
from marketplace.organisations.policy import may, require
from marketplace.organisations.service import get, subject
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

INVITATION_DAYS = 14


def invite(viewer: Viewer, uow: UnitOfWork, public_id: str, email: str, role: str = "member") -> str:
    """Mail an invitation and return the address it goes to. The answer is the same for addresses unknown."""
    organisation = get(viewer, uow, public_id)
    require(viewer, "organisation.invite", organisation)
    errors: dict[str, list[str]] = {}
    try:
        email = normal_email(email)
    except BadAddress as error:
        errors["email"] = [str(error)]
    if role not in MEMBER_ROLES:
        errors["role"] = [_("Choose one of the options.")]
    if errors:
        raise Invalid(errors)
    known = uow.session.execute(select(User.locale, User.name).where(User.email == email)).one_or_none()
    locale, name = known or (current_locale(), "")
    subjects = [_subject(organisation, each) for each in dict.fromkeys((locale, *(() if known else LOCALES)))]
    token = _signer().dumps([organisation.public_id, email, role])
    link = mail.link("members.join", locale, token=token)
    context = {"organisation": organisation, "link": link, "days": INVITATION_DAYS, "about": " / ".join(subjects)}
    mail.send(uow, email, "invitation", locale=locale, name=name, **context)
    uow.record("organisation.invited", subject(organisation), {"role": role}, viewer)
    return email


def _subject(organisation: Organisation, locale: str) -> str:
    """Return the subject in one language; to an address that nobody here has, it goes out in both."""
    with use_locale(locale):
        return _("Invitation to %(name)s", name=organisation.name)


def read_invitation(uow: UnitOfWork, viewer: Viewer, token: str) -> tuple[Organisation, str]:
    """Return (organisation, role) of an invitation made out to the viewer.

    Raise NotFound for one that is forged, too old or made out to another address.
    """
    try:
        public_id, email, role = _signer().loads(token, max_age=INVITATION_DAYS * 86400)
    except (BadData, ValueError):
        raise NotFound from None
    user = uow.session.get(User, viewer.user_id) if viewer.signed_in else None
    if user is None or user.email != email or role not in MEMBER_ROLES:
        raise NotFound
    return get(viewer, uow, public_id), role


def join(viewer: Viewer, uow: UnitOfWork, token: str) -> Organisation:
    """Accept an invitation; once more changes nothing. Opening the mailed link also proves the address."""
    organisation, role = read_invitation(uow, viewer, token)
    user = uow.session.get_one(User, viewer.user_id)
    user.confirmed_at = user.confirmed_at or uow.now()
    if not viewer.belongs_to(organisation.id):
        add(uow, organisation, user, role)
        uow.record("organisation.joined", subject(organisation), {"role": role}, viewer)
    return organisation


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


def _signer() -> Any:
    return URLSafeTimedSerializer(
        current_app.extensions["marketplace"].settings.secret_key, salt="organisation-invitation"
    )
