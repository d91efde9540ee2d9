"""The newcomer's story: find, read, register, post a need, find it again, take it back. In both languages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import (
    EN,
    NUMBERS,
    VI,
    Words,
    complete,
    confirm_address,
    expect_saved,
    found,
    publish,
    sign_in,
    start_draft,
    watch,
    write,
)
from tests.support.site import wait_for

pytestmark = pytest.mark.slow
SECRET = "bon-tau-keo-ra-cua"


@pytest.mark.parametrize("words", [VI, EN], ids=["vi", "en"])
def test_a_newcomer_finds_a_listing_and_posts_a_need_of_their_own(page: Page, words: Words) -> None:
    complaints = watch(page)
    number = next(NUMBERS)
    email, title = f"newcomer{number}-{words.lang}@example.org", f"Zephyra {words.lang} {number}0 tug"

    page.goto(words.at("/"))
    page.fill("#q", "tau keo")  # without diacritics; the listings say "tàu kéo", "tàu lai", "tug"
    page.get_by_role("search").get_by_role("button").click()
    page.wait_for_url("**/search?**")
    everything = int(re.sub(r"\D", "", page.inner_text("#count")))
    page.locator("#facets").locator("[name=sector][value=marine]").check()
    expect(page).to_have_url(re.compile("sector=marine"))
    of_sector = page.locator('details[data-group="marine.vessel_types"]')
    expect(of_sector).to_be_visible()
    if not of_sector.evaluate("group => group.open"):
        of_sector.locator("summary").first.click()
    of_sector.get_by_role("checkbox").first.check()
    expect(page).to_have_url(re.compile("marine.vessel_types="))
    narrowed = page.locator(".res .ti a")
    expect(narrowed.first).to_be_visible()
    assert 0 < narrowed.count() <= everything
    name = narrowed.first.inner_text()
    narrowed.first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)

    page.goto(words.at("/register"))
    page.fill("input[name=name]", "Trần Mai Lan")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", SECRET)
    page.check("input[name=terms]")
    page.get_by_role("button", name=words.register).click()
    confirm_address(page, email, words)
    sign_in(page, email, SECRET, words)

    page.goto(words.at("/organisations/new"))
    write(page, f"name_{words.lang}", f"Zephyra Tugs {number}")
    page.select_option("select[name=kind]", index=1)
    page.get_by_role("button", name=words.save_organisation).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Zephyra Tugs {number}")

    form = start_draft(page, words=words)
    expect(page.locator(".eg").first).to_contain_text(words.example)  # an example beside the field
    complete(page, title, words)
    page.goto(f"{form}?step=technology")
    write(page, "attrs.power", "1,6 MW" if words is VI else "1.6 MW")
    page.get_by_role("button", name=words.save).click()
    expect_saved(page, words)
    shown = page.locator(".field", has=page.locator('[name="attrs.power"]')).locator(".echo b")
    expect(shown).to_contain_text("1.600" if words is VI else "1,600")  # read as kW
    page.goto(f"{form}?step=review")
    publish(page, words)
    wait_for(lambda: found(page, title, words), seconds=3)  # a second, on a machine that may be busy

    page.goto(words.at("/my/listings"))
    page.get_by_role("link", name=words.withdraw, exact=True).click()
    page.get_by_role("button", name=words.withdraw, exact=True).click()
    page.wait_for_load_state()
    wait_for(lambda: not found(page, title, words), seconds=3)
    assert complaints == []


def test_reading_and_posting_need_no_scripts(browser: Browser, base_url: str) -> None:
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    page, title = context.new_page(), f"Zephyra plain {next(NUMBERS)}0 tug"
    page.goto(VI.at("/"))
    page.fill("#q", "tau keo")
    page.get_by_role("search").get_by_role("button").click()
    page.locator("[name=sector][value=marine]").check()
    page.locator("#facets").get_by_role("button", name="Áp dụng bộ lọc").click()
    assert "sector=marine" in page.url
    page.locator(".res .ti a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    sign_in(page, "lab@example.org")
    form = start_draft(page)
    complete(page, title)
    page.goto(f"{form}?step=technology")
    page.locator("details.group", has=page.locator('[name="attrs.draught"]')).locator("> summary").click()
    write(page, "attrs.draught", "12 ft")
    page.get_by_role("button", name=EN.save).click()
    expect_saved(page)
    expect(page.locator('[name="attrs.draught"]')).to_be_visible()  # a folded group with a value stands open
    page.goto(f"{form}?step=review")
    publish(page)
    wait_for(lambda: found(page, title), seconds=3)
    context.close()
