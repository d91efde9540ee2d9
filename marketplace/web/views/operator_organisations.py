"""The operator's page of organisations: finding one, and how much there is of it."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from marketplace.i18n import L
from marketplace.operating import organisations
from marketplace.organisations.models import KINDS
from marketplace.web.context import page, uow, viewer
from marketplace.web.operator import require_operator, tabs
from marketplace.web.paging import asked, pages_of

bp = Blueprint("operator_organisations", __name__, url_prefix="/operator/organisations")
STATES = {
    "verified": L("Verified", "Đã xác minh"),
    "unverified": L("Not verified", "Chưa xác minh"),
    "nobody": L("Without members", "Không có thành viên"),
}


@bp.get("")
def show() -> Response:
    """List organisations, the newest first."""
    require_operator()
    filters = organisations.Filters.of(request.args)
    found = organisations.page(viewer(), uow(), filters, asked())
    return page(
        "operator/organisations.html",
        tabs=tabs(),
        rows=found.items,
        filters=filters,
        states=STATES,
        kinds=KINDS,
        pages=pages_of(found, organisations.PAGE_SIZE, "operator_organisations.show", **filters.args()),
    )
