"""Numbers as people type and read them: `1.200,5` in Vietnamese, `1,200.5` in English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

# Spaces group thousands in both languages; digits grouped by a sign are looked at in `read_number`.
NUMBER = (
    r"(?:[0-9]{1,3}(?: [0-9]{3})+(?![0-9])(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)*|[.,][0-9]+)"
    r"(?:[eE][+-]?[0-9]{1,3}(?![0-9A-Za-z]))?"
)
MAX_DIGITS = 40


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
    if could_group and sign == {"vi": ".", "en": ","}.get(locale, ","):
        return whole + fraction, "", True
    return whole, fraction, could_group


def _grouped(text: str, sign: str) -> bool:
    first, *rest = text.split(sign)
    return 0 < len(first) <= 3 and not first.startswith("0") and all(len(group) == 3 for group in rest)


def significant(value: float, digits: int = 12) -> float:
    """Round off the noise that a conversion leaves (1.6 × 1000 is 1600)."""
    return float(f"{value:.{digits}g}")


def format_number(value: float, locale: str, digits: int = 12) -> str:
    """Write a number in the language: up to `digits` significant digits, thousands grouped, a real minus sign."""
    plain = f"{Decimal(repr(significant(value, digits))):,f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    if locale == "vi":
        plain = plain.translate(str.maketrans(",.", ".,"))
    return plain.replace("-", "−") if plain not in ("-0", "−0") else "0"
