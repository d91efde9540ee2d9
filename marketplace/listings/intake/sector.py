"""Which sector a text is about, by the sectors' own words: names, parts, glossaries and labels of fields."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

from marketplace.plugin_host.declarations import KINDS, Sector
from marketplace.plugin_host.manager import PluginHost
from marketplace.taxonomies.base import fold

# Of the demonstration's 246 texts so many points name the right sector in 108, a wrong one in 2, and none in the rest.
NAME, PART, WORD = 3, 2, 1  # what a phrase of a sector's is worth that stands in a text, however often
LENGTHS = (1, 2, 4)  # times that for phrases of one, two, and three words or more: the long ones are seldom chance
ENOUGH = 6  # points below which it may be chance
CLEAR = 2  # times as many points as the next sector
_ASIDE, _APART = re.compile(r"\([^)]*\)"), re.compile(r"[,;/:]| and | và ")
LEAST = 6  # letters of a phrase: shorter ones, and single Vietnamese syllables, mean too many things


def sector_in(text: str, plugins: PluginHost) -> str | None:
    """Return the sector that a text is clearly about, None if none is."""
    said = _spaced(text)
    points = Counter(dict.fromkeys(plugins.sectors, 0))
    for phrase, (slug, weight) in _phrases(plugins).items():
        if phrase in said:
            points[slug] += weight
    ranked = [*points.most_common(2), ("", 0), ("", 0)]
    (best, most), (_next, second) = ranked[:2]
    return best if most >= ENOUGH and most >= CLEAR * second else None


def names(sector: Sector, text: str) -> bool:
    """Tell whether a text is a sector's name, or some words of it, and nothing more."""
    said = _spaced(text)
    return bool(said.strip()) and any(said in _spaced(name) for name in (sector.name.en, sector.name.vi, sector.slug))


@lru_cache(maxsize=4)
def _phrases(plugins: PluginHost) -> Mapping[str, tuple[str, int]]:
    """Return the phrases that only one sector uses, each with that sector and its weight."""
    found: dict[str, tuple[str, int]] = {}
    shared: set[str] = set()
    for slug, sector in plugins.sectors.items():
        for text, weight in _words_of(sector, plugins):
            phrase = _spaced(text)
            owner, known = found.get(phrase, (slug, 0))
            if owner != slug:
                shared.add(phrase)
            elif len(phrase) > LEAST + 1:
                found[phrase] = slug, max(weight * LENGTHS[min(phrase.count(" ") - 1, len(LENGTHS)) - 1], known)
    return {phrase: whose for phrase, whose in found.items() if phrase not in shared}


def _words_of(sector: Sector, plugins: PluginHost) -> Iterator[tuple[str, int]]:
    fields = [field for kind in KINDS for field in plugins.schema_for(sector, kind).declared]
    labels = [(sector.name, NAME), *((part.label, PART) for part in sector.subcategories)]
    labels += [(label, WORD) for field in fields for label in (field.label, *(each.label for each in field.choices))]
    for label, weight in labels:
        for text in (label.vi, label.en):
            parts = _APART.split(_ASIDE.sub("", text))
            yield from ((part, weight if len(parts) == 1 else WORD) for part in parts)  # "equipment" may be anybody's
    for term in sector.glossary:
        yield from ((text, WORD) for text in (*term.vi, *term.en))


def _spaced(text: str) -> str:
    """Return folded words with one space around each, so that whole words are compared."""
    return f" {' '.join(re.findall(r'[a-z0-9]+', fold(text)))} "
