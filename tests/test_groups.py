"""Tests that share a site, a cluster or a browser run in one process: else each process starts its own."""

from __future__ import annotations

import os

import pytest


@pytest.mark.xdist_group("together")
@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="there is one process")
def test_the_group_of_a_test_is_known_to_who_hands_tests_out(request: pytest.FixtureRequest) -> None:
    assert request.node.nodeid.endswith("@together")
