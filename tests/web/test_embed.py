"""Boxes of listings on other people's pages: what they show, to whom, and how the line for them is made."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from marketplace.db import db
from marketplace.discovery.reindex import driver
from marketplace.listings.factories import ENGLISH, VIETNAMESE, make_listing
from marketplace.organisations.factories import make_organisation
from marketplace.uow import UnitOfWork
from marketplace.web.assets import STATIC
from marketplace.web.embedding import SANDBOX
from marketplace.web.security import limiter

Fill = Callable[..., str]
SignIn = Callable[..., FlaskClient]
MARINE = "/en/embed?sector=marine"
FRAMED = (MARINE, "/vi/embed?sector=nothing", "/en/embed?organisation=x", "/vi/embed", "/en/embed/listings/aaa-aaa-aaa")


def named(title: str) -> dict[str, Any]:
    """Return the texts of a listing with this title in both languages."""
    return {"vi": {**VIETNAMESE, "title": f"{title} (vi)"}, "en": {**ENGLISH, "title": title}}


@pytest.fixture
def fill(app: Flask) -> Fill:
    """Return a function that stores listings of one organisation, indexes all, and returns the organisation's id."""

    def fill(*listings: dict[str, Any]) -> str:
        with app.app_context(), UnitOfWork(db.session(), app.extensions["marketplace"].clock, write=True) as uow:
            owner = make_organisation(uow, name_vi="Viện Hải dương", name_en="Ocean <Institute>")
            for values in listings:
                make_listing(uow, owner, **{"sector": "marine", **values})
            public_id = owner.public_id
            uow.commit()
        driver.rebuild(app)
        return public_id

    return fill


def titles(page: str) -> list[str]:
    """Return the titles of a box's listings in their order."""
    return [unescape(title) for title in re.findall(r"<b[^>]*>([^<]+)</b>", page)]


def test_a_box_shows_the_newest_of_a_sector_in_the_language_of_its_address(
    client: FlaskClient, fill: Fill, app: Flask
) -> None:
    now = app.extensions["marketplace"].clock()
    days = [{"texts": named(f"Tug {n}"), "published_at": now - timedelta(days=n)} for n in (3, 1, 2)]
    fill(*days, {"texts": named("Crane"), "sector": "logistics"})
    assert titles(client.get(MARINE).text) == ["Tug 1", "Tug 2", "Tug 3"]
    assert titles(client.get("/vi/embed?sector=marine&number=2").text) == ["Tug 1 (vi)", "Tug 2 (vi)"]
    assert "Liên kết mở trong thẻ mới." in client.get("/vi/embed?sector=marine").text


@pytest.mark.parametrize("change", [{"status": "draft"}, {"status": "withdrawn"}, {"valid_until": "past"}, "anonymous"])
def test_an_organisations_box_shows_no_more_than_its_page(
    client: FlaskClient, fill: Fill, app: Flask, change: dict[str, Any] | str
) -> None:
    past = app.extensions["marketplace"].clock().date() - timedelta(days=1)
    hidden: dict[str, Any] = {"anonymous": True} if isinstance(change, str) else dict(change)
    if "valid_until" in hidden:
        hidden["valid_until"] = past
    owner = fill({"texts": named("Open tug")}, {"texts": named("Hidden tug"), **hidden})
    page = client.get(f"/en/embed?organisation={owner}").text
    assert titles(page) == ["Open tug"]
    assert "Ocean &lt;Institute&gt;" in page
    if change != "anonymous":
        assert titles(client.get(MARINE).text) == ["Open tug"]
    assert page.count("Hidden tug") == 0


def test_a_box_searches_on_the_site_in_a_new_tab(client: FlaskClient, fill: Fill) -> None:
    owner = fill({"texts": named("Tug")})
    for query in ("sector=marine", f"organisation={owner}"):
        page = client.get(f"/en/embed?{query}").text
        name, value = query.split("=")
        assert f'<input type="hidden" name="{name}" value="{value}">' in page
        assert '<base target="_blank">' in page
        assert 'action="/en/search" method="get"' in page
        assert titles(page) == ["Tug"]
        assert "1 result<" in client.get(f"/en/search?{query}&q=tug").text


@pytest.mark.parametrize("path", FRAMED)
def test_only_boxes_may_be_framed(client: FlaskClient, fill: Fill, path: str) -> None:
    fill()
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


def test_a_box_knows_nobody(app: Flask, client: FlaskClient, fill: Fill, sign_in: SignIn) -> None:
    fill({"texts": named("Tug")})
    someone = sign_in("operator")
    for name, value in (("theme", "dark"), ("lang", "fr"), ("remember_token", "1|zzz")):
        someone.set_cookie(name, value)
    for path in FRAMED:
        for _again in range(2):
            theirs = someone.get(path)
            assert theirs.data == client.get(path).data
            assert "Set-Cookie" not in theirs.headers
            assert "Cookie" not in theirs.headers.get("Vary", "")


def test_a_box_is_kept_until_it_changes(client: FlaskClient, fill: Fill) -> None:
    fill({"texts": named("Tug")})
    first = client.get(MARINE)
    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert client.get(MARINE, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    fill({"texts": named("Another")})
    again = client.get(MARINE, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.headers["ETag"] != first.headers["ETag"]) == (200, True)


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("", 400, "Name the sector or the organisation"),
        ("sector=marine&organisation=aaa-aaa-aaa", 400, "not both"),
        ("sector=marine&number=11", 400, "from 1 to 10"),
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


def test_an_empty_box_says_what_to_do(client: FlaskClient, fill: Fill) -> None:
    owner = fill()
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
    answers = [client.get("/en/embed/listings/x", environ_base={"REMOTE_ADDR": "192.0.2.77"}) for _n in range(1201)]
    assert answers[0].status_code == 404
    assert answers[-1].status_code == 429
    assert "frame-ancestors *" in answers[-1].headers["Content-Security-Policy"]
    assert "Too many requests" in answers[-1].text
    assert "Set-Cookie" not in answers[-1].headers


@pytest.mark.parametrize("source", ["sector", "organisation"])
def test_a_box_costs_the_same_with_more_listings(app: Flask, client: FlaskClient, fill: Fill, source: str) -> None:
    seen: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda _c, _k, statement, *_rest: seen.append(statement))
    counts = []
    for many in (1, 10):
        owner = fill(*({"texts": named(f"Tug {n}")} for n in range(many)))
        address = MARINE if source == "sector" else f"/en/embed?organisation={owner}"
        client.get(address)
        seen.clear()
        page = client.get(f"{address}&number=10").text
        counts.append(len(seen))
        assert len(titles(page)) >= many
    assert counts[0] == counts[1] > 0


def test_the_script_is_kept_for_an_hour_and_may_be_loaded_by_any_site(client: FlaskClient) -> None:
    answer = client.get("/embed.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Set-Cookie" not in answer.headers
    assert client.get("/embed.js", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


class Lines(HTMLParser):
    """Collects the elements of a line of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.found.append((tag, dict(attrs)))


def code(page: str, name: str) -> tuple[str, dict[str, str | None]]:
    """Return the element that a box of code on the page shows: nothing but one."""
    shown = unescape(re.search(rf'<code id="{name}">(.*?)</code>', page, re.S)[1])  # type: ignore[index]
    [found] = Lines(shown).found
    return found


def test_the_line_is_made_from_the_choices(client: FlaskClient, fill: Fill) -> None:
    owner = fill({"texts": named("Tug")})
    query = f"show=organisation:{owner}&lang=vi&number=3&theme=dark"
    page = client.get(f"/en/embedding?{query}").text
    tag, script = code(page, "line")
    assert tag == "script"
    assert script == {
        "src": "http://localhost/embed.js", "data-organisation": owner, "data-number": "3", "data-theme": "dark",
        "data-lang": "vi", "async": None,
    }  # fmt: skip
    tag, frame = code(page, "plain")
    assert tag == "iframe"
    assert frame["title"] == "Newest listings: Ocean <Institute>"
    assert "allow-top-navigation" not in str(frame["sandbox"])
    framed = urlsplit(str(frame["src"]))
    assert (framed.path, parse_qs(framed.query)) == (
        "/vi/embed", {"organisation": [owner], "number": ["3"], "theme": ["dark"]}
    )  # fmt: skip
    assert client.get(f"{framed.path}?{framed.query}").status_code == 200
    assert re.search(r'<iframe id="preview" src="/vi/embed\?organisation=', page)


def test_the_maker_starts_with_a_sector_and_offers_ones_own_organisations(client: FlaskClient, sign_in: SignIn) -> None:
    assert code(client.get("/vi/embedding").text, "line")[1]["data-sector"]
    member = sign_in()
    page = member.get("/vi/embedding").text
    own = re.search(r'<option value="(organisation:[^"]+)"', page)
    assert own is not None
    assert "organisation:" not in client.get("/vi/embedding").text
    assert code(member.get(f"/vi/embedding?show={own[1]}").text, "line")[1]["data-organisation"] in own[1]


@pytest.mark.parametrize("query", ["show=sector:nothing", "number=99", "theme=pink", "lang=fr", "show=x&number=zz"])
def test_a_wrong_choice_is_told_on_its_field_and_makes_no_line(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/en/embedding?{query}")
    assert answer.status_code == 422
    assert 'class="err"' in answer.text
    assert 'id="line"' not in answer.text
    assert "One entry needs correcting" in answer.text or "entries need correcting" in answer.text
    part = client.get(f"/en/embedding?{query}", headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert "needs correcting" in part.text or "need correcting" in part.text


def test_what_was_typed_stays(client: FlaskClient) -> None:
    assert 'value="99"' in client.get("/en/embedding?number=99").text


def test_the_lines_in_the_documents_work(client: FlaskClient, fill: Fill) -> None:
    fill({"texts": named("Tug")})
    text = (Path(__file__).parents[2] / "docs" / "embedding.md").read_text()
    (script, said), (_frame, plain) = Lines(re.sub(r"`[^`]*`", "", text)).found
    assert script == "script"
    assert client.get(urlsplit(said["src"]).path).status_code == 200
    known = set(re.findall(r"`data-(\w+)`", text))
    assert {name.removeprefix("data-") for name in said if name.startswith("data-")} <= known
    read = (STATIC / "js" / "embed.js").read_text()
    assert all(f'"{name}"' in read or f"wish.{name}" in read for name in known)
    framed = urlsplit(plain["src"])
    assert titles(client.get(f"{framed.path}?{framed.query}").text) == ["Tug (vi)"]
    assert plain["sandbox"] == SANDBOX == re.search(r'frame.sandbox = "([^"]+)"', read)[1]  # type: ignore[index]


def test_pages_lead_to_the_line(client: FlaskClient, fill: Fill, sign_in: SignIn) -> None:
    owner = fill({"texts": named("Tug")})
    assert "/vi/embedding?show=sector:marine" in client.get("/vi/sectors/marine").text
    assert '/vi/embedding"' in client.get("/vi/about").text.partition("<footer")[2]
    assert "embedding?show=organisation" not in client.get(f"/vi/organisations/{owner}").text
    member = sign_in()
    own = re.search(r'href="(/vi/organisations/\w{3}-\w{3}-\w{3})"', member.get("/vi/organisations/").text)
    assert own is not None
    assert "embedding?show=organisation:" in member.get(own[1]).text
