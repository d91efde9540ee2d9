"""Reading what people type for a quantity: `≥ 60 t`, `từ 5 đến 8 MW`, `2 × 120 kW`, `−4 °F`, `1,1 triệu TEU`.

Steps: clean the text, take a remark in brackets and a reference off, see an operator or a range, then read each amount
as sign, number or product, multiplier and unit. Anything else is refused with a message that shows an example.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite

from marketplace.i18n import L
from marketplace.plugin_host.clean import clean_line
from marketplace.plugin_host.measure import Interval
from marketplace.plugin_host.numbers import significant
from marketplace.plugin_host.operators import OPERATORS, TRAILERS
from marketplace.plugin_host.quantity import APPROXIMATE, Quantity, Scale, Unreadable
from marketplace.plugin_host.reading import SEPARATOR, TOO_LARGE, Amount, read_amount, tail_of, unreadable

MAX_LENGTH = 160


_REMARK = re.compile(r"(?<=\S)\s*\([^()]*\)$")
_ITEMS = re.compile(r"\s*;\s*|,\s+|\s+(?:và|and|hoặc|or)\s+|(?<=[0-9])\s*/\s*(?=[0-9])")
_REVERSED = L("The range runs backwards: {low} is more than {high}.", "Khoảng bị ngược: {low} lớn hơn {high}.")
_LONG = L("At most {limit} characters.", "Tối đa {limit} ký tự.")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads quantities of one field in one language."""

    scales: tuple[Scale, ...]
    locale: str
    example: str = ""
    multiple: bool = False

    def read(self, text: str) -> Quantity:
        """Return the quantity. Raises Unreadable, a ValidationError."""
        typed = clean_line(text[: MAX_LENGTH * 4])
        if len(typed) > MAX_LENGTH:
            raise Unreadable(_LONG, limit=MAX_LENGTH)
        body, tag = self._without_reference(_REMARK.sub("", typed))
        for pattern, replacement in self.scales[0].dimension.rewrites:
            body = re.sub(pattern, replacement, body, flags=re.IGNORECASE)
        found = self._items(body) if self.multiple else self._item(body)
        return replace(found, typed=typed, tag=tag or found.tag)

    def _without_reference(self, text: str) -> tuple[str, str]:
        pattern = self.scales[0].dimension.reference
        match = re.search(pattern, text, re.IGNORECASE) if pattern else None
        if match is None:
            return text, ""
        return (text[: match.start()] + text[match.end() :]).strip(
            " ,;("
        ), f"O2 {float(match['tag'].replace(',', '.')):g}"

    def _items(self, text: str) -> Quantity:
        """Read several values; those without a unit take the next one's."""
        parts = [part for part in _ITEMS.split(text) if part]
        if len(parts) < 2:
            return self._item(text)
        tail = tail_of(parts[-1])
        found = [self._item(f"{part} {tail}" if tail and tail_of(part) == "" else part) for part in parts]
        if len({(one.scale, one.tag) for one in found}) > 1:
            raise unreadable(text, self.example)
        ambiguous = next((one.lang for one in found if one.lang), "")
        return replace(
            found[0], intervals=tuple(i for one in found for i in one.intervals), lang=ambiguous, approx=False
        )

    def _item(self, text: str) -> Quantity:
        """Read one value with its operator, or a range."""
        for name, pattern in TRAILERS:
            if match := pattern.search(text):
                return self._one(text[: match.start()], name)
        for name, pattern in OPERATORS:
            if match := pattern.match(text):
                rest = text[match.end() :]
                return self._from(rest) if name == "from" else self._one(rest, name)
        return self._one(text, "equal")

    def _from(self, text: str) -> Quantity:
        """Read what follows "từ"/"from": a range, or a lower bound alone."""
        return self._range(text, inside=True) or self._one(text, "min")

    def _one(self, text: str, operator: str) -> Quantity:
        if operator in ("equal", "about") and (band := self._range(text, inside=False) or self._plus_minus(text)):
            return band
        amount = read_amount(text, self.scales, self.locale, self.example)
        return self._made([_bounds(amount.value, operator)], amount, operator)

    def _range(self, text: str, inside: bool) -> Quantity | None:
        """Read "a–b"; None when the text is no range. An end without a unit takes the other's."""
        refused: Unreadable | None = None
        for match in SEPARATOR.finditer(text):
            if not inside and match["word"] and match["word"].casefold() in ("and", "và"):
                continue
            left, right = text[: match.start()], text[match.end() :]
            if tail_of(left) is None or tail_of(right) is None:
                continue
            left, right = _shared(left, right)
            try:
                return self._band(*(read_amount(end, self.scales, self.locale, self.example) for end in (left, right)))
            except Unreadable as error:
                refused = refused or error
        if refused:
            raise refused
        return None

    def _band(self, low: Amount, high: Amount) -> Quantity:
        if low.scale != high.scale or low.unit.tag != high.unit.tag:
            raise unreadable(f"{low.text} – {high.text}", self.example)
        if high.value < low.value < 0:
            low, high = high, low  # "từ -18 đến -25 °C" goes from warm to cold
        if low.value > high.value:
            raise Unreadable(_REVERSED, low=low.text, high=high.text)
        return self._made([(low.value, high.value)], replace(high, ambiguous=low.ambiguous or high.ambiguous), "")

    def _plus_minus(self, text: str) -> Quantity | None:
        """Read "20 ± 2"; the tolerance may be a percentage."""
        middle, sign, spread = re.sub(r"\+/?[-−]", "±", text).partition("±")
        if not sign or tail_of(middle.strip()) is None:
            return None
        spread = spread.strip()
        if spread.endswith("%") and self.scales[0].unit.symbol != "%":
            amount = read_amount(middle, self.scales, self.locale, self.example)
            share = read_amount(spread[:-1], self.scales, self.locale, self.example, bare=True).value / 100
            width, doubt = abs(amount.value) * share, False
        else:
            middle, spread = _shared(middle.strip(), spread)
            amount = read_amount(middle, self.scales, self.locale, self.example)
            ends = read_amount(spread, self.scales, self.locale, self.example)
            doubt = ends.ambiguous
            width = abs(
                ends.value - read_amount("0 " + (tail_of(spread) or ""), self.scales, self.locale, self.example).value
            )
        both = replace(amount, ambiguous=amount.ambiguous or doubt)
        return self._made([(significant(amount.value - width), significant(amount.value + width))], both, "")

    def _made(self, intervals: Sequence[Interval], amount: Amount, operator: str) -> Quantity:
        if any(end is not None and not (isfinite(end) and abs(end) <= 1e15) for ends in intervals for end in ends):
            raise Unreadable(TOO_LARGE)
        return Quantity(
            amount.text,
            amount.scale,
            tuple(intervals),
            approx=operator == "about",
            strict=operator in ("over", "under"),
            tag=amount.unit.tag,
            lang=self.locale if amount.ambiguous else "",
        )


def _bounds(value: float, operator: str) -> Interval:
    """Return the interval that an operator makes of one number."""
    if operator in ("min", "over"):
        return value, None
    if operator in ("max", "under"):
        return None, value
    if operator == "about":
        return significant(value - APPROXIMATE * abs(value)), significant(value + APPROXIMATE * abs(value))
    return value, value


def _shared(left: str, right: str) -> tuple[str, str]:
    """Give the end without a unit the multiplier and unit of the other."""
    ours, theirs = tail_of(left), tail_of(right)
    if ours == "" and theirs:
        return f"{left} {theirs}", right
    return (left, f"{right} {ours}") if theirs == "" and ours else (left, right)
