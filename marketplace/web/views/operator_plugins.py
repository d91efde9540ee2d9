"""The operator's page of plugins."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from marketplace.operating import plugins
from marketplace.plugin_host.version import API_VERSION
from marketplace.web.context import market, page, viewer
from marketplace.web.operator import require_operator, tabs

bp = Blueprint("operator_plugins", __name__, url_prefix="/operator/plugins")


@bp.get("")
def show() -> Response:
    """List the plugins that are installed, with what each brought or why it was set aside."""
    require_operator()
    every = plugins.every(viewer(), market().plugins)
    return page("operator/plugins.html", tabs=tabs(), plugins=every, api_version=API_VERSION)
