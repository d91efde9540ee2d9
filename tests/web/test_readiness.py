"""Choosing a TRL by questions: all levels can be reached, without scripts nothing typed is lost, both languages."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from marketplace.taxonomies.readiness import QUESTIONS, follow
from tests.web.conftest import Send, token

SignIn = Callable[..., FlaskClient]


def test_every_level_is_reached_in_three_to_five_questions() -> None:
    ends = {}
    for length in range(1, 7):
        for answers in map("".join, itertools.product("yn", repeat=length)):
            found = follow(answers)
            if found.level is not None and found.answers == answers:
                ends[answers] = found.level
    assert set(ends.values()) == set(range(1, 10))
    assert {len(answers) for answers in ends} == {3, 4, 5}


def test_each_question_is_asked_and_worded_in_both_languages() -> None:
    led_to = {then for each in QUESTIONS.values() for then in each.then.values() if isinstance(then, str)}
    assert led_to | {"outside"} == set(QUESTIONS)
    texts = [text for each in QUESTIONS.values() for text in (each.text, each.help, *each.said.values())]
    assert all(text.vi and text.vi != text.en for text in texts)


def test_more_proof_never_lowers_the_level() -> None:
    assert follow("yyyyy").level == 9
    assert follow("nnnn").level == 1
    for answers in ("yyyy", "yyy", "yy", "y", "nn"):
        assert (follow(answers + "y" * 5).level or 0) > (follow(answers + "n" * 5).level or 0)


@pytest.mark.parametrize("answers", ["", "x", "y<script>", "yx", "\0", "Y", "1"])
def test_what_is_no_answer_asks_again(client: FlaskClient, answers: str) -> None:
    page = client.get("/en/help/trl/questions", query_string={"answers": answers})
    assert page.status_code == 200
    assert "<script>" not in page.text.partition("<main")[2].partition("</main>")[0]
    assert ">Yes</a>" in page.text


def test_a_visitor_is_led_to_a_level_with_the_reason(client: FlaskClient) -> None:
    address = "/en/help/trl/questions"
    for answer in ("Yes", "Yes", "No"):
        page = client.get(address).text
        address = re.search(rf'href="([^"]+)">{answer}</a>', page)[1].replace("&amp;", "&")  # type: ignore[index]
    page = client.get(address).text
    assert "Demonstrated in a relevant environment" in page
    assert "A full prototype was tried." in page
    assert "#trl-6" in page
    assert "Đã thử nguyên mẫu hoàn chỉnh." in client.get(address.replace("/en/", "/vi/")).text


def test_the_questions_keep_what_was_typed_and_fill_in_the_level(sign_in: SignIn, send: Send) -> None:
    author = sign_in(locale="en")
    started = send(author, "/en/listings/new", {"kind": "offer", "sector": "marine", "once": "q" * 20})
    form = started.headers["Location"].partition("?")[0]
    typed = {"texts.en.description": "Half a sen", "attrs.power": "12 ban", "trl": "", "version": "1", "then": "trl"}
    sent = author.post(f"{form}?step=technology", data={"csrf_token": token(author), **typed})
    assert sent.status_code == 303
    assert sent.headers["Location"].startswith("/en/help/trl/questions?listing=")
    asked = author.get(sent.headers["Location"] + "&answers=yyn").text
    back = re.search(r'href="([^"#]+)#f-trl" data-level="6"', asked)[1].replace("&amp;", "&")  # type: ignore[index]
    page = author.get(back).text
    assert ">\nHalf a sen</textarea>" in page
    assert 'value="12 ban"' in page
    assert '<option value="6" selected>' in page
    assert "TRL 6 is filled in" in page
    assert '<option value="6" selected>' not in author.get(f"{form}?step=technology").text  # nothing was saved


@pytest.mark.parametrize("level", ["0", "10", "x", ""])
def test_a_level_that_does_not_exist_is_not_filled_in(sign_in: SignIn, send: Send, level: str) -> None:
    author = sign_in(locale="en")
    form = send(author, "/en/listings/new", {"kind": "offer", "once": "q" * 20}).headers["Location"].partition("?")[0]
    page = author.get(f"{form}?step=technology&trl={level}")
    assert page.status_code == 200
    assert "is filled in" not in page.text
