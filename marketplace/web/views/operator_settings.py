"""The operator's page of settings: what `marketplace config` prints. They are changed where the site is started."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from marketplace.operating import settings
from marketplace.web.context import market, page, viewer
from marketplace.web.operator import require_operator, tabs

bp = Blueprint("operator_settings", __name__, url_prefix="/operator/settings")


@bp.get("")
def show() -> Response:
    """List every setting, those that somebody set first."""
    require_operator()
    every = settings.every(viewer(), market().settings)
    parts = [[each for each in every if each.source], [each for each in every if not each.source]]
    return page("operator/settings.html", tabs=tabs(), parts=parts)
