"""What a cluster of three Elasticsearch nodes may suffer while people search and publish, with real processes.

Promised: readers are served by the nodes that are left; publishing never fails because of search; whatever was
published meanwhile is found afterwards with no hand at it; the operator sees what is behind. `-s` prints a line each.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from marketplace.listings.factories import listing_data
from marketplace.processes import free_port
from marketplace.uow import utc_now
from tests.deploy.conftest import emptied, heal, wait_green
from tests.deploy.test_site import Deployed, key
from tests.support import elastic, elastic_home
from tests.support.databases import Databases
from tests.support.servers import Address, Readers, ask, fetch, marketplace, wait_until_served

PATHS = (
    "/en/search?q=ports",
    "/api/v1/search?q=river&kind=offer",
    "/vi/search?sector=marine",
    "/api/v1/search?q=ports",
)
KIND = 2.5  # seconds in which even a dead cluster gets a reader a page
DOWN = float(os.environ.get("FAULT_SECONDS", "6"))  # how long a fault lasts; a minute for the figures of docs
FULL = {f"cluster.routing.allocation.disk.watermark.{mark}": "9000tb" for mark in ("low", "high", "flood_stage")}
pytestmark = [
    pytest.mark.xdist_group("run"),
    pytest.mark.slow,
    pytest.mark.skipif(not elastic_home.home(), reason="no Elasticsearch here"),
]


class Publisher:
    """A program that publishes one listing after another by the API."""

    def __init__(self, address: Address, token: str) -> None:
        self.address, self.published, self.failed, self.slowest = address, 0, list[str](), 0.0
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Publisher:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join(60)

    def _run(self) -> None:
        while not self._ended.wait(0.3):
            started = time.monotonic()
            self._publish()
            self.slowest = max(self.slowest, time.monotonic() - started)

    def _publish(self) -> None:
        until = (utc_now() + timedelta(days=60)).date().isoformat()
        data = {"kind": "offer", "valid_until": until, **listing_data()}
        made, body = ask(self.address, "POST", "/api/v1/listings", body=json.dumps(data), headers=self._headers)
        if made.status != 201:
            self.failed.append(f"{made.status} {body!r:.200}")
            return
        path, match = f"/api/v1/listings/{json.loads(body)['id']}/publish", {"If-Match": made.headers["ETag"]}
        done, body = ask(self.address, "POST", path, body="{}", headers=self._headers | match)
        self.published += done.status == 200
        if done.status != 200:
            self.failed.append(f"{done.status} {body!r:.200}")


class Load:
    """Readers on both web servers and a publisher, through one fault and its recovery."""

    def __init__(self, name: str, site: Deployed, token: str) -> None:
        self.name, self.site = name, site
        self.webs: list[Address] = [("127.0.0.1", port) for port in site.webs]
        self.readers = [Readers(web, PATHS, number=2, pause=0.1) for web in self.webs]
        self.publisher = Publisher(self.webs[0], token)

    @contextmanager
    def running(self) -> Iterator[Load]:
        """Ask and publish during the block, then wait until everything is found, and print what happened."""
        with self.readers[0], self.readers[1], self.publisher:
            self.readers[0].wait_for(10)
            yield self
            self.readers[0].wait_for(20)
        behind = caught_up(self.site)
        self.tell(behind)

    def tell(self, behind: float) -> None:
        """Print the fault's row of the table: `pytest -s` shows it."""
        answers = sum((each.statuses for each in self.readers), start=Counter[int | str]())
        made = self.publisher
        row = (
            self.name,
            f"{answers.total()} searches, {answers.total() - answers[200]} refused, slowest {self.slowest:.1f} s",
            f"{made.published} published, {len(made.failed)} failed, slowest {made.slowest:.1f} s",
            f"all found {behind:.0f} s after",
        )
        sys.stdout.write(f"\n| {' | '.join(row)} |\n")

    @property
    def slowest(self) -> float:
        """Return how long the slowest search took, in seconds."""
        return max(second for each in self.readers for second in each.seconds)

    def assert_prompt(self) -> None:
        """Nobody waits for long. A machine busy with other tests may hold one in ten up, never a pile of them."""
        seconds = sorted(second for each in self.readers for second in each.seconds)
        assert seconds[int(len(seconds) * 0.9)] < KIND
        assert self.slowest < 4 * KIND

    def refused(self) -> dict[Any, int]:
        """Return the answers but 200, with how often."""
        return {status: number for each in self.readers for status, number in each.failures().items()}


def caught_up(site: Deployed, seconds: float = 120.0) -> float:
    """Wait until index and database agree, and return how long that took."""
    started = time.monotonic()
    while True:
        with suppress(AssertionError):
            if "agree" in marketplace(site.environ, "index", "verify"):
                return time.monotonic() - started
        assert time.monotonic() - started < seconds, marketplace(site.environ, "index", "status")
        time.sleep(1)


@pytest.fixture(scope="module")
def cluster(three_nodes: elastic.Cluster) -> Iterator[elastic.Cluster]:
    """Three nodes, any two of which hold everything."""
    with emptied(three_nodes):
        yield three_nodes


@pytest.fixture(scope="module")
def site(cluster: elastic.Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Deployed, str]]:
    """Two web servers and two workers on one PostgreSQL and the cluster, with the demonstration's listings; a key."""
    if "TEST_POSTGRESQL" not in os.environ:
        pytest.skip("PostgreSQL is not part of this run")
    folder = tmp_path_factory.mktemp("faults")
    with Databases(folder, os.environ["TEST_POSTGRESQL"]).fresh(empty=True) as url:
        made = Deployed(folder, environment(folder, url, cluster))
        marketplace(made.environ, "init")
        marketplace(made.environ, "demo")
        marketplace(made.environ, "index", "rebuild")
        try:
            for _ in range(2):
                made.start_web(free_port())
                made.start_worker()
            for port in made.webs:
                wait_until_served(("127.0.0.1", port), "/readyz", seconds=120)
            yield made, key(made.environ)
        finally:
            made.end()


def environment(folder: Path, url: str, cluster: elastic.Cluster) -> dict[str, str]:
    return {
        "MARKETPLACE_DATA_DIR": str(folder / "data"),
        "MARKETPLACE_DATABASE_URL": url,
        "MARKETPLACE_SECRET_KEY": "test " * 8,
        "MARKETPLACE_SEARCH_ENGINE": ",".join(cluster.urls),
        "MARKETPLACE_RATE_LIMIT_URL": "process://",
    }


@pytest.fixture
def load(request: pytest.FixtureRequest, site: tuple[Deployed, str]) -> Load:
    return Load(request.node.name.removeprefix("test_").replace("_", " "), *site)


@pytest.fixture(autouse=True)
def whole_again(cluster: elastic.Cluster) -> Iterator[None]:
    """Mend the cluster after each fault, whatever came of it."""
    yield
    heal(cluster)


def test_the_master_is_killed(load: Load, cluster: elastic.Cluster) -> None:
    with load.running():
        cluster.master().kill()
        time.sleep(DOWN)
    assert_served(load)


def test_another_node_is_killed_and_comes_back(load: Load, cluster: elastic.Cluster) -> None:
    other = next(node for node in cluster.nodes if node is not cluster.master())
    with load.running():
        other.kill()
        time.sleep(DOWN)
        other.start()
        cluster.wait()
    assert_served(load)


def test_a_node_is_frozen_and_thawed(load: Load, cluster: elastic.Cluster) -> None:
    other = next(node for node in cluster.nodes if node is not cluster.master())
    with load.running():
        other.freeze()
        time.sleep(DOWN)
        other.thaw()
    assert load.publisher.failed == []
    assert load.refused().keys() <= {503}
    load.assert_prompt()


def test_the_disks_are_full_and_the_index_is_read_only(load: Load, cluster: elastic.Cluster) -> None:
    with load.running():
        limits(cluster, {**FULL, "cluster.routing.allocation.disk.threshold_enabled": True})
        until(lambda: blocked(cluster), 60)
        time.sleep(DOWN)
        waiting = marketplace(load.site.environ, "index", "status")
        limits(cluster, dict.fromkeys([*FULL, "cluster.routing.allocation.disk.threshold_enabled"]))
        until(lambda: not blocked(cluster), 60)
    assert_served(load)
    assert " 0 " not in next(line for line in waiting.splitlines() if "wait" in line.lower())


def test_the_whole_cluster_is_down(load: Load, cluster: elastic.Cluster) -> None:
    with load.running():
        for node in cluster.nodes:
            node.kill()
        time.sleep(DOWN)
        page = fetch(load.webs[0], "/vi/search?q=tau")
        metrics = fetch(load.webs[0], "/metrics")[1].decode()
        for node in cluster.nodes:
            node.start()
        cluster.wait()
        wait_green(cluster)
    assert load.publisher.failed == []
    assert load.publisher.published > 0
    assert load.refused().keys() <= {503}
    load.assert_prompt()
    assert page[0] == 503
    assert "Traceback" not in page[1].decode()
    assert "marketplace_search_engine_up 0.0" in metrics
    assert "marketplace_index_waiting 0.0" not in metrics


def assert_served(load: Load) -> None:
    assert load.publisher.failed == []
    assert load.publisher.published > 0
    assert load.refused() == {}
    load.assert_prompt()


def limits(cluster: elastic.Cluster, settings: dict[str, Any]) -> None:
    cluster.client().cluster.put_settings(persistent=settings)


def blocked(cluster: elastic.Cluster) -> bool:
    found = cluster.client().indices.get_settings(index="*", name="index.blocks.read_only_allow_delete")
    return any(each["settings"] for each in found.body.values())


def until(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.5)
