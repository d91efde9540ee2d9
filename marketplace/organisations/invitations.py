"""Invitations to an organisation: mailed, so that nobody is added unasked and no address is found out.

What was mailed and not answered is on record: a manager can take it back, and a link that was used, taken back or
replaced by a newer one opens nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import CursorResult, delete, select

from marketplace import mail
from marketplace.accounts.emails import BadAddress, normal_email
from marketplace.accounts.models import User
from marketplace.errors import Invalid, NotFound
from marketplace.i18n import LOCALES, current_locale, use_locale
from marketplace.i18n import gettext as _
from marketplace.ids import new_public_id
from marketplace.organisations import members
from marketplace.organisations.models import MEMBER_ROLES, Invitation, Organisation
from marketplace.organisations.policy import require
from marketplace.organisations.service import get, subject
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

DAYS = 14
SHOWN = 100  # of those that wait


def invite(viewer: Viewer, uow: UnitOfWork, public_id: str, email: str, role: str = "member") -> str:
    """Mail an invitation and return the address it goes to. The answer is the same for addresses unknown.

    An earlier one to the same address ends.
    """
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
    _mail(uow, organisation, _noted(viewer, uow, organisation, email, role))
    uow.record("organisation.invited", subject(organisation), {"role": role}, viewer)
    return email


def _noted(viewer: Viewer, uow: UnitOfWork, organisation: Organisation, email: str, role: str) -> Invitation:
    """Put an invitation on record; two managers who invite the same person take turns."""
    uow.session.execute(select(Organisation.id).where(Organisation.id == organisation.id).with_for_update())
    found = uow.session.scalar(select(Invitation).filter_by(organisation_id=organisation.id, email=email))
    invitation = found or Invitation(organisation_id=organisation.id, email=email)
    invitation.public_id, invitation.role = new_public_id(), role
    invitation.created_at, invitation.invited_by_id = uow.now(), viewer.user_id
    uow.session.add(invitation)
    return invitation


def _mail(uow: UnitOfWork, organisation: Organisation, invitation: Invitation) -> None:
    query = select(User.locale, User.name).where(User.email == invitation.email)
    known = uow.session.execute(query).one_or_none()
    locale, name = known or (current_locale(), "")
    subjects = [_subject(organisation, each) for each in dict.fromkeys((locale, *(() if known else LOCALES)))]
    link = mail.link("members.join", locale, token=_signer().dumps([organisation.public_id, invitation.public_id]))
    context = {"organisation": organisation, "link": link, "days": DAYS, "about": " / ".join(subjects)}
    mail.send(uow, invitation.email, "invitation", locale=locale, name=name, **context)


def _subject(organisation: Organisation, locale: str) -> str:
    """Return the subject in one language; to an address that nobody here has, it goes out in both."""
    with use_locale(locale):
        return _("Invitation to %(name)s", name=organisation.name)


def pending(viewer: Viewer, uow: UnitOfWork, organisation: Organisation) -> Sequence[Invitation]:
    """Return the invitations that can still be accepted, the newest first, for those who may invite; else none."""
    require(viewer, "organisation.invite", organisation)
    mine = select(Invitation).where(Invitation.organisation_id == organisation.id)
    live = mine.where(Invitation.created_at > uow.now() - timedelta(days=DAYS))
    return uow.session.scalars(live.order_by(Invitation.created_at.desc(), Invitation.id.desc()).limit(SHOWN)).all()


def withdraw(viewer: Viewer, uow: UnitOfWork, public_id: str, invitation_id: str) -> str:
    """Take an invitation back and return its address. Raise NotFound for one that is none, or is used up."""
    organisation = get(viewer, uow, public_id)
    require(viewer, "organisation.invite", organisation)
    found = uow.session.scalar(
        select(Invitation).filter_by(organisation_id=organisation.id, public_id=invitation_id).with_for_update()
    )
    if found is None:
        raise NotFound
    uow.session.delete(found)
    uow.record("organisation.uninvited", subject(organisation), {"role": found.role}, viewer)
    return found.email


def read(viewer: Viewer, uow: UnitOfWork, token: str) -> tuple[Organisation, str]:
    """Return (organisation, role) of an invitation made out to the viewer; the role is "" for who belongs already.

    Raise NotFound for one that is forged, too old, used, taken back or made out to another address.
    """
    organisation, invitation = _found(viewer, uow, token)
    return organisation, invitation.role if invitation else ""


def join(viewer: Viewer, uow: UnitOfWork, token: str) -> Organisation:
    """Accept an invitation; once more changes nothing. Opening the mailed link also proves the address."""
    organisation, invitation = _found(viewer, uow, token)
    if invitation is not None:
        user = uow.session.get_one(User, viewer.user_id)
        user.confirmed_at = user.confirmed_at or uow.now()
        uow.session.delete(invitation)
        if not viewer.belongs_to(organisation.id):
            members.add(uow, organisation, user, invitation.role)
            uow.record("organisation.joined", subject(organisation), {"role": invitation.role}, viewer)
    return organisation


def _found(viewer: Viewer, uow: UnitOfWork, token: str) -> tuple[Organisation, Invitation | None]:
    try:
        organisation_id, invitation_id = _signer().loads(token)
    except (BadData, ValueError):
        raise NotFound from None
    organisation = get(viewer, uow, organisation_id)
    lock = select(Invitation).filter_by(organisation_id=organisation.id, public_id=invitation_id).with_for_update()
    invitation = uow.session.scalar(lock)
    user = uow.session.get(User, viewer.user_id) if viewer.signed_in else None
    if invitation is None:
        if not viewer.belongs_to(organisation.id):
            raise NotFound
    elif user is None or user.email != invitation.email or invitation.created_at < uow.now() - timedelta(days=DAYS):
        raise NotFound
    return organisation, invitation


def purge(uow: UnitOfWork) -> int:
    """Remove the invitations that are too old to be accepted, with the addresses in them; return how many."""
    old = delete(Invitation).where(Invitation.created_at < uow.now() - timedelta(days=DAYS))
    return cast(CursorResult[Any], uow.session.execute(old.execution_options(synchronize_session=False))).rowcount


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.extensions["marketplace"].settings.secret_key, salt="organisation-invitation")
