"""Pages over HTTP from the processes that `marketplace run` starts: how many a second, and what they cost."""

from __future__ import annotations

import itertools
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import event, text

from bench.questions import WORDS
from bench.searching import Site
from bench.servers import Server, fetch, serving, web, worker
from marketplace.db import db
from marketplace.discovery.index import ALIAS
from marketplace.processes import free_port

CLIENTS = (1, 4, 16)
SECONDS = 5.0
LOOKED_AT = 1_000  # pages before memory is read


def addresses(site: Site) -> dict[str, list[str]]:
    """Return addresses of each kind of page."""
    listings = [f"/en/listings/{id}" for id in site.ids(200)]
    searches = [f"/en/search?{urlencode({'q': words})}" for words in WORDS]
    return {"home": ["/en/"], "search": searches, "listing": listings}


def measure(app: Flask, folder: Path) -> dict[str, Any]:
    """Return pages a second by kind and number of clients, and what the processes hold in memory afterwards."""
    kinds = addresses(Site(app))
    with web(folder) as server, worker(folder) as working:
        for path in itertools.islice(itertools.cycle(itertools.chain(*kinds.values())), 40):
            fetch(server.connect(), path)
        speed = {kind: {str(n): pages_a_second(server, paths, n) for n in CLIENTS} for kind, paths in kinds.items()}
        speed["plain"] = plain()
        return {"pages": speed, "memory": memory(server, working, kinds)}


def pages_a_second(server: Server, paths: Sequence[str], clients: int, seconds: float = SECONDS) -> float:
    """Let so many readers ask one page after the other, each on a connection that is kept."""
    answered, ended = [0] * clients, time.monotonic() + seconds

    def read(reader: int) -> None:
        connection = server.connect()
        for place in itertools.count(reader * 7):
            if time.monotonic() >= ended:
                return
            fetch(connection, paths[place % len(paths)])
            answered[reader] += 1

    threads = [threading.Thread(target=read, args=(n,)) for n in range(clients)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(answered) / (time.monotonic() - started)


def plain() -> dict[str, float]:
    """Return the same for the barest page of a Flask application: the most that any page could reach here."""
    port = free_port()
    command = f"gunicorn --bind 127.0.0.1:{port} -k gthread --workers 2 --threads 4 --log-level error bench.plain:app"
    with serving([sys.executable, "-m", *command.split()], {}, port, "/") as server:
        return {str(n): pages_a_second(server, ["/"], n, SECONDS / 4) for n in CLIENTS}


def memory(server: Server, working: Server, kinds: dict[str, list[str]]) -> dict[str, dict[str, float]]:
    """Return the largest web process after a thousand pages in all kinds by turns, and the worker, in MB."""
    connections = [server.connect() for _ in range(8)]
    by_turns = zip(*map(itertools.cycle, kinds.values()), strict=True)
    paths = itertools.chain.from_iterable(by_turns)
    for n in range(LOOKED_AT):
        fetch(connections[n % len(connections)], next(paths))
    processes = server.memory()[1:]
    return {"web": max(processes, key=lambda each: each["resident"]), "worker": working.memory()[0]}


def statements(app: Flask) -> dict[str, int]:
    """Return how many SQL statements each kind of page takes at most: a listing like no other has fewer to show."""
    return {kind: max(counted(app, path) for path in paths[:10]) for kind, paths in addresses(Site(app)).items()}


def counted(app: Flask, path: str) -> int:
    """Return how many statements one page takes."""
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    app.test_client().get(path)
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def disk(app: Flask) -> dict[str, float]:
    """Return the size of the database and of the index in MB."""
    market = app.extensions["marketplace"]
    folder: Path = market.settings.data_dir
    with app.app_context():
        db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    index = folder / "search/indexes" / market.engine.target(ALIAS)
    sizes = {"database": [*folder.glob("marketplace.sqlite3")], "index": [*index.iterdir()]}
    return {name: sum(file.stat().st_size for file in files) / 1e6 for name, files in sizes.items()}
