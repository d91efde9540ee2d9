"""Everything by keyboard: focus is seen, moves where it should, and comes back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import EN, member, start_draft

pytestmark = pytest.mark.slow
SEEN = """node => { const s = getComputedStyle(node), box = node.closest("label");
  const ringed = (t) => t.outlineStyle !== "none" && parseFloat(t.outlineWidth) >= 2;
  return ringed(s) || (box !== null && ringed(getComputedStyle(box))); }"""


def focused(page: Page) -> Locator:
    """Return the element that has the focus."""
    return page.locator(":focus")


def tab_to(page: Page, wanted: Locator, most: int = 60) -> None:
    """Press Tab until the element has the focus; each stop on the way must be visible and show its focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = focused(page)
        assert stop.evaluate(SEEN), stop.evaluate("node => node.outerHTML.slice(0, 160)")
        if wanted.evaluate("node => node === document.activeElement"):
            return
    raise AssertionError(f"not reached by Tab: {wanted}")


def test_the_skip_link_comes_first_and_leads_past_the_masthead(page: Page) -> None:
    page.goto("/en/search?q=container")
    page.keyboard.press("Tab")
    expect(focused(page)).to_have_text("Skip to the main content")
    expect(focused(page)).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert focused(page).evaluate("node => document.querySelector('#main').contains(node)")


def test_a_search_is_made_narrowed_and_opened_by_keyboard(page: Page) -> None:
    page.goto("/en/")
    tab_to(page, page.locator("#q"))
    page.keyboard.type("container", delay=10)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    tab_to(page, page.locator("#facet-kind-demand"))
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("kind=demand"))
    expect(page.locator(".chip").first).to_be_visible()
    expect(page.locator("#facet-kind-demand")).to_be_focused()  # after the results were swapped
    tab_to(page, page.locator(".res .ti a").first, 120)
    page.keyboard.press("Enter")
    page.wait_for_url("**/listings/**")


def test_suggestions_are_walked_by_arrow_keys(page: Page) -> None:
    page.goto("/vi/")
    box, options = page.locator("#q"), page.locator("#suggestions li")
    box.press_sequentially("tau", delay=20)
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id") or "")
    box.press("ArrowUp")
    expect(box).to_have_value("tau")
    box.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(options.first).to_be_hidden()
    expect(box).to_have_value("tau")
    expect(box).to_be_focused()


def test_escape_closes_the_filter_sheet_and_gives_the_focus_back(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/en/search?q=container")
    opener, sheet = page.locator(".facetbtn"), page.locator("#facets")
    expect(sheet).to_be_hidden()
    tab_to(page, opener)
    page.keyboard.press("Enter")
    expect(sheet).to_be_visible()
    page.keyboard.press("Tab")
    assert focused(page).evaluate("node => document.querySelector('#facets').contains(node)")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(opener).to_be_focused()


def test_escape_gives_the_focus_back_after_a_filter_was_chosen_too(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/en/search?q=container")
    page.locator(".facetbtn").focus()
    page.keyboard.press("Enter")
    page.locator("#facet-kind-offer").focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("kind=offer"))
    expect(page.locator(".chip").first).to_be_attached()
    expect(page.locator("#facets")).to_be_visible()
    expect(page.locator("#facet-kind-offer")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#facets")).to_be_hidden()
    expect(page.locator(".facetbtn")).to_be_focused()


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/en/")
    tab_to(page, page.locator(".menubtn"))
    page.keyboard.press("Enter")
    expect(page.locator("#nav")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#nav")).to_be_hidden()
    expect(page.locator(".menubtn")).to_be_focused()


def test_the_form_is_filled_and_sent_by_keyboard(browser: object, base_url: str) -> None:
    context = member(browser, base_url)  # type: ignore[arg-type]
    page = context.new_page()
    form = start_draft(page)
    tab_to(page, page.locator('[name="texts.en.title"]'))
    page.keyboard.type("Typed by keyboard")
    tab_to(page, page.get_by_role("button", name=EN.onward), 120)
    page.keyboard.press("Enter")
    page.wait_for_url("**step=technology*")
    tab_to(page, page.locator("summary", has_text=EN.more), 120)
    page.keyboard.press("Enter")
    expect(page.locator('[name="attrs.draught"]')).to_be_visible()
    page.goto(form)
    expect(page.locator('[name="texts.en.title"]')).to_have_value("Typed by keyboard")
    context.close()
