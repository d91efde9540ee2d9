"""Other ways to say what was typed, in the other language above all: from a lexicon, and from glossaries of plugins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from search.query import Expansion
from search.stopwords import ENGLISH, is_plain_look_up, is_stop
from search.text import fold, parse, words

ALTERNATIVES = 3
"""How many alternatives a phrase gets: 2 to 4 were found equally good (search/lexicon)."""

READINGS = 3
"""How many times as many alternatives a word typed without diacritics gets, for it may be several words: 96 % of the
syllables of the lexicon's two-word phrases (counted as often as they occur) then keep their best one; at once, 63 %."""

SYNONYM = 0.7
"""Weight of a glossary's other word in the same language."""

_FILE = Path(__file__).parent / "lexicon" / "lexicon.tsv"
_LONGEST = 4
_LEAST_WEIGHT = 0.1
_LEAST_SHARE = 0.4
"""What weighs less than so much of a phrase's best alternative is a by-meaning, which looks silly beside the query:
chạo (a dish) for seafood, ark for tàu. From 0.3 to 0.5 the ranking stays the same within 0.004 (bench/relevance.py);
at 0.3 chạo stays, at 0.5 "cảng" goes from "port"."""
_PLAIN_SYLLABLE = 3
_ENDINGS = (
    ("ies", "y"),
    ("es", ""),
    ("s", ""),
    ("ing", ""),
    ("ing", "e"),
    ("ed", ""),
    ("ed", "e"),
    ("er", ""),
    ("ly", ""),
)
_NEVER = frozenset({"chinaman", "chink", "chinky", "jap", "nigger", "negro", "gook"})
"""Slurs that Wiktionary glosses with harmless words; never shown as "also searched"."""

Phrase = tuple[str, ...]
Weighted = tuple[str, float]


@dataclass(frozen=True, slots=True)
class Term:
    """One idea of a glossary: its names in each language, the best first."""

    vi: tuple[str, ...]
    en: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    """Alternatives by phrase. `folded` finds Vietnamese typed without diacritics."""

    english: dict[str, list[Weighted]]
    vietnamese: dict[str, list[Weighted]]
    folded: dict[str, list[Weighted]]

    def find(self, phrase: Phrase, accented: bool) -> list[Weighted]:
        """Return the alternatives of words as typed; `accented` tells that the text around carries diacritics."""
        text = " ".join(phrase)
        if fold(text) != text:
            return self.vietnamese.get(text, [])
        if accented:
            return self.vietnamese.get(text) or self._english(phrase)
        found = self._english(phrase)
        if found or (len(phrase) == 1 and len(text) < _PLAIN_SYLLABLE):
            return found
        return self.folded.get(text, [])

    def find_plain(self, phrase: Phrase, alone: bool) -> list[Weighted]:
        """Return the alternatives of words that are probably Vietnamese without its diacritics.

        An English stop word is read as Vietnamese only. A very short word `alone` may be anything.
        """
        english = [] if len(phrase) == 1 and phrase[0] in ENGLISH else self._english(phrase)
        if alone and (english or len(phrase[0]) < _PLAIN_SYLLABLE):
            return english
        return english + self.folded.get(" ".join(phrase), [])

    def _english(self, phrase: Phrase) -> list[Weighted]:
        before = "".join(word + " " for word in phrase[:-1])
        return next((found for form in _forms(phrase[-1]) if (found := self.english.get(before + form))), [])


class Lexicon:
    """Translates words of a query. Cheap to share, safe in threads: nothing changes after loading."""

    def __init__(self, rows: Iterable[tuple[str, str, float]]) -> None:
        self._table = _table(rows)

    @staticmethod
    @cache
    def load() -> Lexicon:
        """Return the lexicon that comes with this package, read on first use."""
        with _FILE.open(encoding="utf-8") as lines:
            return Lexicon((en, vi, float(weight)) for en, vi, weight, _ in (line.split("\t", 3) for line in lines))

    def expand(self, text: str, extra: Iterable[Term] = (), limit: int = ALTERNATIVES) -> tuple[Expansion, ...]:
        """Return alternatives for the words and phrases of a query, the longest phrase first, stop words left out.

        `extra` terms go before the lexicon's. Quoted phrases, prefixes and exclusions mean what they say and have none.
        """
        parsed = parse(text)
        glossary = _glossary(tuple(extra))
        found: dict[Phrase, Expansion] = {}
        for _, run in parsed.runs():
            for phrase, others in self._cover(run, parsed.accented, glossary, limit):
                key = tuple(fold(word) for word in phrase)
                found.setdefault(key, Expansion(key, others))
        return tuple(found.values())

    def _cover(
        self, run: Phrase, accented: bool, glossary: _Table, limit: int
    ) -> Iterator[tuple[Phrase, tuple[Weighted, ...]]]:
        plain = not accented and is_plain_look_up(run)
        at = 0
        while at < len(run):
            for size in range(min(_LONGEST, len(run) - at), 0, -1):
                phrase = run[at : at + size]
                if size == 1 and not plain and is_stop(phrase[0], accented):
                    continue
                pool = [
                    other
                    for table in (glossary, self._table)
                    for other in (table.find_plain(phrase, len(run) == 1) if plain else table.find(phrase, accented))
                ]
                others = _best(phrase, pool, limit * READINGS if plain else limit)
                if others:
                    yield phrase, others
                if others or (size > 1 and _same(phrase, pool)):
                    at += size
                    break
            else:
                at += 1


def _same(phrase: Phrase, pool: Sequence[Weighted]) -> bool:
    """Tell whether the phrase is called the same in the other language, as places are: its words mean nothing alone."""
    own = fold(" ".join(phrase))
    return any(fold(text) == own for text, _weight in pool)


def _best(phrase: Phrase, pool: Sequence[Weighted], limit: int) -> tuple[Weighted, ...]:
    """Return the best alternatives, those of the glossary first, none that only repeats the phrase."""
    own = fold(" ".join(phrase))
    best: dict[str, float] = {}
    for text, weight in pool:
        if fold(text) != own and weight >= _LEAST_WEIGHT:
            best.setdefault(text, weight)
    return tuple(best.items())[:limit]


def _table(rows: Iterable[tuple[str, str, float]]) -> _Table:
    """Index rows both ways, each list by falling weight and without by-meanings."""
    table = _Table({}, {}, {})
    for en, vi, weight in rows:
        if en in _NEVER:
            continue
        table.english.setdefault(en, []).append((vi, weight))
        table.vietnamese.setdefault(vi, []).append((en, weight))
    for side in (table.english, table.vietnamese):
        for others in side.values():
            if len(others) > 1:
                others.sort(key=lambda row: -row[1])
                least = others[0][1] * _LEAST_SHARE
                others[:] = [row for row in others if row[1] >= least]
    table.folded.update(_by_reading(table.vietnamese))
    return table


def _by_reading(vietnamese: dict[str, list[Weighted]]) -> dict[str, list[Weighted]]:
    """Index phrases by their folded form: the best alternative of every reading, then every second best, and so on."""
    found: dict[str, list[tuple[int, Weighted]]] = {}
    for vi, others in vietnamese.items():
        found.setdefault(fold(vi), []).extend(enumerate(others))
    for ranked in found.values():
        ranked.sort(key=lambda row: (row[0], -row[1][1]))
    return {folded: [other for _, other in ranked] for folded, ranked in found.items()}


@lru_cache(maxsize=8)
def _glossary(terms: tuple[Term, ...]) -> _Table:
    table = _Table({}, {}, {})
    for term in terms:
        sides = [
            (table.english, term.en, term.vi),
            (table.vietnamese, term.vi, term.en),
            (table.folded, term.vi, term.en),
        ]
        for side, names, others in sides:
            for name in names:
                key = " ".join(words(name))
                synonyms = [(other, SYNONYM) for other in names if other != name]
                side.setdefault(fold(key) if side is table.folded else key, []).extend(
                    [*((other, 1.0) for other in others), *synonyms]
                )
    return table


def _forms(word: str) -> Iterator[str]:
    """Yield the word and what it may be a form of."""
    yield word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            base = word[: len(word) - len(ending)]
            yield base + instead
            if ending in ("ing", "ed", "er") and not instead and base[-1] == base[-2]:
                yield base[:-1]
