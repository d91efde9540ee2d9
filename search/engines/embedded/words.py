"""Help with words: continue what is being typed, mend what was mistyped, find documents alike."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import tantivy
from tantivy import Occur
from tantivy import Query as Q

from search.engines.embedded.mapping import encode_id
from search.engines.embedded.pages import by_score
from search.engines.embedded.store import Handle
from search.offers import as_written, continuations, mendable
from search.pieces import SEP
from search.query import Filter, Not
from search.results import Hit, Results
from search.spelling import nearest
from search.stopwords import ENGLISH, VIETNAMESE
from search.text import MAX_CHARS, WORD, clean, fold

_CANDIDATES = 2_000
_ALIKE_TERMS = 25


def suggest(handle: Handle, typed: str, filters: Sequence[Filter | Not], limit: int) -> list[str]:
    """Return pieces of titles and keywords that continue what is being typed."""
    clauses = handle.builder.filters(filters)
    only = Q.boolean_query([(Occur.Must, Q.all_query()), *clauses]) if clauses else None

    def look(prefix: str, most: int) -> list[tuple[str, int]]:
        return list(handle.searcher.terms_with_prefix("phrases", prefix, only, most))

    return continuations(typed, limit, look)


def correct(handle: Handle, text: str) -> str | None:
    """Return the text with words the index lacks replaced by the nearest it has, None if nothing was replaced."""
    text = clean(text)[:MAX_CHARS]
    parts: list[str] = []
    at = 0
    for match in WORD.finditer(text):
        mended = _mend(handle, match[0])
        if mended is not None:
            parts += [text[at : match.start()], mended]
            at = match.end()
    return "".join([*parts, text[at:]]) if parts else None


def _mend(handle: Handle, word: str) -> str | None:
    plain = fold(word)
    if not mendable(plain) or handle.searcher.doc_freq("words", plain):
        return None
    pool: dict[str, int] = {}
    for start in {plain[0], plain[1]}:  # the first letter may be missing or swapped with the second
        pool.update(handle.searcher.terms_with_prefix("words", start, limit=_CANDIDATES))
    found = nearest(plain, pool)
    if not found:
        return None
    return as_written(handle.searcher.terms_with_prefix("phrases", found + SEP, limit=20), word.lower()) or found


def similar(handle: Handle, document: str, filters: Sequence[Filter | Not], limit: int) -> Results:
    """Return the documents that share the most telling words of the given one."""
    own = Q.term_query(handle.index.schema, "id", encode_id(document))
    hits = handle.searcher.search(own, limit=1).hits
    like = handle.searcher.doc(hits[0][1]).get_first("like") if hits else None
    if not like or limit < 1:
        return Results((), 0)
    text = bytes(like).decode("utf-8")
    fields = {f"t{tier}": [text] for tier in range(len(handle.mapping.weights))}
    least = 2 if handle.searcher.num_docs > _ALIKE_TERMS else 1
    alike = Q.more_like_this_document_fields_query(
        handle.index.schema,
        fields,
        min_doc_frequency=least,
        min_term_frequency=1,
        max_query_terms=_ALIKE_TERMS,
        min_word_length=2,
        stop_words=list(_stop_stems(handle.analyzers["fold"])),
    )
    query = Q.boolean_query([(Occur.Must, alike), (Occur.MustNot, own), *handle.builder.filters(filters)])
    rows = by_score(handle, query, limit, 0, counted=False).rows
    return Results(tuple(Hit(row.id, row.score) for row in rows), len(rows))


@lru_cache(maxsize=4)
def _stop_stems(analyzer: tantivy.TextAnalyzer) -> tuple[str, ...]:
    return tuple({stem for word in ENGLISH | VIETNAMESE for stem in analyzer.analyze(word)})
