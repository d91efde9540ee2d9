"""What the engine adds to bare tantivy: the same index, the same documents found, printed as ratios of one run.

    python bench/search_engine.py [--documents 100000]

Reading: two words, three filters, four multi-select facets. Writing: a bulk build against tantivy fed the very same
prepared documents, and one document written and found.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import tantivy
from tantivy import Occur
from tantivy import Query as Q

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from search.analysis import analyzers
from search.engine import Upsert
from search.engines.embedded import EmbeddedEngine
from search.engines.embedded.mapping import Mapping
from search.expand import Lexicon
from search.query import Between, Facet, Query, Terms
from search.schema import Field, Kind, Schema

SCHEMA = Schema(
    (
        Field("title", Kind.TEXT, weight=3.0),
        Field("keywords", Kind.TEXT, weight=2.0),
        Field("body", Kind.TEXT),
        Field("kind", Kind.KEYWORD, facet=True),
        Field("sector", Kind.KEYWORD, facet=True),
        Field("country", Kind.KEYWORD, facet=True),
        Field("trl", Kind.INTEGER, facet=True, sortable=True),
        Field("marine.hull", Kind.KEYWORD, facet=True, dynamic=True),
        Field("marine.power.value", Kind.INTERVAL, dynamic=True),
    )
)
FACETS = ("kind", "sector", "country", "trl")
SECTORS = ("marine", "logistics", "semiconductors", "greentech")
REPEAT = 200


def vocabulary() -> tuple[list[str], list[str]]:
    """Return phrases of both languages, drawn from the lexicon's file."""
    table = Lexicon.load()._table
    return sorted(table.english), sorted(table.vietnamese)


def documents(number: int) -> Iterator[Upsert]:
    """Yield bilingual documents of about 130 words; the commoner a word's rank, the oftener it comes."""
    rng = random.Random(11)
    english, vietnamese = vocabulary()
    rng.shuffle(english)
    rng.shuffle(vietnamese)

    def say(side: list[str], phrases: int) -> str:
        return " ".join(side[int(len(side) * rng.random() ** 4)] for _ in range(phrases))

    for n in range(number):
        vi, en = say(vietnamese, 25), say(english, 35)
        low = float(rng.randrange(10, 5_000))
        fields = {
            "title": [say(vietnamese, 3), say(english, 4)],
            "keywords": [say(vietnamese, 1), say(english, 1)],
            "body": [vi, en],
            "kind": rng.choice(("offer", "demand")),
            "sector": [rng.choice(SECTORS)],
            "country": rng.choice(("VN", "KR", "JP", "DE", "NL")),
            "trl": rng.randrange(1, 10),
            "marine.hull": [rng.choice(("steel", "aluminium", "composite"))],
            "marine.power.value": (low, low * 1.2),
        }
        yield Upsert(f"d{n:07}", 1, fields)


def queries(number: int) -> list[str]:
    """Return pairs of common words, half of them Vietnamese."""
    rng = random.Random(3)
    words = [word for row in documents(60) for text in row.fields["body"] for word in text.split() if len(word) > 2]
    return [f"{rng.choice(words)} {rng.choice(words)}" for _ in range(number)]


def timed(call: Callable[[str], object], texts: list[str]) -> tuple[float, float]:
    """Return the median and 95th percentile in ms, after one warm round of a few."""
    for text in texts[:10]:
        call(text)
    spent = []
    for text in texts:
        started = time.perf_counter()
        call(text)
        spent.append((time.perf_counter() - started) * 1_000)
    return statistics.median(spent), statistics.quantiles(spent, n=20)[18]


def bare_search(folder: Path) -> Callable[[str], object]:
    """Return the least that answers the same request with tantivy alone: dismax words, filters, four facet calls."""
    index = tantivy.Index.open(str(folder))
    built = analyzers()
    for name, analyzer in built.items():
        index.register_tokenizer(name, analyzer)
    index.reload()
    searcher, schema, mapping = index.searcher(), index.schema, Mapping(SCHEMA)

    def word(text: str) -> Q:
        token = built["fold"].analyze(text)[0]
        tiers = enumerate(mapping.weights)
        return Q.disjunction_max_query(
            [Q.boost_query(Q.term_query(schema, f"t{tier}", token), weight) for tier, weight in tiers], 0.1
        )

    def column(name: str) -> str:
        return mapping.column(mapping.schema.by_name[name])

    def search(text: str) -> object:
        must = [(Occur.Must, word(one)) for one in text.split()]
        kept = {
            "kind": Q.const_score_query(Q.term_query(schema, column("kind"), "offer"), 0.0),
            "sector": Q.const_score_query(Q.term_set_query(schema, column("sector"), list(SECTORS[:3])), 0.0),
            "trl": Q.const_score_query(Q.range_query(schema, column("trl"), tantivy.FieldType.Integer, 3, 9), 0.0),
        }
        whole = Q.boolean_query(must + [(Occur.Must, q) for q in kept.values()])
        hits = searcher.search(whole, 20).hits
        found = [searcher.doc(address)["id"][0] for _, address in hits]
        for facet in FACETS:
            others = Q.boolean_query(must + [(Occur.Must, q) for name, q in kept.items() if name != facet])
            searcher.aggregate(others, {"f": {"terms": {"field": column(facet), "size": 30}}})
        return found

    return search


def engine_search(engine: EmbeddedEngine) -> Callable[[str], object]:
    """Return the same request to the engine."""
    filters = (Terms("kind", ("offer",)), Terms("sector", SECTORS[:3]), Between("trl", 3, 9))
    facets = tuple(Facet(name) for name in FACETS)
    return lambda text: engine.search("docs", Query(text, filters, facets))


def spent(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds by the clock and of processor time; on a busy machine only the second can be compared."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processor


def bare_bulk(folder: Path, rows: list[Upsert]) -> tuple[float, float]:
    """Build with tantivy alone, its documents prepared beforehand, and return what was spent."""
    mapping = Mapping(SCHEMA)
    schema = mapping.build()
    folder.mkdir()
    index = tantivy.Index(schema, str(folder))
    for name, analyzer in analyzers().items():
        index.register_tokenizer(name, analyzer)
    prepared = [mapping.document(row) for row in rows]

    def build() -> None:
        writer = index.writer(64_000_000, 2)
        for row in prepared:
            writer.add_document(tantivy.Document.from_dict(row, schema))
        writer.commit()
        writer.wait_merging_threads()

    return spent(build)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000)
    number = parser.parse_args().documents
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        rows = list(documents(number))
        bare = bare_bulk(root / "bare", rows)
        engine = EmbeddedEngine(root / "engine")
        engine.create("one", SCHEMA)
        full = spent(lambda: engine.write("one", rows))
        engine.point("docs", "one")
        for label, mine, raw in zip(("clock", "processor"), full, bare, strict=True):
            print(
                f"bulk, {label:9}   {number / mine:9.0f}/s  bare {number / raw:9.0f}/s  ratio {raw / mine:.2f} of bare"
            )
        texts = queries(REPEAT)
        raw_search, ours = bare_search(root / "engine/indexes/one"), engine_search(engine)
        for label, mine, raw in zip(("p50", "p95"), timed(ours, texts), timed(raw_search, texts), strict=True):
            print(f"search {label}        {mine:9.2f} ms bare {raw:9.2f} ms ratio {mine / raw:.2f}")
        started = time.perf_counter()
        engine.write("one", [Upsert("d0000001", 2, rows[1].fields)])
        print(f"one document written and visible in {(time.perf_counter() - started) * 1_000:.0f} ms")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
