"""Quantities with units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from math import isfinite
from typing import Any, Unpack

import marshmallow as ma

from marketplace.i18n import LOCALES, L, current_locale, number_locale
from marketplace.plugin_host.clean import clean_line
from marketplace.plugin_host.declarations import Preset
from marketplace.plugin_host.dimensions import dimension_of
from marketplace.plugin_host.doubting import doubt
from marketplace.plugin_host.facets import Bucket, Range
from marketplace.plugin_host.fields.base import Common, Field
from marketplace.plugin_host.measure import Measure
from marketplace.plugin_host.numbers import format_number, turned
from marketplace.plugin_host.parsing import Reader
from marketplace.plugin_host.quantity import Quantity as Value
from marketplace.plugin_host.quantity import Scale
from marketplace.plugin_host.saying import numbers, retold
from marketplace.plugin_host.units import Dimension
from search.schema import Field as SearchField
from search.schema import Kind

EXACT = 15  # significant digits that survive being written and read again


class Quantity(Field):
    """An amount with its unit, typed in words: `≥ 60 t`, `40–60`, `khoảng 5`.

    `unit`: what values are stored in; a second unit of another dimension makes values of either kind acceptable, never
    compared with each other. `dimension` is named, given as a `Dimension`, or found from the unit. `range`: ranges are
    the usual case; `multiple`: several values ("180, 130 nm"). `low`, `high`: bounds in the first unit. `presets`:
    named ranges that may be picked, and that a `Terms()` facet counts.
    """

    is_numeric = True
    default_error_messages = {
        "low": L("At least {bound} is expected.", "Giá trị phải từ {bound} trở lên."),
        "high": L("At most {bound} is accepted.", "Giá trị không được quá {bound}."),
        "type": L("Write a number and a unit.", "Hãy nhập số kèm đơn vị."),
    }

    def __init__(
        self,
        *,
        unit: str | Sequence[str],
        dimension: str | Dimension | Sequence[str | Dimension] | None = None,
        low: float | None = None,
        high: float | None = None,
        range: bool = False,
        multiple: bool = False,
        presets: Iterable[Preset] = (),
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        self.scales = _scales(unit, dimension)
        self.dimension_named = dimension is not None
        self.low, self.high, self.range, self.multiple, self.presets = low, high, range, multiple, tuple(presets)
        self.widget = "range" if range else "quantity"

    @property
    def unit(self) -> L:
        """Return the label of the unit that values are stored in."""
        return self.scales[0].unit.label

    @property
    def units(self) -> list[L]:
        """Return the labels of the units that may be typed, the stored one first; none for a plain number."""
        if not self.scales[0].unit.symbol:
            return []
        ours = [unit.label for scale in self.scales for unit in (scale.unit, *scale.dimension.units) if unit.symbol]
        return list({label.en: label for label in ours}.values())

    # -- reading

    def read(self, value: Any) -> dict[str, Any]:
        """Return the stored form of text, a number, or a stored form."""
        found = (
            self._read_form(value) if isinstance(value, Mapping) else self._parse(self._text(value), number_locale())
        )
        self._check_bounds(found)
        return found.stored(self.scales[0])

    def read_bound(self, text: str) -> tuple[float | None, float | None]:
        """Return the ends of what was typed as one end of a search's range; the field's own limits don't apply."""
        found = self._parse(text, number_locale())
        if found.scale != self.scales[0]:
            raise self.make_error("type")
        return found.min, found.max

    def _text(self, value: Any) -> str:
        if isinstance(value, str):
            return value
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.make_error("type")
        if not (isinstance(value, int) or isfinite(value)) or abs(value) > 1e15:
            raise self.make_error("type")
        return format_number(value, number_locale(), EXACT)

    def _parse(self, text: str, locale: str) -> Value:
        for preset in self.presets:
            if clean_line(text[:200]).casefold() in preset.names:
                return Value(clean_line(text), self.scales[0], ((preset.low, preset.high),))
        return Reader(self.scales, locale, str(self.example), self.multiple).read(text)

    def _read_form(self, form: Mapping[str, Any]) -> Value:
        """Read a stored form: its typed text in the language in which it means the stored numbers."""
        typed = form.get("typed")
        if not isinstance(typed, str) or not typed.strip():
            typed = self._typed_for(form)
        first, other = _languages(form.get("lang"))
        found = self._parse(typed, first)
        numbers = form.get("min"), form.get("max")
        if numbers in ((None, None), (found.min, found.max)):
            return found
        with suppress(ma.ValidationError):
            again = self._parse(typed, other)
            return again if (again.min, again.max) == numbers else found
        return found

    def _typed_for(self, form: Mapping[str, Any]) -> str:
        """Write text for a form of numbers only: {"min": 40, "max": 60}."""
        low, high = (None if form.get(end) is None else self._text(form[end]) for end in ("min", "max"))
        unit = form.get("unit") if isinstance(form.get("unit"), str) else ""
        if low is None and high is None:
            raise self.make_error("type")
        if low is None or high is None:
            return f"≤ {high} {unit}" if low is None else f"≥ {low} {unit}"
        return f"{low} {unit}" if low == high else f"{low} – {high} {unit}"

    def _check_bounds(self, found: Value) -> None:
        if found.scale != self.scales[0]:
            return
        ends = [end for interval in found.intervals for end in interval if end is not None]
        if self.low is not None and min(ends) < self.low:
            raise self._out_of_bounds("low", self.low, found.typed)
        if self.high is not None and max(ends) > self.high:
            raise self._out_of_bounds("high", self.high, found.typed)

    def _out_of_bounds(self, key: str, bound: float, typed: str) -> ma.ValidationError:
        said = str(self.make_error(key, bound=self._bound(bound)).messages[0])
        return ma.ValidationError(f"{said} {doubt(typed, number_locale(), grouped=True)}".strip())

    def _bound(self, number: float) -> str:
        return self.interval(number, number)

    # -- showing

    def value(self, stored: Mapping[str, Any]) -> Value:
        """Return the stored form as a value with methods."""
        return Value.of(stored, self.scales)

    def doubt(self, value: Any) -> str:
        """Return a warning that the other language reads the number typed otherwise, where ours reads a fraction."""
        return doubt(str(value.get("typed", "")), number_locale()) if value.get("lang") == number_locale() else ""

    def reading(self, value: Any) -> str:
        """Return how it was understood, in the field's unit and the current language."""
        return replace(self.value(value), approx=False).text(current_locale())

    def display(self, value: Any) -> str:
        """Return what was typed with the reading behind it, or the reading alone when they say the same."""
        found, locale = self.value(value), current_locale()
        own = found.text(locale)
        typed = retold(found.typed, found.lang, locale)
        plain = not typed or _squeezed(typed) == _squeezed(own) or numbers(typed, locale) == numbers(own, locale)
        said = own if plain else typed
        return said if plain and not found.approx else f"{said} ({self.reading(value)})"

    def interval(self, low: float | None, high: float | None) -> str:
        """Return a range in the stored unit, in the current language: "≥ 1,200 kW"."""
        scale = self.scales[0]
        return Value("", scale, ((low, high),), tag=scale.unit.tag).text(current_locale())

    def form_value(self, value: Any) -> str:
        """Return what was typed; with its numbers turned where the current language would read them otherwise."""
        typed, locale = str(value.get("typed", "")), current_locale()
        if value.get("lang", locale) == locale:
            return typed
        found = self.value(value)
        with suppress(ma.ValidationError):
            if replace(self._parse(turned(typed), locale), typed="", lang="") == replace(found, typed="", lang=""):
                return turned(typed)
        return found.text(locale, EXACT)

    def options(self) -> list[tuple[str, L]]:
        """Return the presets."""
        return [(preset.slug, preset.label) for preset in self.presets]

    def _json_type(self) -> dict[str, Any]:
        number: dict[str, Any] = {"type": ["number", "null"]}
        stored = {
            "type": "object",
            "properties": {"typed": {"type": "string", "maxLength": 160}, "min": number, "max": number},
        }
        return {
            "anyOf": [{"type": "string", "maxLength": 160}, {"type": "number"}, stored],
            "x-unit": self.scales[0].unit.symbol,
        }

    # -- search and matching

    def search_fields(self, prefix: str = "") -> list[SearchField]:
        """Return the facet's keyword field and the interval that range filters read."""
        interval = SearchField(f"{self.index_name(prefix)}.value", Kind.INTERVAL, dynamic=True)
        return [*super().search_fields(prefix), interval]

    def index_values(self, value: Any, prefix: str = "") -> dict[str, Any]:
        """Return facet bands and the interval; a value in another dimension than the first has neither."""
        found = self.value(value)
        if found.scale != self.scales[0]:
            return {}
        return super().index_values(value, prefix) | {f"{self.index_name(prefix)}.value": (found.min, found.max)}

    def keywords(self, value: Any) -> list[str]:
        """Return the bands or presets of the value."""
        intervals = self.value(value).intervals
        if isinstance(self.facet, Range):
            bands = self.facet
            return list(dict.fromkeys(band for low, high in intervals for band in bands.ids(low, high)))
        return [preset.slug for preset in self.presets if any(preset.serves(low, high) for low, high in intervals)]

    def buckets(self) -> list[Bucket]:
        """Return the bands of the facet, or the presets."""
        if isinstance(self.facet, Range):
            return self.facet.buckets(self.unit)
        return [Bucket(preset.slug, preset.label) for preset in self.presets]

    def measure(self, value: Any) -> Measure:
        """Return the value for the match rules."""
        found = self.value(value)
        key = f"{found.scale.dimension.name}:{found.scale.unit.symbol}:{found.tag}"
        return Measure(found.intervals, key, found.strict, found.scale.dimension.ratio, found.scale.unit.label)


def _scales(unit: str | Sequence[str], dimension: Any) -> tuple[Scale, ...]:
    units = (unit,) if isinstance(unit, str) else tuple(unit)
    names = (dimension,) if dimension is None or isinstance(dimension, str | Dimension) else tuple(dimension)
    names = names if len(names) == len(units) else (None,) * len(units)
    found = [(dimension_of(name, symbol), symbol) for name, symbol in zip(names, units, strict=True)]
    return tuple(Scale(dimension, dimension.unit(symbol)) for dimension, symbol in found)


def _languages(lang: Any) -> tuple[str, str]:
    """Return the language in which a text was typed, and the other one."""
    first = lang if lang in LOCALES else number_locale()
    return first, next(locale for locale in LOCALES if locale != first)


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()
