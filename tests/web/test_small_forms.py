"""What was typed into a small form survives a session that is over, and one open for too long."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from marketplace.accounts.factories import make_user
from marketplace.db import db
from marketplace.listings.factories import make_listing
from marketplace.organisations.factories import make_organisation
from marketplace.uow import UnitOfWork
from tests.conftest import Clock
from tests.web.conftest import Send

WORDS = "Xưởng cơ khí Đông Hải"
FORMS = {
    "/organisations/new": {"name_vi": WORDS, "kind": "sme"},
    "/organisations/{organisation}/edit": {"about_vi": WORDS, "version": "1"},
    "/organisations/{organisation}/members": {"email": WORDS, "role": "member"},
    "/account": {"name": WORDS},
    "/account/tokens": {"name": WORDS, "scope": "write"},
    "/my/listings/{listing}/withdraw": {"note": WORDS},
}


@pytest.fixture
def ids(app: Flask, clock: Clock) -> dict[str, Any]:
    """The addresses of somebody's organisation and listing, and the session they are signed in with."""
    with app.app_context(), UnitOfWork(db.session(), clock, write=True) as uow:
        person = make_user(uow)
        organisation = make_organisation(uow, manager=person)
        listing = make_listing(uow, organisation, created_by_id=person.id)
        uow.commit()
        who = {"_user_id": person.fs_uniquifier, "_fresh": True}
        return {"organisation": organisation.public_id, "listing": listing.public_id, "who": who}


def sign_in(client: FlaskClient, ids: dict[str, Any]) -> None:
    with client.session_transaction() as session:
        session.update(ids["who"])


@pytest.mark.parametrize("address", FORMS)
@pytest.mark.parametrize("signed_out", [True, False])
def test_a_form_sent_too_late_comes_back_as_it_was(
    client: FlaskClient, ids: dict[str, Any], address: str, signed_out: bool
) -> None:
    if not signed_out:
        sign_in(client, ids)
    answer = client.post(f"/vi{address.format(**ids)}", data=FORMS[address])
    assert answer.status_code in (302, 303)
    if signed_out:
        assert "/vi/login?" in answer.location
        assert WORDS not in client.get(answer.location).text
        sign_in(client, ids)
        back = f"/vi{address.format(**ids)}?restore=1"
    else:
        back = answer.location
    page = client.get(back)
    assert page.status_code == 200
    assert WORDS in page.text
    assert "đã trở lại biểu mẫu" in page.text
    assert WORDS not in client.get(back.partition("?")[0]).text


def test_words_sent_by_somebody_signed_out_elsewhere_are_kept_too(
    client: FlaskClient, ids: dict[str, Any], send: Send
) -> None:
    """Their page's token is still good, as after a password was changed on another device."""
    answer = send(client, "/vi/organisations/new", FORMS["/organisations/new"])
    assert "/vi/login?" in answer.location
    sign_in(client, ids)
    assert WORDS in client.get("/vi/organisations/new?restore=1").text


def test_a_mere_button_pressed_too_late_promises_nothing(client: FlaskClient, ids: dict[str, Any]) -> None:
    sign_in(client, ids)
    answer = client.post(f"/vi/my/listings/{ids['listing']}/pause")
    assert answer.status_code == 400


def test_nobody_else_gets_to_see_it(app: Flask, client: FlaskClient, ids: dict[str, Any]) -> None:
    client.post("/vi/organisations/new", data=FORMS["/organisations/new"])
    other = app.test_client()
    sign_in(other, ids)
    assert WORDS not in other.get("/vi/organisations/new?restore=1").text


def test_a_file_sent_too_late_is_asked_for_again_with_its_words(client: FlaskClient, ids: dict[str, Any]) -> None:
    sign_in(client, ids)
    files = f"/vi/listings/{ids['listing']}/files"
    sent = client.post(files, data={"file": (io.BytesIO(b"%PDF-1.4"), "a.pdf")}, content_type="multipart/form-data")
    assert sent.status_code == 303
    assert "Tệp chưa được thêm" in client.get(sent.location.partition("#")[0]).text
    described = client.post(f"{files}/abc", data={"title_vi": WORDS})
    assert WORDS in client.get(described.location.partition("#")[0]).text


def test_a_form_sent_twice_is_carried_out_once(client: FlaskClient, ids: dict[str, Any], send: Send) -> None:
    sign_in(client, ids)
    for path, data in (
        ("/vi/organisations/new", {"name_vi": WORDS, "kind": "rto", "country": "VN"}),
        (f"/vi/my/listings/{ids['listing']}/duplicate", {}),
        ("/vi/listings/new", {"kind": "demand", "title": WORDS}),
    ):
        key = form_key(client)
        first, again = (send(client, path, {**data, "once": key}) for _ in range(2))
        assert (first.status_code, first.location) == (again.status_code, again.location) == (303, first.location)
        assert send(client, path, {**data, "once": form_key(client)}).location != first.location


def test_a_file_added_twice_is_there_once(client: FlaskClient, ids: dict[str, Any], send: Send) -> None:
    sign_in(client, ids)
    draft = send(client, "/vi/listings/new", {"kind": "demand", "title": WORDS}).location.split("/")[3]
    for _ in range(2):
        sent = {"file": (io.BytesIO(picture()), "boat.png"), "alt_vi": "Thuyền"}
        send(client, f"/vi/listings/{draft}/files", sent)
    assert client.get(f"/vi/listings/{draft}/edit?step=review").text.count('<details class="file"') == 1


def test_what_is_done_already_is_not_refused(client: FlaskClient, ids: dict[str, Any], send: Send) -> None:
    sign_in(client, ids)
    for _ in range(2):
        answer = send(client, f"/vi/my/listings/{ids['listing']}/withdraw", {"note": WORDS})
        assert answer.status_code == 303
        assert "Đã rút" in client.get(answer.location).text


def form_key(client: FlaskClient) -> str:
    """Return the key that a page opened anew gives its form."""
    return re.search(r'name="once" value="([^"]+)"', client.get("/vi/listings/new").text)[1]  # type: ignore[index]


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(made, "PNG")
    return made.getvalue()
