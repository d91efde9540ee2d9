"""For a plugin's own tests: `rows`, the fixture `plugin_site`, and the kit `pytest --marketplace-plugin NAME`.

The kit is what any plugin must pass: see `conformance.py`. A plugin's package imports nothing from here; its tests may.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketplace.i18n import use_locale
from marketplace.plugin_host.comparison import Comparison
from marketplace.plugin_host.declarations import Sector


def rows(
    sector: Sector, offer: Mapping[str, Any], demand: Mapping[str, Any], locale: str = "vi"
) -> dict[str, Comparison]:
    """Return the match rows of a pair as typed by readers of `locale`: those of the fields that the demand states.

    Raises marshmallow.ValidationError for what the form would refuse.
    """
    offers, demands = sector.offer(kind="offer"), sector.demand(kind="demand")
    with use_locale(locale):
        given, wanted = offers.load(offer), demands.load(demand)
    found = {
        field.slug: field.compare(given.get(field.slug), wanted[field.slug])
        for field in demands.declared
        if field.slug in wanted
    }
    return {slug: row for slug, row in found.items() if row is not None}
