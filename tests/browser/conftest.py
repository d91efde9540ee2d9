"""A real browser against a real site: `page` (from pytest-playwright) has the site's address as its base URL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support import services
from tests.support.site import Site, running


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the system's Chromium; skip without one."""
    path = services.chromium()
    if path is None:
        pytest.skip("there is no Chromium on this machine")
    return {**browser_type_launch_args, "executable_path": path, "args": ["--no-sandbox", "--disable-dev-shm-usage"]}


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The whole site with its demonstration data, as `make run` starts it."""
    with running(tmp_path_factory.mktemp("site") / "data", "--demo") as site:
        yield site


@pytest.fixture(scope="session")
def base_url(live_server: Site) -> str:
    """Where `page.goto("/vi/")` goes."""
    return live_server.url
