"""The marine technology sector, a plugin of the technology exchange."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketplace.plugin_api import L, Panel, Sector, Subcategory, hookimpl
from marketplace_marine import notices
from marketplace_marine.choices import SUBCATEGORIES
from marketplace_marine.glossary import GLOSSARY
from marketplace_marine.work import MarineDemand, MarineOffer

SECTOR = Sector(
    slug="marine",
    name=L("Marine technology", "Công nghệ hàng hải và biển"),
    icon="ship",
    summary=L(
        "Ships, ports' floating fleet, subsea work and mariculture: design, building, engines, coatings, navigation.",
        "Tàu thuyền, đội tàu cảng, công trình biển và nuôi biển: thiết kế, đóng mới, động lực, sơn, nghi khí.",
    ),
    subcategories=tuple(Subcategory(slug, label) for slug, label in SUBCATEGORIES.items()),
    offer=MarineOffer,
    demand=MarineDemand,
    glossary=GLOSSARY,
    sdg=(9, 13, 14),
    key_fields=("vessel_types", "power", "bollard_pull", "treatment_flow", "approvals"),
    ipc=("B63B", "B63H", "B63J", "F02M", "C02F 1/00"),
    vsic=("C30", "C33", "H50", "A03"),
)


class MarinePlugin:
    """Hooks of this plugin."""

    name = "marine"
    requires_api = ">=1,<2"

    @hookimpl
    def register_sectors(self) -> list[Sector]:
        """Register the sector."""
        return [SECTOR]

    @hookimpl
    def page_panels(self, place: str, context: Mapping[str, Any]) -> list[Panel]:
        """Show the notice on export control where it is due."""
        return notices.panels(place, context)


plugin = MarinePlugin()
