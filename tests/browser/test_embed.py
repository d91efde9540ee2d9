"""An institute's page on another address has the one line; its readers see the listings and open them in a new tab."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from tests.browser.people import violations, watch

pytestmark = pytest.mark.slow
PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Institute</title></head>
<body><h1>Institute</h1><p>Own words.</p>{line}<p>Other own words.</p></body></html>"""


class Institute(ThreadingHTTPServer):
    """The web server of an institute that lets nothing into its page but our site."""

    line = ""

    def __init__(self, site: str) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.policy = f"default-src 'none'; script-src {site}; frame-src {site}"
        self.url = f"http://localhost:{self.server_port}/"


class Answer(BaseHTTPRequestHandler):
    """Its only page."""

    server: Institute

    def do_GET(self) -> None:
        """Send the page with the line."""
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", self.server.policy)
        self.end_headers()
        self.wfile.write(PAGE.format(line=self.server.line).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""


@pytest.fixture(scope="module")
def institute(base_url: str) -> Iterator[Institute]:
    """An institute's site on a port of its own."""
    server = Institute(base_url)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def box_on(page: Page) -> Frame:
    """Return the box on a page, once its listings are there."""
    expect(page.frame_locator("iframe").locator(".rows li")).not_to_have_count(0)
    return page.frames[1]


def faults(page: Page) -> list[str]:
    """Return what is wrong with how a box stands on the page around it."""
    height, wide = page.evaluate(
        "[document.querySelector('iframe').clientHeight, document.documentElement.scrollWidth - innerWidth]"
    )
    needed, sideways = page.frames[1].evaluate(
        "[document.body.getBoundingClientRect().height, document.documentElement.scrollWidth - innerWidth]"
    )
    found = [f"{height} px for {needed}"] if not needed <= height < needed + 2 else []
    return found + [f"{over} px too wide" for over in (wide, sideways) if over > 0]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_one_line_shows_the_listings(browser: Browser, base_url: str, institute: Institute, lang: str) -> None:
    given = browser.new_page()
    given.goto(f"{base_url}/{lang}/embedding?show=sector:marine&number=3")
    institute.line = given.inner_text("#line")
    given.close()
    page = browser.new_page(reduced_motion="reduce")
    complaints = watch(page)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(institute.url)
        box = box_on(page)
        expect(page.frame_locator("iframe").locator(".rows li")).to_have_count(3)
        page.wait_for_function("document.querySelector('iframe').title.includes(' – ')")
        assert box.evaluate("document.documentElement.lang") == lang
        assert faults(page) == []
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert violations(box) == []
    with page.context.expect_page() as opened:
        page.frame_locator("iframe").locator(".rows a").first.click()
    expect(opened.value.locator("h1")).to_be_visible()
    assert f"/{lang}/listings/" in opened.value.url
    assert opened.value.evaluate("window.opener") is None
    with page.context.expect_page() as opened:
        page.frame_locator("iframe").get_by_role("searchbox").fill("tàu")
        page.frame_locator("iframe").get_by_role("searchbox").press("Enter")
    expect(opened.value.locator("#count")).to_be_visible()
    assert "sector=marine" in opened.value.url
    assert page.url == institute.url
    assert complaints == []
    page.close()


def test_only_the_frame_itself_is_believed_about_its_height(
    browser: Browser, base_url: str, institute: Institute
) -> None:
    institute.line = f'<script src="{base_url}/embed.js" data-sector="marine" async></script>'
    page = browser.new_page()
    page.goto(institute.url)
    box_on(page)
    page.wait_for_function("document.querySelector('iframe').title.includes(' – ')")
    before = page.locator("iframe").evaluate("frame => frame.height")
    page.evaluate("postMessage({height: 77, title: 'Not it'}, '*')")
    page.evaluate("new Promise((done) => setTimeout(done))")
    assert page.locator("iframe").evaluate("frame => [frame.height, frame.title]")[0] == before
    assert "Not it" not in page.locator("iframe").get_attribute("title")  # type: ignore[operator]
    page.close()


def test_the_plain_frame_shows_the_listings_without_any_script(
    browser: Browser, base_url: str, institute: Institute
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(f"{base_url}/en/embedding?show=sector:marine&number=2")
    institute.line = page.locator("#plain").text_content()
    page.goto(institute.url)
    expect(page.frame_locator("iframe").locator(".rows li")).to_have_count(2)
    context.close()


@pytest.mark.parametrize(("lang", "room"), [("vi", 640), ("en", 360)])
def test_what_oembed_hands_out_fits_its_frame(
    browser: Browser, base_url: str, institute: Institute, lang: str, room: int
) -> None:
    page = browser.new_page(reduced_motion="reduce")
    page.goto(f"{base_url}/{lang}/search?sector=marine&kind=offer")
    url = base_url + str(page.locator(".res .ti a").first.get_attribute("href"))
    found = page.request.get(f"{base_url}/oembed", params={"url": url, "maxwidth": room}).json()
    institute.line = found["html"]
    page.goto(institute.url)
    expect(page.frame_locator("iframe").get_by_role("heading")).to_have_text(found["title"])
    size = page.locator("iframe").evaluate("frame => [frame.clientWidth, frame.clientHeight]")
    assert size == [found["width"], found["height"]]
    assert page.frames[1].evaluate("document.body.getBoundingClientRect().height") <= found["height"]
    assert violations(page.frames[1]) == []
    page.close()


def test_the_maker_follows_each_choice_and_copies(browser: Browser, base_url: str) -> None:
    context = browser.new_context(base_url=base_url, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    complaints = watch(page)
    page.goto("/en/embedding")
    page.get_by_label("Whose listings").select_option("sector:logistics")
    expect(page.locator("#line")).to_contain_text('data-sector="logistics"')
    page.get_by_label("Dark").check()
    expect(page.locator("#line")).to_contain_text('data-theme="dark"')
    expect(page.frame_locator("#preview").locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name="Copy the line").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.inner_text("#line")
    page.get_by_label("How many listings").fill("99")
    page.get_by_label("How many listings").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("from 1 to 10")
    assert complaints == []
    context.close()
