"""What people do on the site, in the words of the page they see: steps of the stories."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from marketplace.demo.people import PASSWORD
from tests.support.site import wait_for

AXE = Path(__file__).parents[1] / "web" / "vendor" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class Words:
    """What the buttons and headings that a story touches are called in a language."""

    lang: str
    register: str = "Create an account"
    mailbox: str = "Open the mailbox"
    sign_in: str = "Sign in"
    sign_out: str = "Sign out"
    save_organisation: str = "Save the organisation"
    organisation: str = "Name in English"
    start: str = "Start the draft"
    onward: str = "Save and continue"
    save: str = "Save the draft"
    saved: str = "Saved."
    publish: str = "Publish"
    withdraw: str = "Withdraw"
    more: str = "more facts"
    read_as: str = "Read as"
    example: str = "Example"
    put_back: str = "Put it back"
    example_search: str = "cargo handling"

    def at(self, path: str) -> str:
        """Return an address in this language."""
        return f"/{self.lang}{path}"


EN = Words("en")
VI = Words(
    "vi", "Tạo tài khoản", "Mở hộp thư", "Đăng nhập", "Đăng xuất", "Lưu tổ chức", "Tên tiếng Việt", "Bắt đầu bản nháp",
    "Lưu và tiếp tục", "Lưu nháp", "Đã lưu.", "Đăng tin", "Rút tin", "thông tin khác", "Hiểu là", "Ví dụ",
    "Đưa trở lại", "xếp dỡ",
)  # fmt: skip


def watch(page: Page) -> list[str]:
    """Return a list that fills with what the console complains about: scripts, policy, files that are missing."""
    complaints: list[str] = []
    usual = re.compile("status of (4|503)")  # the browser's own note on a page that is an error message
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" and not usual.search(m.text) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


def sign_in(page: Page, email: str, password: str = PASSWORD, words: Words = EN) -> None:
    """Sign in on the page of that name."""
    if "/login" not in page.url:
        page.goto(words.at("/login"))
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", password)
    page.locator("main").get_by_role("button", name=words.sign_in, exact=True).click()
    page.wait_for_url(lambda url: "/login" not in url)


def member(browser: Browser, base_url: str, email: str = "lab@example.org", **context: Any) -> BrowserContext:
    """Return a browser of its own in which somebody has signed in."""
    made = browser.new_context(base_url=base_url, **context)
    page = made.new_page()
    sign_in(page, email)
    page.close()
    return made


def start_draft(page: Page, kind: str = "demand", sector: str = "marine", words: Words = EN) -> str:
    """Start a draft; return the address of its form without the step."""
    page.goto(words.at("/listings/new"))
    page.check(f"input[value={kind}]")
    page.select_option("select[name=sector]", sector)
    page.get_by_role("button", name=words.start).click()
    page.wait_for_url("**/edit*")
    return page.url.partition("?")[0]


def write(page: Page, name: str, text: str) -> None:
    """Type into the input of that name."""
    page.fill(f'[name="{name}"]', text)


def complete(page: Page, title: str, words: Words = EN) -> None:
    """Fill in what a demand needs, step by step, as far as the review. The page shows the first step."""
    texts = f"texts.{words.lang}"
    write(page, f"{texts}.title", title)
    write(page, f"{texts}.summary", "Two tugs are needed at the quay before summer.")
    page.get_by_role("button", name=words.onward).click()
    page.wait_for_url("**step=technology*")
    write(page, f"{texts}.description", "Large ships wait for the tide because the tugs at hand are too weak.")
    write(page, f"{texts}.expertise", "Tugs that hold position in a current of three knots.")
    page.get_by_role("button", name=words.onward).click()
    page.wait_for_url("**step=cooperation*")
    write(page, f"{texts}.partner_role", "A yard that builds and hands over.")
    page.locator('[name="partnership_types"][type=checkbox]').first.check()
    page.get_by_role("button", name=words.onward).click()
    page.wait_for_url("**step=review*")


def confirm_address(page: Page, email: str, words: Words = EN) -> None:
    """Open the newest message to the address in the local mailbox, and the link in it."""
    page.get_by_role("link", name=words.mailbox).click()

    def arrived() -> bool:
        page.reload()
        return page.get_by_role("row").filter(has_text=email).count() > 0

    wait_for(arrived)
    page.get_by_role("row").filter(has_text=email).get_by_role("link").first.click()
    page.locator(".prose a[href*='/confirm']").first.click()


def publish(page: Page, words: Words = EN, clicks: int = 1) -> None:
    """Press the button of the review step; wait for what comes after it."""
    page.locator("main").get_by_role("button", name=words.publish, exact=True).click(click_count=clicks)
    page.wait_for_url(lambda url: "/edit" not in url)
    expect(page.locator(".oops")).to_have_count(0)


def found(page: Page, title: str, words: Words = EN) -> bool:
    """Search for the words of a title and tell whether the listing is among the results."""
    page.goto(words.at(f"/search?q={quote(title)}"))
    return page.locator(".res .ti").filter(has_text=title).count() > 0


def violations(page: Page | Frame, *, colours_only: bool = False) -> list[str]:
    """Return what axe finds; its script goes around the page's policy, as a developer's console does."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    result: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})",
        COLOURS if colours_only else RULES,
    )
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in result["violations"]]


def expect_saved(page: Page, words: Words = EN) -> None:
    """Wait for the message that a step is saved."""
    expect(page.get_by_text(words.saved, exact=True)).to_be_visible()
