"""Typed text is not lost: by a refused save, a closed tab, a session that ended, another editor, a double click."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.people import (
    EN,
    NUMBERS,
    complete,
    expect_saved,
    found,
    member,
    publish,
    sign_in,
    start_draft,
    write,
)
from tests.support.site import wait_for

pytestmark = pytest.mark.slow
TITLE, SUMMARY = "texts.en.title", "texts.en.summary"


def test_a_refused_save_shows_what_was_typed_and_leads_to_the_mistake(tab: Page) -> None:
    form = start_draft(tab)
    tab.goto(f"{form}?step=technology")
    tab.locator("summary", has_text=EN.more).click()
    draught, power = tab.locator('[name="attrs.draught"]'), tab.locator('[name="attrs.power"]')
    draught.fill("12 bananas")
    power.fill("1200 kW")
    tab.get_by_role("button", name=EN.onward).click()
    summary = tab.locator("#errors")
    expect(summary).to_be_focused()
    expect(tab).to_have_title(re.compile("^Error:"))
    expect(draught).to_have_value("12 bananas")
    expect(power).to_have_value("1200 kW")
    summary.get_by_role("link").click()
    expect(draught).to_be_in_viewport()  # its folded group stands open


def test_a_closed_tab_loses_nothing_of_a_draft(lab: BrowserContext) -> None:
    tab = lab.new_page()
    form = start_draft(tab)
    write(tab, TITLE, "Typed and closed")
    tab.close(run_before_unload=False)
    tab = lab.new_page()
    title = tab.locator(f'[name="{TITLE}"]')
    for _ in range(40):  # what a closing tab sends may arrive after what the next one asks
        tab.goto(form)
        if title.input_value():
            break
        tab.wait_for_timeout(250)
    expect(title).to_have_value("Typed and closed")
    expect(tab.get_by_text(EN.put_back)).to_have_count(0)
    tab.close()


def test_what_can_not_be_read_yet_is_offered_again(lab: BrowserContext) -> None:
    tab = lab.new_page()
    form = f"{start_draft(tab)}?step=technology"
    tab.goto(form)
    tab.locator("summary", has_text=EN.more).click()
    write(tab, "attrs.draught", "12 ban")
    expect(tab.locator("#stash-state")).to_contain_text("but not yet: ", timeout=10_000)
    tab.close(run_before_unload=False)
    tab = lab.new_page()
    tab.goto(form)
    expect(tab.locator('[name="attrs.draught"]')).to_have_value("")  # offered, not forced
    tab.get_by_role("link", name=EN.put_back).click()
    expect(tab.locator('[name="attrs.draught"]')).to_have_value("12 ban")
    write(tab, "attrs.draught", "1,2 m")
    tab.get_by_role("button", name=EN.save).click()
    expect_saved(tab)
    expect(tab.get_by_text(EN.put_back)).to_have_count(0)
    tab.close()


def test_a_draft_saves_itself_and_says_when_it_can_not(lab: BrowserContext, tab: Page) -> None:
    form = start_draft(tab)
    state = tab.locator("#stash-state")
    write(tab, SUMMARY, "Saved by itself")
    expect(state).to_have_text(re.compile(r"^Saved \d\d:\d\d$"), timeout=10_000)
    lab.set_offline(True)
    write(tab, TITLE, "Typed in a tunnel")
    expect(state).to_have_text("Not saved: no connection, will try again", timeout=10_000)
    lab.set_offline(False)
    expect(state).to_have_text(re.compile(r"^Saved \d\d:\d\d$"), timeout=20_000)
    tab.get_by_role("button", name=EN.save).click()  # with the version that came back
    expect_saved(tab)
    tab.goto(form)
    expect(tab.locator(f'[name="{TITLE}"]')).to_have_value("Typed in a tunnel")
    expect(tab.locator(f'[name="{SUMMARY}"]')).to_have_value("Saved by itself")


def test_how_a_quantity_is_read_is_said_while_the_form_stays_open(tab: Page) -> None:
    tab.goto(f"{start_draft(tab)}?step=technology")
    tab.locator("details.group", has=tab.locator('[name="attrs.draught"]')).locator("> summary").click()
    echo = tab.locator(".field", has=tab.locator('[name="attrs.draught"]')).locator(".echo b")
    write(tab, "attrs.draught", "120 cm")
    expect(echo).to_have_text("1.2 m", timeout=10_000)
    write(tab, "attrs.draught", "shallow")
    expect(echo).to_have_count(0, timeout=10_000)


def test_the_questions_fill_in_the_level_beside_the_field(tab: Page) -> None:
    form = start_draft(tab, "offer")
    tab.goto(f"{form}?step=technology")
    write(tab, "texts.en.description", "Half a sentence")
    tab.get_by_role("button", name="Not sure?").click()
    for answer in ("Yes", "Yes", "No"):
        question = tab.locator("#f-trl-ask h2")
        expect(question).to_be_focused()
        said = question.inner_text()
        tab.locator("#f-trl-ask").get_by_role("link", name=answer, exact=True).click()
        expect(question).not_to_have_text(said)
    tab.get_by_role("link", name="Use TRL 6").click()
    expect(tab.locator("#f-trl")).to_have_value("6")
    expect(tab.locator("#f-trl")).to_be_focused()
    expect(tab.locator('[name="texts.en.description"]')).to_have_value("Half a sentence")


def test_a_session_that_ended_leads_through_the_sign_in_back_to_the_typed_text(browser: Browser, base_url: str) -> None:
    context = member(browser, base_url, "engineer@example.org")
    page = context.new_page()
    start_draft(page)
    write(page, TITLE, "Typed before the session ended")
    context.clear_cookies(name="session")
    page.get_by_role("button", name=EN.onward).click()
    page.wait_for_url("**/login**")
    expect(page.get_by_text("What you typed is kept")).to_be_visible()
    sign_in(page, "engineer@example.org")
    page.wait_for_url("**/edit?**")
    expect(page.locator(f'[name="{TITLE}"]')).to_have_value("Typed before the session ended")
    page.get_by_role("button", name=EN.save).click()
    expect_saved(page)
    context.close()


def test_the_second_of_two_editors_sees_both_versions_and_decides(lab: BrowserContext, tab: Page) -> None:
    form = start_draft(tab)
    write(tab, TITLE, "The first title")
    tab.get_by_role("button", name=EN.save).click()
    expect_saved(tab)
    other = lab.new_page()
    other.goto(form)
    write(tab, TITLE, "Written by the first editor")
    tab.get_by_role("button", name=EN.save).click()
    expect_saved(tab)
    write(other, TITLE, "Written by the second editor")
    write(other, SUMMARY, "Only the second wrote this")
    other.get_by_role("button", name=EN.save).click()
    expect(other.get_by_role("heading", level=1)).to_have_text("You changed this in another window")
    versions = other.locator(".versions")
    expect(versions.get_by_text("Written by the first editor")).to_be_visible()
    expect(versions.get_by_text("Written by the second editor")).to_be_visible()
    for choice in other.locator("input[value=mine]").all():
        choice.check()
    other.get_by_role("button", name="Save this choice").click()
    expect(other.locator(f'[name="{TITLE}"]')).to_have_value("Written by the second editor")
    expect(other.locator(f'[name="{SUMMARY}"]')).to_have_value("Only the second wrote this")
    other.close()
    tab.goto(form.replace("/edit", "/history"))
    expect(tab.locator("del", has_text="first").first).to_be_attached()  # nothing is overwritten for good


def test_a_double_click_makes_one_draft_and_publishes_one_listing(tab: Page) -> None:
    title = f"Zephyra doubled {next(NUMBERS)}0 tug"
    tab.goto("/en/listings/new?kind=demand")
    tab.select_option("select[name=sector]", "marine")
    before = drafts(tab)
    tab.goto("/en/listings/new?kind=demand")
    tab.select_option("select[name=sector]", "marine")
    tab.get_by_role("button", name=EN.start).dblclick()
    tab.wait_for_url("**/edit*")
    form = tab.url.partition("?")[0]
    assert drafts(tab) == before + 1
    tab.goto(form)
    complete(tab, title)
    publish(tab, clicks=2)
    wait_for(lambda: found(tab, title), seconds=3)
    expect(tab.locator(".res .ti").filter(has_text=title)).to_have_count(1)
    assert drafts(tab) == before


def drafts(page: Page) -> int:
    """Return how many drafts the member has."""
    page.goto("/en/my/listings")
    tab = page.locator(".tabs a", has_text="Draft")
    return int(re.sub(r"\D", "", tab.inner_text())) if tab.count() else 0


def test_enter_saves_the_step_and_asks_no_questions(tab: Page) -> None:
    start_draft(tab, "offer")
    write(tab, TITLE, "Typed and entered")
    tab.locator(f'[name="{TITLE}"]').press("Enter")
    tab.wait_for_url("**step=technology*")
