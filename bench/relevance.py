"""How well the search ranks: MRR@10 on the XQuAD question set, beside plain BM25 of the same run.

    python bench/relevance.py --data /path/to/xquad [--check]

The folder holds docs.{vi,en}.jsonl (id, title, text), queries.{vi,en}.jsonl (id, text) and qrels.tsv. Each question is
asked as the site asks it: all words first, any word if that finds nothing, with the lexicon's alternatives.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import tantivy

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from search.engine import Upsert
from search.engines.embedded import EmbeddedEngine
from search.expand import Lexicon
from search.query import Query
from search.schema import Field, Kind, Schema
from search.text import fold

DEPTH = 10
TARGETS = {"VI→VI": 0.93, "EN→VI": 0.78, "VI→EN": 0.78}
PLAIN_WITHIN = 0.01
_SCHEMA = Schema((Field("title", Kind.TEXT, weight=3.0), Field("body", Kind.TEXT)))

Ask = Callable[[str], Sequence[str]]
Rows = list[dict[str, str]]


def read(file: Path) -> Rows:
    """Return the rows of a JSON Lines file."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line]


def mrr(ask: Ask, queries: Rows, relevant: dict[str, str]) -> float:
    """Return the mean reciprocal rank of the one right document among the first ten."""
    total = 0.0
    for query in queries:
        found = list(ask(query["text"]))[:DEPTH]
        right = relevant[query["id"]]
        total += 1 / (found.index(right) + 1) if right in found else 0.0
    return total / len(queries)


def ours(folder: Path, documents: Rows, expand: bool) -> Ask:
    """Index documents in the embedded engine and return how to ask it."""
    engine = EmbeddedEngine(folder)
    engine.create("docs", _SCHEMA)
    engine.write(
        "docs", [Upsert(d["id"], 1, {"title": d["title"].replace("_", " "), "body": d["text"]}) for d in documents]
    )
    lexicon = Lexicon.load()

    def ask(text: str) -> Sequence[str]:
        ways = lexicon.expand(text) if expand else ()
        strict = engine.search("docs", Query(text, limit=DEPTH, expansions=ways))
        found = (
            strict
            if strict.total
            else engine.search("docs", Query(text, (), limit=DEPTH, expansions=ways, match_any=True))
        )
        return [hit.id for hit in found.hits]

    return ask


def bare(documents: Rows) -> Ask:
    """Index documents in tantivy as it comes: default tokenizer, one field, BM25."""
    schema = tantivy.SchemaBuilder().add_text_field("id", stored=True).add_text_field("text").build()
    index = tantivy.Index(schema)
    writer = index.writer(32_000_000, 1)
    for row in documents:
        text = row["title"].replace("_", " ") + "\n" + row["text"]
        writer.add_document(tantivy.Document.from_dict({"id": row["id"], "text": text}, schema))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ask(text: str) -> Sequence[str]:
        query = index.parse_query(" ".join(re.findall(r"\w+", text.lower())), ["text"])
        return [searcher.doc(address)["id"][0] for _, address in searcher.search(query, DEPTH).hits]

    return ask


def measure(data: Path, keep: Callable[[str], bool] = lambda _: True) -> dict[str, tuple[float, float]]:
    """Return (ours, plain BM25) of every run."""
    relevant = {q: d for q, d, _ in (row.split("\t") for row in (data / "qrels.tsv").read_text().splitlines())}
    queries = {lang: [q for q in read(data / f"queries.{lang}.jsonl") if keep(q["id"])] for lang in ("vi", "en")}
    queries["plain"] = [{**query, "text": fold(query["text"])} for query in queries["vi"]]
    documents = {lang: read(data / f"docs.{lang}.jsonl") for lang in ("vi", "en")}
    figures: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for lang, runs in (("vi", ("vi", "plain", "en")), ("en", ("en", "vi"))):
            baseline = bare(documents[lang])
            for run in runs:
                name = f"{run.upper()}→{lang.upper()}".replace("PLAIN", "VI plain")
                ask = ours(Path(folder) / f"{lang}-{run}", documents[lang], expand=True)
                figures[name] = mrr(ask, queries[run], relevant), mrr(baseline, queries[run], relevant)
    return figures


def failures(figures: dict[str, tuple[float, float]]) -> Iterable[str]:
    """Yield the targets that are missed."""
    for name, target in TARGETS.items():
        if figures[name][0] < target:
            yield f"{name} {figures[name][0]:.3f} < {target}"
    accented, plain = figures["VI→VI"][0], figures["VI plain→VI"][0]
    if plain < accented * (1 - PLAIN_WITHIN):
        yield f"VI plain→VI {plain:.3f} is more than {PLAIN_WITHIN:.0%} under {accented:.3f}"


def main() -> int:
    """Print the table; with --check, fail if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the question set")
    parser.add_argument("--check", action="store_true", help="exit 1 if a target is missed")
    arguments = parser.parse_args()
    started = time.perf_counter()
    figures = measure(arguments.data)
    print(f"MRR@{DEPTH}      engine  plain BM25")
    for name, (engine, baseline) in figures.items():
        print(f"{name:12} {engine:6.3f}  {baseline:6.3f}")
    print(f"{time.perf_counter() - started:.1f} s")
    missed = list(failures(figures))
    print("\n".join(f"missed: {line}" for line in missed) or "all targets met")
    return int(bool(missed) and arguments.check)


if __name__ == "__main__":
    raise SystemExit(main())
