"""What the words of a search say by themselves: which were added to them, and whether they name a sector."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from marketplace.discovery.pages import Added
from marketplace.discovery.request import SearchRequest
from marketplace.plugin_host.declarations import Sector
from search.expand import ALTERNATIVES
from search.query import Expansion
from search.text import fold, words

SHOWN_WORDS = 4  # alternatives of an added word that the page lists
LEAST = {"vi": 2, "en": 1}  # words of a sector's name that mean it: one Vietnamese syllable may mean anything


def added(request: SearchRequest, expansions: Iterable[Expansion]) -> tuple[Added, ...]:
    """Return the added words, beside the reader's as they were typed.

    A syllable typed without diacritics may be many words; to list a dozen of them, or the English ones of all its
    meanings ("doc": read, vertical), would only look absurd.
    """
    typed = words(request.q)
    plain = [fold(word) for word in typed]
    found = []
    for each in expansions:
        size = len(each.phrase)
        starts = (i for i in range(len(plain)) if tuple(plain[i : i + size]) == each.phrase)
        start = next(starts, None)
        shown = " ".join(each.phrase if start is None else typed[start : start + size])
        also = tuple(dict.fromkeys(text for text, _weight in each.alternatives if fold(text) != fold(shown)))
        telling = len(also) <= ALTERNATIVES and not (shown.isascii() and all(text.isascii() for text in also))
        if also and (size > 1 or telling):
            found.append(Added(shown, also[:SHOWN_WORDS], request.dropping(" ".join(each.phrase))))
    return tuple(found)


def sector_named(text: str, sectors: Mapping[str, Sector]) -> str | None:
    """Return the sector whose name in either language has these words in a row, if it is the only one.

    Diacritics, case and an English plural don't matter. "technology", which many are called, names none.
    """
    typed = [_bare(word) for word in words(text)]
    named = [slug for slug, sector in sectors.items() if any(_within(typed, *name) for name in _names(sector))]
    return named[0] if len(named) == 1 else None


def _names(sector: Sector) -> list[tuple[Sequence[str], int]]:
    return [([_bare(word) for word in words(getattr(sector.name, lang))], least) for lang, least in LEAST.items()]


def _within(typed: Sequence[str], name: Sequence[str], least: int) -> bool:
    size = len(typed)
    return size >= least and any(name[at : at + size] == typed for at in range(len(name) - size + 1))


def _bare(word: str) -> str:
    return fold(word).removesuffix("s")
