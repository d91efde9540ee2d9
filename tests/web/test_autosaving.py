"""Drafts save themselves: what can be read is saved, the rest waits, nobody's work is written over."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from marketplace.db import db
from marketplace.listings.models import Listing, ListingRevision
from tests.conftest import Clock
from tests.web.conftest import token

SignIn = Callable[..., FlaskClient]


def autosave(client: FlaskClient, draft: str, step: str, version: int = 1, **typed: str) -> TestResponse:
    """Send what the page's script sends."""
    data = {"csrf_token": token(client), "version": str(version), **typed}
    return client.post(f"{draft}/autosave?step={step}", data=data)


def form(client: FlaskClient, draft: str, step: str, more: str = "") -> str:
    """Return the step as it is opened anew."""
    return client.get(f"{draft}/edit?step={step}{more}").text


def test_what_can_be_read_is_saved_and_the_rest_waits(author: FlaskClient, draft: str) -> None:
    typed = {"texts.en.description": "Six months on a raft", "attrs.power": "12 ban", "trl": "6"}
    told = autosave(author, draft, "technology", **typed).json
    assert told["version"] == 2
    assert re.match(r"Saved 10:00, but not yet: [^:]*[Pp]ower[^:]*: ", told["text"])
    page = form(author, draft, "technology")
    assert "Six months on a raft" in page
    assert '<option value="6" selected>' in page
    assert "12 ban" not in page
    assert "Put it back" in page
    assert 'value="12 ban"' in form(author, draft, "technology", "&restore=1")


def test_once_mended_nothing_waits_any_more(author: FlaskClient, draft: str) -> None:
    autosave(author, draft, "technology", **{"attrs.power": "12 ban"})
    told = autosave(author, draft, "technology", **{"attrs.power": "1,200 kW"}).json
    assert (told["text"], told["version"]) == ("Saved 10:00", 2)
    assert "Put it back" not in form(author, draft, "technology")


def test_it_is_said_at_once_how_a_quantity_was_read(author: FlaskClient, draft: str) -> None:
    def reading(version: int, typed: str) -> str:
        told = autosave(author, draft, "technology", version, **{"attrs.power": typed}).json
        return next(html for place, html in told["readings"].items() if "power" in place).replace("\u00a0", " ")

    assert "Read as <b>1,600 kW</b>" in reading(1, "2 x 800 kW")
    assert "Read as <b>2,000 kW</b>" in reading(2, "2 MW")
    for version, typed in ((3, "12 ban"), (3, "")):  # the reading of what stood there before says nothing of this
        assert "Read as" not in reading(version, typed)


def test_what_waits_does_not_bring_back_old_words(author: FlaskClient, draft: str) -> None:
    autosave(author, draft, "technology", **{"attrs.power": "12 ban", "texts.en.description": "First"})
    autosave(author, draft, "technology", 2, **{"texts.en.description": "Second"})
    autosave(author, draft, "technology", 3, **{"attrs.power": "12 ban"})
    page = form(author, draft, "technology", "&restore=1")
    assert 'value="12 ban"' in page
    assert "Second" in page
    assert "First" not in page


def test_another_editors_words_are_not_written_over(author: FlaskClient, draft: str) -> None:
    autosave(author, draft, "basics", **{"texts.en.title": "By the first"})
    told = autosave(author, draft, "basics", 1, **{"texts.en.title": "By the second"}).json
    assert "version" not in told
    assert "Somebody else changed this first" in told["text"]
    page = form(author, draft, "basics")
    assert 'value="By the first"' in page
    assert 'value="By the second"' in form(author, draft, "basics", "&restore=1")


def test_the_same_sent_twice_is_no_conflict(author: FlaskClient, draft: str) -> None:
    typed = {"texts.en.title": "Sent twice"}
    assert [autosave(author, draft, "basics", **typed).json["version"] for _ in range(2)] == [2, 2]


def test_typing_for_a_while_is_one_row_of_the_history(
    app: Flask, author: FlaskClient, draft: str, clock: Clock
) -> None:
    for version, title in enumerate(["E", "El", "Elec", "Electric tug"], start=1):
        assert autosave(author, draft, "basics", version, **{"texts.en.title": title}).json["version"] == version + 1
        clock.advance(seconds=40)
    clock.advance(minutes=10)
    autosave(author, draft, "basics", 5, **{"texts.en.title": "Electric tug 2"})
    with app.app_context():
        rows = db.session.execute(select(ListingRevision.action, ListingRevision.number).order_by("number")).all()
    assert [tuple(row) for row in rows] == [("created", 1), ("autosaved", 5), ("autosaved", 6)]
    assert "Saved while typing" in author.get(f"{draft}/history").text


def test_a_form_does_not_change_the_sector_by_itself(author: FlaskClient, draft: str) -> None:
    autosave(author, draft, "technology", **{"attrs.power": "1,200 kW"})
    told = autosave(author, draft, "basics", 2, sector="logistics", **{"texts.en.title": "A crane"}).json
    assert told["text"] == "Saved 10:00, but not yet: Sector: It changes when you save the form."
    assert "1,200 kW" in form(author, draft, "technology")
    page = form(author, draft, "basics", "&restore=1")
    assert '<option value="logistics" selected>' in page
    assert 'value="A crane"' in page


def test_what_is_published_does_not_change_by_itself(app: Flask, author: FlaskClient, draft: str) -> None:
    with app.app_context():
        db.session.scalars(select(Listing)).one().status = "published"
        db.session.commit()
    told = autosave(author, draft, "basics", **{"texts.en.title": "Half a ti"}).json
    assert told == {"text": "Kept at 10:00, not saved yet"}
    assert 'value="Half a ti"' not in form(author, draft, "basics")
    assert 'value="Half a ti"' in form(author, draft, "basics", "&restore=1")


def test_words_typed_after_the_session_ended_are_kept(author: FlaskClient, draft: str) -> None:
    data = {"csrf_token": token(author), "version": "1", "texts.en.title": "Typed too late"}
    with author.session_transaction() as session:
        before = dict(session)
        session.clear()
    told = author.post(f"{draft}/autosave?step=basics", data=data)
    assert told.status_code == 200
    assert told.json["text"].startswith("You were signed out. Kept at 10:00")
    with author.session_transaction() as session:
        session.update({key: before[key] for key in ("_user_id", "_fresh")})
    assert 'value="Typed too late"' in form(author, draft, "basics", "&restore=1")


def test_strangers_can_not_save_into_a_draft(author: FlaskClient, draft: str, sign_in: SignIn) -> None:
    assert autosave(sign_in(locale="en"), draft, "basics", **{"texts.en.title": "Mine"}).status_code == 404


def test_a_wrong_value_keeps_nothing_else_from_being_saved(author: FlaskClient, draft: str) -> None:
    data = {"csrf_token": token(author), "version": "1", "then": "next", "trl": "99", "stage": "demo_ready"}
    answer = author.post(f"{draft}/edit?step=technology", data=data)
    assert answer.status_code == 422
    assert 'name="version" value="2"' in answer.text
    page = form(author, draft, "technology")
    assert '<option value="demo_ready" selected>' in page
    assert "Put it back" in page
