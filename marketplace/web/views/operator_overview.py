"""The operator's first page: what waits, and where to see to it."""

from __future__ import annotations

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from marketplace.i18n import L
from marketplace.operating import overview
from marketplace.web.context import market, page, uow, viewer
from marketplace.web.operator import require_operator, tabs

bp = Blueprint("operator_overview", __name__, url_prefix="/operator")
LABELS = {
    "reviews": L("Listings to review", "Tin chờ thẩm định"),
    "interests": L("Interests without an answer", "Quan tâm chưa được trả lời"),
    "organisations": L("Organisations to verify", "Tổ chức chờ xác minh"),
    "dead_jobs": L("Jobs given up", "Việc nền đã bỏ cuộc"),
    "index": L("Changes not searchable yet", "Thay đổi chưa vào chỉ mục tìm kiếm"),
}


def addresses() -> dict[str, str]:
    """Return where each is seen to."""
    return {
        "reviews": url_for("desk.index", what="listing", status="in_review"),
        "interests": url_for("desk.index", what="interest", status="submitted"),
        "organisations": url_for("operator_organisations.show", state="unverified"),
        "dead_jobs": url_for("operator_jobs.show", state="dead"),
        "index": url_for("operator_index.show"),
    }


@bp.get("")
def show() -> Response:
    """Show what waits."""
    require_operator()
    rows = overview.waiting(viewer(), uow(), market())
    return page("operator/overview.html", tabs=tabs(), rows=rows, labels=LABELS, addresses=addresses())
