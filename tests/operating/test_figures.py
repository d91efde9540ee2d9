"""The exchange in figures, and searches that found nothing: counted by day, never with who."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.discovery import unmet
from marketplace.discovery.pages import SearchPage
from marketplace.discovery.reindex import driver
from marketplace.discovery.request import SearchRequest
from marketplace.errors import NotAllowed
from marketplace.jobs.registry import JobContext
from marketplace.listings.factories import make_listing
from marketplace.operating.figures import Figures
from marketplace.organisations.factories import make_organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from marketplace.web import assets
from tests.conftest import NOW, Clock
from tests.support.apps import cost, work

SignIn = Callable[..., FlaskClient]
DAY = date(2026, 11, 21)


def test_they_are_for_operators_only(app: Flask, uow: UnitOfWork, broker: Viewer) -> None:
    for viewer in (Viewer.anonymous(), broker):
        with pytest.raises(NotAllowed):
            Figures(viewer, uow, app.extensions["marketplace"])


def test_the_page_is_for_operators_only(client: FlaskClient, sign_in: SignIn) -> None:
    assert client.get("/en/operator/figures").status_code == 303
    assert sign_in("broker").get("/en/operator/figures").status_code == 403


def test_the_page_is_at_most_200_kb_over_the_wire_with_all_its_charts(app: Flask, boss: FlaskClient) -> None:
    fill(app)
    page, files = boss.get("/vi/operator/figures"), assets.ours().by_hashed
    used = {files[name] for name in re.findall(r'(?:src|href)="/static/([^"#]+)', page.text)}
    assert {"chart.umd.min.js", "app.css"} <= {re.sub(r"^.*/|\.[0-9a-f]{10}(?=\.)", "", each.name) for each in used}
    assert sum(len(each.packed or each.body) for each in used) + len(gzip.compress(page.data)) <= 200_000


def fill(app: Flask, times: int = 1) -> None:
    """Put listings of several kinds in, and some that nobody may read."""
    with work(app) as uow:
        yard = make_organisation(uow)
        facts: dict[str, Any] = {"status": "published", "published_at": NOW, "country": "VN", "province": "31"}
        for _ in range(times):
            make_listing(uow, yard, **{**facts, "kind": "offer", "trl": 7})
            make_listing(uow, yard, **{**facts, "kind": "demand", "trl": 7, "province": None, "country": "JP"})
            make_listing(uow, yard, **{**facts, "trl": None, "published_at": NOW - timedelta(days=35)})
            make_listing(uow, yard, **{**facts, "trl": 3, "published_at": NOW - timedelta(days=900)})
            make_listing(uow, yard, **{**facts, "status": "draft", "published_at": None})


def test_listings_are_counted_by_what_they_have_in_common(app: Flask, uow: UnitOfWork) -> None:
    fill(app)
    figures = Figures(Viewer.system(), uow, app.extensions["marketplace"])
    sectors, levels, places = figures.by_sector(), figures.by_trl(), figures.by_place()
    assert [(bar.offers, bar.demands) for bar in sectors] == [(3, 1)]
    assert [(bar.label, bar.offers, bar.demands) for bar in levels if bar.total] == [
        ("TRL 3", 1, 0), ("TRL 7", 1, 1), ("Chưa nêu", 1, 0),
    ]  # fmt: skip
    assert len(levels) == 10
    assert [(bar.label, bar.total) for bar in places] == [("Hải Phòng", 3), ("Nhật Bản", 1)]


def test_months_are_those_of_the_sites_clocks(app: Flask, uow: UnitOfWork) -> None:
    fill(app)
    with work(app) as own:
        first = NOW.replace(day=1, hour=0) - timedelta(hours=7)  # midnight in Hải Phòng
        for moment in (first, first - timedelta(seconds=1)):
            make_listing(own, make_organisation(own), status="withdrawn", published_at=moment)
    months = Figures(Viewer.system(), uow, app.extensions["marketplace"]).by_month()
    assert (months[0][0], months[-1][0]) == (date(2025, 12, 1), date(2026, 11, 1))
    assert [(start.month, bar.offers, bar.demands) for start, bar in months if bar.total] == [(10, 2, 0), (11, 2, 1)]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_has_a_table_for_each_chart_and_costs_no_more_for_many(
    app: Flask, boss: FlaskClient, lang: str
) -> None:
    assert "data-chart" not in boss.get(f"/{lang}/operator/figures").text
    fill(app)
    page = boss.get(f"/{lang}/operator/figures").text
    assert page.count("data-chart=") == 4
    assert '<td data-n="3">3</td>' in page
    assert ("11/2026" if lang == "vi" else "Nov 2026") in page
    few = cost(app, boss, f"/{lang}/operator/figures")
    fill(app, 10)
    assert cost(app, boss, f"/{lang}/operator/figures") == few <= 11


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("  Sơn  CHỐNG hà ", "sơn chống hà"),
        ("PLC S7-1500", "plc s7-1500"),
        ("me@example.com", ""),
        ("0912 345 678", ""),
        ("+84 (912) 345-678", ""),
        ("https://example.com/a", ""),
        ("x" * 81, ""),
        ("", ""),
    ],
)
def test_what_may_be_personal_is_not_kept(words: str, kept: str) -> None:
    asked = SearchRequest(q=words)
    assert unmet.words_of(asked, SearchPage(asked)) == kept


@pytest.mark.parametrize(
    ("asked", "found", "kept"),
    [
        ({}, {}, "tug"),
        ({"terms": {"kind": ("offer",)}}, {}, "tug"),
        ({"terms": {"trl": ("7",)}}, {}, ""),
        ({"page": 2}, {}, ""),
        ({"some": True}, {"some_words": True}, ""),
        ({}, {"total": 3}, ""),
        ({}, {"total": 3, "some_words": True}, "tug"),
        ({}, {"available": False}, ""),
    ],
)
def test_only_a_search_for_words_that_failed_is_noted(asked: dict[str, Any], found: dict[str, Any], kept: str) -> None:
    request = SearchRequest(q="tug", **asked)
    assert unmet.words_of(request, SearchPage(request, **found)) == kept


def test_words_are_counted_by_day_and_forgotten_after_90(app: Flask, uow: UnitOfWork, clock: Clock) -> None:
    for words, days in (("a", 0), ("a", 0), ("a", 89), ("b", 1), ("b", 91), ("c", 0)):
        unmet.note(uow, words, DAY - timedelta(days=days))
    unmet.forget(JobContext(uow, app.extensions["marketplace"]), {})
    found = [(each.words, each.times, each.last) for each in unmet.most_wanted(uow, 9)]
    assert found == [("a", 3, DAY), ("c", 1, DAY), ("b", 1, DAY - timedelta(days=1))]


def test_a_machine_that_tries_everything_fills_no_table(uow: UnitOfWork, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unmet, "MOST_A_DAY", 3)
    for number in range(9):
        unmet.note(uow, f"word {number}", DAY)
    unmet.note(uow, "word 0", DAY)  # what is known already goes on being counted
    assert [each.times for each in unmet.most_wanted(uow, 99)] == [2, 1, 1]


def test_a_search_that_finds_nothing_reaches_the_operator(app: Flask, client: FlaskClient, boss: FlaskClient) -> None:
    fill(app)
    driver.rebuild(app)
    assert "Every search has found something" in boss.get("/en/operator/figures").text
    for _ in range(2):
        client.get("/en/search?q=zzyzx+quark").close()
    client.get("/en/search?q=0912345678").close()
    page = boss.get("/en/operator/figures").text
    assert ">zzyzx quark</a></th><td>2</td>" in page
    assert "0912345678" not in page


def test_no_reader_fails_because_a_search_cannot_be_counted(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from sqlalchemy.exc import OperationalError

    def locked(*_facts: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    driver.rebuild(app)
    monkeypatch.setattr(unmet, "note", locked)
    answer = client.get("/en/search?q=zzyzx")
    assert answer.status_code == 200
    answer.close()
    assert "was not counted" in caplog.text
