"""Pages of an organisation's members: the list, invitations, leaving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, request
from werkzeug.wrappers import Response

from marketplace.errors import Invalid
from marketplace.i18n import L
from marketplace.i18n import gettext as _
from marketplace.organisations import invitations, members, service
from marketplace.organisations.form import choose, chooser, options
from marketplace.organisations.models import MEMBER_ROLES
from marketplace.organisations.policy import may
from marketplace.web import halfway
from marketplace.web.context import back_to, page, require_sign_in, uow, viewer
from marketplace.web.forms import FormField

bp = Blueprint("members", __name__, url_prefix="/organisations")


@bp.get("/<public_id>/members")
def index(public_id: str) -> Response:
    """Show who belongs to it."""
    require_sign_in()
    return show_members(public_id, halfway.restored())


def show_members(
    public_id: str, values: Any = None, errors: Mapping[str, list[str]] | None = None, status: int = 200
) -> Response:
    """Render the members and the invitation."""
    errors, values = errors or {}, values or {"role": "member"}
    organisation = service.get(viewer(), uow(), public_id)
    address = FormField(
        "email", str(L("E-mail address", "Địa chỉ email")), required=True, input_type="email", narrow=True
    )
    role = chooser("role", L("Role", "Vai trò"), options(MEMBER_ROLES), required=True)
    shown = [choose(field, values.get(field.name), errors.get(field.name, [])) for field in (address, role)]
    return page(
        "organisations/members.html",
        status=status,
        organisation=organisation,
        members=service.members(viewer(), uow(), organisation),
        fields=shown,
        problems=errors.get("_", []),
        roles=MEMBER_ROLES,
        can_manage=may(viewer(), "organisation.remove", organisation),
        days=invitations.DAYS,
        waiting=invitations.pending(viewer(), uow(), organisation)
        if may(viewer(), "organisation.invite", organisation)
        else (),
    )


@bp.post("/<public_id>/members")
def invite(public_id: str) -> Response:
    """Mail an invitation."""
    require_sign_in()
    try:
        typed = request.form.get("email", ""), request.form.get("role", "")
        email = invitations.invite(viewer(), uow(), public_id, *typed)
    except Invalid as error:
        return show_members(public_id, request.form, error.messages, 422)
    uow().commit()
    flash(_("An invitation is on its way to %(email)s.", email=email), "ok")
    return back_to("members.index", public_id=public_id)


@bp.post("/<public_id>/invitations/<invitation_id>/withdraw")
def withdraw(public_id: str, invitation_id: str) -> Response:
    """Take an invitation back."""
    require_sign_in()
    email = invitations.withdraw(viewer(), uow(), public_id, invitation_id)
    uow().commit()
    flash(_("The invitation of %(email)s is withdrawn: its link no longer works.", email=email), "ok")
    return back_to("members.index", public_id=public_id)


@bp.post("/<public_id>/members/<user_public_id>")
def change(public_id: str, user_public_id: str) -> Response:
    """Remove a member (`act=remove`) or change a role (`act=role`)."""
    require_sign_in()
    try:
        if request.form.get("act") == "role":
            members.set_role(viewer(), uow(), public_id, user_public_id, request.form.get("role", ""))
        else:
            members.remove(viewer(), uow(), public_id, user_public_id)
    except Invalid as error:
        uow().rollback()
        return show_members(public_id, None, error.messages, 422)
    uow().commit()
    flash(_("The members are changed."), "ok")
    organisation = service.get(viewer(), uow(), public_id)
    still = any(one.user_id == viewer().user_id for one in organisation.memberships) or viewer().is_operator
    return back_to("members.index" if still else "organisations.show", public_id=public_id)


@bp.get("/join/<token>")
def join(token: str) -> Response:
    """Ask whether to accept an invitation."""
    require_sign_in()
    organisation, role = invitations.read(viewer(), uow(), token)
    if not role:
        return back_to("organisations.show", public_id=organisation.public_id)
    return page("organisations/join.html", organisation=organisation, role=MEMBER_ROLES[role], token=token)


@bp.post("/join/<token>")
def accept(token: str) -> Response:
    """Accept an invitation."""
    require_sign_in()
    organisation = invitations.join(viewer(), uow(), token)
    uow().commit()
    flash(_("You now belong to %(name)s.", name=organisation.name), "ok")
    return back_to("organisations.show", public_id=organisation.public_id)
