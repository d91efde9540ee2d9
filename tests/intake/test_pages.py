"""From a text to the form: guesses are marked until they are saved, the rest stands beside, errors keep the text."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from marketplace.listings.intake import word
from tests.intake.test_guess import EEN
from tests.intake.test_word import profile, saved
from tests.web.conftest import token

SignIn = Callable[..., FlaskClient]
CHECK = "Taken from your text: please check"


@pytest.fixture
def author(sign_in: SignIn) -> FlaskClient:
    """Somebody who may post for an organisation, reading English."""
    return sign_in(locale="en")


def post(client: FlaskClient, **values: Any) -> TestResponse:
    """Send the form."""
    page = client.get("/en/listings/new/text").text
    once = re.search(r'name="once" value="([^"]+)"', page)[1]  # type: ignore[index]
    form = {"csrf_token": token(client), "once": once, "kind": "offer", "sector": "marine", **values}
    return client.post("/en/listings/new/text", data=form)


def test_guessed_fields_are_marked_until_they_are_saved(author: FlaskClient) -> None:
    sent = post(author, text=EEN)
    assert sent.status_code == 303
    form = sent.headers["Location"].partition("?")[0]
    basics = author.get(form).text
    assert "fields are filled in from your text" in basics
    assert 'value="Electric harbour tug with 60 t bollard pull"' in basics
    assert basics.count(CHECK) == 3  # title, summary, keywords
    assert "about bananas" in basics
    technology = author.get(f"{form}?step=technology").text
    assert 'value="1,200 kW"' in technology
    before = technology.count(CHECK)
    version = re.search(r'name="version" value="(\d+)"', basics)[1]  # type: ignore[index]
    names = {f"texts.en.{name}": "x" for name in ("title", "summary", "keywords")}
    author.post(f"{form}?step=basics", data={"csrf_token": token(author), "version": version, **names})
    assert CHECK not in author.get(form).text
    assert author.get(f"{form}?step=technology").text.count(CHECK) == before
    assert "about bananas" in author.get(form).text


def test_a_sector_that_was_not_chosen_is_guessed_and_marked(author: FlaskClient) -> None:
    text = f"{EEN}\nThe ballast water treatment of a bulk carrier, approved by a classification society."
    form = post(author, text=text, sector="").headers["Location"].partition("?")[0]
    basics = author.get(form).text
    assert '<option value="marine" selected>' in basics
    assert CHECK in re.search(r'<label for="f-sector">.*?<select', basics, re.DOTALL)[0]  # type: ignore[index]
    assert 'value="1,200 kW"' in author.get(f"{form}?step=technology").text


def test_no_sector_is_guessed_from_a_text_that_may_be_about_any(author: FlaskClient) -> None:
    form = post(author, text="Title: Oven\nSummary: A bakery offers its oven.", sector="").headers["Location"]
    basics = author.get(form.partition("?")[0]).text
    assert '<option value="" selected>' in basics or not re.search(r'name="sector".*?selected.*?</select>', basics)
    assert CHECK not in re.search(r'<label for="f-sector">.*?</select', basics, re.DOTALL)[0]  # type: ignore[index]


def test_what_found_no_field_can_be_thrown_away(author: FlaskClient) -> None:
    form = post(author, text=EEN).headers["Location"].partition("?")[0]
    key = f"listing:{form.split('/')[-2]}:text"
    author.post("/en/listings/stash/drop", data={"csrf_token": token(author), "_form": key})
    assert "about bananas" not in author.get(form).text


def test_a_word_file_fills_in_the_form(author: FlaskClient) -> None:
    sent = post(author, file=(io.BytesIO(saved(profile())), "profile.docx"))
    form = sent.headers["Location"].partition("?")[0]
    assert 'value="Electric tug"' in author.get(form).text
    page = author.get(f"{form}?step=technology").text
    assert '<option value="6" selected>' in page
    assert '<option value="granted" selected>' in page


@pytest.mark.parametrize(
    ("values", "anchor"),
    [
        ({"text": "   "}, "f-text"),
        ({"text": "x" * 30_001}, "f-text"),
        ({"text": "Typed words", "file": b"MZ\x90\0"}, "f-file"),
        ({"text": "Typed words", "kind": ""}, "f-kind"),
        ({"text": "Typed words", "sector": "nothing"}, "f-sector"),
        ({"text": "Typed words", "organisation": "k7m-2qp-9xw"}, "f-organisation"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_text_stays(
    author: FlaskClient, values: dict[str, Any], anchor: str
) -> None:
    file = {"file": (io.BytesIO(values["file"]), "profile.docx")} if "file" in values else {}
    sent = post(author, **values | file)
    assert sent.status_code == 422
    assert f'href="#{anchor}"' in sent.text
    assert values["text"].strip() in sent.text
    assert "Listing without a title" not in author.get("/en/my/listings").text


def test_others_write_while_a_word_file_is_read(
    author: FlaskClient, write_meanwhile: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    read = word.read
    monkeypatch.setattr(word, "read", lambda content: write_meanwhile() or read(content))
    assert post(author, file=(io.BytesIO(saved(profile())), "profile.docx")).status_code == 303


def test_a_text_that_says_nothing_known_still_makes_a_draft(author: FlaskClient) -> None:
    sent = post(author, text=":\n- \n# \n\0")
    assert sent.status_code in (303, 422)


def test_the_text_waits_behind_the_sign_in(author: FlaskClient) -> None:
    data = {"csrf_token": token(author), "text": "Typed before it ended", "kind": "offer"}
    with author.session_transaction() as session:
        before = dict(session)
        session.clear()
    sent = author.post("/en/listings/new/text", data=data)
    assert sent.headers["Location"].startswith("/en/login?next=/en/listings/new/text")
    with author.session_transaction() as session:
        session.update({key: before[key] for key in ("_user_id", "_fresh")})
    assert "Typed before it ended" in author.get("/en/listings/new/text?restore=1").text


def test_visitors_sign_in_first(client: FlaskClient) -> None:
    assert client.get("/en/listings/new/text").status_code == 303
