"""Reading one amount: sign, number or product, multiplier and unit, turned into the field's unit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from marketplace.i18n import L
from marketplace.plugin_host.clean import excerpt
from marketplace.plugin_host.dimensions import DIMENSIONS
from marketplace.plugin_host.numbers import NUMBER, read_number, significant
from marketplace.plugin_host.quantity import Scale, Unreadable
from marketplace.plugin_host.units import Dimension, Unit

SIGN = r"(?:(?P<minus>[-−–]|âm(?!\w)|am(?!\w)|minus(?!\w))|\+)?"
_AMOUNT = re.compile(rf"\s*{SIGN}\s*(?P<number>{NUMBER})\s*(?P<tail>.*)", re.IGNORECASE)
_FACTOR = re.compile(rf"(?P<unit>[^0-9×xX*]*?)\s*[×xX*]\s*(?P<number>{NUMBER})\s*(?P<tail>.*)")
_PREFIX = re.compile(
    rf"(?P<unit>[^\W\d][^0-9]*?|[$€₫¥£₩])\s*(?P<number>{NUMBER})(?P<tail>.*)"
)  # ISO 5, VND 4.5 million
SEPARATOR = re.compile(
    r"\s*(?:–|—|…|\.\.\.?|÷|~|→|-|(?<!\w)(?P<word>đến|den|tới|toi|to|and|và)(?!\w))\s*", re.IGNORECASE
)
_MULTIPLIER = re.compile(
    r"(?:(?P<thousand>nghìn|ngàn|nghin|ngan|thousand|k)|(?P<wan>vạn)|(?P<million>triệu|trieu|tr|million|mil|mn|(?-i:M))"
    r"|(?P<billion>tỷ|tỉ|ty|billion|bn))(?![^\W\d_])\s*(?P<tail>.*)",
    re.IGNORECASE,
)
_POWERS = {"thousand": 1e3, "wan": 1e4, "million": 1e6, "billion": 1e9}

TOO_LARGE = L("This number is too large.", "Số này quá lớn.")
_UNREADABLE = L(
    "“{text}” can't be read as a quantity. Write a number with its unit, such as {example}.",
    "Không đọc được “{text}”. Hãy nhập số kèm đơn vị, ví dụ {example}.",
)
_WRONG_UNIT = L(
    "“{unit}” is not a unit of {kind} here. Use {known}.",
    "“{unit}” không phải đơn vị {kind} ở mục này. Hãy dùng {known}.",
)
_NO_UNIT = L(
    "A plain number is expected here: leave out “{unit}”.", "Mục này chỉ cần một số, không kèm đơn vị: hãy bỏ “{unit}”."
)
_NO_SUCH_SIZE = L("There is no such size: {text}.", "Không có cỡ này: {text}.")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in the unit of `scale`; `unit` is the one typed."""

    text: str
    value: float
    scale: Scale
    unit: Unit
    ambiguous: bool


def unreadable(text: str, example: str) -> Unreadable:
    """Return the error for text that is no quantity at all."""
    return Unreadable(_UNREADABLE, text=excerpt(text), example=example or "12,5")


def tail_of(text: str) -> str | None:
    """Return what follows the first number; None when the text does not start with one."""
    match = _AMOUNT.match(text)
    return match["tail"].strip() if match else None


def read_amount(text: str, scales: tuple[Scale, ...], locale: str, example: str = "", bare: bool = False) -> Amount:
    """Read one amount in the first scale that knows its unit. `bare`: a plain number. Raises Unreadable."""
    match = _AMOUNT.fullmatch(text) or _AMOUNT.fullmatch(_PREFIX.sub(r"\g<number>\g<tail> \g<unit>", text))
    if match is None:
        raise unreadable(text, example)
    try:
        factors, ambiguous, tail = _factors(match, locale)
    except (ValueError, OverflowError):
        raise unreadable(text, example) from None
    if match["minus"]:
        factors[0] = -factors[0]
    multiplier, scale, unit, side = (
        (1.0, scales[0], scales[0].unit, None) if bare else _unit(tail, scales, len(factors))
    )
    if bare and tail:
        raise unreadable(text, example)
    try:
        base = _product(factors, multiplier, side or unit, side is not None)
        value = scale.unit.from_base(base)
    except (ValueError, OverflowError):
        raise Unreadable(_NO_SUCH_SIZE, text=excerpt(text)) from None
    return Amount(text, value, scale, unit, ambiguous)


def _factors(match: re.Match[str], locale: str) -> tuple[list[float], bool, str]:
    """Return the numbers of a product ("2 × 120"), whether one is ambiguous, and the text after the last."""
    first = read_number(match["number"], locale)
    numbers, tail = [first], match["tail"].strip()
    while factor := _FACTOR.fullmatch(tail):
        numbers.append(read_number(factor["number"], locale))
        before, tail = factor["unit"].strip(), factor["tail"].strip()
        if before and not tail.startswith(before):  # "2,4 mm × 2,1 mm" is fine, "2 kW × 3 m" is not
            raise ValueError("two units")
    return [number.value for number in numbers], any(number.ambiguous for number in numbers), tail


def _product(factors: list[float], multiplier: float, unit: Unit, sides: bool) -> float:
    """Return the base value of a product: a count times an amount, or two sides of an area."""
    if sides:
        one, other = (unit.to_base(value) for value in factors[-2:])
        return significant(_times(factors[:-2]) * one * other)
    return unit.to_base(significant(_times(factors) * multiplier))


def _times(numbers: list[float]) -> float:
    product = 1.0
    for number in numbers:
        product *= number
    return product


def _unit(tail: str, scales: tuple[Scale, ...], factors: int) -> tuple[float, Scale, Unit, Unit | None]:
    """Return (multiplier, scale, unit, unit of the sides if a product of lengths) that a tail spells."""
    multiplier, rest = 1.0, tail
    while True:
        for scale in scales:
            if not rest:
                return multiplier, scale, scale.unit, None
            if unit := scale.dimension.find(rest):
                return multiplier, scale, unit, None
            if factors > 1 and scale.dimension.sides and (side := DIMENSIONS[scale.dimension.sides].find(rest)):
                return multiplier, scale, scale.dimension.units[0], side
        match = _MULTIPLIER.fullmatch(rest)
        if match is None:
            raise _wrong_unit(tail, scales)
        multiplier *= next(power for name, power in _POWERS.items() if match[name])
        rest = match["tail"].strip()


def _wrong_unit(text: str, scales: tuple[Scale, ...]) -> Unreadable:
    """Return why a unit is refused: never converted, or not of this kind."""
    for other in DIMENSIONS.values():
        if other.find(text) is not None:
            for scale in scales:
                if reason := scale.dimension.apart.get(other.name):
                    return Unreadable(reason)
    if not scales[0].unit.symbol:
        return Unreadable(_NO_UNIT, unit=excerpt(text, 20))
    kinds: Dimension = scales[0].dimension
    known = [
        label for scale in scales for label in (scale.unit.label, *(unit.label for unit in scale.dimension.units[:4]))
    ]
    names = ", ".join(dict.fromkeys(str(label) for label in known if str(label)))
    return Unreadable(_WRONG_UNIT, unit=excerpt(text, 20), kind=str(kinds.label), known=names)
