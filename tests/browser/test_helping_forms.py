"""Forms that help: a text that fills them in, pictures with words and in order, a translation beside its original."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.people import EN, expect_saved, start_draft, violations, write

pytestmark = pytest.mark.slow
PROFILE = """Title: Electric harbour tug for a trial from text
Summary: A yard offers a design.
Stage of development: Prototype available for demonstration, TRL 6
Bollard pull: 60 t
Our history: founded long ago
"""


def picture(colour: str) -> FilePayload:
    """Return a picture to choose."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return {"name": f"{colour}.png", "mimeType": "image/png", "buffer": out.getvalue()}


def test_a_text_fills_in_the_form_and_is_checked_step_by_step(tab: Page) -> None:
    tab.goto("/en/listings/new")
    tab.get_by_role("link", name="Post from a text or a Word file").click()
    tab.check("input[value=offer]")
    tab.select_option("select[name=sector]", "marine")
    write(tab, "text", PROFILE)
    tab.get_by_role("button", name="Fill in the form").click()
    tab.wait_for_url("**/edit*")
    expect(tab.locator('[name="texts.en.title"]')).to_have_value("Electric harbour tug for a trial from text")
    marks = tab.get_by_text("Taken from your text: please check")
    expect(marks).to_have_count(2)
    expect(tab.get_by_text("Our history", exact=True)).to_be_visible()
    expect(tab.get_by_text("founded long ago")).to_be_visible()
    assert violations(tab) == []
    tab.get_by_role("button", name=EN.onward).click()
    tab.wait_for_url("**step=technology*")
    expect(tab.locator("#f-trl")).to_have_value("6")
    expect(marks.first).to_be_visible()
    tab.go_back()
    tab.reload()
    expect(tab.locator("#f-texts-en-title")).to_be_visible()
    expect(marks).to_have_count(0)


def test_each_picture_gets_its_words_and_files_change_places_by_keyboard_and_by_dragging(tab: Page) -> None:
    form = start_draft(tab, "offer")
    tab.goto(f"{form}?step=review")
    tab.set_input_files("#f-file", [picture("red"), picture("teal")])
    words = tab.locator("#files [name=alt_en]")
    expect(words).to_have_count(2)
    words.nth(0).fill("A red thing")
    words.nth(1).fill("A teal thing")
    tab.set_input_files("#f-file", [picture("teal"), picture("red")])  # chosen anew: the words go with their files
    expect(words.nth(0)).to_have_value("A teal thing")
    expect(words.nth(1)).to_have_value("A red thing")
    assert violations(tab) == []
    tab.get_by_role("button", name="Upload").click()
    files = tab.locator("#files-list summary")
    expect(files.nth(0)).to_contain_text("teal.png")
    files.nth(1).focus()
    tab.keyboard.press("Enter")
    tab.get_by_role("button", name="Move up").focus()
    tab.keyboard.press("Enter")
    expect(files.nth(0)).to_contain_text("red.png")
    files.nth(1).drag_to(files.nth(0))
    expect(files.nth(0)).to_contain_text("teal.png")
    tab.goto(form.removesuffix("/edit"))
    expect(tab.get_by_role("img", name="A teal thing")).to_be_attached()


def test_files_can_be_dropped(tab: Page) -> None:
    form = start_draft(tab, "offer")
    tab.goto(f"{form}?step=review")
    dropped = tab.evaluate_handle(
        """() => {
            const all = new DataTransfer();
            all.items.add(new File(["x"], "sea.png", {type: "image/png"}));
            return all;
        }"""
    )
    tab.locator("[data-drop]").dispatch_event("drop", {"dataTransfer": dropped})
    expect(tab.get_by_role("group", name="sea.png")).to_be_visible()
    expect(tab.locator("#f-file")).to_be_focused()


def test_a_translation_is_written_beside_its_original(tab: Page) -> None:
    form = start_draft(tab, "offer")
    tab.locator("summary", has_text="Title").first.evaluate("node => { node.parentElement.open = true; }")
    write(tab, "texts.vi.title", "Tàu lai điện cho cảng sông")
    tab.get_by_role("button", name=EN.save).click()
    expect_saved(tab)
    tab.get_by_role("link", name="Translate into English").click()
    expect(tab.get_by_text("Tàu lai điện cho cảng sông").last).to_be_visible()
    write(tab, "texts.en.title", "Electric tug for river ports")
    expect(tab.locator("#stash-state")).to_contain_text("Saved", timeout=10_000)
    assert violations(tab) == []
    tab.goto(form)
    expect(tab.locator('[name="texts.en.title"]')).to_have_value("Electric tug for river ports")


def test_the_longest_step_stays_short_on_a_phone(tab: Page) -> None:
    tab.set_viewport_size({"width": 390, "height": 844})
    form = start_draft(tab, "offer", sector="greentech")
    tab.goto(f"{form}?step=technology")
    assert tab.evaluate("document.getElementById('step-form').offsetHeight") < 4000  # pixels; 8,556 with all unfolded
    expect(tab.locator("#f-attrs-removal-cod")).to_be_hidden()
    tab.locator("summary", has_text="Removal efficiency").click()
    expect(tab.locator("#f-attrs-removal-cod")).to_be_visible()
    expect(tab.locator("#f-attrs-removal-cod-tier")).to_be_visible()
    assert violations(tab) == []


def test_a_long_address_makes_no_form_wider_than_the_phone(tab: Page) -> None:
    tab.set_viewport_size({"width": 390, "height": 844})
    start_draft(tab, "offer", sector="marine")
    tab.fill('[name="texts.en.summary"]', f"https://example.org/{'a' * 150}")
    assert tab.evaluate("document.documentElement.scrollWidth") == 390
