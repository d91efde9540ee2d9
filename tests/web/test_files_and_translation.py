"""Pictures with words, files in order, and the translation beside its original."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from marketplace.listings import incoming
from tests.web.conftest import Send, token

SignIn = Callable[..., FlaskClient]


def save(client: FlaskClient, draft: str, step: str, **typed: str) -> TestResponse:
    """Send a step."""
    page = client.get(f"{draft}/edit").text
    version = re.search(r'name="version" value="(\d+)"', page)[1]  # type: ignore[index]
    return client.post(f"{draft}/edit?step={step}", data={"csrf_token": token(client), "version": version, **typed})


def picture(colour: str = "teal") -> tuple[io.BytesIO, str]:
    """Return an upload."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    out.seek(0)
    return out, f"{colour}.png"


def order(client: FlaskClient, draft: str) -> list[str]:
    """Return the files' names in their order."""
    return re.findall(r"(\w+\.png) <span", client.get(f"{draft}/edit?step=review").text)


def test_a_picture_without_words_is_refused_at_its_field(author: FlaskClient, draft: str, send: Send) -> None:
    answer = send(author, f"{draft}/files", {"file": picture(), "title_en": "A title"})
    assert answer.status_code == 422
    assert 'href="#f-alt-en"' in answer.text
    assert "teal.png: Say in one sentence what the picture shows" in answer.text
    assert order(author, draft) == []


def test_words_of_a_refused_file_stay(author: FlaskClient, draft: str, send: Send) -> None:
    sent = {"file": (io.BytesIO(b"MZ\x90"), "gate.png"), "alt_en": "The gate at night"}
    answer = send(author, f"{draft}/files", sent)
    assert answer.status_code == 422
    assert 'value="The gate at night"' in answer.text
    assert 'href="#f-file"' in answer.text


def chosen(page: str, select: str) -> list[str]:
    """Return what is chosen in a list."""
    inside = re.search(rf'<select id="{select}".*?</select>', page, re.DOTALL)[0]  # type: ignore[index]
    return re.findall(r'<option value="(\w+)" selected>', inside)


def test_a_refused_file_stays_as_confidential_as_it_was_meant(author: FlaskClient, draft: str, send: Send) -> None:
    page = send(author, f"{draft}/files", {"file": picture(), "tier": "nda"})
    assert page.status_code == 422
    assert chosen(page.text, "file-tier") == ["nda"]


def test_a_file_described_wrongly_keeps_what_was_typed_and_leads_there(
    author: FlaskClient, draft: str, send: Send
) -> None:
    for colour in ("red", "blue"):
        send(author, f"{draft}/files", {"file": picture(colour), "alt_en": colour, "tier": "member"})
    red, blue = re.findall(r'<details class="file" id="file-([\w-]+)"', author.get(f"{draft}/edit?step=review").text)
    sent = send(author, f"{draft}/files/{red}", {"title_en": "x" * 201, "alt_vi": "x" * 301, "tier": "nda"})
    assert sent.status_code == 422
    assert (chosen(sent.text, f"tier-{red}"), chosen(sent.text, f"tier-{blue}")) == (["nda"], ["member"])
    summary = re.findall(r'<li><a href="#([^"]+)">Shorten it by 1 character', sent.text)
    assert sorted(summary) == [f"alt_vi-{red}", f"title_en-{red}"]
    assert all(f'<input id="{each}"' in sent.text for each in summary)


@pytest.mark.parametrize("address", ["/en{}", "/api/v1{}"])
def test_others_write_while_a_picture_is_drawn_anew(
    author: FlaskClient,
    draft: str,
    send: Send,
    write_meanwhile: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    address: str,
) -> None:
    redraw = incoming.redraw
    monkeypatch.setattr(incoming, "redraw", lambda *given: write_meanwhile() or redraw(*given))
    path = address.format(draft.removeprefix("/en")) + "/files"
    data = {"file": picture(), "alt_en": "A teal thing"}
    sent = author.post(path, data=data, headers={"X-CSRFToken": token(author)})
    assert sent.status_code in (201, 303)
    assert order(author, draft) == ["teal.png"]


def test_each_of_several_pictures_gets_its_own_words(author: FlaskClient, draft: str, send: Send) -> None:
    data = {"file": [picture("red"), picture("blue")], "alt_en": ["A red thing", "A blue thing"], "alt_vi": ["", ""]}
    assert send(author, f"{draft}/files", data).status_code == 303
    page = author.get(draft).text
    assert 'alt="A red thing"' in page
    assert 'alt="A blue thing"' in page


def test_files_change_places_by_their_buttons(author: FlaskClient, draft: str, send: Send) -> None:
    for colour in ("red", "blue", "green"):
        send(author, f"{draft}/files", {"file": picture(colour), "alt_en": colour})
    page = author.get(f"{draft}/edit?step=review").text
    assert (page.count(">Move up<"), page.count(">Move down<")) == (2, 2)
    green = re.findall(r'id="file-([\w-]+)"', page)[2]
    moved = send(author, f"{draft}/files/{green}", {"place": "2"})
    assert moved.headers["Location"].endswith(f"#file-{green}")
    assert order(author, draft) == ["red.png", "green.png", "blue.png"]
    for odd in ("0", "-1", "x", "9" * 30, ""):
        assert send(author, f"{draft}/files/{green}", {"place": odd}).status_code == 303


def test_the_language_it_is_written_in_is_the_one_that_is_asked_for(author: FlaskClient, draft: str) -> None:
    save(author, draft, "basics", **{"texts.vi.title": "Tàu lai điện", "texts.vi.summary": "Một xưởng đóng tàu."})
    page = author.get(f"{draft}/edit?step=basics").text  # read in English
    vietnamese, english = page.index('id="f-texts-vi-title"'), page.index('id="f-texts-en-title"')
    assert vietnamese < english
    marks = dict(re.findall(r'<label for="f-texts-(vi|en)-title">(.*?)</label>', page))
    assert "(optional)" not in marks["vi"]
    assert "(optional)" in marks["en"]


def test_a_translation_is_written_beside_its_original(author: FlaskClient, draft: str) -> None:
    save(author, draft, "basics", **{"texts.vi.title": "Tàu lai điện", "texts.vi.summary": "Câu một.\n\nCâu hai."})
    form = author.get(f"{draft}/edit").text
    assert "Translate into English" in form
    page = author.get(f"{draft}/edit?step=translation").text
    assert '<div class="prose" lang="vi"><p>Tàu lai điện</p></div>' in page
    assert 'name="texts.en.title"' in page
    assert 'name="texts.vi.title"' not in page
    assert 'name="texts.en.description"' not in page  # there is nothing to translate
    answer = save(author, draft, "translation", **{"texts.en.title": "Electric tug", "then": "stay"})
    assert answer.headers["Location"].endswith("step=translation")
    page = author.get(f"{draft}/edit?step=basics").text
    assert 'value="Electric tug"' in page
    assert 'value="Tàu lai điện"' in page


def test_an_empty_draft_has_nothing_to_translate(author: FlaskClient, draft: str) -> None:
    assert author.get(f"{draft}/edit?step=translation").status_code == 200
    assert "Translate into" not in author.get(f"{draft}/edit").text
