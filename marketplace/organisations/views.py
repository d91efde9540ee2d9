"""Pages of organisations: one of them for everybody, the forms for its own people."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, flash, request, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from marketplace.discovery import service as discovery
from marketplace.errors import Invalid, Stale
from marketplace.i18n import L
from marketplace.i18n import gettext as _
from marketplace.listings import policy as listing_policy
from marketplace.listings.models import Listing
from marketplace.listings.ports import today
from marketplace.organisations import member_views, service
from marketplace.organisations.form import differing, fields
from marketplace.organisations.models import KINDS, Organisation
from marketplace.organisations.policy import may, require
from marketplace.taxonomies.provinces import PROVINCES
from marketplace.taxonomies.world import countries
from marketplace.taxonomies.zones import ZONES
from marketplace.viewer import Viewer
from marketplace.web import halfway
from marketplace.web.context import back_to, market, page, require_sign_in, uow, viewer
from marketplace.web.once import only_once
from marketplace.web.paging import number_in
from marketplace.web.views import cards

bp = Blueprint("organisations", __name__, url_prefix="/organisations")
FIELDS = (
    "name_vi",
    "name_en",
    "kind",
    "country",
    "province",
    "zone",
    "website",
    "year_founded",
    "about_vi",
    "about_en",
)


def setup(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(bp)
    app.register_blueprint(member_views.bp)


@bp.get("/")
def index() -> Response:
    """List the organisations one belongs to."""
    require_sign_in()
    return page("organisations/index.html", organisations=service.mine(viewer(), uow()))


@bp.get("/<public_id>")
def show(public_id: str) -> Response:
    """Show an organisation to anybody."""
    organisation = service.get(viewer(), uow(), public_id)
    return page(
        "organisations/show.html",
        organisation=organisation,
        counts=public_listings(organisation),
        listings=[cards.of(card) for card in discovery.of_organisation(uow(), market(), organisation)],
        facts=facts(organisation),
        can_edit=may(viewer(), "organisation.edit", organisation),
        can_see_members=may(viewer(), "organisation.members", organisation),
        can_verify=may(viewer(), "organisation.verify", organisation),
    )


def public_listings(organisation: Organisation) -> dict[str, int]:
    """Count what everybody may read of it, by kind. Anonymous listings are left out: a number could give them away."""
    visible = listing_policy.visible_to(Viewer.anonymous(), today(uow(), market()))
    mine = Listing.organisation_id == organisation.id, Listing.anonymous.is_(False), visible
    rows = uow().session.execute(select(Listing.kind, func.count().label("number")).where(*mine).group_by(Listing.kind))
    return {row.kind: row.number for row in rows}


def facts(organisation: Organisation) -> list[tuple[L, str | None]]:
    """Return label and value of what is known in short."""
    place = PROVINCES.label(organisation.province) if organisation.province else None
    zone = ZONES.label(organisation.zone) if organisation.zone else None
    return [
        (L("Kind", "Loại hình"), str(KINDS.get(organisation.kind, organisation.kind))),
        (L("Country", "Quốc gia"), countries().label(organisation.country)),
        (L("Province or city", "Tỉnh, thành phố"), place),
        (L("Zone, port or park", "Khu kinh tế, cảng, KCN"), zone),
        (L("Founded", "Thành lập"), str(organisation.year_founded) if organisation.year_founded else None),
    ]


@bp.get("/new")
def new() -> Response:
    """Show an empty form."""
    require_sign_in()
    return form(None, halfway.restored() or {"country": "VN"})


@bp.post("/new")
def create() -> Response:
    """Make an organisation; whoever does is its first manager."""
    require_sign_in()
    try:
        return only_once(_create)
    except Invalid as error:
        uow().rollback()
        return form(None, request.form, error.messages, 422)


def _create() -> str:
    organisation = service.create(viewer(), uow(), request.form)
    uow().session.flush()
    flash(_("The organisation has its page now."), "ok")
    return url_for("organisations.show", public_id=organisation.public_id)


@bp.get("/<public_id>/edit")
def edit(public_id: str) -> Response:
    """Show the form with what is stored."""
    require_sign_in()
    organisation = service.get(viewer(), uow(), public_id)
    require(viewer(), "organisation.edit", organisation)
    stored = {name: getattr(organisation, name) for name in FIELDS}
    return form(organisation, halfway.restored() or stored, version=organisation.version)


@bp.post("/<public_id>/edit")
def save(public_id: str) -> Response:
    """Save it, unless somebody else did meanwhile: then both versions are shown and nothing is lost."""
    require_sign_in()
    number = number_in(request.form.get("version", ""))
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
    shown = fields(values, errors or {})
    return page(
        "organisations/form.html",
        status=status,
        organisation=organisation,
        fields=shown,
        version=version,
        differing=differing(shown, theirs) if theirs else [],
        own=theirs is not None and service.last_editor(uow(), theirs) == viewer().user_id,
    )


@bp.post("/<public_id>/verify")
def verify(public_id: str) -> Response:
    """Verify an organisation or take that back."""
    require_sign_in()
    service.verify(viewer(), uow(), public_id, verified=request.form.get("verified") == "1")
    uow().commit()
    return back_to("organisations.show", public_id=public_id)
