"""How soon what was published is found: a real worker, a real change through the service, a reader who keeps asking."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from uuid import uuid4

from flask import Flask

from bench.servers import fetch, web, worker
from bench.timing import Times, summary
from marketplace.app import Marketplace
from marketplace.db import db
from marketplace.listings import lifecycle, service
from marketplace.listings.factories import listing_data
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

SYSTEM = Viewer.system()
PAUSE = 0.005  # seconds between two looks
PATIENCE = 120.0  # seconds; the first round waits for the worker's start, too


def measure(app: Flask, folder: Path, rounds: int = 40) -> Times:
    """Return the milliseconds from the commit of a publication to the first JSON search that has it."""
    rng, spent = random.Random(5), []
    with web(folder) as server, worker(folder) as working:
        connection = server.connect()
        for _ in range(rounds + 1):
            time.sleep(rng.random() * 0.5)  # not in step with the worker's looks for work
            try:
                spent.append(until_found(app, connection, f"fresh{uuid4().hex}"))
            except TimeoutError as error:
                raise TimeoutError(f"{error}; the worker said: {working.said()}") from error
    return summary(spent[1:])


def until_found(app: Flask, connection: HTTPConnection, word: str) -> float:
    """Publish a listing with a word of its own, wait until a search finds it, and take it down again."""
    market: Marketplace = app.extensions["marketplace"]
    with unit(app) as uow:
        data = listing_data(valid_until=(uow.now() + timedelta(days=90)).date().isoformat())
        data["texts"]["en"]["title"] += f" {word}"
        id = service.create_draft(SYSTEM, uow, market, "offer", data, organisation_id=1).public_id
    with unit(app) as uow:
        lifecycle.publish(SYSTEM, uow, market, id)
    started = time.perf_counter()
    wait_for(connection, word, id)
    spent = (time.perf_counter() - started) * 1000
    with unit(app) as uow:
        lifecycle.withdraw(SYSTEM, uow, market, id)
    return spent


@contextmanager
def unit(app: Flask) -> Iterator[UnitOfWork]:
    """Yield a unit of work, as each request has one, and commit it."""
    clock = app.extensions["marketplace"].clock
    with app.test_request_context(), UnitOfWork(db.session(), clock, write=True) as uow:
        yield uow
        uow.commit()


def wait_for(connection: HTTPConnection, word: str, id: str) -> None:
    """Ask until the answer has the listing. Raise TimeoutError."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        items = json.loads(fetch(connection, f"/api/v1/search?q={word}"))["items"]
        if any(item["id"] == id for item in items):
            return
        time.sleep(PAUSE)
    raise TimeoutError(f"{id} was not found within {PATIENCE} s")
