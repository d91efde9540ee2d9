"""Every page, both languages, both themes, all widths: it fits, breaks no policy, axe finds nothing, fingers hit.

A page is opened once in each language; what changes is the window and the colours, as on a person's screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.browser.people import complete, member, start_draft, violations, watch

pytestmark = pytest.mark.slow
WIDTHS = (320, 390, 768, 1280, 1440)
LOOKED_AT = (390, 1280)  # the widths at which axe looks, in both themes
PUBLIC = {
    "home": "/",
    "hits": "/search?q=container&kind=offer",
    "sector": "/search?sector=marine",
    "empty": "/search?q=zzzzz&sector=marine",
    "offer": "/search?sector=greentech&kind=offer",
    "demand": "/search?sector=logistics&kind=demand",
    "login": "/login",
    "register": "/register",
    "reset": "/reset",
    "terms": "/terms",
    "mailbox": "/dev/mailbox",
    "no-such-page": "/nothing",
    "api": "/developers/api",
    "about": "/about",
    "privacy": "/privacy",
    "help": "/help",
    "help-offer": "/help/good-offer",
    "help-trl": "/help/trl",
    "trl-question": "/help/trl/questions?answers=y",
    "trl-level": "/help/trl/questions?answers=yyn",
    "sectors": "/sectors",
    "one-sector": "/sectors/marine",
    "places": "/places",
    "news": "/news",
    "piece": "/news",
    "one-place": "/places/province/31",
    "embedding": "/embedding",
    "box": "/embed?sector=marine",
    "mistaken-box": "/embed?sector=nothing&number=99",
    "sector-named": "/search?q=marine",
    "forged": "/search?trl.from=x&closing=0",
}
OWN = {
    "new": "/listings/new",
    "from-text": "/listings/new/text",
    "mine": "/my/listings",
    "organisations": "/organisations",
    "organisation": "/organisations/new",
    "profile": "/account",
    "basics": "{form}?step=basics",
    "technology": "{form}?step=technology",
    "cooperation": "{form}?step=cooperation",
    "review": "{form}?step=review",
    "translation": "{form}?step=translation",
    "history": "{listing}/history",
    "withdraw": "{listing}/archive",
}
INTERESTS = ("/interests", "/interests?box=sent", "/interests?status=withdrawn", "/notifications", "{interest}",
             "{interest}/decline", "{listing}/interest")  # fmt: skip
OPERATOR = ("/operator", "/operator/index", "/operator/index/rebuild", "/operator/brokers", "/desk",
            "/desk?q=zzz&overdue=1", "/operator/jobs", "/operator/jobs?state=running", "/operator/people",
            "/operator/people?q=zzz",
            "/operator/organisations", "/operator/organisations?q=zzz", "/operator/plugins",
            "/operator/settings", "/operator/texts", "/operator/texts/terms", "/operator/texts/terms/history",
            "/operator/news", "/operator/news/new", "/operator/figures")  # fmt: skip
SMALL = """() => [...document.querySelectorAll("a, button, select, summary, input:not([type=hidden]), textarea")]
  .filter((node) => node.checkVisibility({visibilityProperty: true}) && getComputedStyle(node).display !== "inline")
  .filter((node) => !node.closest("p, .notice, td, th, dd, .prose, .skip, .card .ti"))
  .map((node) => [node, node.closest("label") || node])
  .filter(([node, box]) => box.offsetWidth > 1 && box.offsetHeight < 44)
  .map(([node]) => node.offsetHeight + " px: " + node.outerHTML.slice(0, 120))"""

SHIFTS = """() => new Promise((done) => {
  const found = [];
  const told = (each) => [each.value, each.sources.map((one) => one.node?.outerHTML?.slice(0, 80))];
  new PerformanceObserver((list) => found.push(...list.getEntries().map(told)))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(found), 50);
})"""
PAINTED = """() => new Promise((done) =>
  new PerformanceObserver(done).observe({type: "paint", buffered: true})).then(() => null)"""
STILL = 0.02  # how far a page may move under its reader's eyes (web.dev/cls calls 0.1 good)
SHEET = "open => { const sheet = document.querySelector('form#facets'); if (sheet) sheet.togglePopover(open); }"


@pytest.fixture(scope="module")
def visitor(browser: Browser, base_url: str) -> Iterator[BrowserContext]:
    """A browser of somebody who has no account."""
    made = browser.new_context(base_url=base_url, reduced_motion="reduce")
    yield made
    made.close()


@pytest.fixture(scope="module")
def lab(browser: Browser, base_url: str) -> Iterator[BrowserContext]:
    """A browser in which a member has signed in."""
    made = member(browser, base_url, reduced_motion="reduce")
    yield made
    made.close()


@pytest.fixture(scope="module")
def desk(browser: Browser, base_url: str) -> Iterator[BrowserContext]:
    """A browser in which who runs the site has signed in."""
    made = member(browser, base_url, "operator@example.org", reduced_motion="reduce")
    yield made
    made.close()


@pytest.fixture(scope="module")
def form(lab: BrowserContext) -> str:
    """The path of a complete draft's form, without language and step."""
    page = lab.new_page()
    address = start_draft(page)
    complete(page, "A listing for a look at every page")
    page.close()
    return address.partition("/en")[2]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_is_clean(visitor: BrowserContext, name: str, lang: str) -> None:
    page = visitor.new_page()
    complaints = watch(page)
    page.goto(f"/{lang}{PUBLIC[name]}")
    assert moved(page) == []
    if name in ("offer", "demand"):
        page.locator(".res .ti a").first.click()
        page.wait_for_url("**/listings/**")
    if name == "piece":
        page.locator(".rows a").first.click()
        page.wait_for_url("**/news/**")
    assert complaints + faults(page) == []
    page.close()


@pytest.mark.parametrize("path", ["/vi/", "/vi/search?sector=marine", "/en/terms"])
def test_text_hardly_moves_when_its_fonts_come_late(visitor: BrowserContext, path: str) -> None:
    page = visitor.new_page()
    late: list[Route] = []
    page.set_viewport_size({"width": 390, "height": 720})
    page.route("**/*.woff2", lambda route: late.append(route))  # noqa: PLW0108 (Playwright marks what it is given)
    page.goto(path, wait_until="commit")
    page.evaluate(PAINTED)
    assert late
    for each in late:
        each.continue_()
    page.evaluate("document.fonts.ready.then(() => new Promise((drawn) => requestAnimationFrame(drawn)))")
    assert moved(page, 0.05) == []  # .2 in a typeface whose letters are as wide as they like
    page.close()


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", OWN)
def test_a_page_of_a_member_is_clean(lab: BrowserContext, form: str, name: str, lang: str) -> None:
    page = lab.new_page()
    complaints = watch(page)
    page.goto(f"/{lang}{OWN[name].format(form=form, listing=form.removesuffix('/edit'))}")
    page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")
    assert complaints + faults(page) == []
    page.close()


@pytest.fixture(scope="module")
def places(lab: BrowserContext) -> dict[str, str]:
    """The paths, without language, of an interest that waits for an answer and of somebody else's listing."""
    page = lab.new_page()
    page.goto("/en/interests?status=submitted")
    interest = page.locator("tbody th a").first.get_attribute("href")
    page.goto("/en/search?sector=marine&kind=offer")
    listing = page.locator(".res .ti a").first.get_attribute("href")
    page.close()
    assert interest
    assert listing
    return {"interest": interest.removeprefix("/en"), "listing": listing.removeprefix("/en")}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", INTERESTS)
def test_a_page_of_interests_is_clean(lab: BrowserContext, places: dict[str, str], path: str, lang: str) -> None:
    page = lab.new_page()
    complaints = watch(page)
    page.goto(f"/{lang}{path.format(**places)}")
    assert complaints + faults(page) == []
    page.close()


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", OPERATOR)
def test_a_page_of_the_operator_is_clean(desk: BrowserContext, path: str, lang: str) -> None:
    page = desk.new_page()
    complaints = watch(page)
    page.goto(f"/{lang}{path}")
    assert moved(page) == []
    assert complaints + faults(page) == []
    page.close()


def test_the_page_of_roles_is_clean(desk: BrowserContext) -> None:
    page = desk.new_page()
    complaints = watch(page)
    page.goto("/vi/operator/people?q=lab")
    page.locator('a[href$="/roles"]').first.click()
    page.wait_for_url("**/roles")
    assert complaints + faults(page) == []
    page.close()


def test_a_refused_form_is_clean(lab: BrowserContext, form: str) -> None:
    page = lab.new_page()
    complaints = watch(page)
    page.goto(f"/vi{form}?step=technology")
    page.locator("details.group", has=page.locator('[name="attrs.draught"]')).locator("> summary").click()
    page.fill('[name="attrs.draught"]', "12 quả chuối")
    page.locator(".formbar button").first.click()
    page.locator("#errors").wait_for()
    assert complaints + faults(page) == []
    page.close()


def test_a_long_name_of_the_site_never_covers_the_masthead(visitor: BrowserContext) -> None:
    page = visitor.new_page()
    page.goto("/vi/")
    page.evaluate(
        "document.querySelector('.brand span').firstChild.data = 'Sàn giao dịch công nghệ và thiết bị thành phố'"
    )
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 700})
        brand, tools = page.locator(".brand").bounding_box(), page.locator(".tools").bounding_box()
        assert brand is not None
        assert tools is not None
        assert brand["x"] + brand["width"] <= tools["x"], width
        assert overflow(page) <= 0, width
    page.close()


def faults(page: Page) -> list[str]:
    """Return what is wrong with a page, whatever its window and colours."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if (over := overflow(page)) > 0:
            found.append(f"{over} px too wide at {width}")
        if width == 390:
            page.evaluate(SHEET, True)
            found += page.evaluate(SMALL)
            page.evaluate(SHEET, False)
        for scheme in ("light", "dark") if width in LOOKED_AT else ():
            again = scheme != "light"  # nothing but the colours is another
            page.emulate_media(color_scheme=scheme)
            found += [f"{width} px, {scheme}: {each}" for each in violations(page, colours_only=again)]
    return found


def moved(page: Page, limit: float = STILL) -> list[object]:
    """Return what moved and how far, if that is more than little."""
    found: list[list[Any]] = page.evaluate(SHIFTS)
    return list(found) if sum(value for value, _what in found) >= limit else []


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - Math.min(screen.width, innerWidth)"))
