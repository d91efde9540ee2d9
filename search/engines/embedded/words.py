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
from search.pieces import SEP
from search.query import Filter, Not
from search.results import Hit, Results
from search.spelling import distance, nearest
from search.stopwords import ENGLISH, VIETNAMESE
from search.text import MAX_CHARS, WORD, clean, fold

_SHOWN_AT_MOST = 60
_CANDIDATES = 2_000
_LOOKED_BACK = 4
_ALIKE_TERMS = 25


def suggest(handle: Handle, typed: str, filters: Sequence[Filter | Not], limit: int) -> list[str]:
    """Return pieces of titles and keywords that begin with the last words typed, the commonest first.

    The longest ending of what was typed that anything begins with is continued, and what stands before it is kept.
    """
    text = clean(typed[:MAX_CHARS]).lower().lstrip()
    spans = [match.span() for match in WORD.finditer(text)]
    for first in range(max(0, len(spans) - _LOOKED_BACK), len(spans)):
        start = spans[first][0]
        found = _continue(handle, text[start:], filters, limit)
        if found:
            return [text[:start] + piece for piece in found]
    return []


def _continue(handle: Handle, ending: str, filters: Sequence[Filter | Not], limit: int) -> list[str]:
    prefix = " ".join(WORD.findall(fold(ending))) + (" " if ending[-1:].isspace() else "")
    if len(prefix.strip()) < 2:
        return []
    clauses = handle.builder.filters(filters)
    only = Q.boolean_query([(Occur.Must, Q.all_query()), *clauses]) if clauses else None
    accented = fold(ending) != ending
    rows = handle.searcher.terms_with_prefix("phrases", prefix, only, max(_SHOWN_AT_MOST, 4 * limit))
    best: dict[str, tuple[int, str]] = {}
    for term, documents in rows:
        folded, _, written = term.partition(SEP)
        if not documents or (accented and not written.startswith(ending.strip())):
            continue
        if folded not in best or (documents, written != folded) > (best[folded][0], best[folded][1] != folded):
            best[folded] = (documents, written)
    return _shortest(best, limit)


def _shortest(best: dict[str, tuple[int, str]], limit: int) -> list[str]:
    """Drop a piece that only ever occurs inside a longer one: of `ballast wa`, `ballast water` is worth showing."""
    counted = {folded: number for folded, (number, _) in best.items()}
    inner = {
        short
        for short, number in counted.items()
        if any(other.startswith(short + " ") and counted[other] >= number for other in counted)
    }
    kept = sorted((folded for folded in best if folded not in inner), key=lambda f: (-counted[f], len(f), f))
    return [best[folded][1] for folded in kept[:limit]]


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
    if len(plain) < 4 or plain.isdigit() or plain in ENGLISH or handle.searcher.doc_freq("words", plain):
        return None
    pool: dict[str, int] = {}
    for start in {plain[0], plain[1]}:  # the first letter may be missing or swapped with the second
        pool.update(handle.searcher.terms_with_prefix("words", start, limit=_CANDIDATES))
    found = nearest(plain, pool)
    return _written(handle, found, word.lower()) if found else None


def _written(handle: Handle, plain: str, typed: str) -> str:
    """Return a folded word as titles mostly write it, or as near to what was typed as they do."""
    forms = handle.searcher.terms_with_prefix("phrases", plain + SEP, limit=20)
    written = [(distance(typed, term.partition(SEP)[2]), -number, term.partition(SEP)[2]) for term, number in forms]
    return min(written)[2] if written else plain


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
    page = by_score(handle, query, limit, 0)
    return Results(tuple(Hit(row.id, row.score) for row in page.rows), page.total)


@lru_cache(maxsize=4)
def _stop_stems(analyzer: tantivy.TextAnalyzer) -> tuple[str, ...]:
    return tuple({stem for word in ENGLISH | VIETNAMESE for stem in analyzer.analyze(word)})
