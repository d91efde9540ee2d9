"""How words are cut and reduced in this process: tantivy's analyzers, which a server is told to mirror."""

from __future__ import annotations

from functools import cache, lru_cache

import tantivy

LONGEST = 60
"""Bytes of the longest word that is indexed."""


def analyzers() -> dict[str, tantivy.TextAnalyzer]:
    """Return the analyzers by name; they must be registered again each time an index is opened."""

    def base() -> tantivy.TextAnalyzerBuilder:
        simple = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        return simple.filter(tantivy.Filter.remove_long(LONGEST)).filter(tantivy.Filter.lowercase())

    folded = base().filter(tantivy.Filter.ascii_fold())
    return {
        "fold": folded.filter(tantivy.Filter.stemmer("english")).build(),
        "exact": base().build(),
        "prefix": base().filter(tantivy.Filter.ascii_fold()).build(),
    }


@cache
def _folding() -> tantivy.TextAnalyzer:
    return analyzers()["fold"]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return what an index holds for one folded word. Kept, since every page of results asks for the same words."""
    return "".join(_folding().analyze(word))
