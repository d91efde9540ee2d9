"""Organisations: `/api/v1/organisations`. Each takes what the page's form takes and refuses what it refuses."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_smorest import Blueprint
from sqlalchemy import or_, select, true
from werkzeug.wrappers import Response

from marketplace.api import etags, lists, shapes, sparse
from marketplace.api.bodies import json_object, refuse_unknown
from marketplace.api.listings import IF_MATCH, WRITING, require_sign_in
from marketplace.api.openapi import operation
from marketplace.api.parameters import CURSOR, query, size
from marketplace.api.problems import Refused
from marketplace.i18n import L
from marketplace.listings.policy import known_by_name
from marketplace.listings.ports import today
from marketplace.organisations import service
from marketplace.organisations.models import KINDS, Organisation
from marketplace.web.context import market, uow, viewer

bp = Blueprint("api_organisations", __name__, url_prefix="/api/v1/organisations", description="Organisations")
FIELDS = (
    *("name_vi", "name_en", "kind", "country", "province", "zone", "website", "year_founded", "about_vi", "about_en"),
)
BOXES = ("all", "mine")
LIST = (
    query("box", {"type": "string", "enum": list(BOXES), "default": "all"}, "mine: those you belong to"),
    query("kind", {"type": "string", "enum": list(KINDS)}, "Of this kind and size only"),
    query("country", {"type": "string", "pattern": "^[A-Z]{2}$"}, "Of this country only (ISO 3166-1)"),
    size("Organisations"),
    CURSOR,
)


@operation(
    *(bp, "GET", "", "OrganisationPage", 401, 422),
    sparse="OrganisationDetails",
    parameters=LIST,
    summary=L("List organisations", "Liệt kê tổ chức"),
)
def index() -> Response:
    """Return those with public listings of their name, and your own; last changed first."""
    given, limit = lists.read({"box": BOXES, "kind": KINDS})
    fields, _include = sparse.wanted("OrganisationDetails")
    if given.get("box") == "mine":
        require_sign_in("list")
    found = select(Organisation).where(_listed(given.get("box") == "mine"))
    for name in ("kind", "country"):
        if name in given:
            found = found.where(getattr(Organisation, name) == given[name])
    purpose = f"organisations {given.get('box')} {given.get('kind')} {given.get('country')} {viewer().user_id}"
    items, cursor = lists.by_change(Organisation, found, purpose, given.get("cursor"), limit)
    shown = sparse.page([of_organisation(each) for each in items], fields, frozenset())
    return shapes.answer({**shown, "cursor": cursor, "next": shapes.link_to(cursor)})


def _listed(mine: bool) -> Any:
    """Return which organisations are listed."""
    own = Organisation.id.in_(sorted(viewer().organisations))
    if mine:
        return own
    return true() if viewer().is_operator else or_(own, known_by_name(today(uow(), market())))


@operation(
    *(bp, "POST", "", "OrganisationDetails", 401, 403, 415),
    status=201,
    body="OrganisationInput",
    summary=L("Make an organisation", "Tạo tổ chức"),
)
def create() -> Response:
    """Make an organisation; whoever does is its first manager."""
    require_sign_in("organisation.create")
    data = json_object()
    refuse_unknown(data, FIELDS)
    organisation = service.create(viewer(), uow(), data)
    uow().commit()
    return _represent(
        organisation, 201, {"Location": url_for("api_organisations.show", public_id=organisation.public_id)}
    )


@operation(
    *(bp, "GET", "/<public_id>", "OrganisationDetails", 404),
    conditional=True,
    summary=L("Read an organisation", "Đọc một tổ chức"),
)
def show(public_id: str) -> Response:
    """Return what everybody may read of an organisation."""
    return _represent(service.get(viewer(), uow(), public_id))


@operation(
    *(bp, "PATCH", "/<public_id>", "OrganisationDetails", *WRITING, 428),
    body="OrganisationInput",
    if_match=True,
    summary=L("Change an organisation", "Sửa tổ chức"),
)
def edit(public_id: str) -> Response:
    """Change what the body names and leave the rest; null empties a field."""
    require_sign_in("organisation.edit")
    organisation = service.get(viewer(), uow(), public_id)
    if "If-Match" not in request.headers:
        raise Refused(428, str(IF_MATCH))
    data, version = json_object(), etags.read_version()
    refuse_unknown(data, FIELDS)
    whole = {name: getattr(organisation, name) for name in FIELDS} | data
    version = organisation.version if version is None else version
    organisation = service.edit(viewer(), uow(), public_id, whole, version)
    uow().commit()
    return _represent(organisation)


def of_organisation(organisation: Organisation) -> shapes.Json:
    """Return an organisation whole."""
    return {
        **(shapes.of_organisation(organisation) or {}),
        "url": url_for("api_organisations.show", public_id=organisation.public_id),
        "version": organisation.version,
        **{name: getattr(organisation, name) for name in FIELDS},
        "website": organisation.website or None,
    }


def _represent(organisation: Organisation, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    body = of_organisation(organisation)
    headers = {"ETag": etags.tag(body, organisation.version, "public"), **(headers or {})}
    if request.method in ("GET", "HEAD") and etags.unchanged(headers["ETag"]):
        return shapes.answer(None, 304, headers)
    return shapes.answer(body, status, headers)
