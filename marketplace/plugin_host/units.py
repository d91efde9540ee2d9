"""Units and dimensions: what a typed unit means, and which quantities are never turned into one another."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from marketplace.i18n import L
from marketplace.letters import plain
from marketplace.plugin_host.numbers import significant

_SPELLING = str.maketrans(
    {"²": "2", "³": "3", "^": None, " ": None, "·": None, "μ": "µ", "’": "'", "′": "'", "″": '"', "”": '"'}
)


@dataclass(frozen=True)
class Unit:
    """A unit: multiply by `factor` and add `offset` to get the dimension's base unit.

    `names` are the spellings read besides the symbol; `vi` is the symbol in Vietnamese where it differs. `tag` marks a
    kind of the same quantity that is never compared with another (kWp, cooling). `table` replaces the factor by a
    look-up (a 6-inch wafer is 150 mm); `decibels` by 10·log10(x) + that number.
    """

    symbol: str
    factor: float = 1.0
    names: tuple[str, ...] = ()
    vi: str = ""
    offset: float = 0.0
    tag: str = ""
    table: Mapping[float, float] | None = None
    decibels: float | None = None
    leads: bool = False  # written before the number: ISO 5

    @property
    def label(self) -> L:
        """Return the symbol in both languages."""
        return L(self.symbol, self.vi or self.symbol)

    def to_base(self, value: float) -> float:
        """Convert a value in this unit to the base unit. Raises ValueError when there is no such value."""
        from math import log10

        if self.table is not None:
            if value not in self.table:
                raise ValueError("not in the table")
            return self.table[value]
        if self.decibels is not None:
            if value <= 0:
                raise ValueError("no logarithm")
            return significant(10 * log10(value) + self.decibels)
        return significant(value * self.factor + self.offset)

    def from_base(self, value: float) -> float:
        """Convert a value in the base unit to this linear unit."""
        return significant((value - self.offset) / self.factor)


@dataclass(frozen=True)
class Dimension:
    """A quantity that can be measured; units[0] is the base. Values are compared within one dimension only.

    `ratio` is false where a percent of a value means nothing (°C, dBm, dates). `sides` names the dimension of the
    lengths whose product this is ("2,4 × 2,1 mm"). `rewrites` are (pattern, replacement) pairs applied to typed text.
    `reference` is a pattern whose group "tag" becomes the tag ("at 11 % O2").
    """

    name: str
    label: L
    units: tuple[Unit, ...]
    ratio: bool = True
    sides: str = ""
    rewrites: tuple[tuple[str, str], ...] = ()
    reference: str = ""
    apart: Mapping[str, L] = field(default_factory=dict, hash=False)  # other dimension → why it is never converted

    @cached_property
    def _spellings(self) -> tuple[dict[str, Unit], dict[str, Unit], dict[str, Unit]]:
        """Return units by exact, lower-case and plain spelling; the loose ones only where they are unambiguous."""
        exact = {spelling(name): unit for unit in self.units for name in (unit.symbol, unit.vi, *unit.names) if name}
        return exact, _unambiguous(exact, str.lower), _unambiguous(exact, lambda key: plain(key.lower()))

    def find(self, text: str) -> Unit | None:
        """Return the unit that `text` spells: exactly, else in any case, else without diacritics."""
        key = spelling(text)
        exact, lower, bare = self._spellings
        return exact.get(key) or lower.get(key.lower()) or bare.get(plain(key.lower()))

    def unit(self, symbol: str) -> Unit:
        """Return the unit with exactly this spelling; a KeyError names what there is."""
        found = next((unit for unit in self.units if unit.symbol == symbol), None) or self._spellings[0].get(
            spelling(symbol)
        )
        if found is None:
            known = ", ".join(unit.symbol for unit in self.units)
            raise KeyError(f"{self.name} has no unit {symbol!r}; it has {known}")
        return found

    def plus(self, *units: Unit) -> Dimension:
        """Return the same dimension with further units, for a plugin's own use."""
        return replace(self, units=self.units + units)


def spelling(text: str) -> str:
    """Return the key under which a unit is looked up: NFC, no spaces, plain exponents."""
    return unicodedata.normalize("NFC", text).translate(_SPELLING).strip("-.")


def _unambiguous(exact: Mapping[str, Unit], loosen: object) -> dict[str, Unit]:
    loose: dict[str, Unit | None] = {}
    for key, unit in exact.items():
        near = loosen(key)  # type: ignore[operator]
        loose[near] = unit if loose.get(near, unit) is unit else None
    return {key: unit for key, unit in loose.items() if unit is not None}
