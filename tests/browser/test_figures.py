"""The charts are drawn from the tables, under the page's own policy."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.people import member, watch

pytestmark = pytest.mark.slow


def test_each_table_has_its_chart_in_either_theme(browser: Browser, base_url: str) -> None:
    context = member(browser, base_url, "operator@example.org", reduced_motion="reduce")
    page = context.new_page()
    complaints = watch(page)
    page.goto("/en/operator/figures")
    charts = page.locator("[data-chart] canvas[role=img]")
    expect(charts).to_have_count(4)
    ink = "canvas => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data].some(Boolean)"
    assert all(charts.nth(number).evaluate(ink) for number in range(4))
    page.emulate_media(color_scheme="dark")
    expect(charts).to_have_count(4)
    assert complaints == []
    context.close()
