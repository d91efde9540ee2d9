"""GET /api/v1/my/listings: one's own listings and those of one's organisations, page by page."""

from __future__ import annotations

from datetime import datetime

from flask import request
from flask_smorest import Blueprint
from sqlalchemy import and_, or_, select
from werkzeug.wrappers import Response

from marketplace.api import shapes
from marketplace.api.cursors import seal, unseal
from marketplace.api.listings import require_sign_in
from marketplace.api.openapi import operation
from marketplace.errors import Invalid
from marketplace.i18n import gettext as _
from marketplace.listings import policy
from marketplace.listings.disclosure import disclose
from marketplace.listings.models import Listing
from marketplace.listings.ports import today
from marketplace.listings.queries import MAX_PAGE_SIZE, PAGE_SIZE, loaded
from marketplace.listings.statuses import Status
from marketplace.plugin_host.declarations import KINDS
from marketplace.web.context import market, uow, viewer

bp = Blueprint("api_mine", __name__, url_prefix="/api/v1/my", description="What belongs to the caller")
CHOICES = {"kind": KINDS, "status": tuple(status.value for status in Status)}
PARAMETERS = (*CHOICES, "limit", "cursor")


@operation(bp, "GET", "/listings", "ListingPage", 401, 422, summary="List one's own listings")
def index() -> Response:
    """Return a page, last changed first. Going on by cursor neither repeats nor skips what stays unchanged."""
    require_sign_in("list")
    given, limit = _read()
    purpose = f"mine {given.get('kind')} {given.get('status')}"
    query = select(Listing).where(policy.Owner().clause(viewer(), today(uow(), market())), Listing.deleted_at.is_(None))
    for name in CHOICES.keys() & given.keys():
        query = query.where(getattr(Listing, name) == given[name])
    if "cursor" in given:
        at, key = unseal(purpose, given["cursor"])
        at = datetime.fromisoformat(at)
        query = query.where(or_(Listing.updated_at < at, and_(Listing.updated_at == at, Listing.id < key)))
    query = query.order_by(Listing.updated_at.desc(), Listing.id.desc()).limit(limit + 1)
    rows = uow().session.scalars(query.options(*loaded())).all()
    items, more = rows[:limit], len(rows) > limit
    cursor = seal(purpose, [items[-1].updated_at.isoformat(), items[-1].id]) if more else None
    seen = [shapes.of_listing(disclose(viewer(), each, market())) for each in items]
    return shapes.answer({"items": seen, "cursor": cursor, "next": shapes.link_to(cursor)})


def _read() -> tuple[dict[str, str], int]:
    """Return the parameters sent and the page's length. Raise Invalid."""
    given, errors = {name: value for name, value in request.args.items() if value}, {}
    for name, value in given.items():
        if name not in PARAMETERS:
            errors[name[:60]] = [_("There is no such field.")]
        elif name in CHOICES and value not in CHOICES[name]:
            errors[name] = [_("Choose one of the values offered.")]
    typed = given.get("limit", str(PAGE_SIZE))
    if not (typed.isascii() and typed.isdigit() and len(typed) < 8 and 1 <= int(typed) <= MAX_PAGE_SIZE):
        errors["limit"] = [_("Give a whole number from %(low)s to %(high)s.", low=1, high=MAX_PAGE_SIZE)]
    if errors:
        raise Invalid(errors)
    return given, int(typed)
