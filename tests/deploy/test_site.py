"""A site as it is deployed: three web processes and two workers on one PostgreSQL, behind nginx with our configuration.

The same processes that compose and systemd start, by hand; readers and a program that publishes never stop meanwhile.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from marketplace.accounts import tokens
from marketplace.accounts.factories import make_user, viewer_as
from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.db import db
from marketplace.listings.factories import listing_data
from marketplace.organisations.factories import make_organisation
from marketplace.processes import free_port
from marketplace.uow import UnitOfWork, utc_now
from tests.deploy.conftest import emptied
from tests.support import elastic, elastic_home, proxy
from tests.support.databases import Databases
from tests.support.servers import Address, Readers, ask, fetch, marketplace, start, stop, wait_until_served

PATHS = ("/en/search?q=tug", "/vi/", "/api/v1/search?q=pump", "/en/search?kind=demand")
WORDS = ("zebrafish", "narwhal", "kingfisher")  # unlike enough not to be found for one another; one for each web
WORKERS = 2
pytestmark = [
    pytest.mark.xdist_group("run"),
    pytest.mark.slow,
    pytest.mark.skipif(not proxy.available(), reason="nginx is not installed"),
]


@dataclass
class Deployed:
    """The processes of a site."""

    folder: Path
    environ: dict[str, str]
    webs: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)  # by port
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    front: Address = ("127.0.0.1", 0)

    def start_web(self, port: int) -> None:
        """Start a web server of one process and wait until it is ready."""
        environ = {**self.environ, "MARKETPLACE_PORT": str(port), "MARKETPLACE_WEB_WORKERS": "1"}
        self.webs[port] = start(environ, self.folder / f"web-{port}.log", "web")

    def start_worker(self) -> None:
        """Start a worker."""
        number = len(self.workers)
        self.workers.append(start(self.environ, self.folder / f"worker-{number}.log", "worker"))

    def lines(self, kind: str) -> list[dict[str, Any]]:
        """Return what the processes of a kind have logged."""
        paths = sorted(self.folder.glob(f"{kind}-*.log"))
        return [json.loads(line) for path in paths for line in path.read_text().splitlines() if line.startswith("{")]

    def end(self) -> None:
        """Stop what still runs."""
        for process in (*self.webs.values(), *self.workers):
            if process.poll() is None:
                stop(process)


@pytest.fixture(params=["embedded", "elasticsearch"])
def cluster(request: pytest.FixtureRequest) -> Iterator[elastic.Cluster | None]:
    """What searches: the index in the data folder, or a genuine cluster of three nodes."""
    if "TEST_POSTGRESQL" not in os.environ:
        pytest.skip("PostgreSQL is not part of this run")
    if request.param == "embedded":
        yield None
        return
    if not elastic_home.home():
        pytest.skip("Elasticsearch is not installed")
    with emptied(request.getfixturevalue("three_nodes")) as made:
        yield made


@pytest.fixture
def site(tmp_path: Path, cluster: elastic.Cluster | None) -> Iterator[Deployed]:
    """An empty site, served."""
    databases = Databases(tmp_path, os.environ["TEST_POSTGRESQL"])
    with databases.fresh(empty=True) as url:
        environ = {
            "MARKETPLACE_DATA_DIR": str(tmp_path / "data"),
            "MARKETPLACE_DATABASE_URL": url,
            "MARKETPLACE_SECRET_KEY": "test " * 8,
            "MARKETPLACE_SITE_URL": "https://127.0.0.1",
            "MARKETPLACE_TRUSTED_PROXIES": "1",
            "MARKETPLACE_SEARCH_ENGINE": ",".join(cluster.urls) if cluster else "embedded",
        }
        marketplace(environ, "init")
        with running(Deployed(tmp_path, environ)) as made:
            yield made


@contextmanager
def running(site: Deployed) -> Iterator[Deployed]:
    """Run a site's processes for the length of the block."""
    with ExitStack() as stack:
        stack.callback(site.end)
        for _ in WORDS:
            site.start_web(free_port())
        for _ in range(WORKERS):
            site.start_worker()
        for port in site.webs:
            wait_until_served(("127.0.0.1", port), "/readyz", seconds=120)
        site.front = stack.enter_context(
            proxy.proxy(site.folder / "nginx", [("127.0.0.1", port) for port in site.webs])
        )
        wait_until_served(site.front)
        yield site


def key(environ: dict[str, str]) -> str:
    """Return a key of somebody who may publish for a firm."""
    settings = Settings(
        data_dir=Path(environ["MARKETPLACE_DATA_DIR"]),
        database_url=environ["MARKETPLACE_DATABASE_URL"],
        secret_key=environ["MARKETPLACE_SECRET_KEY"],
    )
    app = create_app(settings)
    with app.app_context(), UnitOfWork(db.session(), utc_now, write=True) as uow:
        user = make_user(uow)
        make_organisation(uow, manager=user)
        facts = {"name": "script", "scope": "write", "days": "90"}
        _token, text = tokens.create(viewer_as(uow, user), uow, user, facts)
        uow.commit()
        db.session.remove()
        db.engine.dispose()
    return text


def publish(site: Deployed, token: str, word: str) -> str:
    """Publish a listing by the API; return the id of the request that did."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    until = (utc_now() + timedelta(days=60)).date().isoformat()
    data = {"kind": "offer", "valid_until": until, **listing_data()}
    data["texts"]["en"]["title"] = f"A {word} for river ports"
    made, body = ask(site.front, "POST", "/api/v1/listings", body=json.dumps(data), headers=headers)
    assert made.status == 201, body
    path = f"/api/v1/listings/{json.loads(body)['id']}/publish"
    done, body = ask(site.front, "POST", path, body="{}", headers={**headers, "If-Match": made.headers["ETag"]})
    assert done.status == 200, body
    return str(done.headers["X-Request-Id"])


def wait_until_found(site: Deployed, word: str, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while json.loads(fetch(site.front, f"/api/v1/search?q={word}")[1])["total"] != 1:
        assert time.monotonic() < deadline, f"{word} is not found"
        time.sleep(0.2)


def test_rolling_restarts_and_killed_workers_cost_no_reader_anything_and_lose_no_listing(
    site: Deployed, cluster: elastic.Cluster | None
) -> None:
    token, requests = key(site.environ), []
    with Readers(site.front, PATHS, number=2, pause=0.05) as readers:
        for number, port in enumerate(list(site.webs)):
            requests.append(publish(site, token, WORDS[number]))
            assert stop(site.webs[port]) == 0
            readers.wait_for(10)
            site.start_web(port)
            wait_until_served(("127.0.0.1", port), "/readyz", seconds=120)
            if number < WORKERS:
                site.workers[number].send_signal(signal.SIGKILL)
                site.workers[number].wait()
                site.start_worker()
            elif cluster:
                cluster.master().kill()
        readers.wait_for(10)
    assert readers.failures() == {}
    for word in WORDS:
        wait_until_found(site, word)
    assert "agree" in marketplace(site.environ, "index", "verify")

    one = next(iter(site.webs))
    counted = fetch(("127.0.0.1", one), "/metrics")[1].decode()
    assert "marketplace_search_engine_up 1.0" in counted
    assert "marketplace_index_waiting 0.0" in counted
    assert fetch(site.front, "/metrics")[0] == 404

    site.end()
    logged = {line["request_id"] for line in site.lines("web") if line["logger"] == "marketplace.requests"}
    assert set(requests) <= logged
    worked = {line.get("request_id") for line in site.lines("worker") if line["event"] == "job done"}
    assert worked & set(requests)
    assert not [line for line in site.lines("web") if line["level"] == "error"]
    assert token not in "".join(path.read_text() for path in site.folder.glob("*.log"))
