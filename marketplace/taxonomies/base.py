"""The one shape of every classification: coded entries in both languages, looked up, listed and searched alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from marketplace.i18n import L
from marketplace.letters import plain


def fold(text: str) -> str:
    """Return `text` without case, diacritics and doubled spaces, so that "Hai Phong" finds "Hải Phòng"."""
    return " ".join(plain(text.casefold()).split())


@dataclass(frozen=True, slots=True)
class Entry:
    """One class. `note` explains it, `example` shows it, `synonyms` are what else people type (old names)."""

    code: str
    label: L
    parent: str | None = None
    note: L | None = None
    example: L | None = None
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taxonomy:
    """A classification in one edition. `pattern` admits codes that are well formed though not listed here."""

    slug: str
    name: L
    edition: str
    entries: tuple[Entry, ...]
    pattern: str | None = None

    @cached_property
    def _by_code(self) -> dict[str, Entry]:
        return {entry.code: entry for entry in self.entries}

    @cached_property
    def _haystacks(self) -> tuple[tuple[Entry, tuple[str, ...]], ...]:
        return tuple(
            (entry, tuple(map(fold, (entry.code, entry.label.vi, entry.label.en, *entry.synonyms))))
            for entry in self.entries
        )

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and self.accepts(code)

    def accepts(self, code: str) -> bool:
        """Tell whether `code` is listed, or well formed and below a listed class."""
        if code in self._by_code:
            return True
        return bool(self.pattern and re.fullmatch(self.pattern, code) and self.ancestor(code))

    def lookup(self, code: str) -> Entry | None:
        """Return the listed entry with this very code."""
        return self._by_code.get(code)

    def ancestor(self, code: str) -> Entry | None:
        """Return the nearest listed class above `code`: its parent, or the longest listed code it begins with."""
        listed = self._by_code.get(code)
        if listed:  # goal 14 is not a part of goal 1: only codes that are not listed are placed by how they begin
            return self._by_code[listed.parent] if listed.parent else None
        shorter = (code[:length] for length in range(len(code) - 1, 0, -1))
        return next((self._by_code[start] for start in shorter if start in self._by_code), None)

    def path(self, code: str) -> tuple[str, ...]:
        """Return the codes from the top class down to `code` itself: what a facet counts."""
        known = self._paths.get(code)
        if known is None:
            above = self.ancestor(code)
            known = (*self.path(above.code), code) if above else (code,)
            if code in self._by_code:  # asked for each listing that is indexed; codes by pattern are without number
                self._paths[code] = known
        return known

    @cached_property
    def _paths(self) -> dict[str, tuple[str, ...]]:
        return {}

    def label(self, code: str) -> str:
        """Return the name in the current language; an unlisted code shows itself and the class it belongs to."""
        if entry := self.lookup(code):
            return str(entry.label)
        above = self.ancestor(code) if self.accepts(code) else None
        return f"{code} ({above.label})" if above else code

    def children(self, code: str | None = None) -> tuple[Entry, ...]:
        """Return the entries right below `code`; those at the top for None."""
        return tuple(entry for entry in self.entries if entry.parent == code)

    def clean(self, typed: str) -> str | None:
        """Return the code that `typed` means (in any case, spaces aside, or by an exact name), or None.

        Codes go before names and accents count before they are dropped: "BI" is Burundi, "Bỉ" Belgium.
        """
        code = " ".join(typed.split())
        forms = (code, code.upper(), code.lower(), code.upper().replace(" ", ""))
        return next((form for form in forms if self.accepts(form)), None) or self._by_name(fold(typed))

    def _by_name(self, wanted: str) -> str | None:
        return next((entry.code for entry, names in self._haystacks if wanted and wanted in names), None)

    def search(self, text: str, limit: int = 20) -> list[Entry]:
        """Return entries whose code, names or synonyms hold every word of `text`, the closest first."""
        wanted = fold(text)
        if not wanted:
            return list(self.entries[:limit])
        ranked = [(_rank(wanted, names), entry) for entry, names in self._haystacks]
        found = sorted((pair for pair in ranked if pair[0] is not None), key=lambda pair: pair[0] or 0)
        return [entry for _, entry in found[:limit]]


def _rank(wanted: str, names: tuple[str, ...]) -> int | None:
    if wanted in names:
        return 0
    if any(name.startswith(wanted) for name in names):
        return 1
    text = " ".join(names)
    return 2 if all(word in text for word in wanted.split()) else None
