"""A newcomer opens the address that `make run` prints."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def test_the_first_page_speaks_vietnamese_and_has_the_search_box_first(page: Page) -> None:
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto("/")
    expect(page).to_have_url(page.url.split("/vi")[0] + "/vi/")
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(page.locator("input[name=q]").first).to_be_visible()
    assert problems == []
