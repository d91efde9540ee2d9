"""The sectors and what they ask: `/api/v1/sectors`."""

from __future__ import annotations

from flask_smorest import Blueprint
from werkzeug.wrappers import Response

from marketplace.api import shapes
from marketplace.api.openapi import operation
from marketplace.errors import NotFound
from marketplace.plugin_host.declarations import KINDS
from marketplace.web.context import market

bp = Blueprint("api_sectors", __name__, url_prefix="/api/v1/sectors", description="Sectors and their fields")


@operation(bp, "GET", "", "SectorList", summary="List the sectors")
def index() -> Response:
    """Return the sectors in the order of the site."""
    return shapes.answer({"items": [shapes.of_sector(each) for each in market().plugins.sectors.values()]})


@operation(bp, "GET", "/<slug>", "SectorFields", 404, summary="Read a sector with its fields")
def show(slug: str) -> Response:
    """Return a sector with the JSON Schemas of its offers' and demands' own fields."""
    plugins = market().plugins
    sector = plugins.sector(slug)
    if sector is None:
        raise NotFound
    schemas = {kind: plugins.schema_for(sector, kind).json_schema() for kind in KINDS}
    return shapes.answer(shapes.of_sector(sector) | {"fields": schemas})
