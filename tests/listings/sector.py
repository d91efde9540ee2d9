"""A sector for the tests of listings."""

from __future__ import annotations

import pluggy

from marketplace.i18n import L
from marketplace.plugin_host import fields
from marketplace.plugin_host.declarations import Sector, Subcategory
from marketplace.plugin_host.schema import Schema

hookimpl = pluggy.HookimplMarker("marketplace")


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


class Plugin:
    """A plugin that brings the sector, and complains when told to."""

    name, version, requires_api = "tugs", "1.0", ">=1,<2"

    def __init__(self) -> None:
        self.complaints: list[tuple[str, str]] = []
        self.objections: list[tuple[str, str]] = []

    @hookimpl
    def register_sectors(self) -> list[Sector]:
        """Bring the one sector."""
        return [SECTOR]

    @hookimpl
    def validate_listing(self) -> list[tuple[str, str]]:
        """Return what the plugin has against the data."""
        return list(self.complaints)

    @hookimpl
    def check_transition(self) -> list[tuple[str, str]]:
        """Return what the plugin has against the move."""
        return list(self.objections)
