"""The logistics and smart ports sector, a plugin of the technology exchange."""

from __future__ import annotations

from marketplace.plugin_api import L, Sector, Subcategory, hookimpl
from marketplace_logistics.choices import SUBCATEGORIES
from marketplace_logistics.glossary import GLOSSARY
from marketplace_logistics.systems import LogisticsDemand, LogisticsOffer

SECTOR = Sector(
    slug="logistics",
    name=L("Logistics and smart ports", "Logistics và cảng thông minh"),
    icon="container",
    summary=L(
        "Terminals, warehouses, cold chain, transport and the software that runs them.",
        "Bến cảng, kho bãi, chuỗi lạnh, vận tải và phần mềm điều hành.",
    ),
    subcategories=tuple(Subcategory(slug, label) for slug, label in SUBCATEGORIES.items()),
    offer=LogisticsOffer,
    demand=LogisticsDemand,
    glossary=GLOSSARY,
    sdg=(9, 11, 12),
    key_fields=(
        "facility_types",
        "throughput",
        "lift_capacity",
        "temp_range",
        "recognition_accuracy",
        "automation_level",
    ),
    ipc=("B66C", "B65G", "G06Q 10/08"),
    vsic=("H49", "H50", "H51", "H52", "H53", "K62"),
)


class LogisticsPlugin:
    """Hooks of this plugin."""

    name = "logistics"
    requires_api = ">=1,<2"

    @hookimpl
    def register_sectors(self) -> list[Sector]:
        """Register the sector."""
        return [SECTOR]


plugin = LogisticsPlugin()
