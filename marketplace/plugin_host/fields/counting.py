"""Whole numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from marketplace.i18n import L, number_locale
from marketplace.plugin_host.facets import Range
from marketplace.plugin_host.fields.base import Common, Field
from marketplace.plugin_host.fields.measuring import Quantity
from marketplace.plugin_host.quantity import Quantity as Value
from search.schema import Field as SearchField
from search.schema import Kind

BIGGEST = 2**31 - 1  # what every database keeps in an integer column


class Integer(Quantity):
    """A whole number, stored as one; a facet of `Terms()` counts each value."""

    default_error_messages = {"type": L("Write a whole number.", "Hãy nhập một số nguyên.")}

    def __init__(self, *, low: int = 0, high: int = BIGGEST, unit: str = "", **common: Unpack[Common]) -> None:
        super().__init__(unit=unit, dimension="count" if not unit else None, low=low, high=high, **common)
        self.widget = "integer"

    def read(self, value: Any) -> Any:
        """Return the number."""
        if isinstance(value, Mapping):
            raise self.make_error("type")
        found = self._parse(self._text(value), number_locale())
        number = found.min
        if number is None or found.max != number or number != int(number):
            raise self.make_error("type")
        self._check_bounds(found)
        return int(number)

    def value(self, stored: Any) -> Value:
        """Return the number as a quantity."""
        return Value("", self.scales[0], ((float(stored), float(stored)),))

    def doubt(self, value: Any) -> str:
        """Return "": a fraction is refused."""
        return ""

    def display(self, value: Any) -> str:
        """Return the number with its unit."""
        return self.reading(value)

    def form_value(self, value: Any) -> str:
        """Return the plain digits."""
        return str(value)

    def keywords(self, value: Any) -> list[str]:
        """Return the band, or the number itself."""
        return super().keywords(value) if isinstance(self.facet, Range) else [str(value)]

    def _json_type(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.low, "maximum": self.high}

    def search_fields(self, prefix: str = "") -> list[SearchField]:
        """Return the facet's keyword field and the number, which can be sorted by."""
        number = SearchField(f"{self.index_name(prefix)}.value", Kind.INTEGER, dynamic=True)
        return [*Field.search_fields(self, prefix), number]

    def index_values(self, value: Any, prefix: str = "") -> dict[str, Any]:
        """Return the facet's keyword and the number."""
        return Field.index_values(self, value, prefix) | {f"{self.index_name(prefix)}.value": value}
