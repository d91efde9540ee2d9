"""The classifications a listing refers to. `taxonomy("sdg").label("14")`; plugins add theirs in the plugin host."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from marketplace.taxonomies import terms
from marketplace.taxonomies.base import Entry, Taxonomy, fold
from marketplace.taxonomies.industries import NACE, VSIC
from marketplace.taxonomies.ipc import IPC
from marketplace.taxonomies.provinces import PROVINCES
from marketplace.taxonomies.sdg import SDG
from marketplace.taxonomies.trl import PLAUSIBLE_TRL, STAGE, TRL, plausible
from marketplace.taxonomies.vn_fields import VN_FIELDS
from marketplace.taxonomies.world import countries, languages
from marketplace.taxonomies.zones import ZONES

__all__ = ["CORE", "PLAUSIBLE_TRL", "Entry", "Taxonomy", "core_taxonomies", "fold", "plausible", "taxonomy"]

_READY = (
    TRL,
    STAGE,
    terms.IP_STATUS,
    terms.IP_KINDS,
    terms.PARTNERSHIP_TYPES,
    terms.PARTNER_SIZES,
    terms.EXCLUSIVITY,
    terms.LISTING_STATUS,
    SDG,
    VN_FIELDS,
    VSIC,
    NACE,
    IPC,
    PROVINCES,
    ZONES,
)


def _itself(value: Taxonomy) -> Taxonomy:
    return value


# Countries and languages are built at first use: CLDR takes tens of milliseconds to load.
CORE: dict[str, Callable[[], Taxonomy]] = {
    **{item.slug: partial(_itself, item) for item in _READY},
    "country": countries,
    "language": languages,
}


def taxonomy(slug: str) -> Taxonomy:
    """Return the core taxonomy `slug`. Raises KeyError for an unknown one."""
    return CORE[slug]()


def core_taxonomies() -> list[Taxonomy]:
    """Return every core taxonomy."""
    return [make() for make in CORE.values()]
