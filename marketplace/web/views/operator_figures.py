"""The operator's page of figures: a chart of each, with its table beside it."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from flask import Blueprint
from werkzeug.wrappers import Response

from marketplace.i18n import current_locale
from marketplace.i18n import gettext as _
from marketplace.operating.figures import Bar, Figures
from marketplace.web.context import market, page, uow, viewer
from marketplace.web.operator import require_operator, tabs

bp = Blueprint("operator_figures", __name__, url_prefix="/operator/figures")
PATTERNS = {"vi": "MM/y", "en": "MMM y"}


@bp.get("")
def show() -> Response:
    """Show the figures. The charts are drawn from the tables, which are all there is without scripts."""
    require_operator()
    figures = Figures(viewer(), uow(), market())
    months = [Bar(month(start), bar.offers, bar.demands) for start, bar in figures.by_month()]
    charts = [
        ("sectors", _("By sector"), _("Sector"), "y", figures.by_sector()),
        ("trl", _("By readiness"), _("Level"), "x", figures.by_trl()),
        ("places", _("By place"), _("Place"), "y", figures.by_place()),
        ("months", _("Published by month"), _("Month"), "x", months),
    ]
    return page("operator/figures.html", tabs=tabs(), charts=charts, unmet=figures.unmet())


def month(start: date) -> str:
    """Return "11/2026" or "Nov 2026"."""
    return format_date(start, PATTERNS[current_locale()], current_locale())
