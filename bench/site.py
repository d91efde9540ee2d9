"""The site against the bare engine and a bare page, with many listings made from real ones: ratios of one run.

    python -m bench.site --data ../shared/data [--listings 100000] [--folder /tmp/bench]

Each pair is measured in turn (A B A B …) on the same machine in the same minutes, and the medians are compared.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import tantivy
from flask import Flask
from sqlalchemy import event
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bench.varied import filled_site
from marketplace.app import Marketplace
from marketplace.db import db
from marketplace.discovery import cards, index, service
from marketplace.discovery.documents import Documents, findable
from marketplace.discovery.filters import names
from marketplace.discovery.reindex import driver
from marketplace.discovery.request import read
from marketplace.listings.models import Listing
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from search.analysis import analyzers
from search.engine import Upsert
from search.engines.embedded import EmbeddedEngine
from search.engines.embedded.mapping import Mapping
from search.query import Facet, Query, Terms

ROUNDS = 60
# What few listings have, and what many have: readers type both.
WORDS = (
    *("sensor data", "water treatment", "autonomous navigation", "power electronics", "image processing", "battery"),
    *("system", "data", "energy", "new technology", "research project", "software"),
)
FILTERS = {"kind": "offer", "country": "VN", "stage": "demo_ready"}
FACETS = ("kind", "sector", "trl", "country")


def milliseconds(run: Callable[[], Any]) -> float:
    """Return how long one call takes."""
    started = time.perf_counter()
    run()
    return (time.perf_counter() - started) * 1000


def pair(ours: Callable[[int], Any], bare: Callable[[int], Any], rounds: int = ROUNDS) -> tuple[float, float]:
    """Return the median milliseconds of both, measured in turn after a warm-up."""
    for n in range(len(WORDS)):
        ours(n), bare(n)
    times = [(milliseconds(lambda n=n: ours(n)), milliseconds(lambda n=n: bare(n))) for n in range(rounds)]
    return statistics.median(a for a, _ in times), statistics.median(b for _, b in times)


def show(name: str, ours: float, bare: float, unit: str = "ms", wanted: str = "") -> None:
    """Print one line of the table."""
    print(f"| {name} | {ours:,.2f} {unit} | {bare:,.2f} {unit} | {ours / bare:.2f} | {wanted} |", flush=True)


def rebuild(app: Flask, market: Marketplace) -> None:
    """Rebuild the index, and let the bare engine swallow the same documents ready made."""
    started = time.perf_counter()
    driver.rebuild(app)
    ours = time.perf_counter() - started
    with app.app_context(), UnitOfWork(db.session(), market.clock) as uow:
        documents = Documents(market)
        rows = documents.rows(uow.session, findable(), limit=20_000)
        upserts = documents.upserts(uow.session, rows)
        total = market.engine.count(str(market.engine.target(index.ALIAS)))
    show("rebuild / engine fed ready documents", total / ours, len(upserts) / bulk(market, upserts), "/s", "≥ 0.50")
    show("rebuild / tantivy fed its own form", total / ours, len(upserts) / bare_bulk(market, upserts), "/s")


def bulk(market: Marketplace, upserts: Sequence[Upsert]) -> float:
    """Return the seconds that the engine needs for documents that are there already."""
    with tempfile.TemporaryDirectory() as folder:
        engine = EmbeddedEngine(Path(folder))
        engine.create("bulk", market.search_schema)
        started = time.perf_counter()
        engine.write("bulk", upserts)
        return time.perf_counter() - started


def bare_bulk(market: Marketplace, upserts: Sequence[Upsert]) -> float:
    """Return the seconds that tantivy itself needs for documents in its own form."""
    mapping = Mapping(market.search_schema)
    ready = [mapping.document(each) for each in upserts]
    with tempfile.TemporaryDirectory() as folder:
        built = tantivy.Index(mapping.build(), path=folder)
        for name, analyzer in analyzers().items():
            built.register_tokenizer(name, analyzer)
        started = time.perf_counter()
        writer = built.writer(heap_size=64_000_000, num_threads=2)
        for document in ready:
            writer.add_document(tantivy.Document.from_dict(document, built.schema))
        writer.commit()
        writer.wait_merging_threads()
        return time.perf_counter() - started


def searching(app: Flask, market: Marketplace) -> None:
    """JSON search with three filters and four facets against the engine's same calls: the search and the marking."""
    filters = tuple(Terms(name, (value,)) for name, value in FILTERS.items())
    facets = tuple(Facet(name) for name in FACETS)
    asked = [{"q": text, "facets": ",".join(FACETS), **FILTERS} for text in WORDS]
    environs = [EnvironBuilder("/api/v1/search", query_string=query).get_environ() for query in asked]
    marked = [shown_words(app, market, query) for query in asked]

    def ours(n: int) -> None:
        _body, status, _headers = run_wsgi_app(app, environs[n % len(WORDS)], buffered=True)
        assert status == "200 OK", status

    def query(n: int) -> Query:
        text = WORDS[n % len(WORDS)]
        return Query(text, filters, facets, limit=10, expansions=market.lexicon.expand(text, market.plugins.glossary))

    def bare(n: int) -> None:
        market.engine.search(index.ALIAS, query(n))

    def same(n: int) -> None:
        bare(n)
        wanted = query(n)
        for text, width in marked[n % len(WORDS)]:
            market.engine.highlight(index.ALIAS, wanted, text, width)

    show("JSON search, 3 filters, 4 facets / the engine's same calls", *pair(ours, same), wanted="≤ 2")
    show("JSON search, 3 filters, 4 facets / the engine's search alone", *pair(ours, bare))


def shown_words(app: Flask, market: Marketplace, query: dict[str, str]) -> list[tuple[str, int]]:
    """Return the texts, and the widths they are cut to, that the answer to a search marks."""
    known = names(market)
    with app.test_request_context(), UnitOfWork(db.session(), market.clock) as uow:
        asked, _problems = read(list(query.items()), known)
        found = service.search(Viewer.anonymous(), uow, market, asked).cards
    texts = [(card.listing.title, cards.TITLE_WIDTH) for card in found]
    return texts + [(card.listing.words["summary"].text, cards.SUMMARY_WIDTH) for card in found]


def page(folder: Path) -> None:
    """The HTML results page against a bare Flask page, each from a gunicorn of its own over a kept-alive connection."""
    environ = {"MARKETPLACE_DATA_DIR": str(folder), "MARKETPLACE_SECRET_KEY": "bench " * 8}
    with served("marketplace.app:create_app()", environ) as site, served("bench.plain:app", {}) as plain:

        def ours(n: int) -> None:
            fetch(site, f"/en/search?{urlencode({'q': WORDS[n % len(WORDS)]})}")

        show("HTML results page / bare page, over HTTP", *pair(ours, lambda n: fetch(plain, "/")), wanted="≤ 15")


def fetch(connection: HTTPConnection, path: str) -> None:
    """Get a page and read it."""
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, body


@contextmanager
def served(target: str, environ: dict[str, str]) -> Iterator[HTTPConnection]:
    """Serve an app by gunicorn, one process and one thread, and yield a connection to it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "-k", "gthread", "--threads", "1"]
    quiet = ["--log-level", "error", "--keep-alive", "75", target]
    process = subprocess.Popen([*command, *quiet], env=os.environ | environ)
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield HTTPConnection("127.0.0.1", port)
    finally:
        process.terminate()
        process.wait(20)


def statements(app: Flask, addresses: Sequence[str]) -> list[int]:
    """Return how many SQL statements each page takes."""
    client, found = app.test_client(), []
    for address in addresses:
        seen: list[str] = []

        def note(connection: Any, cursor: Any, statement: str, *rest: Any, seen: list[str] = seen) -> None:
            seen.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        client.get(address)
        event.remove(engine, "before_cursor_execute", note)
        found.append(len(seen))
    return found


def first_listing(app: Flask) -> str:
    """Return the address of a listing."""
    with app.app_context():
        listing = db.session.query(Listing).filter(findable()).first()
        return f"/en/listings/{listing.public_id}" if listing else "/en/"


def main() -> None:
    """Measure everything and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the real records")
    parser.add_argument("--listings", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help="keep the site here and use it again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        app = filled_site(folder / "large", options.data, options.listings)
        market: Marketplace = app.extensions["marketplace"]
        print(f"| {options.listings:,} listings | ours | bare | ratio | wanted |\n|---|---|---|---|---|")
        rebuild(app, market)
        assert market.settings.search_engine == "embedded"
        searching(app, market)
        page(folder / "large")
        counted(app, folder, options.data)


def counted(app: Flask, folder: Path, data: Path) -> None:
    """Print the SQL statements a page, with many and with a hundred listings."""
    small = filled_site(folder / "small", data, 100)
    driver.rebuild(small)
    for name, many, few in zip(
        ("home", "search", "listing"),
        statements(app, ["/en/", "/en/search?q=sensor", first_listing(app)]),
        statements(small, ["/en/", "/en/search?q=sensor", first_listing(small)]),
        strict=True,
    ):
        print(f"| SQL statements, {name}: many / 100 listings | {many} | {few} | {many / max(few, 1):.2f} | 1 |")


if __name__ == "__main__":
    main()
