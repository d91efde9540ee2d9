"""The sectors and what they ask: `/api/v1/sectors`."""

from __future__ import annotations

from flask import url_for
from flask_smorest import Blueprint
from werkzeug.wrappers import Response

from marketplace.api import shapes
from marketplace.api.openapi import operation
from marketplace.errors import NotFound
from marketplace.i18n import L
from marketplace.listings.fields import KIND_LABELS
from marketplace.plugin_host.declarations import KINDS, Sector
from marketplace.web.context import market

bp = Blueprint("api_sectors", __name__, url_prefix="/api/v1/sectors", description="Sectors and their fields")
DIALECT = "https://json-schema.org/draft/2020-12/schema"


@operation(bp, "GET", "", "SectorList", summary=L("List the sectors", "Liệt kê lĩnh vực"))
def index() -> Response:
    """Return the sectors in the order of the site."""
    return shapes.answer({"items": [shapes.of_sector(each) for each in market().plugins.sectors.values()]})


@operation(
    bp,
    "GET",
    "/<slug>",
    "SectorFields",
    404,
    summary=L("Read a sector with its fields", "Đọc một lĩnh vực cùng các trường của nó"),
)
def show(slug: str) -> Response:
    """Return a sector with the JSON Schemas of its offers' and demands' own fields."""
    sector = _get(slug)
    schemas = {kind: market().plugins.schema_for(sector, kind).json_schema() for kind in KINDS}
    return shapes.answer(shapes.of_sector(sector) | {"fields": schemas})


@operation(
    *(bp, "GET", "/<slug>/schemas/<kind>", "JsonSchema", 404),
    media=("application/schema+json",),
    summary=L("Read the JSON Schema of a sector's own fields", "Đọc JSON Schema các trường riêng của lĩnh vực"),
)
def schema(slug: str, kind: str) -> Response:
    """Return the JSON Schema (2020-12) of the `attrs` of a sector's offers or demands, by the plugin's declarations."""
    sector = _get(slug)
    if kind not in KINDS:
        raise NotFound
    described = market().plugins.schema_for(sector, kind).json_schema()
    about = {"$schema": DIALECT, "$id": url_for("api_sectors.schema", slug=slug, kind=kind, _external=True)}
    response = shapes.answer({**about, "title": f"{sector.name}: {KIND_LABELS[kind]}", **described})
    response.mimetype = "application/schema+json"
    return response


def _get(slug: str) -> Sector:
    sector = market().plugins.sector(slug)
    if sector is None:
        raise NotFound
    return sector
