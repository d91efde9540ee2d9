"""What was typed for a quantity, said to a reader of the other language."""

from __future__ import annotations

import re
from functools import lru_cache

from marketplace.letters import plain
from marketplace.plugin_host.numbers import NUMBER, format_number, read_number

_NUMBERS = re.compile(rf"(?<!\w){NUMBER}")  # not the 3 of "m3"
_ENGLISH = re.compile(
    r"\b(?:from|to|about|around|approx\w*|between|and|or|least|most|over|under|more|less|per|year|month|day)\b",
    re.IGNORECASE,
)
_EXACT = 15  # significant digits


@lru_cache(maxsize=4096)  # what many pages show again and again
def retold(typed: str, lang: str, locale: str) -> str:
    """Return the text with its numbers as `locale` writes them; "" when its words are the other language's.

    `lang` is the language in which it must be read, "" when both read it alike.
    """
    language = lang or _language(typed)
    if language in ("", locale):
        return typed
    if plain(typed) != typed or _ENGLISH.search(typed):
        return ""
    return _NUMBERS.sub(lambda found: format_number(read_number(found[0], language).value, locale, _EXACT), typed)


@lru_cache(maxsize=4096)
def numbers(text: str, locale: str) -> tuple[float, ...]:
    """Return the numbers of a text that was read before."""
    return tuple(read_number(found, locale).value for found in _NUMBERS.findall(text))


def _language(typed: str) -> str:
    """Return the language that words and decimal signs give away, "" if none do."""
    if plain(typed) != typed:
        return "vi"
    for found in _NUMBERS.findall(typed):
        signs = [sign for sign in found if sign in ".,"]
        if signs:
            groups = len(signs) > 1 and len(set(signs)) == 1
            return "vi" if (signs[-1] == ",") != groups else "en"
    return "en" if _ENGLISH.search(typed) else ""
