"""Numbers as people type and read them: `1.200,5` in Vietnamese, `1,200.5` in English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

# Spaces group thousands in both languages; digits grouped by a sign are looked at in `read_number`.
NUMBER = (
    r"(?:[0-9]{1,3}(?: [0-9]{3})+(?![0-9])(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)*|[.,][0-9]+)"
    r"(?:[eE][+-]?[0-9]{1,3}(?![0-9A-Za-z]))?"
)
MAX_DIGITS = 40
_GROUPS = {"vi": ".", "en": ","}  # between thousands; the other sign stands before decimals
_OTHER_SIGN = str.maketrans(",.", ".,")
_TOKEN = re.compile(NUMBER)


@dataclass(frozen=True, slots=True)
class Reading:
    """A number read from text. `ambiguous` when the other language would read the same text otherwise."""

    value: float
    ambiguous: bool = False


def read_number(text: str, locale: str) -> Reading:
    """Read one number (no sign). Raises ValueError on anything that is not one.

    A sign followed by exactly three digits groups thousands if it is the language's grouping sign (`.` in Vietnamese,
    `,` in English); any other single sign is a decimal sign. A group can't follow a lone 0 (`0.180` is a fraction).
    """
    text, _, exponent = text.lower().partition("e")
    if len(text) > MAX_DIGITS:
        raise ValueError("too many digits")
    whole, fraction, ambiguous = _split(text.replace(" ", ""), locale)
    return Reading(float(f"{whole or 0}.{fraction or 0}e{exponent or 0}"), ambiguous)


def _split(text: str, locale: str) -> tuple[str, str, bool]:
    """Return the digits before and after the decimal sign, and whether another language reads it otherwise."""
    signs = [char for char in text if char in ".,"]
    if not signs:
        return text, "", False
    if len(set(signs)) == 2:
        decimal = text.rfind(signs[-1])
        if signs.count(signs[-1]) > 1 or not _grouped(text[:decimal], signs[0]):
            raise ValueError("mixed signs")
        return re.sub(r"[.,]", "", text[:decimal]), text[decimal + 1 :], False
    sign = signs[0]
    if len(signs) > 1:
        if not _grouped(text, sign):
            raise ValueError("uneven groups")
        return text.replace(sign, ""), "", False
    whole, _, fraction = text.partition(sign)
    could_group = _grouped(text, sign)
    if could_group and sign == _GROUPS.get(locale, ","):
        return whole + fraction, "", True
    return whole, fraction, could_group


def _grouped(text: str, sign: str) -> bool:
    first, *rest = text.split(sign)
    return 0 < len(first) <= 3 and not first.startswith("0") and all(len(group) == 3 for group in rest)


def turned(text: str) -> str:
    """Return a text with the signs of all its numbers as the other language writes them: `1.200,5` for `1,200.5`."""
    return _TOKEN.sub(lambda match: match[0].translate(_OTHER_SIGN), text)


def doubtful(text: str, locale: str, grouped: bool) -> tuple[str, float, float] | None:
    """Return the first number that the other language reads otherwise, with both readings; None when there is none.

    `grouped` asks, too, for one with the language's own grouping sign, which is in doubt only where it can't be right.
    """
    for match in _TOKEN.finditer(text):
        found = read_number(match[0], locale) if len(match[0]) <= MAX_DIGITS else Reading(0)
        if found.ambiguous and (grouped or _GROUPS.get(locale, ",") not in match[0]):
            other = next(each for each in _GROUPS if each != locale)
            return match[0], found.value, read_number(match[0], other).value
    return None


def unmistakable(value: float) -> str:
    """Write a number as both languages read it: `1.2340` for 1.234, whose sign could stand between thousands."""
    text = f"{Decimal(repr(value)):f}"
    return f"{text}0" if re.fullmatch(r"-?[1-9][0-9]{0,2}\.[0-9]{3}", text) else text


def significant(value: float, digits: int = 12) -> float:
    """Round off the noise that a conversion leaves (1.6 × 1000 is 1600)."""
    return float(f"{value:.{digits}g}")


@lru_cache(maxsize=4096)  # the same facts are shown again and again
def format_number(value: float, locale: str, digits: int = 12) -> str:
    """Write a number in the language: up to `digits` significant digits, thousands grouped, a real minus sign."""
    plain = f"{Decimal(repr(significant(value, digits))):,f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    if locale == "vi":
        plain = plain.translate(_OTHER_SIGN)
    return plain.replace("-", "−") if plain not in ("-0", "−0") else "0"
