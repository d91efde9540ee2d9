"""The semiconductors sector, a plugin of the technology exchange."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketplace.plugin_api import L, Panel, Sector, Subcategory, hookimpl
from marketplace_semiconductors import notices
from marketplace_semiconductors.choices import SUBCATEGORIES
from marketplace_semiconductors.glossary import GLOSSARY
from marketplace_semiconductors.production import SemiconductorDemand, SemiconductorOffer

SECTOR = Sector(
    slug="semiconductors",
    name=L("Semiconductors", "Bán dẫn và vi mạch"),
    icon="cpu",
    summary=L(
        "From chip design and wafers to packaging, test, materials and cleanrooms.",
        "Từ thiết kế chip, phiến đến đóng gói, kiểm thử, vật liệu và phòng sạch.",
    ),
    subcategories=tuple(Subcategory(slug, label) for slug, label in SUBCATEGORIES.items()),
    offer=SemiconductorOffer,
    demand=SemiconductorDemand,
    glossary=GLOSSARY,
    sdg=(8, 9),
    key_fields=("chain_role", "process_node", "process_family", "wafer_diameter", "packages"),
    ipc=("H01L", "H10", "G03F", "G06F 30", "H05K"),
    vsic=("C26", "C27", "C28", "N72"),
)


class SemiconductorPlugin:
    """Hooks of this plugin."""

    name = "semiconductors"
    requires_api = ">=1,<2"

    @hookimpl
    def register_sectors(self) -> list[Sector]:
        """Register the sector."""
        return [SECTOR]

    @hookimpl
    def page_panels(self, place: str, context: Mapping[str, Any]) -> list[Panel]:
        """Show the notice on export control where it is due."""
        return notices.panels(place, context)


plugin = SemiconductorPlugin()
