"""A sector for the tests of listings, and a plugin host that knows only it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marketplace.i18n import L
from marketplace.listings.models import Listing
from marketplace.plugin_host import fields
from marketplace.plugin_host.declarations import Sector, Subcategory
from marketplace.plugin_host.schema import Schema
from marketplace.viewer import Viewer


class _Tug(Schema):
    power = fields.Quantity(unit="kW", dimension="power", label=L("Power", "Công suất"), low=5, high=90_000)
    fuels = fields.Choices(["mgo", "battery"], label=L("Fuels", "Nhiên liệu"))
    yard = fields.Text(label=L("Yard", "Xưởng"), tier="member")
    price = fields.Text(label=L("Price", "Giá"), tier="nda")


class TugOffer(_Tug):
    """What offers add."""

    approval = fields.Text(label=L("Approval", "Đăng kiểm"), required=True)


SECTOR = Sector(
    slug="tugs",
    name=L("Tugs", "Tàu lai"),
    icon="ship",
    summary=L("Tugs", "Tàu lai"),
    subcategories=[Subcategory("harbour", L("Harbour", "Cảng")), Subcategory("river", L("River", "Sông"))],
    offer=TugOffer,
    demand=_Tug,
)


class Plugins:
    """The part of the plugin host that listings use."""

    def __init__(self) -> None:
        self.complaints: list[tuple[str, str]] = []
        self.objections: list[tuple[str, str]] = []
        self._schemas = {kind: SECTOR.schema_class(kind)(kind=kind) for kind in ("offer", "demand")}

    def sector(self, slug: str | None) -> Sector | None:
        """Return the one sector."""
        return SECTOR if slug == SECTOR.slug else None

    def schema(self, slug: str, kind: str) -> Schema | None:
        """Return its schema."""
        return self._schemas[kind] if slug == SECTOR.slug else None

    def validate_listing(self, data: Mapping[str, Any], viewer: Viewer) -> Iterable[tuple[str, str]]:
        """Return what a plugin has against the data."""
        return list(self.complaints)

    def check_transition(self, listing: Listing, action: str, viewer: Viewer) -> Iterable[tuple[str, str]]:
        """Return what a plugin has against the move."""
        return list(self.objections)
