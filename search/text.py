"""Text as every engine reads it: cleaning, folding, words, and the little language people type into a search box.

User text is data. Nothing here can fail on any `str`, and nothing of it is ever handed to an engine's own query parser.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

MAX_CHARS = 400
"""Characters of a query that are read; the rest is ignored."""

MAX_TERMS = 24
"""Words of a query that are read; the rest is ignored."""

MIN_PREFIX = 2
"""Letters a `word*` needs; shorter ones would match half the index and are read as plain words."""

WORD = re.compile(r"[^\W_]+")
"""A token: letters and digits, as tantivy's `simple` and Elasticsearch's `standard` tokenizers nearly agree."""

_SPACE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NOISE = re.compile(r"[\ud800-\udfff\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″〝〞", '"'))
_PIECE = re.compile(r'(?P<not>-?)"(?P<phrase>[^"]*)(?:"|$)|(?P<word>[^\s"]+)')
_JOINED = re.compile(r"[^\W_]+(?:[-'’.,_&+‑][^\W_]+)*")
_TWIN = re.compile(r"(?:h|k|l|m|s|t|v|qu)[iy]")
_LETTERS = {"đ": "d", "Đ": "D", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe"}
_LETTERS |= {"Œ": "OE", "ı": "i", "ð": "d", "þ": "th"}


def _fold_table() -> dict[int, str]:
    table = {ord(letter): plain for letter, plain in _LETTERS.items()}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = "".join(c for c in unicodedata.normalize("NFD", chr(code)) if not unicodedata.combining(c))
        if base != chr(code) and base.isascii():
            table.setdefault(code, base)
    return table | dict.fromkeys(range(768, 880), "")


_FOLD = _fold_table()


def clean(text: str) -> str:
    """Return `text` in NFC without lone surrogates, invisible and direction marks; control characters become spaces."""
    if text.isascii():
        return _SPACE.sub(" ", text)
    return unicodedata.normalize("NFC", _SPACE.sub(" ", _NOISE.sub("", text)))


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Return `text` in lower case without diacritics: `Đường Ơ` becomes `duong o`."""
    lowered = text.lower()
    return lowered if lowered.isascii() else lowered.translate(_FOLD)


def words(text: str) -> list[str]:
    """Return the words of cleaned text in lower case, diacritics kept."""
    return WORD.findall(clean(text).lower())


def twin(word: str) -> str | None:
    """Return the other spelling of a Vietnamese syllable that ends in i or y, `lí` for `lý`; None if it has but one.

    Schoolbooks have written i since decision 240/QĐ of 1984 of the Ministry of Education, nearly everybody else y.
    """
    if not _TWIN.fullmatch(fold(word)):
        return None
    letters = unicodedata.normalize("NFD", word)
    at = max(letters.rfind("i"), letters.rfind("y"))
    other = "y" if letters[at] == "i" else "i"
    return unicodedata.normalize("NFC", letters[:at] + other + letters[at + 1 :])


@dataclass(frozen=True, slots=True)
class Atom:
    """One thing to look for: a word, or words that must follow each other. `prefix` is for the last word.

    Words are lower case NFC as typed, diacritics kept. `quoted` tells a "phrase" from a word like `plug-in`.
    """

    words: tuple[str, ...]
    prefix: bool = False
    quoted: bool = False

    @property
    def simple(self) -> bool:
        """Tell whether this is one whole unquoted word."""
        return len(self.words) == 1 and not self.prefix and not self.quoted


@dataclass(frozen=True, slots=True)
class Clause:
    """Any one of these will do: `a OR b`."""

    any_of: tuple[Atom, ...]

    @property
    def word(self) -> str | None:
        """Return the word if the clause is one simple word."""
        return self.any_of[0].words[0] if len(self.any_of) == 1 and self.any_of[0].simple else None


@dataclass(frozen=True)
class Parsed:
    """What a query means: every clause of `required`, nothing of `excluded`."""

    required: tuple[Clause, ...] = ()
    excluded: tuple[Atom, ...] = ()

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing to look for."""
        return not self.required and not self.excluded

    @cached_property
    def accented(self) -> bool:
        """Tell whether any wanted word carries diacritics."""
        return any(fold(word) != word for clause in self.required for atom in clause.any_of for word in atom.words)

    def runs(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield stretches of neighbouring simple words as (index of the first clause, words as typed)."""
        start, run = 0, list[str]()
        for index, clause in enumerate((*self.required, Clause((Atom(("", "")),)))):
            if (word := clause.word) is not None:
                start = start if run else index
                run.append(word)
            elif run:
                yield start, tuple(run)
                run = []


@lru_cache(maxsize=256)
def parse(text: str) -> Parsed:
    """Read what a person typed: words, "phrases", -exclusions, OR, prefix*. Never fails.

    An unclosed quote runs to the end, a stray operator is ignored, and what lies beyond `MAX_CHARS` or `MAX_TERMS`
    is not read.
    """
    clauses: list[list[Atom]] = []
    excluded: list[Atom] = []
    join = False
    for atom, negative in _atoms(clean(text[: MAX_CHARS * 4])[:MAX_CHARS].translate(_QUOTES)):
        if atom is None:
            join = bool(clauses)
        elif negative:
            excluded.append(atom)
            join = False
        elif join:
            clauses[-1].append(atom)
            join = False
        else:
            clauses.append([atom])
    return Parsed(tuple(Clause(tuple(atoms)) for atoms in clauses), tuple(excluded))


def _atoms(text: str) -> Iterator[tuple[Atom | None, bool]]:
    """Yield (atom, is excluded), or (None, False) for an OR, until the terms are used up."""
    left = MAX_TERMS
    for piece in _PIECE.finditer(text):
        if piece["word"] in ("OR", "|", "||"):
            yield None, False
            continue
        for atom, negative in _read(piece):
            kept = Atom(atom.words[:left], atom.prefix and len(atom.words) <= left, atom.quoted)
            if not kept.words:
                return
            left -= len(kept.words)
            yield kept, negative


def _read(piece: re.Match[str]) -> Iterator[tuple[Atom, bool]]:
    if piece["word"] is None:
        if found := tuple(WORD.findall(piece["phrase"].lower())):
            yield Atom(found, quoted=True), bool(piece["not"])
        return
    word = piece["word"].lower()
    negative = word.startswith("-")
    for part in _JOINED.finditer(word):
        found = tuple(WORD.findall(part[0]))
        prefix = word[part.end() : part.end() + 1] == "*" and len(found[-1]) >= MIN_PREFIX
        yield Atom(found, prefix=prefix), negative
