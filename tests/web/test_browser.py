"""A real browser on the real site: the policy is kept, pages fit, axe finds nothing, scripts only make it pleasant."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from marketplace.demo.people import PASSWORD
from tests.browser.conftest import base_url, browser_type_launch_args, live_server  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PUBLIC = {
    "home": "/vi/",
    "search": "/en/search?q=container",
    "facets": "/vi/search?sector=marine&kind=offer",
    "nothing": "/en/search?q=zzzzz&sector=marine",
    "listing": "",
    "error": "/vi/nothing",
    "sign-in": "/en/login",
}
FORMS = ["/en/listings/new", "/en/my/listings", "basics", "technology", "cooperation", "review", "history"]
WIDTHS = (320, 390, 768, 1024, 1280, 1440)
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def signed_in(browser: Browser, base_url: str) -> BrowserContext:  # noqa: F811
    """A context in which a member has signed in."""
    context = browser.new_context(base_url=base_url)
    page = context.new_page()
    page.goto("/en/login")
    page.fill("input[name=email]", "lab@example.org")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/en/**")
    page.close()
    return context


@pytest.fixture(scope="module")
def draft(signed_in: BrowserContext) -> str:
    """The address of a new marine offer's form, without the step."""
    page = signed_in.new_page()
    page.goto("/en/listings/new")
    page.check("input[value=offer]")
    page.select_option("select[name=sector]", "marine")
    page.get_by_text("Start the draft").click()
    page.wait_for_url("**/edit")
    address = page.url
    page.close()
    return address


def watched(page: Page) -> list[str]:
    """Return a list that fills with what the console complains about."""
    complaints: list[str] = []
    ignored = "status of 4"  # the browser's own note on an error page or a refused form
    page.on(
        "console",
        lambda note: complaints.append(note.text) if note.type == "error" and ignored not in note.text else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


def violations(page: Page) -> list[str]:
    """Return what axe finds; the script goes around the page's policy."""
    page.evaluate(AXE.read_text())
    found: dict[str, Any] = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:120]}" for rule in found["violations"]]


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - Math.min(screen.width, innerWidth)"))


def check(page: Page, address: str) -> None:
    """Open a page and look at it in both themes and all widths."""
    complaints = watched(page)
    page.goto(address)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) <= 0, f"{address} at {width} px"
    assert complaints == []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert violations(page) == [], f"{address}, {scheme}, {width} px"


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_is_clean(page: Page, name: str) -> None:
    address = PUBLIC[name]
    if not address:
        page.goto("/en/search?sector=marine")
        address = page.locator(".res .ti a").first.get_attribute("href") or ""
    check(page, address)


@pytest.mark.parametrize("name", FORMS)
def test_a_page_of_a_member_is_clean(signed_in: BrowserContext, draft: str, name: str) -> None:
    page = signed_in.new_page()
    address = (
        name
        if name.startswith("/")
        else draft.replace("/edit", "/history")
        if name == "history"
        else f"{draft}?step={name}"
    )
    check(page, address)
    page.close()


def test_controls_are_large_enough_for_a_finger(browser: Browser, base_url: str) -> None:  # noqa: F811
    phone = browser.new_context(
        base_url=base_url, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = phone.new_page()
    for address in ("/vi/", "/vi/search?q=container", "/en/login"):
        page.goto(address)
        small = page.evaluate(
            """() => [...document.querySelectorAll("a, button, select, summary, input:not([type=hidden])")]
              .filter((node) => node.checkVisibility() && getComputedStyle(node).display !== "inline")
              .filter((node) => !node.closest("label, p, .notice, td, th, .skip"))
              .filter((node) => node.offsetWidth > 1 && node.offsetHeight < 44)
              .map((node) => node.outerHTML.slice(0, 90))"""
        )
        assert small == [], address
    phone.close()


def test_suggestions_are_chosen_with_the_keyboard(page: Page) -> None:
    page.goto("/vi/")
    box = page.locator("#q")
    box.press_sequentially("tàu", delay=30)
    expect(page.locator("#suggestions li").first).to_be_visible()
    box.press("ArrowDown")
    expect(page.locator("#suggestions li").first).to_have_attribute("aria-selected", "true")
    chosen = box.input_value()
    box.press("Escape")
    expect(box).to_have_value("tàu")
    box.press("ArrowDown")
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/vi/search?**")
    assert chosen.lower().startswith("tàu")


def test_a_filter_swaps_the_results_and_the_address(page: Page) -> None:
    complaints = watched(page)
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


def test_filters_are_a_sheet_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/en/search?q=container")
    opener = page.get_by_role("button", name="Filters").first
    opener.click()
    page.get_by_label("Offer").first.check()
    expect(page).to_have_url(re.compile("kind=offer"))
    expect(page.locator("#facets")).to_be_visible()  # it stays open for the next filter
    page.keyboard.press("Escape")
    expect(page.locator("#facets")).to_be_hidden()


def test_everything_can_be_read_and_posted_without_scripts(browser: Browser, base_url: str) -> None:  # noqa: F811
    plain = browser.new_context(base_url=base_url, java_script_enabled=False)
    page = plain.new_page()
    page.goto("/en/search?q=container")
    page.get_by_label("Demand").first.check()
    page.get_by_role("button", name="Apply the filters").click()
    assert "kind=demand" in page.url
    page.goto("/en/login")
    page.fill("input[name=email]", "engineer@example.org")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.goto("/en/listings/new?kind=demand")
    page.get_by_role("button", name="Start the draft").click()
    page.fill('[name="texts.en.title"]', "Posted without scripts")
    page.get_by_role("button", name="Save and continue").click()
    assert "step=technology" in page.url
    assert page.get_by_text("Saved.").is_visible()
    plain.close()


def test_what_is_typed_survives_a_closed_tab(signed_in: BrowserContext, draft: str) -> None:
    page = signed_in.new_page()
    page.goto(draft)
    page.fill('[name="texts.en.title"]', "Typed and left")
    page.close(run_before_unload=False)
    page = signed_in.new_page()
    page.goto(draft)
    page.get_by_text("Put it back").click()
    expect(page.locator('[name="texts.en.title"]')).to_have_value("Typed and left")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.close()


def test_a_refused_form_leads_to_its_first_mistake(signed_in: BrowserContext, draft: str) -> None:
    page = signed_in.new_page()
    page.goto(f"{draft}?step=technology")
    page.fill('[name="attrs.power"]', "plenty")
    page.get_by_role("button", name="Save and continue").click()
    summary = page.locator("#errors")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    expect(page.locator('[name="attrs.power"]')).to_be_in_viewport()
    expect(page.locator('[name="attrs.power"]')).to_have_value("plenty")
    page.close()


def test_print_leaves_out_the_chrome(page: Page) -> None:
    page.goto("/en/search?sector=marine")
    page.locator(".res .ti a").first.click()
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_visible()
    for chrome in (".mast", ".foot", ".mbar", "aside"):
        expect(page.locator(chrome).first).to_be_hidden()
