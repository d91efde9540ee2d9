"""Dates, numbers and money as each language writes them (design guide, section 7)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from marketplace.i18n import use_locale
from marketplace.web import formatting

NBSP = "\u00a0"
MOMENT = datetime(2026, 11, 21, 2, 40, tzinfo=UTC)  # 09:40 in Hải Phòng


@pytest.mark.parametrize(
    ("locale", "day", "moment", "number", "minus"),
    [
        ("vi", "21/11/2026", "09:40, 21/11/2026", "1.250,5", "−5"),
        ("en", "21 Nov 2026", "21 Nov 2026, 09:40", "1,250.5", "−5"),
    ],
)
def test_dates_and_numbers(locale: str, day: str, moment: str, number: str, minus: str) -> None:
    with use_locale(locale):
        assert formatting.day(date(2026, 11, 21)) == formatting.day("2026-11-21") == formatting.day(MOMENT) == day
        assert formatting.moment(MOMENT) == moment
        assert formatting.number(1250.5) == number
        assert formatting.number(-5) == minus


@pytest.mark.parametrize(
    ("amount", "vietnamese", "english"),
    [
        (1_250_000_000, "1,25 tỷ ₫", "VND 1.25 billion"),
        (800_000_000, "800 triệu ₫", "VND 800 million"),
        (950_000, "950.000 ₫", "VND 950,000"),
    ],
)
def test_money_in_short(amount: int, vietnamese: str, english: str) -> None:
    with use_locale("vi"):
        assert formatting.money(amount).replace(NBSP, " ") == vietnamese
    with use_locale("en"):
        assert formatting.money(amount).replace(NBSP, " ") == english


def test_money_in_full_and_as_a_range() -> None:
    with use_locale("vi"):
        assert formatting.full_money(1_250_000_000).replace(NBSP, " ") == "1.250.000.000 ₫"
        assert formatting.money_range(2_000_000_000, 4_000_000_000).replace(NBSP, " ") == "2 – 4 tỷ ₫"
        assert formatting.money_range(800_000_000, 1_200_000_000).replace(NBSP, " ") == "800 triệu ₫ – 1,2 tỷ ₫"


def test_lists_of_this_year_drop_the_year_in_vietnamese_only() -> None:
    today = date(2026, 11, 21)
    with use_locale("vi"):
        assert [formatting.short_day(date(year, 11, 2), today) for year in (2026, 2025)] == ["02/11", "02/11/2025"]
    with use_locale("en"):
        assert formatting.short_day(date(2026, 11, 2), today) == "2 Nov 2026"


@pytest.mark.parametrize(("day", "tone"), [(20, "hot"), (21, "hot"), (22, "hot"), (23, "warn"), (28, "warn"), (29, "")])
def test_what_ends_soon_is_marked(day: int, tone: str) -> None:
    assert formatting.urgency(date(2026, 11, day), date(2026, 11, 21)) == tone


def test_text_becomes_paragraphs_and_lists() -> None:
    html = formatting.paragraphs("One\ntwo\n\n- a\n- <b>\n\nLast")
    assert html == Markup("<p>One<br>two</p>\n<ul><li>a</li><li>&lt;b&gt;</li></ul>\n<p>Last</p>")


@given(st.text())
def test_no_text_brings_markup_of_its_own(text: str) -> None:
    html = str(formatting.paragraphs(text))
    for own in ("<p>", "</p>", "<br>", "<ul>", "</ul>", "<li>", "</li>"):
        html = html.replace(own, "")
    assert "<" not in html
    assert ">" not in html


def test_hits_are_marked_and_everything_else_escaped() -> None:
    assert formatting.marked([("<a> ", False), ("tàu", True)]) == Markup("&lt;a&gt; <mark>tàu</mark>")
