"""Expressions of interest: `/api/v1/interests`. Each takes what the page's form takes and refuses what it refuses."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import request, url_for
from flask_smorest import Blueprint
from werkzeug.wrappers import Response

from marketplace.api import etags, interest_shapes, lists, shapes
from marketplace.api.bodies import json_object
from marketplace.api.listings import WRITING, require_sign_in
from marketplace.api.openapi import operation
from marketplace.errors import Invalid, NotFound
from marketplace.i18n import L
from marketplace.i18n import gettext as _
from marketplace.interests import queries, service
from marketplace.interests.models import Interest
from marketplace.interests.statuses import ACTIONS, BY_ACTION, Status
from marketplace.web.context import market, uow, viewer

bp = Blueprint("api_interests", __name__, url_prefix="/api/v1/interests", description="Expressions of interest")
CHOICES: dict[str, Collection[str]] = {"box": queries.BOXES, "status": [each.value for each in Status]}


@operation(
    bp,
    "GET",
    "",
    "InterestPage",
    401,
    422,
    parameters=interest_shapes.PARAMETERS,
    summary=L("List interests received or sent", "Liệt kê quan tâm đã nhận hoặc đã gửi"),
)
def index() -> Response:
    """Return a page, last changed first. Going on by cursor neither repeats nor skips what stays unchanged."""
    require_sign_in("list")
    given, limit = lists.read(CHOICES)
    box, status = given.get("box", "received"), given.get("status")
    query = queries.boxed(viewer(), box, status).options(*queries.whole())
    items, cursor = lists.by_change(Interest, query, f"interests {box} {status}", given.get("cursor"), limit)
    found = [interest_shapes.of_interest(each) for each in items]
    return shapes.answer({"items": found, "cursor": cursor, "next": shapes.link_to(cursor)})


@operation(
    bp,
    "POST",
    "",
    "Interest",
    400,
    401,
    403,
    413,
    415,
    422,
    status=201,
    body="NewInterest",
    summary=L("Express interest", "Bày tỏ quan tâm"),
)
def create() -> Response:
    """Express interest in a listing, for an organisation you belong to; its owners are told at once."""
    require_sign_in("express")
    data = _texts(json_object(), ("listing", "organisation", "message"))
    try:
        interest = service.express(
            viewer(), uow(), market(), data.get("listing") or "", data.get("organisation"), data.get("message") or ""
        )
    except NotFound:
        raise Invalid({"listing": [_("There is no such listing.")]}) from None
    uow().commit()
    location = url_for("api_interests.show", public_id=interest.public_id)
    return _represent(interest.public_id, 201, {"Location": location})


@operation(
    bp, "GET", "/<public_id>", "Interest", 401, 404, conditional=True, summary=L("Read an interest", "Đọc một quan tâm")
)
def show(public_id: str) -> Response:
    """Return an interest with all that was said and done."""
    require_sign_in("view")
    return _represent(public_id)


def _action(action: str) -> None:
    """Add POST /interests/<id>/<action>."""

    @operation(
        *(bp, "POST", f"/<public_id>/{action}", "Interest", *WRITING),
        body="InterestNote",
        body_optional=True,
        if_match=True,
        summary=BY_ACTION[action].button,
        endpoint=action,
    )
    def act(public_id: str) -> Response:
        require_sign_in(action)
        data, version = _texts(json_object(optional=True), ("note", "reason")), etags.read_version()
        note, reason = data.get("note") or "", data.get("reason")
        service.act(viewer(), uow(), market(), public_id, action, note=note, reason=reason, version=version)
        uow().commit()
        return _represent(public_id)

    act.__doc__ = BY_ACTION[action].button.en


for _each in ACTIONS:
    _action(_each)


def _texts(data: dict[str, Any], known: tuple[str, ...]) -> dict[str, str | None]:
    """Return a body whose values are texts or null. Raise Invalid for others and for names that aren't known."""
    errors = {name[:60]: [_("There is no such field.")] for name in sorted(data.keys() - set(known))}
    errors |= {name: [_("Enter text.")] for name in known if not isinstance(data.get(name), str | None)}
    if errors:
        raise Invalid(errors)
    return data


def _represent(public_id: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return the interest as it stands, with its ETag; 304 to a reader who has it already."""
    body = interest_shapes.of_interest(queries.get(viewer(), uow(), public_id))
    etag = interest_shapes.tag(body)
    headers = {"ETag": etag, **(headers or {})}
    if request.method in ("GET", "HEAD") and etags.unchanged(etag):
        return shapes.answer(None, 304, headers)
    return shapes.answer(body, status, headers)
