"""Long tables: all rows are chosen at once, on a phone, too."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("width", [390, 1280])
def test_all_rows_are_chosen_and_let_go_at_once(tab: Page, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 800})
    tab.goto("/en/my/listings")
    rows, every = tab.locator("input[name=listing]"), tab.get_by_label("Select all on this page")
    assert rows.count() >= 2
    expect(every).to_be_in_viewport()  # its bar stays in view, however long the list
    every.check()
    assert all(box.is_checked() for box in rows.all())
    every.uncheck()
    assert not any(box.is_checked() for box in rows.all())
