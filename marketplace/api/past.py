"""A listing's past and copies: revisions, their differences, going back, duplicates, deletions undone."""

from __future__ import annotations

from flask import request, url_for
from flask_smorest import Blueprint
from werkzeug.wrappers import Response

from marketplace.api import etags, lists, shapes
from marketplace.api.cursors import seal, unseal
from marketplace.api.listings import IF_MATCH, WRITING, represent, require_sign_in, require_version
from marketplace.api.openapi import operation
from marketplace.api.parameters import CURSOR, query, size
from marketplace.api.problems import Refused
from marketplace.errors import Invalid, NotFound
from marketplace.i18n import L
from marketplace.i18n import gettext as _
from marketplace.listings import policy, queries, revisions, service
from marketplace.listings.models import Listing
from marketplace.listings.ports import today
from marketplace.listings.revisions import Change, Revision
from marketplace.web.context import market, uow, viewer

bp = Blueprint("api_past", __name__, url_prefix="/api/v1/listings", description="A listing's past and copies")
AGAINST = query("against", {"type": "integer", "minimum": 1}, "The version to compare with; left out: the one before")


@operation(
    *(bp, "GET", "/<public_id>/revisions", "RevisionPage", 401, 403, 404, 422),
    parameters=(size("Revisions"), CURSOR),
    summary=L("List a listing's revisions", "Liệt kê các phiên bản của tin"),
)
def index(public_id: str) -> Response:
    """Return who changed what and when, newest first; for its owners."""
    require_sign_in("see_history")
    given, limit = lists.read({})
    listing = _listing(public_id)
    purpose = f"revisions {public_id}"
    below = unseal(purpose, given["cursor"])[0] if "cursor" in given else None
    found = revisions.history(uow(), market(), listing, limit, below=below)
    cursor = seal(purpose, [found[-1].number]) if len(found) == limit and found[-1].number > 1 else None
    items = [_of_revision(each) for each in found]
    return shapes.answer({"items": items, "cursor": cursor, "next": shapes.link_to(cursor)})


@operation(
    *(bp, "GET", "/<public_id>/revisions/<number>", "RevisionDetails", 401, 403, 404, 422),
    parameters=(AGAINST,),
    summary=L("Read a revision and how it differs from another", "Đọc một phiên bản và điểm khác với phiên bản khác"),
)
def show(public_id: str, number: str) -> Response:
    """Return what the listing was then, and the difference to the version `against`."""
    require_sign_in("see_history")
    listing, wanted = _listing(public_id), _whole(number)
    found = revisions.history(uow(), market(), listing, 1, below=(wanted or 0) + 1)
    data = revisions.snapshot(uow(), listing, wanted or 0)
    if not found or data is None:
        raise NotFound
    (revision,), against = found, request.args.get("against")
    changes = revision.changes
    if against is not None:
        other = revisions.snapshot(uow(), listing, _whole(against) or 0)
        if other is None:
            raise Invalid({"against": [_("There is no such version.")]})
        changes = tuple(revisions.differences(other, data, market()))
    files = data.pop("files", [])
    said = {"data": data, "files": files, "changes": [_of_change(each) for each in changes]}
    return shapes.answer(_of_revision(revision) | said)


@operation(
    *(bp, "POST", "/<public_id>/revisions/<number>/restore", "Listing", *WRITING, 428),
    if_match=True,
    summary=L("Make a listing again what it was", "Khôi phục tin về phiên bản cũ"),
)
def restore(public_id: str, number: str) -> Response:
    """Bring an earlier version back, as a new one; files, status, validity and what is kept from whom stay."""
    require_sign_in("edit")
    if "If-Match" not in request.headers:
        queries.get(viewer(), uow(), market(), public_id)
        raise Refused(428, str(IF_MATCH))
    version, wanted = etags.read_version(), _whole(number)
    if version is None:
        version = queries.locked(viewer(), uow(), market(), public_id, "edit").version
    service.restore_revision(viewer(), uow(), market(), public_id, wanted or 0, version)
    uow().commit()
    return represent(public_id)


@operation(
    *(bp, "POST", "/<public_id>/duplicate", "Listing", 401, 403, 404),
    status=201,
    summary=L("Make a draft of a listing", "Nhân bản tin thành bản nháp"),
)
def duplicate(public_id: str) -> Response:
    """Make a new draft with the words and facts of one's own listing; files, dates and history stay behind."""
    require_sign_in("own")
    copy = service.duplicate(viewer(), uow(), market(), public_id).public_id
    uow().commit()
    return represent(copy, 201, {"Location": url_for("api_listings.show", public_id=copy)})


@operation(
    bp,
    "POST",
    "/<public_id>/undelete",
    "Listing",
    401,
    403,
    404,
    412,
    if_match=True,
    summary=L("Undo a deletion", "Hoàn tác việc xóa"),
)
def undelete(public_id: str) -> Response:
    """Bring a deleted draft back, within 30 days."""
    require_sign_in("undelete")
    require_version(public_id, "undelete")
    service.undelete(viewer(), uow(), market(), public_id)
    uow().commit()
    return represent(public_id)


def _listing(public_id: str) -> Listing:
    listing = queries.get(viewer(), uow(), market(), public_id)
    policy.require(viewer(), "see_history", listing, today(uow(), market()))
    return listing


def _whole(text: str) -> int | None:
    """Return the number of a version as it stands in an address; None for what can't be one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _of_revision(revision: Revision) -> shapes.Json:
    return {
        "number": revision.number,
        "at": shapes.moment(revision.at),
        "by": revision.by,
        "action": revision.action,
        "label": revision.label,
        "status": revision.status,
        "note": revision.note,
        "changes": [_of_change(each) for each in revision.changes],
    }


def _of_change(change: Change) -> shapes.Json:
    return {
        "name": change.name,
        "label": change.label,
        "before": change.before,
        "after": change.after,
        "lang": change.lang,
    }
