"""A quantity as stored: what was typed, and what it means in the field's unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import marshmallow as ma

from marketplace.i18n import L
from marketplace.plugin_host.measure import Interval
from marketplace.plugin_host.numbers import format_number, significant
from marketplace.plugin_host.units import Dimension, Unit

APPROXIMATE = 0.10  # "about 500" is 450 to 550
READABLE = 6  # significant digits of an echo


class Unreadable(ma.ValidationError):
    """The text is not a quantity of the kind asked for; the message says what to write instead."""

    def __init__(self, message: L, **values: Any) -> None:
        super().__init__(message.format(**values))


@dataclass(frozen=True, slots=True)
class Scale:
    """What a field measures in: a dimension and the unit its values are stored in."""

    dimension: Dimension
    unit: Unit

    def tagged(self, tag: str) -> Unit:
        """Return the unit to show values of this tag in (kWp for kW), the field's own if there is none."""
        if tag == self.unit.tag:
            return self.unit
        return next((unit for unit in self.dimension.units if unit.tag == tag), self.unit)


@dataclass(frozen=True, slots=True)
class Quantity:
    """Intervals in `scale`'s unit; None is open. `lang` is set when the other language reads the text otherwise."""

    typed: str
    scale: Scale
    intervals: tuple[Interval, ...]
    approx: bool = False
    strict: bool = False
    tag: str = ""
    lang: str = ""

    @property
    def min(self) -> float | None:
        """Return the lowest end, None when open."""
        lows = [low for low, _ in self.intervals]
        return None if None in lows else min(low for low in lows if low is not None)

    @property
    def max(self) -> float | None:
        """Return the highest end, None when open."""
        highs = [high for _, high in self.intervals]
        return None if None in highs else max(high for high in highs if high is not None)

    def stored(self, default: Scale) -> dict[str, Any]:
        """Return the JSON form; what is as usual is left out."""
        form: dict[str, Any] = {"typed": self.typed, "min": self.min, "max": self.max}
        extra = {
            "approx": self.approx,
            "strict": self.strict,
            "tag": self.tag,
            "lang": self.lang,
            "unit": "" if self.scale == default else self.scale.unit.symbol,
            "values": [list(interval) for interval in self.intervals] if len(self.intervals) > 1 else None,
        }
        return form | {key: value for key, value in extra.items() if value}

    @classmethod
    def of(cls, form: Mapping[str, Any], scales: tuple[Scale, ...]) -> Quantity:
        """Return the quantity of a stored form."""
        scale = next((scale for scale in scales if scale.unit.symbol == form.get("unit")), scales[0])
        intervals = tuple((low, high) for low, high in form.get("values") or [(form.get("min"), form.get("max"))])
        flags = {name: bool(form.get(name)) for name in ("approx", "strict")}
        return cls(form.get("typed", ""), scale, intervals, **flags, tag=form.get("tag", ""), lang=form.get("lang", ""))

    def text(self, locale: str, digits: int = READABLE) -> str:
        """Write the quantity in a language, so that it is read again as the same (with enough digits)."""
        parts = [self._interval(low, high, locale, digits) for low, high in self.intervals]
        unit = self._unit_label(locale)
        if self.scale.unit.leads and len(parts) == 1 and parts[0][0].isdigit() and " " not in parts[0]:
            return f"{unit}\u00a0{parts[0]}"
        return "; ".join(parts) + (unit if unit in ("", "%") else f"\u00a0{unit}") + self._reference()

    def _unit_label(self, locale: str) -> str:
        label = self.scale.tagged(self.tag).label
        return label.vi if locale == "vi" else label.en

    def _reference(self) -> str:
        return f" @ {self.tag[3:]}% O2" if self.tag.startswith("O2 ") else ""

    def _interval(self, low: float | None, high: float | None, locale: str, digits: int) -> str:
        a, b = (None if edge is None else self._number(edge, locale, digits) for edge in (low, high))
        if low is not None and low == high:
            return str(a)
        if b is None:
            return f"{'>' if self.strict else '≥'} {a}"
        if a is None:
            return f"{'<' if self.strict else '≤'} {b}"
        if self.approx and low is not None and high is not None:
            about = "khoảng" if locale == "vi" else "about"
            return f"{about} {self._number((low + high) / 2, locale, digits)}"
        return f"{a} – {b}"

    def _number(self, value: float, locale: str, digits: int) -> str:
        shown = self.scale.tagged(self.tag)
        if shown is not self.scale.unit:
            value = self._clean(value, shown)
        whole_digits = len(str(int(abs(value))))
        return format_number(significant(value), locale, max(digits, whole_digits))

    def _clean(self, value: float, shown: Unit) -> float:
        """Return a stored value in the unit shown, without noise: with the fewest digits that are stored alike."""
        ours = self.scale.unit
        exact = shown.from_base(ours.to_base(value))
        near = (significant(exact, digits) for digits in range(1, 12))
        return next((each for each in near if ours.from_base(shown.to_base(each)) == value), exact)
