"""Whether a sector's offers and demands speak the same terms: what they say otherwise never meets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from marketplace.plugin_host.declarations import KINDS, Sector, Tier
from marketplace.plugin_host.fields import Field

_TERMS: tuple[tuple[str, Callable[[Field], Any]], ...] = (
    ("type", type),
    ("unit", lambda field: getattr(field, "scales", None)),
    ("list of choices", lambda field: [choice.slug for choice in field.choices]),
    ("facet", lambda field: field.facet),
    ("match rule", lambda field: field.match),
)


def problems(sector: Sector) -> Iterator[str]:
    """Yield what keeps a field of the offers from being compared or counted with that of the demands."""
    offers, demands = (_fields(sector, kind) for kind in KINDS)
    for name in offers.keys() & demands.keys():
        ours, theirs = offers[name], demands[name]
        if other := next((term for term, of in _TERMS if of(ours) != of(theirs)), None):
            yield f"{name} has one {other} in offers and another in demands"
        if ours.facet and Tier.PUBLIC not in (ours.tier, theirs.tier):
            yield f"{name} has a facet that stays empty: no side shows it to everybody"
    for name in offers.keys() ^ demands.keys():
        if (offers.get(name) or demands[name]).match:
            yield f"{name} has a match rule, but only one side has the field"


def _fields(sector: Sector, kind: str) -> Mapping[str, Field]:
    return {field.slug: field for field in sector.schema_class(kind)(kind=kind).declared}
