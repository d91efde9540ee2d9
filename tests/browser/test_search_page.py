"""What scripts add to the search page, and what is left of a page on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import watch

pytestmark = pytest.mark.slow


def test_a_filter_swaps_the_results_and_the_address(page: Page) -> None:
    complaints = watch(page)
    page.goto("/en/search?q=container")
    everything = page.inner_text("#count")
    page.get_by_label("Demand").first.check()
    expect(page).to_have_url(re.compile(r"/en/search\?.*kind=demand"))
    expect(page.locator("#count")).not_to_have_text(everything)
    assert "kind=&" not in page.url
    assert "sector=&" not in page.url
    page.go_back()
    expect(page.locator("#count")).to_have_text(everything)
    assert complaints == []


def test_the_filter_sheet_of_a_phone_stays_open_for_the_next_filter(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/en/search?q=container")
    page.get_by_role("button", name="Filters").first.click()
    page.get_by_label("Offer").first.check()
    expect(page).to_have_url(re.compile("kind=offer"))
    expect(page.locator("#facets")).to_be_visible()
    page.locator("#facets .sheetbar button").click()
    expect(page.locator("#facets")).to_be_hidden()
    expect(page.locator(".res .card").first).to_be_visible()


def test_the_closing_facet_offers_its_lines_though_they_are_not_counted(page: Page) -> None:
    page.goto("/vi/search")
    group = page.locator('details[data-group="closing"]')
    group.locator("summary").click()
    expect(group.get_by_role("checkbox")).to_have_count(3)
    group.get_by_role("checkbox").first.check()
    expect(page).to_have_url(re.compile("closing=7"))
    expect(page.locator(".res .card").first).to_be_visible()


def test_words_that_were_added_can_be_dropped(page: Page) -> None:
    page.goto("/vi/search?q=tau+keo")
    added = page.locator(".notice.also")
    expect(added).to_contain_text("tug")
    added.get_by_role("link").first.click()
    expect(page.locator("#count")).to_be_visible()
    expect(page.locator(".notice.also")).not_to_be_attached()


def test_a_number_typed_as_a_filter_stays_under_the_eye(page: Page) -> None:
    page.goto("/en/search?sector=marine")
    page.evaluate("document.querySelectorAll('#facets details').forEach((each) => { each.open = true; })")
    box = page.locator('[id="facet-marine.power-from"]')
    box.scroll_into_view_if_needed()
    place = box.bounding_box()
    box.fill("1 MW")
    box.press("Enter")
    expect(page).to_have_url(re.compile("marine.power.from=1"))
    expect(page.locator(".chip").filter(has_text="kW")).to_be_visible()
    expect(box).to_be_focused()
    after = box.bounding_box()
    assert place is not None
    assert after is not None
    assert abs(after["y"] - place["y"]) < 4


def test_paper_carries_the_results_without_the_search_box(page: Page) -> None:
    page.goto("/en/search?q=container&kind=offer")
    page.emulate_media(media="print")
    expect(page.locator(".card").first).to_be_visible()
    expect(page.locator(".chip").first).to_be_visible()
    for chrome in ("#q", "#facets", "#sort", ".pager"):
        expect(page.locator(chrome)).to_be_hidden()


def test_paper_carries_the_listing_without_the_chrome(page: Page) -> None:
    page.goto("/en/search?sector=marine")
    page.locator(".res .ti a").first.click()
    page.wait_for_url("**/listings/**")
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_visible()
    for chrome in (".mast", ".foot", ".mbar", "aside"):
        expect(page.locator(chrome).first).to_be_hidden()
