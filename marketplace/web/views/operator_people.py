"""The operator's page of people: finding somebody, suspending them, letting them in again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts import service
from marketplace.accounts.models import ROLES, User
from marketplace.accounts.policy import may
from marketplace.errors import Invalid, NotFound
from marketplace.i18n import L
from marketplace.i18n import gettext as _
from marketplace.operating import people
from marketplace.web.context import back_to, page, uow, viewer
from marketplace.web.flashes import say
from marketplace.web.operator import ask, require_operator, tabs
from marketplace.web.paging import asked, pages_of

bp = Blueprint("operator_people", __name__, url_prefix="/operator/people")
STATES = {
    "active": L("Can sign in", "Đăng nhập được"),
    "unconfirmed": L("Address not confirmed", "Chưa xác nhận email"),
    "suspended": L("Suspended", "Bị đình chỉ"),
}
ROLE_LABELS = {"operator": L("Operator", "Người vận hành"), "broker": L("Broker", "Môi giới")}
ROLE_MEANINGS = {
    "operator": L(
        "Runs the site: people, organisations, pages, jobs, the index and the settings.",
        "Vận hành trang: người dùng, tổ chức, trang thông tin, việc nền, chỉ mục và cấu hình.",
    ),
    "broker": L(
        "May read all listings but drafts, and works at the desk: on it, the sectors chosen under “Brokers”, or all.",
        "Đọc mọi tin trừ bản nháp, làm việc ở bàn môi giới: các lĩnh vực chọn ở mục “Môi giới”, chưa chọn là tất cả.",
    ),
}


@bp.get("")
def show() -> Response:
    """List people, the newest first."""
    require_operator()
    filters = people.Filters.of(request.args)
    found = people.page(viewer(), uow(), filters, asked())
    return page(
        "operator/people.html",
        tabs=tabs(),
        people=found.items,
        filters=filters,
        states=STATES,
        roles={name: ROLE_LABELS[name] for name in ROLES},
        may=may,
        pages=pages_of(found, people.PAGE_SIZE, "operator_people.show", **filters.args()),
    )


@bp.get("/<public_id>/roles")
def roles(public_id: str) -> Response:
    """Show what somebody may do on the whole site."""
    require_operator()
    user = people.get(viewer(), uow(), public_id)
    return _roles(user, [role.name for role in user.roles])


@bp.post("/<public_id>/roles")
def give(public_id: str) -> Response:
    """Give somebody the roles that were chosen, and no others."""
    require_operator()
    user, chosen = people.get(viewer(), uow(), public_id), request.form.getlist("role")
    try:
        service.set_roles(viewer(), uow(), user, chosen)
    except Invalid as error:
        uow().rollback()
        return _roles(people.get(viewer(), uow(), public_id), chosen, error.messages["roles"])
    name, own = user.name or user.email, user.id == viewer().user_id
    uow().commit()
    say(_("The roles of %(name)s are saved.", name=name), "ok")
    return back_to("home.index" if own and "operator" not in chosen else "operator_people.show")


def _roles(user: User, chosen: list[str], errors: list[str] | None = None) -> Response:
    options = [(name, ROLE_LABELS[name], ROLE_MEANINGS[name], name in chosen) for name in ROLES]
    problems = [(text, "f-role") for text in errors or []]
    context: dict[str, Any] = {"tabs": tabs(), "user": user, "options": options, "errors": problems}
    return page("operator/roles.html", status=422 if errors else 200, **context)


def subject(public_id: str, action: str) -> User:
    """Return whom an action is about. Raise NotFound when there is nobody for whom it makes sense."""
    user = people.get(viewer(), uow(), public_id)
    if action not in ("suspend", "admit") or user.active != (action == "suspend"):
        raise NotFound
    return user


@bp.get("/<public_id>/<action>")
def confirm(public_id: str, action: str) -> Response:
    """Ask before somebody is suspended or let in again."""
    require_operator()
    user = subject(public_id, action)
    names = {"name": user.name, "email": user.email}
    if action == "suspend":
        label = _("Suspend %(name)s", name=user.name)
        question = _(
            "%(name)s (%(email)s) is signed out everywhere and can't sign in again; keys for the API stop working. "
            "Listings stay as they are.",
            **names,
        )
    else:
        label = _("Let %(name)s in again", name=user.name)
        question = _("%(name)s (%(email)s) can sign in again with the password they had.", **names)
    return ask(label, question, url_for("operator_people.show"))


@bp.post("/<public_id>/<action>")
def act(public_id: str, action: str) -> Response:
    """Suspend somebody or let them in again."""
    require_operator()
    user = subject(public_id, action)
    try:
        (service.close_user if action == "suspend" else service.reopen_user)(viewer(), uow(), user)
    except Invalid as error:
        uow().rollback()
        say(" ".join(error.messages["_"]), "bad")
        return back_to("operator_people.show")
    name = user.name
    uow().commit()
    said = (
        _("%(name)s is suspended.", name=name) if action == "suspend" else _("%(name)s can sign in again.", name=name)
    )
    say(said)
    return back_to("operator_people.show")
