"""The green technology sector, a plugin of the technology exchange."""

from __future__ import annotations

from marketplace.plugin_api import L, Sector, Subcategory, hookimpl
from marketplace_greentech.choices import SUBCATEGORIES
from marketplace_greentech.energy import GreentechDemand, GreentechOffer
from marketplace_greentech.glossary import GLOSSARY

SECTOR = Sector(
    slug="greentech",
    name=L("Green technology", "Công nghệ xanh"),
    icon="leaf",
    summary=L(
        "Water, air and waste treatment, clean energy, storage, efficiency and carbon.",
        "Xử lý nước, khí, chất thải; năng lượng sạch, lưu trữ, tiết kiệm năng lượng và các-bon.",
    ),
    subcategories=tuple(Subcategory(slug, label) for slug, label in SUBCATEGORIES.items()),
    offer=GreentechOffer,
    demand=GreentechDemand,
    glossary=GLOSSARY,
    sdg=(6, 7, 11, 12, 13),
    key_fields=("streams", "flow", "power", "storage_energy", "waste_throughput", "ghg_reduction"),
    ipc=("C02F", "B01D 53", "B09B", "H02S", "H01M", "C25B", "Y02"),
    vsic=("D35", "E36", "E37", "E38", "E39", "C22", "N71"),
)


class GreentechPlugin:
    """Hooks of this plugin."""

    name = "greentech"
    requires_api = ">=1,<2"

    @hookimpl
    def register_sectors(self) -> list[Sector]:
        """Register the sector."""
        return [SECTOR]


plugin = GreentechPlugin()
