"""The search index is lost while the site runs, and comes back without a restart."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import violations, watch
from tests.support.site import Site, running, wait_for

pytestmark = pytest.mark.slow


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site of this test's own, for it is going to be damaged."""
    with running(tmp_path_factory.mktemp("lost") / "data", "--demo") as started:
        yield started


def rebuild(site: Site) -> None:
    """Run `marketplace index rebuild` beside the running site."""
    env = {**os.environ, "LC_ALL": "C.UTF-8", "MARKETPLACE_DATA_DIR": str(site.folder)}
    command = [sys.executable, "-m", "marketplace", "index", "rebuild"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr


def hits(page: Page, site: Site) -> int:
    """Return how many results a search has; 0 while it is out of order."""
    page.goto(f"{site.url}/vi/search?q=tau+keo")
    return int(re.sub(r"\D", "", page.inner_text("#count")) or 0)


def test_a_lost_index_is_said_kindly_and_rebuilt_beside_the_running_site(browser: Browser, site: Site) -> None:
    page = browser.new_page(reduced_motion="reduce")
    complaints = watch(page)
    before = hits(page, site)
    assert before > 0
    listing = page.locator(".res .ti a").first.get_attribute("href")
    shutil.rmtree(site.folder / "search")

    wait_for(lambda: hits(page, site) == 0)
    for lang, sorry in (("vi", "Tìm kiếm đang được sửa"), ("en", "Search is being repaired")):
        answer = page.goto(f"{site.url}/{lang}/search?q=tau+keo")
        assert answer is not None
        assert answer.status == 503
        expect(page.get_by_role("heading", name=sorry)).to_be_visible()
        for width, scheme in ((390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert violations(page) == []
    page.goto(f"{site.url}/vi/")  # the rest of the site goes on
    expect(page.locator("#q")).to_be_visible()
    page.goto(f"{site.url}{listing}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    rebuild(site)
    wait_for(lambda: hits(page, site) == before)
    assert complaints == []
    page.close()
