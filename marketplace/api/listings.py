"""Reading and writing one listing: `/api/v1/listings`. Each takes what the form takes and refuses what it refuses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from flask_smorest import Blueprint
from sqlalchemy import select
from werkzeug.wrappers import Response

from marketplace.api import etags, shapes, sparse
from marketplace.api.bodies import json_object, refuse_unknown
from marketplace.api.openapi import operation
from marketplace.api.problems import Refused
from marketplace.discovery import duplicates
from marketplace.discovery.service import similar
from marketplace.errors import Invalid, NotAllowed, Stale
from marketplace.i18n import L, ngettext
from marketplace.i18n import gettext as _
from marketplace.interests.queries import granted
from marketplace.listings import lifecycle, queries, schemas, service
from marketplace.listings.disclosure import Disclosed, disclose
from marketplace.listings.document import as_date
from marketplace.listings.fields import KIND_LABELS
from marketplace.listings.models import Listing
from marketplace.listings.statuses import Status
from marketplace.matching.partners import possible
from marketplace.organisations.models import Organisation
from marketplace.web.context import market, uow, viewer

bp = Blueprint("api_listings", __name__, url_prefix="/api/v1/listings", description="Offers and demands")
WRITING = (400, 401, 403, 404, 412, 413, 415, 422)  # the problems of operations that change a listing
INCLUDES = ("organisation", "similar", "partners")
LONGEST = 200  # characters of an id that are looked at
IF_MATCH = L(
    "Send the ETag of the version you read in If-Match, so that nobody's change is lost.",
    "Hãy gửi ETag của phiên bản đã đọc trong If-Match để không làm mất thay đổi của người khác.",
)


@operation(
    bp,
    "POST",
    "",
    "Listing",
    400,
    401,
    403,
    413,
    415,
    422,
    status=201,
    body="NewListing",
    summary=L("Start a draft", "Tạo bản nháp"),
)
def create() -> Response:
    """Make a draft; nothing but its kind is needed. `warnings` name listings that it may be a duplicate of."""
    require_sign_in("create")
    data = json_object()
    kind, organisation = data.pop("kind", None), data.pop("organisation", None)
    if not isinstance(kind, str) or kind not in KIND_LABELS:
        raise Invalid({"kind": [_("Choose one of the two.")]})
    listing = service.create_draft(
        viewer(), uow(), market(), kind, data, organisation_id=_organisation(organisation) if organisation else None
    )
    uow().commit()
    location = url_for("api_listings.show", public_id=listing.public_id)
    return represent(listing.public_id, 201, {"Location": location}, warnings=_warnings(listing))


def _warnings(listing: Listing) -> list[shapes.Json]:
    twins = duplicates.likely(viewer(), uow(), market(), listing)
    if not twins:
        return []
    text = ngettext(
        "It looks like a listing that is here already",
        "It looks like %(num)s listings that are here already",
        len(twins),
    )
    return [{"code": "likely_duplicate", "text": text, "listings": [shapes.of_card(card) for card in twins]}]


def _organisation(public_id: Any) -> int:
    """Return the key of an organisation, whether or not the viewer belongs to it: that is for the service to say."""
    known = select(Organisation.id).where(Organisation.public_id == public_id)
    found = uow().session.scalar(known) if isinstance(public_id, str) and len(public_id) < LONGEST else None
    if found is None:
        raise NotAllowed("create", _("You don't belong to this organisation."))
    return found


@operation(
    *(bp, "GET", "/<public_id>", "Listing", 404, 422),
    conditional=True,
    sparse="Listing",
    includes=INCLUDES,
    summary=L("Read a listing", "Đọc một tin"),
)
def show(public_id: str) -> Response:
    """Return what this caller may see of a listing."""
    fields, include = sparse.wanted("Listing", INCLUDES)
    return represent(public_id, fields=fields, include=include)


@operation(
    bp,
    "PATCH",
    "/<public_id>",
    "Listing",
    *WRITING,
    428,
    body="ListingChange",
    if_match=True,
    summary=L("Change a listing", "Sửa tin"),
)
def edit(public_id: str) -> Response:
    """Change what the body names and leave the rest; null empties a field, and a language set to null goes."""
    require_sign_in("edit")
    if "If-Match" not in request.headers:
        queries.get(viewer(), uow(), market(), public_id)
        raise Refused(428, str(IF_MATCH))
    data, version = json_object(), etags.read_version()
    if version is None:
        version = queries.locked(viewer(), uow(), market(), public_id, "edit").version
    service.edit(viewer(), uow(), market(), public_id, data, version)
    uow().commit()
    return represent(public_id)


@operation(
    bp,
    "DELETE",
    "/<public_id>",
    None,
    401,
    403,
    404,
    412,
    status=204,
    if_match=True,
    summary=L("Delete a draft", "Xóa bản nháp"),
)
def delete(public_id: str) -> Response:
    """Delete a draft; what was published is withdrawn instead."""
    require_sign_in("delete")
    require_version(public_id, "delete")
    etag = etags.of(service.delete_draft(viewer(), uow(), market(), public_id))
    uow().commit()
    return shapes.answer(None, 204, {"ETag": etag})  # for who undoes it


@operation(
    *(bp, "POST", "/<public_id>/renew", "Listing", *WRITING),
    body="Renewal",
    body_optional=True,
    if_match=True,
    summary=L("Extend a listing, once", "Gia hạn tin, một lần"),
)
def renew(public_id: str) -> Response:
    """Extend a listing to `valid_until`, or as far as possible: 365 days after it expires."""
    require_sign_in("renew")
    data = json_object(optional=True)
    refuse_unknown(data, ("valid_until",))
    kind = require_version(public_id, "own").kind
    until = as_date(schemas.validate(data, kind, market()).get("valid_until"))
    lifecycle.renew(viewer(), uow(), market(), public_id, until)
    uow().commit()
    return represent(public_id)


def require_version(public_id: str, action: str) -> Listing:
    """Return the listing, locked, that `action` is to change. Raise Stale when If-Match names another version."""
    version = etags.read_version()
    listing = queries.locked(viewer(), uow(), market(), public_id, action)
    if version is not None and version != listing.version:
        raise Stale(listing)
    return listing


def _action(action: str, summary: L) -> None:
    """Add POST /listings/<id>/<action>."""

    @operation(
        *(bp, "POST", f"/<public_id>/{action}", "Listing", *WRITING),
        body="Note",
        body_optional=True,
        if_match=True,
        summary=summary,
        endpoint=action,
    )
    def act(public_id: str) -> Response:
        require_sign_in(action)
        data, version = json_object(optional=True), etags.read_version()
        refuse_unknown(data, ("note",))
        note = data.get("note") or ""
        if not isinstance(note, str):
            raise Invalid({"note": [_("Enter text.")]})
        if action == "publish":
            lifecycle.publish(viewer(), uow(), market(), public_id, version=version)
        else:
            lifecycle.act(viewer(), uow(), market(), public_id, action, note=note, version=version)
        uow().commit()
        return represent(public_id)

    act.__doc__ = summary.en


_action(
    "publish",
    L(
        "Publish a complete draft, or send it for review where the site is moderated",
        "Đăng bản nháp đã đủ thông tin, hoặc gửi thẩm định nếu sàn có kiểm duyệt",
    ),
)
_action("withdraw", L("Take a listing off the site for good", "Rút hẳn tin khỏi sàn"))
_action("pause", L("Keep a listing readable but closed to interest", "Vẫn cho đọc tin nhưng tạm ngừng nhận quan tâm"))
_action("resume", L("Open a paused listing to interest again", "Nhận quan tâm trở lại cho tin đang tạm ngừng"))
_action("archive", L("Put a draft or an expired listing away for good", "Lưu trữ hẳn bản nháp hoặc tin hết hạn"))
_action("consent", L("Consent to what the exchange edited, and publish it", "Đồng ý bản sàn đã biên tập và đăng tin"))
_action(
    "object",
    L("Object to what the exchange edited; the note says why", "Không đồng ý bản sàn đã biên tập; ghi chú nêu lý do"),
)


def require_sign_in(action: str) -> None:
    """Ask for a key before the body is even read."""
    if not viewer().signed_in:
        raise NotAllowed(action)


def represent(
    public_id: str,
    status: int = 200,
    headers: dict[str, str] | None = None,
    *,
    fields: frozenset[str] | None = None,
    include: frozenset[str] = frozenset(),
    warnings: Sequence[shapes.Json] = (),
) -> Response:
    """Return the listing as it stands, with its ETag; 304 to a reader who has it already.

    `warnings` belong to this answer, not to the listing: the ETag is the same without them.
    """
    listing: Listing = queries.get(viewer(), uow(), market(), public_id)
    seen = disclose(viewer(), listing, market(), granted(viewer(), uow(), listing))
    body = shapes.of_listing(seen)
    if include:
        body["included"] = included(body, seen, listing, include)
    body = sparse.trimmed(body, fields)
    etag = etags.tag(body, seen.version, seen.tier.value)
    headers = {"ETag": etag, **(headers or {})}
    if request.method in ("GET", "HEAD") and etags.unchanged(etag):
        return shapes.answer(None, 304, headers)
    return shapes.answer(body | ({"warnings": list(warnings)} if warnings else {}), status, headers)


def included(body: shapes.Json, seen: Disclosed, listing: Listing, include: frozenset[str]) -> shapes.Json:
    """Return what belongs to a listing and was asked for."""
    more: shapes.Json = {}
    if "organisation" in include:
        more["organisations"] = sparse.organisations_of([body])
    if "similar" in include:
        more["similar"] = [shapes.of_card(each) for each in similar(viewer(), uow(), market(), listing)]
    if "partners" in include:
        found = possible(viewer(), uow(), market(), seen) if seen.status == Status.PUBLISHED else []
        more["partners"] = [shapes.of_partner(each) for each in found]
    return more
