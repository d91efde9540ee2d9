"""News: written by operators, read by everybody from its time on, on the home page, in a list and by feed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from xml.etree import ElementTree as Xml

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.editorial import news
from marketplace.errors import Invalid, NotAllowed, NotFound, Stale
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.conftest import NOW, Clock
from tests.support.apps import cost, work
from tests.web.conftest import Send, token

SignIn = Callable[..., FlaskClient]
ATOM = {"a": "http://www.w3.org/2005/Atom"}
ZONE = "Asia/Ho_Chi_Minh"


def words(**changes: str) -> dict[str, str]:
    """Return the form of a piece in both languages, published now."""
    return {
        "title_vi": "Khai trương",
        "body_vi": "Sàn **mở cửa**.",
        "title_en": "Opening day",
        "body_en": "We **open**. See [search](/search).",
        "when": "now",
    } | changes


ONLY_VI = {"title_en": "", "body_en": ""}


def test_only_operators_write(uow: UnitOfWork, operator: Viewer, broker: Viewer, member: Viewer) -> None:
    it = news.create(operator, uow, words(), ZONE)
    for viewer in (Viewer.anonymous(), member, broker):
        for act in (
            lambda who: news.create(who, uow, words(), ZONE),
            lambda who: news.edit(who, uow, it.public_id, words(), ZONE, 1),
            lambda who: news.delete(who, uow, it.public_id, 1),
            lambda who: news.every(who, uow),
        ):
            with pytest.raises(NotAllowed):
                act(viewer)


def test_a_piece_is_nobodys_to_read_before_its_time(
    uow: UnitOfWork, operator: Viewer, member: Viewer, clock: Clock
) -> None:
    later = news.create(operator, uow, words(when="later", publish_at="2026-11-21T12:00"), ZONE)
    draft = news.create(operator, uow, words(when="draft", publish_at="nonsense"), ZONE)
    for it in (later, draft):
        assert news.get(operator, uow, it.public_id) is it
        for viewer in (member, Viewer.anonymous()):
            with pytest.raises(NotFound):
                news.get(viewer, uow, it.public_id)
    assert news.latest(uow, 3) == []
    clock.advance(hours=2)  # 12:00 in Hải Phòng
    assert news.latest(uow, 3) == [later]
    assert news.get(Viewer.anonymous(), uow, later.public_id) is later


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"title_vi": "", "body_vi": "", **ONLY_VI}, {"title_vi"}),
        ({"title_vi": ""}, {"title_vi"}),
        ({"body_en": " "}, {"body_en"}),
        ({"when": "later", "publish_at": "2026-11-21T09:59"}, {"publish_at"}),
        ({"when": "later"}, {"publish_at"}),
        ({"when": "later", "publish_at": "9999-12-31T23:59:59-23:59", "title_en": "x" * 161}, {"title_en"}),
        ({"when": "later", "publish_at": "0001-01-01T00:00"}, {"publish_at"}),
        ({"when": "someday"}, {"when"}),
    ],
)
def test_what_is_wrong_is_said_by_field(
    uow: UnitOfWork, operator: Viewer, changes: dict[str, str], fields: set[str]
) -> None:
    with pytest.raises(Invalid) as caught:
        news.create(operator, uow, words(**changes), ZONE)
    assert set(caught.value.messages) == fields


def test_an_edit_keeps_the_day_it_came_out_and_an_older_version_is_refused(
    uow: UnitOfWork, operator: Viewer, clock: Clock
) -> None:
    it = news.create(operator, uow, words(), ZONE)
    clock.advance(days=1)
    news.edit(operator, uow, it.public_id, words(title_en="Opened"), ZONE, 1)
    assert (it.publish_at, it.updated_at) == (NOW, NOW + timedelta(days=1))
    for act in (
        lambda: news.edit(operator, uow, it.public_id, words(), ZONE, 1),
        lambda: news.delete(operator, uow, it.public_id, 1),
    ):
        with pytest.raises(Stale):
            act()
    news.delete(operator, uow, it.public_id, 2)
    with pytest.raises(NotFound):
        news.get(operator, uow, it.public_id)


def test_it_is_written_read_changed_and_deleted_in_the_browser(
    boss: FlaskClient, client: FlaskClient, send: Send
) -> None:
    assert "There is no news yet" in client.get("/en/news").text
    assert "There is no news yet" in boss.get("/en/operator/news").text
    preview = send(boss, "/en/operator/news/new", words(), act="preview").text
    assert "We <strong>open</strong>" in preview
    assert "There is no news yet" in client.get("/en/news").text
    made = send(boss, "/en/operator/news/new", words())
    path = made.headers["Location"].removeprefix("/en")
    for lang, title, body in (("vi", "Khai trương", "<strong>mở cửa</strong>"), ("en", "Opening day", "/en/search")):
        page = client.get(f"/{lang}{path}").text
        assert f"<h1>{title}</h1>" in page
        assert body in page
        assert "Edit the news" not in page
        assert title in client.get(f"/{lang}/").text
        assert title in client.get(f"/{lang}/news").text
    assert path in client.get("/sitemaps/pages.xml").text
    form = boss.get(f"/en/operator{path}").text
    assert 'value="2026-11-21T10:00"' in form
    assert "Leave it published" in form
    saved = send(boss, f"/en/operator{path}", words(title_en="Opened", when="draft"), version=1)
    assert saved.status_code == 303
    assert client.get(f"/en{path}").status_code == 404
    assert "Opening day" not in client.get("/en/").text
    assert "Draft" in boss.get(f"/en{path}").text
    assert "for good" in boss.get(f"/en/operator{path}/delete").text
    assert send(boss, f"/en/operator{path}/delete", version=1).headers["Location"].endswith(f"/operator{path}")
    assert send(boss, f"/en/operator{path}/delete", version=2).status_code == 303
    assert boss.get(f"/en/operator{path}").status_code == 404


def test_a_piece_in_one_language_is_marked_for_readers_of_the_other(
    app: Flask, client: FlaskClient, operator_words: Callable[..., str]
) -> None:
    path = f"/news/{operator_words(**ONLY_VI)}"
    assert "Only in Vietnamese" in client.get(f"/en{path}").text
    assert '<h1 lang="vi">Khai trương</h1>' in client.get(f"/en{path}").text
    assert '<b lang="vi">Khai trương <span class="lg">VI</span></b>' in client.get("/en/news").text
    assert "Chỉ có" not in client.get(f"/vi{path}").text


@pytest.fixture
def operator_words(app: Flask) -> Callable[..., str]:
    """Return a function that writes a piece and returns its id."""

    def write(**changes: str) -> str:
        with work(app) as uow:
            return news.create(Viewer.system(), uow, words(**changes), ZONE).public_id

    return write


def test_the_home_page_has_the_three_newest_and_costs_no_more_for_many(
    app: Flask, client: FlaskClient, clock: Clock, operator_words: Callable[..., str]
) -> None:
    operator_words(title_en="Piece 0")
    few = cost(app, client, "/en/"), cost(app, client, "/en/news")
    for number in range(1, 25):
        clock.advance(minutes=1)
        operator_words(title_en=f"Piece {number}")
    assert re.findall(r"Piece \d+", client.get("/en/").text) == ["Piece 24", "Piece 23", "Piece 22"]
    assert (cost(app, client, "/en/"), cost(app, client, "/en/news")) == few
    assert "21 – 25 of 25" in client.get("/en/news?page=2").text


def test_the_feed_has_the_whole_text_with_addresses_that_work_anywhere(
    client: FlaskClient, operator_words: Callable[..., str]
) -> None:
    made = operator_words(title_en="Open & ready")
    operator_words(when="draft", title_en="Secret")
    address = re.search(r'application/atom\+xml" title="[^"]*" href="([^"]+)"', client.get("/en/news").text)[1]  # type: ignore[index]
    answer = client.get(address)
    assert answer.mimetype == "application/atom+xml"
    feed = Xml.fromstring(answer.data)
    (entry,) = feed.findall("a:entry", ATOM)
    assert entry.findtext("a:title", namespaces=ATOM) == "Open & ready"
    assert entry.findtext("a:id", namespaces=ATOM) == f"http://localhost/news/{made}"
    assert 'href="http://localhost/en/search"' in (entry.findtext("a:content", namespaces=ATOM) or "")
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_of_two_who_write_at_once_neither_loses_a_word(
    boss: FlaskClient, sign_in: SignIn, send: Send, operator_words: Callable[..., str]
) -> None:
    path = f"/en/operator/news/{operator_words()}"
    send(sign_in("operator"), path, words(title_en="Theirs"), version=1)
    answer = send(boss, path, words(title_en="Mine"), version=1)
    assert answer.status_code == 409
    assert 'value="Mine"' in answer.text
    assert "Theirs" in answer.text
    assert send(boss, path, words(title_en="Mine"), version=2).status_code == 303


def test_a_refused_form_keeps_what_was_typed_and_an_ended_session_does_too(boss: FlaskClient, send: Send) -> None:
    refused = send(boss, "/en/operator/news/new", words(title_en="", when="later"))
    assert refused.status_code == 422
    assert "#f-title-en" in refused.text
    assert "#f-publish-at" in refused.text
    assert "We **open**" in refused.text
    boss.delete_cookie("session")
    answer = boss.post("/en/operator/news/new", data={"csrf_token": token(boss, "/en/"), **words()})
    assert "login" in answer.headers["Location"]


@pytest.mark.parametrize("path", ["", "/new", "/aaa-aaa-aaa", "/aaa-aaa-aaa/delete"])
def test_the_pages_are_for_operators_only(client: FlaskClient, sign_in: SignIn, path: str) -> None:
    assert client.get(f"/en/operator/news{path}").status_code == 303
    assert sign_in("broker").get(f"/en/operator/news{path}").status_code == 403
