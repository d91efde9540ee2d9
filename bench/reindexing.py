"""How many listings a second `marketplace index rebuild` brings into a new index, against a bare bulk write."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from flask import Flask

from bench import bare
from bench.servers import site
from bench.timing import rate
from marketplace.app import Marketplace
from marketplace.db import db
from marketplace.discovery.documents import Documents, findable
from marketplace.discovery.index import ALIAS
from search.engine import Upsert
from search.engines.embedded import EmbeddedEngine
from search.engines.embedded.mapping import Mapping

SAMPLE = 100_000  # documents made beforehand at most; merging costs more the more there are, so as many as are rebuilt


def measure(app: Flask, folder: Path) -> dict[str, float]:
    """Return listings a second: the whole command, the engine fed documents made before, tantivy fed its own form."""
    market: Marketplace = app.extensions["marketplace"]
    rebuilt = rate(lambda: rebuild(folder), 1)
    target = market.engine.target(ALIAS)
    assert target
    ready = documents(app)
    with tempfile.TemporaryDirectory() as scratch:
        engine = rate(partial(feed, market, Path(scratch), ready), len(ready))
    with tempfile.TemporaryDirectory() as scratch:
        mapping = Mapping(market.search_schema)
        rows = [mapping.document(each) for each in ready]
        alone = rate(partial(bare.bulk, market.search_schema, Path(scratch), rows), len(rows))
    return {"site": market.engine.count(target) * rebuilt, "engine": engine, "bare": alone}


def documents(app: Flask) -> Sequence[Upsert]:
    """Return what a rebuild would write of the first listings."""
    with app.app_context():
        made = Documents(app.extensions["marketplace"])
        return made.upserts(db.session(), made.rows(db.session(), findable(), limit=SAMPLE))


def rebuild(folder: Path, **settings: str) -> None:
    """Build a site's index anew, by the command that an operator gives, its start included. Raise RuntimeError."""
    command = [sys.executable, "-m", "marketplace", "index", "rebuild"]
    done = subprocess.run(command, env={**os.environ, **site(folder), **settings}, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2_000:])


def feed(market: Marketplace, folder: Path, ready: Sequence[Upsert]) -> None:
    """Write documents to a new index of the engine."""
    engine = EmbeddedEngine(folder)
    engine.create("bulk", market.search_schema)
    engine.write("bulk", ready)
