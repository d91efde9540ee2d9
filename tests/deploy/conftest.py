"""One cluster of three nodes for all that kill some of them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from elasticsearch import ApiError, TransportError

from tests.support import elastic


@pytest.fixture(scope="session")
def three_nodes() -> Iterator[elastic.Cluster]:
    """Three nodes, any two of which hold everything. Tests that use it belong to the xdist group "run"."""
    with elastic.running(nodes=3, settings={"cluster.info.update.interval": "10s"}) as made:
        yield made


@contextmanager
def emptied(cluster: elastic.Cluster) -> Iterator[elastic.Cluster]:
    """Lend the cluster for the length of the block; mend it afterwards and remove what was put there."""
    yield cluster
    heal(cluster)
    for name in cluster.client().indices.get(index="*").body:
        cluster.client().indices.delete(index=name)


def heal(cluster: elastic.Cluster) -> None:
    """Start the nodes that are down, and wait until every shard has its copies again. Raise TimeoutError."""
    for node in cluster.nodes:
        node.thaw()
        if node.launcher and node.launcher.poll() is not None:
            node.start()
    cluster.wait()
    wait_green(cluster)


def wait_green(cluster: elastic.Cluster) -> None:
    """Wait until every shard has its copies. Raise TimeoutError."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with suppress(TransportError, ApiError):
            if not cluster.client().cluster.health(wait_for_status="green", timeout="5s")["timed_out"]:
                return
    raise TimeoutError("the cluster did not heal")
