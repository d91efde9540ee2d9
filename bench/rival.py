"""Datasette with SQLite's FTS5 on the same rows: the JSON search of each over HTTP, one process each.

It runs in an environment of its own, which `make bench` makes; `DATASETTE` names another program.
"""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path
from urllib.parse import urlencode

from bench.questions import FACETS, FILTERS, LIMIT, WORDS, turn
from bench.servers import fetch, serving, web
from bench.timing import Times, in_turn
from marketplace.processes import free_port

PROGRAM = os.environ.get("DATASETTE", ".venv/bench/bin/datasette")
TABLE = """
CREATE TABLE listings (id INTEGER PRIMARY KEY, public_id TEXT, kind TEXT, sector TEXT, trl INTEGER, stage TEXT,
    country TEXT, ip_status TEXT, published_at TEXT, valid_until TEXT, title TEXT, summary TEXT, description TEXT);
INSERT INTO listings SELECT l.id, l.public_id, l.kind, l.sector, l.trl, l.stage, l.country, l.ip_status,
    l.published_at, l.valid_until, t.title, t.summary, t.description
    FROM site.listings l JOIN site.listing_texts t ON t.listing_id = l.id AND t.lang = 'en'
    WHERE l.status = 'published' AND l.deleted_at IS NULL;
CREATE INDEX by_kind ON listings (kind); CREATE INDEX by_sector ON listings (sector);
CREATE INDEX by_trl ON listings (trl); CREATE INDEX by_stage ON listings (stage);
CREATE INDEX by_country ON listings (country);
CREATE VIRTUAL TABLE listings_fts USING fts5
    (title, summary, description, content="listings", content_rowid="id", tokenize="unicode61 remove_diacritics 2");
INSERT INTO listings_fts (listings_fts) VALUES ('rebuild');
INSERT INTO listings_fts (listings_fts) VALUES ('optimize');
ANALYZE main;
"""
SETTINGS = {"sql_time_limit_ms": 600_000, "facet_time_limit_ms": 600_000, "suggest_facets": "off"}


def copy(site: Path) -> Path:
    """Copy a site's published rows to a database for Datasette, unless that was done already; return it."""
    target = site / "datasette.db"
    if not target.exists():
        aside = target.with_suffix(".new")
        aside.unlink(missing_ok=True)
        with sqlite3.connect(f"file:{aside}", isolation_level=None, uri=True) as database:
            database.execute("ATTACH ? AS site", (f"file:{site / 'marketplace.sqlite3'}?mode=ro",))
            database.executescript("PRAGMA main.journal_mode=OFF; PRAGMA main.synchronous=OFF;" + TABLE)
        database.close()
        aside.rename(target)
    return target


def address(text: str) -> str:
    """Return the address of a search at Datasette; it does not order by relevance, which costs it less."""
    facets = [("_facet", name) for name in FACETS]
    asked = {"_search": text, **FILTERS, "_size": LIMIT, "_shape": "objects", "_ttl": 0}
    return f"/datasette/listings.json?{urlencode([*asked.items(), *facets])}"


def measure(site: Path, rounds: int) -> dict[str, Times]:
    """Return the times of the JSON search of the site and of Datasette; nothing where that is not installed."""
    if not Path(PROGRAM).exists():
        return {}
    database, port = copy(site), free_port()
    settings = [part for name, value in SETTINGS.items() for part in ("--setting", name, str(value))]
    command = [PROGRAM, "serve", str(database), "--port", str(port), *settings]
    with serving(command, {}, port, "/-/versions.json") as theirs, web(site, processes=1) as ours:
        there, here = theirs.connect(), ours.connect()
        facets = ",".join(FACETS)
        asked = turn([f"/api/v1/search?{urlencode({'q': text, 'facets': facets, **FILTERS})}" for text in WORDS])
        paths = turn([address(text) for text in WORDS])
        check(json.loads(fetch(there, paths(0))))
        contenders = {"site": lambda n: fetch(here, asked(n)), "Datasette": lambda n: fetch(there, paths(n))}
        return in_turn(contenders, rounds, warm=2)


def check(answer: dict[str, object]) -> None:
    """Raise unless Datasette has done all that was asked of it."""
    assert answer["filtered_table_rows_count"] is not None, answer
    assert not answer.get("facets_timed_out"), answer
    assert set(FACETS) <= set(answer["facet_results"]), answer  # type: ignore[call-overload]
