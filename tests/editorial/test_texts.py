"""The site's own pages: written by operators, looked back at, put back, and never lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from marketplace.editorial import texts
from marketplace.errors import Invalid, NotAllowed, NotFound, Stale
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.web.conftest import Send, token

SignIn = Callable[..., FlaskClient]
FORM = "/en/operator/texts/about"


def words(title: str = "Über uns", **changes: str) -> dict[str, str]:
    """Return a page's form filled in."""
    return {
        "title_vi": f"{title} vi",
        "title_en": title,
        "body_vi": "Một đoạn.\n\n- mục",
        "body_en": "We are **{site}**.\n\nWrite to {mail} or [search](/search).",
    } | changes


def as_shipped(**changes: str) -> dict[str, str]:
    """Return the form of a page that was never touched."""
    found = {lang: texts.shipped("about", lang) for lang in ("vi", "en")}
    return {f"{name}_{lang}": found[lang][name] for lang in found for name in ("title", "body")} | changes


def test_only_operators_write(uow: UnitOfWork, broker: Viewer, member: Viewer) -> None:
    for viewer in (Viewer.anonymous(), member, broker):
        for act in (
            lambda who: texts.edit(who, uow, "about", words(), 0),
            lambda who: texts.restore(who, uow, "about", 1, 0),
            lambda who: texts.reset(who, uow, "about", 0),
            lambda who: texts.history(who, uow, "about"),
        ):
            with pytest.raises(NotAllowed):
                act(viewer)
    assert texts.current(uow)["about"].version == 0


def test_a_language_that_reads_as_shipped_follows_the_next_release(uow: UnitOfWork, operator: Viewer) -> None:
    page = texts.edit(operator, uow, "about", as_shipped(title_en="About the wharf"), 0)
    assert (page.own, page.version) == ({"en"}, 1)
    assert page.words["vi"] == texts.shipped("about", "vi")
    assert texts.edit(operator, uow, "about", as_shipped(title_en="About the wharf"), 1).version == 1
    assert texts.edit(operator, uow, "about", as_shipped(), 1).own == frozenset()


def test_who_read_an_older_version_is_told(uow: UnitOfWork, operator: Viewer) -> None:
    texts.edit(operator, uow, "terms", words("First"), 0)
    with pytest.raises(Stale) as caught:
        texts.edit(operator, uow, "terms", words("Second"), 0)
    assert caught.value.current.words["en"]["title"] == "First"
    for act in (texts.reset, lambda *facts: texts.restore(*facts[:3], 1, facts[3])):
        with pytest.raises(Stale):
            act(operator, uow, "terms", 7)


def test_what_is_wrong_is_said_by_field(uow: UnitOfWork, operator: Viewer) -> None:
    with pytest.raises(Invalid) as caught:
        texts.edit(operator, uow, "about", words(title_vi=" ", body_en="x" * 30_001), 0)
    assert set(caught.value.messages) == {"title_vi", "body_en"}
    with pytest.raises(NotFound):
        texts.edit(operator, uow, "nothing", words(), 0)
    with pytest.raises(NotFound):
        texts.restore(operator, uow, "about", 9, 0)


def test_the_past_is_kept_and_can_come_back(uow: UnitOfWork, operator: Viewer) -> None:
    texts.edit(operator, uow, "about", words("One"), 0)
    texts.edit(operator, uow, "about", words("Two", body_vi="Một đoạn mới.\n\n- mục"), 1)
    texts.reset(operator, uow, "about", 2)
    back = texts.restore(operator, uow, "about", 1, 3)
    assert back.words["en"]["title"] == "One"
    steps = texts.history(operator, uow, "about")
    assert [(step.number, step.action) for step in steps] == [
        (4, "restored"), (3, "reset"), (2, "edited"), (1, "edited"),
    ]  # fmt: skip
    assert all(step.by for step in steps)
    assert steps[2].changes["vi"][1] == (("same", "Một"), ("gone", "đoạn."), ("new", "đoạn mới."))
    assert steps[2].changes["en"] == [(("gone", "One"), ("new", "Two"))]


def test_a_page_reads_as_written_until_the_shipped_text_comes_back(
    boss: FlaskClient, client: FlaskClient, send: Send
) -> None:
    shipped = client.get("/en/about").text
    assert "<strong>Offers</strong>" in shipped
    answer = send(boss, FORM, words(), version=0)
    assert answer.headers["Location"] == f"{FORM}/history"
    page = client.get("/en/about").text
    assert "<h1>Über uns</h1>" in page
    assert "<strong>Tech Wharf</strong>" in page
    assert "exchange@localhost" in page
    assert 'href="/en/search"' in page
    assert "Last changed on 21 Nov 2026" in page
    assert "<h1>Über uns vi</h1>" in client.get("/vi/about").text
    assert "Edit this page" in boss.get("/en/about").text
    assert "Edit this page" not in page
    assert "in both languages" in boss.get(f"{FORM}/reset").text
    assert send(boss, f"{FORM}/reset", version=1).status_code == 303
    assert "<strong>Offers</strong>" in client.get("/en/about").text
    history = boss.get(f"{FORM}/history").text
    assert "<del>Über uns</del>" in history
    number = re.search(r'name="number" value="(\d+)"', history)[1]  # type: ignore[index]
    assert send(boss, f"{FORM}/restore", number=number, version=2).status_code == 303
    assert "<h1>Über uns</h1>" in client.get("/en/about").text
    assert boss.get(f"{FORM}/reset").status_code == 200


def test_a_preview_saves_nothing_and_keeps_what_was_typed(boss: FlaskClient, client: FlaskClient, send: Send) -> None:
    page = send(boss, FORM, words(), version=0, act="preview").text
    assert "<strong>Tech Wharf</strong>" in page
    assert "We are **{site}**." in page
    assert "Über uns" not in client.get("/en/about").text


def test_of_two_who_write_at_once_neither_loses_a_word(boss: FlaskClient, sign_in: SignIn, send: Send) -> None:
    send(sign_in("operator"), FORM, words("Theirs"), version=0)
    answer = send(boss, FORM, words("Mine", body_en="My text."), version=0)
    assert answer.status_code == 409
    assert "Somebody else saved this while you were editing" in answer.text
    assert 'value="Mine"' in answer.text
    assert "Theirs" in answer.text
    version = re.search(r'name="version" value="(\d+)"', answer.text)[1]  # type: ignore[index]
    assert send(boss, FORM, words("Mine", body_en="My text."), version=version).status_code == 303
    assert send(boss, f"{FORM}/reset", version=1).status_code == 303
    assert "Somebody else changed this page meanwhile" in boss.get(f"{FORM}/history").text


def test_a_refused_form_names_the_field_and_an_ended_session_loses_nothing(
    boss: FlaskClient, client: FlaskClient, send: Send
) -> None:
    refused = send(boss, FORM, words(title_en=""), version=0)
    assert refused.status_code == 422
    assert 'href="#f-title-en"' in refused.text
    boss.delete_cookie("session")
    answer = boss.post(FORM, data={"csrf_token": token(boss, "/en/"), "version": 0, **words("Kept")})
    assert answer.status_code == 303
    assert "login" in answer.headers["Location"]


@pytest.mark.parametrize("path", ["", "/about", "/about/history", "/about/reset", "/nothing"])
def test_the_pages_are_for_operators_only(client: FlaskClient, sign_in: SignIn, path: str) -> None:
    assert client.get(f"/en/operator/texts{path}").status_code == 303
    assert sign_in("broker").get(f"/en/operator/texts{path}").status_code == 403


def test_pages_that_are_not_there(boss: FlaskClient, send: Send) -> None:
    for path in ("/nothing", "/nothing/history", "/nothing/reset", "/about/reset"):
        assert boss.get(f"/en/operator/texts{path}").status_code == 404
    assert send(boss, "/en/operator/texts/nothing", words(), version=0).status_code == 404
    assert "reads as it was shipped" in boss.get(f"{FORM}/history").text
