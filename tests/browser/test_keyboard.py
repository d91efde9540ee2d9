"""Everything by keyboard: focus is seen, moves where it should, and comes back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.people import EN, member, start_draft, violations

pytestmark = pytest.mark.slow
SEEN = """node => { const s = getComputedStyle(node), box = node.closest("label");
  const ringed = (t) => t.outlineStyle !== "none" && parseFloat(t.outlineWidth) >= 2;
  return ringed(s) || (box !== null && ringed(getComputedStyle(box))); }"""

UNCOVERED = """node => { const box = node.getBoundingClientRect();
  const top = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
  return top !== null && (node.contains(top) || top.contains(node)); }"""


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


def test_the_form_is_filled_and_sent_by_keyboard(browser: Browser, base_url: str) -> None:
    context = member(browser, base_url)
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


def test_single_keys_are_shortcuts_that_are_listed_and_can_be_switched_off(page: Page) -> None:
    page.goto("/en/search?q=container")
    keys = page.locator("#shortcuts")
    page.keyboard.press("?")
    expect(keys).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("j")
    expect(page.locator(".res .ti a").nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator(".res .ti a").nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator(".res .ti a").nth(0)).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("h?")  # a key that is typed is no shortcut
    expect(page.locator("#q")).to_have_value("h?")
    expect(keys).to_be_hidden()

    page.locator("footer").get_by_role("button", name="Keyboard shortcuts").click()
    keys.get_by_role("checkbox").uncheck()
    page.reload()
    page.keyboard.press("?")
    expect(keys).to_be_hidden()


def test_the_shortcuts_open_without_scripts(browser: Browser, base_url: str) -> None:
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/vi/")
    page.locator("footer").get_by_role("button", name="Phím tắt").click()
    expect(page.locator("#shortcuts")).to_be_visible()
    expect(page.locator("#keys-on")).to_be_hidden()  # nothing to switch off
    context.close()


@pytest.mark.parametrize(("width", "stands_beside"), [(390, False), (1280, True)])
def test_the_other_language_is_folded_on_a_phone_only(
    browser: Browser, base_url: str, width: int, stands_beside: bool
) -> None:
    context = member(browser, base_url, viewport={"width": width, "height": 844})
    page = context.new_page()
    start_draft(page)
    other = page.locator('[name="texts.vi.title"]')
    expect(other).to_be_visible(visible=stands_beside)
    if not stands_beside:
        page.locator("details", has=other).locator("> summary").click()
    other.fill("Tàu lai chạy điện")
    page.get_by_role("button", name=EN.save).click()
    expect(page.get_by_text(EN.saved, exact=True)).to_be_visible()
    expect(page.locator('[name="texts.vi.title"]')).to_have_value("Tàu lai chạy điện")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.mark.parametrize("size", [(640, 450), (390, 700)])
def test_what_has_the_focus_is_not_under_the_bar_that_stays_in_view(
    browser: Browser, base_url: str, size: tuple[int, int]
) -> None:
    width, height = size  # the first is a desk's screen at 200 % zoom
    desk = member(browser, base_url, "operator@example.org", viewport={"width": width, "height": height})
    page = desk.new_page()
    page.goto("/en/desk")
    page.locator("input[name=row]").first.focus()
    for _ in range(30):
        page.keyboard.press("Tab")
        assert focused(page).evaluate(UNCOVERED), focused(page).evaluate("node => node.outerHTML.slice(0, 160)")
    desk.close()
