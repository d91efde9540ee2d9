"""Numbers that the other language reads otherwise: `1.200` is 1.2 in English and 1200 in Vietnamese."""

from __future__ import annotations

from marketplace.i18n import L
from marketplace.plugin_host.numbers import doubtful, format_number

_DOUBT = L(
    "“{number}” was read as {value}; if {other} is meant, write {written}.",
    "“{number}” được đọc là {value}; nếu là {other}, hãy viết {written}.",
)
_OR = L("or", "hoặc")


def doubt(typed: str, locale: str, *, grouped: bool = False) -> str:
    """Return how a number was read that may be meant otherwise, and how to write it then; "" without doubt.

    `grouped`: even one with the language's own sign between thousands, because what it gives can't be right.
    """
    found = doubtful(typed, locale, grouped)
    if found is None:
        return ""
    number, value, other = found
    plain, written = f"{other:.12g}".replace(".", "," if locale == "vi" else "."), format_number(other, locale)
    either = written if plain == written else f"{plain} {_OR} {written}"
    return _DOUBT.format(number=number, value=format_number(value, locale), other=written, written=either)
