"""Boxes of listings on other people's pages: what they show, to whom, and who may frame them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from limits import parse

from marketplace.web.security import limiter
from tests.support.apps import statements
from tests.web.conftest import Stock, named

SignIn = Callable[..., FlaskClient]
MARINE = "/en/embed?sector=marine"
FRAMED = (MARINE, "/vi/embed?sector=nothing", "/en/embed?organisation=x", "/vi/embed", "/en/embed/listings/aaa-aaa-aaa")


def titles(page: str) -> list[str]:
    """Return the titles of a box's listings in their order."""
    return [unescape(title) for title in re.findall(r"<b[^>]*>([^<]+)</b>", page)]


def test_a_box_shows_the_newest_of_a_sector_in_the_language_of_its_address(
    client: FlaskClient, stock: Stock, app: Flask
) -> None:
    now = app.extensions["marketplace"].clock()
    days = [{"texts": named(f"Tug {n}"), "published_at": now - timedelta(days=n)} for n in (3, 1, 2)]
    stock(*days, {"texts": named("Crane"), "sector": "logistics"})
    assert titles(client.get(MARINE).text) == ["Tug 1", "Tug 2", "Tug 3"]
    assert titles(client.get("/vi/embed?sector=marine&number=2").text) == ["Tug 1 (vi)", "Tug 2 (vi)"]
    assert "Liên kết mở trong thẻ mới." in client.get("/vi/embed?sector=marine").text


@pytest.mark.parametrize("change", [{"status": "draft"}, {"status": "withdrawn"}, {"valid_until": "past"}, "anonymous"])
def test_an_organisations_box_shows_no_more_than_its_page(
    client: FlaskClient, stock: Stock, app: Flask, change: dict[str, Any] | str
) -> None:
    past = app.extensions["marketplace"].clock().date() - timedelta(days=1)
    hidden: dict[str, Any] = {"anonymous": True} if isinstance(change, str) else dict(change)
    if "valid_until" in hidden:
        hidden["valid_until"] = past
    owner = stock({"texts": named("Open tug")}, {"texts": named("Hidden tug"), **hidden})
    page = client.get(f"/en/embed?organisation={owner}").text
    assert titles(page) == ["Open tug"]
    assert "Ocean &lt;Institute&gt;" in page
    if change != "anonymous":
        assert titles(client.get(MARINE).text) == ["Open tug"]
    assert page.count("Hidden tug") == 0


def test_a_box_searches_on_the_site_in_a_new_tab(client: FlaskClient, stock: Stock) -> None:
    owner = stock({"texts": named("Tug")})
    for query in ("sector=marine", f"organisation={owner}"):
        page = client.get(f"/en/embed?{query}").text
        name, value = query.split("=")
        assert f'<input type="hidden" name="{name}" value="{value}">' in page
        assert '<base target="_blank">' in page
        assert 'action="/en/search" method="get"' in page
        assert titles(page) == ["Tug"]
        assert "1 result<" in client.get(f"/en/search?{query}&q=tug").text


@pytest.mark.parametrize("path", FRAMED)
def test_only_boxes_may_be_framed(client: FlaskClient, stock: Stock, path: str) -> None:
    stock()
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"].split("frame-ancestors ")[1].split(";")[0] == "*"
    assert "X-Frame-Options" not in headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["/en/", "/en/search", "/en/embedding", "/en/embed/nothing", "/en/sectors/marine", "/oembed", "/en/login"]
)
def test_every_other_page_keeps_its_ban_on_framing(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"


def test_a_box_knows_nobody(app: Flask, client: FlaskClient, stock: Stock, sign_in: SignIn) -> None:
    stock({"texts": named("Tug")})
    someone = sign_in("operator")
    for name, value in (("theme", "dark"), ("lang", "fr"), ("remember_token", "1|zzz")):
        someone.set_cookie(name, value)
    for path in FRAMED:
        for _again in range(2):
            theirs = someone.get(path)
            assert theirs.data == client.get(path).data
            assert "Set-Cookie" not in theirs.headers
            assert "Cookie" not in theirs.headers.get("Vary", "")


def test_a_box_is_kept_until_it_changes(client: FlaskClient, stock: Stock) -> None:
    stock({"texts": named("Tug")})
    first = client.get(MARINE)
    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert client.get(MARINE, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    stock({"texts": named("Another")})
    again = client.get(MARINE, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.headers["ETag"] != first.headers["ETag"]) == (200, True)


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("", 400, "Name the sector or the organisation"),
        ("sector=marine&organisation=aaa-aaa-aaa", 400, "not both"),
        ("sector=marine&number=11", 400, "number: Give a whole number from 1 to 10"),
        ("sector=marine&number=²", 400, "from 1 to 10"),
        ("sector=marine&number=0&theme=pink", 400, "auto, light, dark"),
        ("sector=<script>", 404, "There is no such sector"),
        ("organisation=aaa-aaa-aaa", 404, "There is no such sector or organisation"),
    ],
)
def test_a_box_set_up_wrongly_says_so_in_both_languages(
    client: FlaskClient, query: str, status: int, said: str
) -> None:
    answer = client.get(f"/en/embed?{query}")
    assert answer.status_code == status
    assert said in answer.text
    assert answer.text.index("This box is not set up correctly") < answer.text.index("Khung này chưa được cài đặt đúng")
    vietnamese = client.get(f"/vi/embed?{query}").text
    assert vietnamese.index("Khung này chưa được cài đặt đúng") < vietnamese.index("This box is not set up correctly")
    assert 'href="http://localhost/vi/embedding"' in vietnamese
    assert "public" not in answer.headers["Cache-Control"]


def test_an_empty_box_says_what_to_do(client: FlaskClient, stock: Stock) -> None:
    owner = stock()
    for query in ("sector=marine", f"organisation={owner}"):
        page = client.get(f"/en/embed?{query}").text
        assert "Nothing has been posted yet." in page
        assert "/en/listings/new?" in page


def test_without_an_index_a_box_stays_kind_and_is_not_kept(client: FlaskClient) -> None:
    answer = client.get(MARINE)
    assert answer.status_code == 200
    assert "Search is being repaired" in answer.text
    assert "public" not in answer.headers["Cache-Control"]


def test_too_many_requests_are_told_inside_the_frame(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiter, "enabled", True)
    address, reader = "/en/embed/listings/x", {"REMOTE_ADDR": "192.0.2.77"}
    assert client.get(address, environ_base=reader).status_code == 404
    limiter.limiter.hit(parse("1200 per minute"), "192.0.2.77", "embed.listing", cost=1200)
    refused = client.get(address, environ_base=reader)
    assert refused.status_code == 429
    assert "frame-ancestors *" in refused.headers["Content-Security-Policy"]
    assert "Too many requests" in refused.text
    assert "Set-Cookie" not in refused.headers


@pytest.mark.parametrize("source", ["sector", "organisation"])
def test_a_box_costs_the_same_with_more_listings(app: Flask, client: FlaskClient, stock: Stock, source: str) -> None:
    counts = []
    for many in (1, 10):
        owner = stock(*({"texts": named(f"Tug {n}")} for n in range(many)))
        address = MARINE if source == "sector" else f"/en/embed?organisation={owner}"
        client.get(address)
        with statements(app) as seen:
            page = client.get(f"{address}&number=10").text
        counts.append(len(seen))
        assert len(titles(page)) >= many
    assert counts[0] == counts[1] > 0
