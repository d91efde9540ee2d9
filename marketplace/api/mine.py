"""GET /api/v1/my/listings: one's own listings and those of one's organisations, page by page."""

from __future__ import annotations

from flask_smorest import Blueprint
from sqlalchemy import select
from werkzeug.wrappers import Response

from marketplace.api import lists, shapes, sparse
from marketplace.api.listings import require_sign_in
from marketplace.api.openapi import operation
from marketplace.api.parameters import CURSOR, query, size
from marketplace.i18n import L
from marketplace.listings import policy
from marketplace.listings.disclosure import disclose
from marketplace.listings.models import Listing
from marketplace.listings.ports import today
from marketplace.listings.queries import loaded
from marketplace.listings.statuses import Status
from marketplace.plugin_host.declarations import KINDS
from marketplace.web.context import market, uow, viewer

bp = Blueprint("api_mine", __name__, url_prefix="/api/v1/my", description="What belongs to the caller")
CHOICES = {"kind": KINDS, "status": tuple(status.value for status in Status)}


LIST = (
    query("kind", {"type": "string", "enum": list(KINDS)}, "Offers or demands only"),
    query("status", {"type": "string", "enum": list(CHOICES["status"])}, "Of this status only"),
    size("Listings"),
    CURSOR,
)


@operation(
    *(bp, "GET", "/listings", "ListingPage", 401, 422),
    parameters=LIST,
    sparse="Listing",
    includes=("organisation",),
    summary=L("List one's own listings", "Liệt kê tin của mình"),
)
def index() -> Response:
    """Return a page, last changed first. Going on by cursor neither repeats nor skips what stays unchanged."""
    require_sign_in("list")
    given, limit = lists.read(CHOICES)
    fields, include = sparse.wanted("Listing", ("organisation",))
    purpose = f"mine {given.get('kind')} {given.get('status')}"
    query = select(Listing).where(policy.Owner().clause(viewer(), today(uow(), market())), Listing.deleted_at.is_(None))
    for name in CHOICES.keys() & given.keys():
        query = query.where(getattr(Listing, name) == given[name])
    items, cursor = lists.by_change(Listing, query.options(*loaded()), purpose, given.get("cursor"), limit)
    seen = [shapes.of_listing(disclose(viewer(), each, market())) for each in items]
    return shapes.answer({**sparse.page(seen, fields, include), "cursor": cursor, "next": shapes.link_to(cursor)})
