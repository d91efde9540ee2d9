"""Money: an amount with its currency, compared within one currency only and never searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from marketplace.plugin_host.fields.base import Common
from marketplace.plugin_host.fields.measuring import Quantity
from marketplace.plugin_host.money import CURRENCIES, money_dimension
from marketplace.plugin_host.quantity import Quantity as Value
from search.schema import Field as SearchField


class Money(Quantity):
    """An amount of money in one of `currencies`, `per` a unit where given ("4.500 đ/m³"). Never in a public facet."""

    def __init__(
        self, *, currencies: Sequence[str] = ("VND", "USD", "EUR"), per: Sequence[str] = (), **common: Unpack[Common]
    ) -> None:
        common.setdefault("tier", "party")
        if common.get("facet") is not None or common["tier"] == "public":
            raise ValueError("money is for the parties: no facet, no public tier")
        units = [f"{currency}/{thing}" if thing else currency for thing in (per or ("",)) for currency in currencies]
        unknown = set(currencies) - set(CURRENCIES)
        if unknown:
            raise ValueError(f"unknown currencies: {', '.join(sorted(unknown))}")
        super().__init__(unit=units, dimension=[money_dimension(unit) for unit in units], low=0, **common)
        self.widget = "money"

    def read(self, value: Any) -> dict[str, Any]:
        """Return the stored form with its currency."""
        if isinstance(value, Mapping) and isinstance(value.get("currency"), str):
            value = {"unit": value["currency"] + (f"/{value['per']}" if value.get("per") else ""), **value}
        stored = super().read(value)
        currency, _, per = (stored.pop("unit", None) or self.scales[0].unit.symbol).partition("/")
        return stored | {"currency": currency} | ({"per": per} if per else {})

    def value(self, stored: Mapping[str, Any]) -> Value:
        """Return the amount with its currency as the unit."""
        unit = f"{stored['currency']}/{stored['per']}" if stored.get("per") else stored["currency"]
        return Value.of({**stored, "unit": unit}, self.scales)

    def search_fields(self, prefix: str = "") -> list[SearchField]:
        """Return nothing: prices are not searched."""
        return []

    def index_values(self, value: Any, prefix: str = "") -> dict[str, Any]:
        """Return nothing: prices are not indexed."""
        return {}
