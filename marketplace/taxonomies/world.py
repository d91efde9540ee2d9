"""Countries and languages, named by Babel's copy of Unicode CLDR at run time: no list of ours to grow old."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import babel
from babel import Locale

from marketplace.i18n import L
from marketplace.taxonomies.base import Entry, Taxonomy

# Two-letter CLDR territories that are no countries: groupings, test codes, islands without an ISO code of their own.
_NOT_COUNTRIES = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
_COUNTRIES_FIRST = ("VN", "JP", "KR", "SG", "CN", "TW", "DE", "NL", "US")
_LANGUAGES_FIRST = ("vi", "en", "ja", "ko", "zh", "de", "fr")
_NAMES = {"VN": "Viet Nam"}  # as the United Nations and Vietnamese law write it in English; CLDR has "Vietnam"
_SYNONYMS = {
    "VN": ("Vietnam",),
    "US": ("USA", "Mỹ"),
    "GB": ("UK", "Anh"),
    "KR": ("Korea", "Hàn"),
    "CN": ("Tàu",),
    "NL": ("Holland",),
    "CZ": ("Czech Republic",),
}


def _entries(attribute: str, codes: Iterable[str], first: tuple[str, ...]) -> tuple[Entry, ...]:
    english, vietnamese = (getattr(Locale(tag), attribute) for tag in ("en", "vi"))
    rest = sorted((code for code in codes if code not in first), key=lambda code: english[code])
    return tuple(
        Entry(code, _label(code, english[code], vietnamese.get(code)), synonyms=_SYNONYMS.get(code, ()))
        for code in (*first, *rest)
    )


def _label(code: str, english: str, vietnamese: str | None) -> L:
    return L(_NAMES.get(code, english), vietnamese or english)


def _letters(attribute: str) -> list[str]:
    """Return the two-letter codes: CLDR also has numbers for regions and long tags for variants."""
    return [code for code in map(str, getattr(Locale("en"), attribute)) if len(code) == 2 and code.isalpha()]


@lru_cache
def countries() -> Taxonomy:
    """Return the countries by ISO 3166-1 alpha-2 code, Vietnam and its usual partners first."""
    codes = (code for code in _letters("territories") if code not in _NOT_COUNTRIES)
    entries = _entries("territories", codes, _COUNTRIES_FIRST)
    return Taxonomy("country", L("Country", "Quốc gia"), f"CLDR in Babel {babel.__version__}", entries)


@lru_cache
def languages() -> Taxonomy:
    """Return the languages by ISO 639-1 code, the usual ones first."""
    entries = _entries("languages", _letters("languages"), _LANGUAGES_FIRST)
    return Taxonomy("language", L("Language", "Ngôn ngữ"), f"CLDR in Babel {babel.__version__}", entries)
