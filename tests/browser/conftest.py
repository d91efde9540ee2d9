"""A real browser against a real site: `page` (from pytest-playwright) has the site's address as its base URL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.people import member
from tests.support import services
from tests.support.site import Site, running

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run all browser tests in one process, so that one site is started for them."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


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


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A reader in Hải Phòng."""
    return {**browser_context_args, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}


@pytest.fixture(scope="module")
def lab(browser: Browser, base_url: str) -> Iterator[BrowserContext]:
    """A browser in which a member has signed in."""
    made = member(browser, base_url)
    yield made
    made.close()


@pytest.fixture
def tab(lab: BrowserContext) -> Iterator[Page]:
    """A tab of it."""
    page = lab.new_page()
    yield page
    page.close()
