"""Currencies as units: each is a dimension of its own, so that two are never compared or added."""

from __future__ import annotations

from functools import cache

from marketplace.i18n import L
from marketplace.plugin_host.units import Dimension, Unit

CURRENCIES: dict[str, tuple[str, ...]] = {
    "VND": ("VND", "VNĐ", "đ", "₫", "đồng"),
    "USD": ("USD", "US$", "$", "đô la", "đô", "dollars", "dollar"),
    "EUR": ("EUR", "€", "euro", "euros"),
    "JPY": ("JPY", "¥", "yên", "yen"),
    "KRW": ("KRW", "₩", "won"),
    "CNY": ("CNY", "RMB", "nhân dân tệ", "tệ"),
    "SGD": ("SGD", "S$"),
    "GBP": ("GBP", "£"),
}
_THINGS = {
    "m³": ("m³", "m3", "khối"),
    "t": ("t", "tấn", "tonne"),
    "kWh": ("kWh", "số"),
    "kg": ("kg",),
    "h": ("h", "giờ", "hour"),
}


@cache
def money_dimension(unit: str) -> Dimension:
    """Return the dimension of a currency ("USD") or of a price ("VND/m³")."""
    currency, _, thing = unit.partition("/")
    names = CURRENCIES.get(currency, (currency,))
    if thing:
        spellings = _THINGS.get(thing, (thing,))
        names = tuple(
            f"{name}{word}{per}" for name in names for word in ("/", " per ", " một ", " mỗi ") for per in spellings
        )
    return Dimension(f"money {unit}", L(f"{unit}", f"{unit}"), (Unit(unit, 1, names),))
