"""Swagger UI, served by the site itself, asks the API as the person who is signed in."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.people import watch

pytestmark = pytest.mark.slow


def carry_out(page: Page, operation: str, *, body: str = "") -> None:
    """Open an operation, send it and wait for the answer."""
    block = page.locator(f"[id$='{operation}']")
    block.locator("button.opblock-summary-control").click()
    block.get_by_role("button", name="Try it out").click()
    if body:
        block.locator("textarea").fill(body)
    block.get_by_role("button", name="Execute").click()
    expect(block.locator(".live-responses-table .response")).to_be_visible()


def test_requests_are_sent_from_the_page_and_nothing_comes_from_elsewhere(tab: Page, lab: BrowserContext) -> None:
    complaints, asked = watch(tab), list[str]()
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto("/vi/developers/api/try")
    carry_out(tab, "sectors_index")
    expect(tab.locator(".live-responses-table .response").first).to_contain_text("200")
    expect(tab.locator(".live-responses-table")).to_contain_text("Bán dẫn và vi mạch")
    carry_out(tab, "listings_create", body='{"kind": "offer", "texts": {"vi": {"title": "Tin thử API"}}}')
    expect(tab.locator("[id$='listings_create'] .live-responses-table")).to_contain_text("201")
    page = lab.new_page()
    page.goto("/vi/my/listings")
    expect(page.get_by_text("Tin thử API").first).to_be_visible()
    page.close()
    here = tab.url.partition("/vi/")[0]
    assert [url for url in asked if not url.startswith((here, "data:", "blob:"))] == []
    assert complaints == []
