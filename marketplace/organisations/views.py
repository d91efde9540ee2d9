"""Pages of organisations: one of them for everybody, the forms for its own people."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, flash, redirect, request, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from marketplace.errors import Invalid, Stale
from marketplace.i18n import L
from marketplace.i18n import gettext as _
from marketplace.listings import policy as listing_policy
from marketplace.listings.models import Listing
from marketplace.listings.ports import today
from marketplace.organisations import members, service
from marketplace.organisations.models import KINDS, MEMBER_ROLES, Organisation
from marketplace.organisations.policy import may, require
from marketplace.taxonomies.provinces import PROVINCES
from marketplace.taxonomies.world import countries
from marketplace.taxonomies.zones import ZONES
from marketplace.viewer import Viewer
from marketplace.web.context import back_to, market, page, require_sign_in, uow, viewer
from marketplace.web.forms import FormField, Option

bp = Blueprint("organisations", __name__, url_prefix="/organisations")
FIELDS = ("name_vi", "name_en", "kind", "country", "province", "zone", "website", "year_founded", "about_vi", "about_en")


def setup(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(bp)


@bp.get("/")
def index() -> Response:
    """List the organisations one belongs to."""
    require_sign_in()
    return page("organisations/index.html", organisations=service.mine(viewer(), uow()))


@bp.get("/<public_id>")
def show(public_id: str) -> Response:
    """Show an organisation to anybody."""
    organisation = service.get(viewer(), uow(), public_id)
    counts = public_listings(organisation)
    context = {"counts": counts, "facts": facts(organisation), "can_edit": may(viewer(), "organisation.edit", organisation)}
    context["can_see_members"] = may(viewer(), "organisation.members", organisation)
    context["can_verify"] = may(viewer(), "organisation.verify", organisation)
    return page("organisations/show.html", organisation=organisation, **context)


def public_listings(organisation: Organisation) -> dict[str, int]:
    """Count what everybody may read of it, by kind. Anonymous listings are left out: a number could give them away."""
    visible = listing_policy.visible_to(Viewer.anonymous(), today(uow(), market()))
    mine = Listing.organisation_id == organisation.id, Listing.anonymous.is_(False), visible
    rows = uow().session.execute(select(Listing.kind, func.count()).where(*mine).group_by(Listing.kind))
    return {kind: number for kind, number in rows}


def facts(organisation: Organisation) -> list[tuple[str, str | None]]:
    """Return label and value of what is known in short."""
    place = PROVINCES.label(organisation.province) if organisation.province else None
    zone = ZONES.label(organisation.zone) if organisation.zone else None
    return [
        (_("Kind"), str(KINDS.get(organisation.kind, organisation.kind))),
        (_("Country"), countries().label(organisation.country)),
        (_("Province or city"), place),
        (_("Zone, port or park"), zone),
        (_("Founded"), str(organisation.year_founded) if organisation.year_founded else None),
    ]


@bp.get("/new")
def new() -> Response:
    """Show an empty form."""
    require_sign_in()
    return form(None, {"country": "VN"})


@bp.post("/new")
def create() -> Response:
    """Make an organisation; whoever does is its first manager."""
    require_sign_in()
    try:
        organisation = service.create(viewer(), uow(), request.form)
    except Invalid as error:
        return form(None, request.form, error.messages, 422)
    uow().commit()
    flash(_("The organisation has its page now."), "ok")
    return back_to("organisations.show", public_id=organisation.public_id)


@bp.get("/<public_id>/edit")
def edit(public_id: str) -> Response:
    """Show the form with what is stored."""
    require_sign_in()
    organisation = service.get(viewer(), uow(), public_id)
    require(viewer(), "organisation.edit", organisation)
    return form(organisation, {name: getattr(organisation, name) for name in FIELDS}, version=organisation.version)


@bp.post("/<public_id>/edit")
def save(public_id: str) -> Response:
    """Save it, unless somebody else did meanwhile: then both versions are shown and nothing is lost."""
    require_sign_in()
    version = request.form.get("version", "")
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0
    try:
        service.edit(viewer(), uow(), public_id, request.form, number)
    except Invalid as error:
        uow().rollback()
        return form(service.get(viewer(), uow(), public_id), request.form, error.messages, 422, version=number)
    except Stale as error:
        return form(error.current, request.form, status=409, version=error.current.version, theirs=error.current)
    uow().commit()
    flash(_("The organisation is saved."), "ok")
    return back_to("organisations.show", public_id=public_id)


def form(
    organisation: Organisation | None,
    values: Any,
    errors: dict[str, list[str]] | None = None,
    status: int = 200,
    *,
    version: int = 0,
    theirs: Organisation | None = None,
) -> Response:
    """Render the form; `theirs` is what another editor saved in between."""
    errors = errors or {}
    shown = fields(values)
    for field in shown:
        field.errors = errors.get(field.name, ())
    differing = [(field.label, stored(field, theirs)) for field in shown if theirs and differs(field, theirs)]
    context = {"organisation": organisation, "fields": shown, "version": version, "differing": differing}
    return page("organisations/form.html", status=status, **context)


def differs(field: FormField, theirs: Organisation) -> bool:
    """Tell whether what was typed is not what stands in the database."""
    return str(field.value or "") != str(getattr(theirs, field.name) or "")


def stored(field: FormField, theirs: Organisation) -> str:
    """Return the stored value as the form shows it."""
    value = str(getattr(theirs, field.name) or "")
    return next((option.label for option in field.options if option.value == value), value)


def fields(values: Any) -> list[FormField]:
    """Return the inputs in order."""
    kinds = {code: str(label) for code, label in KINDS.items()}
    hint = str(L("One name is enough; with both, readers of either language see theirs.", "Chỉ cần một tên; có cả hai thì người đọc mỗi ngôn ngữ thấy tên của mình."))  # fmt: skip
    vietnam = str(L("For Vietnam only.", "Chỉ với Việt Nam."))
    shown = [
        FormField("name_vi", str(L("Name in Vietnamese", "Tên tiếng Việt")), help=hint, lang="vi"),
        FormField("name_en", str(L("Name in English", "Tên tiếng Anh")), lang="en"),
        FormField("kind", str(L("Kind and size", "Loại hình và quy mô")), "choice", options=options(kinds), required=True, narrow=True),
        FormField("country", str(L("Country", "Quốc gia")), "choice", options=of(countries()), required=True, narrow=True),
        FormField("province", str(L("Province or city", "Tỉnh, thành phố")), "choice", help=vietnam, options=of(PROVINCES), narrow=True),
        FormField("zone", str(L("Zone, port or park", "Khu kinh tế, cảng, khu công nghiệp")), "choice", help=vietnam, options=of(ZONES), narrow=True),
        FormField("website", str(L("Website", "Trang web")), example="https://example.vn", autocomplete="url", narrow=True),
        FormField("year_founded", str(L("Founded in", "Năm thành lập")), "number", example="1998", narrow=True),
        FormField("about_vi", str(L("About, in Vietnamese", "Giới thiệu bằng tiếng Việt")), "textarea", max_length=4000, rows=6, lang="vi"),
        FormField("about_en", str(L("About, in English", "Giới thiệu bằng tiếng Anh")), "textarea", max_length=4000, rows=6, lang="en"),
    ]
    for field in shown:
        field.value = values.get(field.name)
        for option in field.options:
            option.chosen = option.value == field.value
    return shown


def of(taxonomy: Any) -> list[Option]:
    """Return the entries of a classification to choose from."""
    return [Option(entry.code, str(entry.label)) for entry in taxonomy]


def options(choices: dict[str, str]) -> list[Option]:
    """Return codes and labels to choose from."""
    return [Option(code, label) for code, label in choices.items()]


@bp.post("/<public_id>/verify")
def verify(public_id: str) -> Response:
    """Verify an organisation or take that back."""
    require_sign_in()
    service.verify(viewer(), uow(), public_id, verified=request.form.get("verified") == "1")
    uow().commit()
    return back_to("organisations.show", public_id=public_id)


@bp.get("/<public_id>/members")
def member_list(public_id: str) -> Response:
    """Show who belongs to it."""
    require_sign_in()
    return show_members(public_id)


def show_members(public_id: str, values: Any = None, errors: dict[str, list[str]] | None = None, status: int = 200) -> Response:
    """Render the members and the invitation."""
    errors, values = errors or {}, values or {"role": "member"}
    organisation = service.get(viewer(), uow(), public_id)
    roles = {code: str(label) for code, label in MEMBER_ROLES.items()}
    shown = [
        FormField("email", str(L("E-mail address", "Địa chỉ email")), value=values.get("email", ""), required=True, input_type="email"),
        FormField("role", str(L("Role", "Vai trò")), "choice", values.get("role"), required=True, options=options(roles)),
    ]
    for field in shown:
        field.errors, field.narrow = errors.get(field.name, ()), True
        for option in field.options:
            option.chosen = option.value == field.value
    return page(
        "organisations/members.html",
        status=status,
        organisation=organisation,
        members=service.members(viewer(), uow(), organisation),
        fields=shown,
        problems=errors.get("_", []),
        roles=MEMBER_ROLES,
        can_manage=may(viewer(), "organisation.remove", organisation),
    )


@bp.post("/<public_id>/members")
def invite(public_id: str) -> Response:
    """Mail an invitation."""
    require_sign_in()
    try:
        email = members.invite(viewer(), uow(), public_id, request.form.get("email", ""), request.form.get("role", ""))
    except Invalid as error:
        return show_members(public_id, request.form, error.messages, 422)
    uow().commit()
    flash(_("An invitation is on its way to %(email)s.", email=email), "ok")
    return back_to("organisations.member_list", public_id=public_id)


@bp.post("/<public_id>/members/<user_public_id>")
def change_member(public_id: str, user_public_id: str) -> Response:
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
    return back_to("organisations.member_list" if still else "organisations.show", public_id=public_id)


@bp.get("/join/<token>")
def join(token: str) -> Response:
    """Ask whether to accept an invitation."""
    require_sign_in()
    organisation, role = members.read_invitation(uow(), viewer(), token)
    return page("organisations/join.html", organisation=organisation, role=MEMBER_ROLES[role], token=token)


@bp.post("/join/<token>")
def accept(token: str) -> Response:
    """Accept an invitation."""
    require_sign_in()
    organisation = members.join(viewer(), uow(), token)
    uow().commit()
    flash(_("You now belong to %(name)s.", name=organisation.name), "ok")
    return redirect(url_for("organisations.show", public_id=organisation.public_id), 303)
