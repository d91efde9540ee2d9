"""Help with words: continue what is being typed, mend what was mistyped, find documents alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from search.analysis import stem
from search.engines.elasticsearch.answers import many
from search.engines.elasticsearch.build import Body
from search.engines.elasticsearch.link import Link
from search.engines.elasticsearch.paging import sorting
from search.engines.elasticsearch.store import Target
from search.layout import check_id
from search.offers import as_written, continuations, mendable
from search.pieces import SEP
from search.query import Filter, Not, Sort
from search.results import Hit, Results
from search.spelling import nearest
from search.stopwords import ENGLISH, VIETNAMESE
from search.text import MAX_CHARS, WORD, clean, fold

_SAMPLE = 2_000
"""Documents a shard looks at to see which continuations are common: all of them would take long for two letters."""

_CANDIDATES = 100
_ALIKE_TERMS = 25


@dataclass(frozen=True)
class Helper:
    """Answers about words through one alias."""

    link: Link
    alias: str
    target: Target

    def suggest(self, typed: str, filters: Sequence[Filter | Not], limit: int) -> list[str]:
        """Return pieces of titles and keywords that begin with the last words typed, the commonest first."""

        def look(prefix: str, most: int) -> list[tuple[str, int]]:
            return self._pieces([prefix], filters, most)[0]

        return continuations(typed, limit, look)

    def _pieces(self, prefixes: list[str], filters: Sequence[Filter | Not], most: int) -> list[list[tuple[str, int]]]:
        """Return (piece, documents) for each prefix of folded words, the commonest first."""
        found = self._many([self._beginning(prefix, filters, most) for prefix in prefixes])
        rows = [answer["aggregations"]["some"]["pieces"]["buckets"] for answer in found]
        return [[(row["key"], row["doc_count"]) for row in each] for each in rows]

    def _beginning(self, prefix: str, filters: Sequence[Filter | Not], most: int) -> Body:
        query = self.target.builder.whole(None, None, filters)
        query["bool"]["filter"].append({"prefix": {"phrases": prefix}})
        terms = {"field": "phrases", "include": f"{prefix}.*", "size": most, "execution_hint": "map"}
        some = {"sampler": {"shard_size": _SAMPLE}, "aggs": {"pieces": {"terms": terms}}}
        return {"size": 0, "query": query, "aggs": {"some": some}}

    def correct(self, text: str) -> str | None:
        """Return the text with words the index lacks replaced by the nearest it has, None if nothing was replaced."""
        text = clean(text)[:MAX_CHARS]
        spans = [(match, fold(match[0])) for match in WORD.finditer(text)]
        wanted = sorted({plain for _, plain in spans if mendable(plain)})
        mended = self._mended(wanted) if wanted else {}
        parts: list[str] = []
        at = 0
        for match, plain in spans:
            if plain in mended:
                forms = mended[plain]
                parts += [text[at : match.start()], as_written(forms[1], match[0].lower()) or forms[0]]
                at = match.end()
        return "".join([*parts, text[at:]]) if parts else None

    def _mended(self, wanted: list[str]) -> dict[str, tuple[str, list[tuple[str, int]]]]:
        """Map unknown words to the nearest known one, and to how titles write that."""
        term = {"field": "words", "suggest_mode": "always", "max_edits": 2, "prefix_length": 0, "accuracy": 0.3}
        near: Body = {"term": {**term, "size": _CANDIDATES, "min_word_length": 4}}
        there: list[Body] = [{"size": 0, "query": {"match": {"words": word}}, "terminate_after": 1} for word in wanted]
        asked = {word: {"text": word, **near} for word in wanted}
        *known, answer = self._many([*there, {"size": 0, "suggest": asked}])
        unknown = [word for word, row in zip(wanted, known, strict=True) if not row["hits"]["total"]["value"]]
        found = {word: best for word in unknown if (best := _best(word, answer["suggest"][word]))}
        forms = self._pieces([best + SEP for best in found.values()], (), 20) if found else []
        return {word: (best, rows) for (word, best), rows in zip(found.items(), forms, strict=True)}

    def similar(self, document: str, filters: Sequence[Filter | Not], limit: int) -> Results:
        """Return the documents that share the most telling words of the given one."""
        try:
            check_id(document)
        except ValueError:
            return Results((), 0)
        own: Body = {"term": {"id": document}}
        first, all_of_them = self._many(
            [
                {"query": own, "size": 1, "stored_fields": ["like"]},
                {"size": 0, "query": {"match_all": {}}, "track_total_hits": _ALIKE_TERMS + 1},
            ]
        )
        rows = first["hits"]["hits"]
        if not rows or "fields" not in rows[0] or limit < 1:
            return Results((), 0)
        least = 2 if all_of_them["hits"]["total"]["value"] > _ALIKE_TERMS else 1
        query = self.target.builder.whole(self._alike(rows[0]["fields"]["like"][0], least), None, filters)
        query["bool"]["must_not"].append(own)
        order = sorting(self.target.mapping, Sort(), ranked=True)
        (found,) = self._many([{"query": query, "size": limit, "sort": order, "track_total_hits": False}])
        hits = tuple(Hit(row["_id"], float(row["_score"])) for row in found["hits"]["hits"])
        return Results(hits, len(hits))

    def _alike(self, text: str, least: int) -> Body:
        tiers = [f"t{tier}" for tier in range(len(self.target.mapping.weights))]
        like = [{"_index": self.alias, "doc": dict.fromkeys(tiers, text)}]
        limits = {"min_term_freq": 1, "min_doc_freq": least, "max_query_terms": _ALIKE_TERMS, "min_word_length": 2}
        match = {"minimum_should_match": "1", "boost_terms": 1.0, "stop_words": _stop_stems()}
        return {"more_like_this": {"fields": tiers, "like": like, **limits, **match}}

    def _many(self, bodies: list[Body]) -> list[dict[str, Any]]:
        return many(self.link, self.alias, bodies, None)


def _best(word: str, entries: list[dict[str, Any]]) -> str | None:
    """Return the nearest of the server's candidates; a first letter may be missing or swapped with the second."""
    options = {row["text"]: int(row["freq"]) for entry in entries for row in entry["options"]}
    return nearest(word, {other: number for other, number in options.items() if other[0] in word[:2]})


@cache
def _stop_stems() -> list[str]:
    return sorted({stem(fold(word)) for word in ENGLISH | VIETNAMESE})
