"""Whether the embedded engine and Elasticsearch answer over 200 questions about real records alike.

    python -m bench.parity --data ../shared/data [--size 10000] [--folder /tmp/bench]

Prints each question that they answer differently, and how. A genuine node is started for it (`make elasticsearch`).
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path

from flask import Flask

from bench.varied import filled_site
from marketplace.db import db
from marketplace.discovery.documents import Documents, findable
from search.engine import SearchEngine
from search.engines.elasticsearch import ElasticsearchEngine, Place
from search.query import Query
from tests.support import elastic, parity, parity_questions

ALIAS, INDEX, BATCH = "parity", "parity-1", 2_000


def questions(app: Flask) -> list[Query]:
    """Return the questions as the site asks them, each with the words of the other language."""
    market = app.extensions["marketplace"]
    expand = market.lexicon.expand
    return [replace(each, expansions=expand(each.text, market.plugins.glossary)) for each in parity_questions.queries()]


def fill(app: Flask, engines: list[SearchEngine]) -> int:
    """Write the site's listings to a new index of each engine and return how many."""
    market = app.extensions["marketplace"]
    for engine in engines:
        engine.create(INDEX, market.search_schema)
    written = 0
    with app.app_context():
        documents = Documents(market)
        rows = list(documents.rows(db.session(), findable()))
        for start in range(0, len(rows), BATCH):
            ready = documents.upserts(db.session(), rows[start : start + BATCH])
            written += len(ready)
            for engine in engines:
                engine.write(INDEX, ready)
    for engine in engines:
        engine.point(ALIAS, INDEX)
    return written


def main() -> None:
    """Ask both, and print where they differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the real records")
    parser.add_argument("--size", type=int, default=10_000, help="number of listings")
    parser.add_argument("--folder", type=Path, help="keep the site here and use it again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, elastic.running(java="") as cluster:
        app = filled_site(options.folder or Path(scratch), options.data, options.size)
        one, other = app.extensions["marketplace"].engine, ElasticsearchEngine(Place(tuple(cluster.urls)))
        written = fill(app, [one, other])
        asked = questions(app)
        found = {query: parity.differences(one, other, ALIAS, query) for query in asked}
        for engine in (one, other):
            engine.drop(INDEX)
    different = {query: lines for query, lines in found.items() if lines}
    print(f"{written:,} listings, {len(asked)} questions, {len(different)} answered differently")
    for query, lines in different.items():
        print(f"  {query.text!r} {query.sort.field or ''}", *lines, sep="\n    ")


if __name__ == "__main__":
    main()
