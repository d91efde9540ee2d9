"""Expressing, answering and ending interest through the API: same rules, same words as the pages."""

from __future__ import annotations

import html
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.db import db
from marketplace.listings.models import Listing
from marketplace.uow import UnitOfWork
from tests.api.conftest import SECRET, Script
from tests.listings.conftest import NOW
from tests.support.apps import statements
from tests.web.conftest import token

Scripts = Callable[..., Script]
MESSAGE = "We would like to run this tug for a year."


@pytest.fixture
def owner(script: Scripts) -> Script:
    """The script of who owns the listing."""
    return script(name_en="Cua Cam Shipyard")


@pytest.fixture
def sender(script: Scripts) -> Script:
    """The script of who is interested."""
    return script(name_en="Van Ninh Port")


@pytest.fixture
def listing(app: Flask, owner: Script) -> Callable[..., str]:
    """Return a function that publishes a listing of the owner's and returns its id."""

    def publish(**values: object) -> str:
        public_id, _etag = owner.draft(texts={"en": {"title": "Electric tug"}})
        with app.app_context(), UnitOfWork(db.session(), app.extensions["marketplace"].clock, write=True) as uow:
            stored = uow.session.query(Listing).filter_by(public_id=public_id).one()
            stored.status, stored.published_at = "published", NOW
            for name, value in values.items():
                setattr(stored, name, value)
            uow.commit()
        return public_id

    return publish


def test_interest_is_expressed_read_by_both_and_answered(
    sender: Script, owner: Script, script: Scripts, listing: Callable[..., str]
) -> None:
    made = sender("POST", "/interests", json={"listing": listing(), "message": MESSAGE})
    assert (made.status_code, made.json["status"], made.json["side"]) == (201, "submitted", "sender")
    path = made.headers["Location"].removeprefix("/api/v1")
    read = owner("GET", path)
    assert (read.json["side"], read.json["waits_for"], read.json["steps"][0]["note"]) == ("owner", "owner", MESSAGE)
    assert read.json["actions"] == ["answer", "ask", "decline"]
    tag = {"If-Match": read.headers["ETag"]}
    done = owner("POST", f"{path}/answer", json={"note": "Come and see it."}, headers=tag)
    assert (done.json["status"], list(done.json["contacts"])) == ("accepted", ["sender"])
    assert list(sender("GET", path).json["contacts"]) == ["owner"]
    assert script()("GET", path).status_code == 404
    assert sender("GET", path, headers={"If-None-Match": sender("GET", path).headers["ETag"]}).status_code == 304


def test_who_read_an_older_state_gets_412_with_the_newer_etag(
    sender: Script, owner: Script, listing: Callable[..., str]
) -> None:
    made = sender("POST", "/interests", json={"listing": listing(), "message": MESSAGE}).json
    path = f"/interests/{made['id']}"
    read = owner("GET", path).headers["ETag"]
    sender("POST", f"{path}/add", json={"note": "And its charger."})
    late = owner("POST", f"{path}/decline", json={"reason": "no_budget"}, headers={"If-Match": read})
    assert (late.status_code, late.json["version"]) == (412, 2)
    tag = {"If-Match": late.headers["ETag"]}
    assert owner("POST", f"{path}/decline", json={"reason": "no_budget"}, headers=tag).json["status"] == "declined"


def test_each_side_has_its_own_actions(
    sender: Script, owner: Script, anyone: Script, listing: Callable[..., str]
) -> None:
    path = f"/interests/{sender('POST', '/interests', json={'listing': listing(), 'message': MESSAGE}).json['id']}"
    assert sender("POST", f"{path}/answer", json={"note": "x"}).status_code == 403
    assert owner("POST", f"{path}/withdraw").status_code == 403
    assert anyone("POST", f"{path}/withdraw").status_code == 401
    assert sender("POST", f"{path}/withdraw").json["status"] == "withdrawn"
    assert sender("POST", f"{path}/withdraw").status_code == 403  # there is nothing left to withdraw


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"message": ""}, "message"), ({"message": 5}, "message"), ({"message": "x" * 4001}, "message"),
        ({"message": "x"}, "message"), ({"message": "Quan tâm."}, "message"),
        ({"organisation": "aaa-aaa-aaa"}, "organisation"), ({"organisation": ["x"]}, "organisation"),
        ({"listing": "aaa-aaa-aaa"}, "listing"), ({"listing": None}, "listing"), ({"price": "5"}, "price"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named(
    sender: Script, listing: Callable[..., str], body: dict[str, object], field: str
) -> None:
    answer = sender("POST", "/interests", json={"listing": listing(), "message": MESSAGE, **body})
    assert (answer.status_code, list(answer.json["errors"])) == (422, [field])


@pytest.mark.parametrize("body", [{}, {"reason": "because"}, {"reason": "other"}, {"reason": "other", "note": " "}])
def test_declining_without_a_good_reason_says_the_same_as_the_page(
    app: Flask, sender: Script, owner: Script, listing: Callable[..., str], body: dict[str, str]
) -> None:
    made = sender("POST", "/interests", json={"listing": listing(), "message": MESSAGE}).json
    refused = owner("POST", f"/interests/{made['id']}/decline", json=body)
    ((_field, texts),) = refused.json["errors"].items()
    page = browser_of(app, "Cua Cam Shipyard").post
    shown = page(f"/en/interests/{made['id']}/decline", data={**body, "version": "1"})
    assert (refused.status_code, shown.status_code) == (422, 422)
    assert html.escape(texts[0]) in shown.text


def browser_of(app: Flask, name: str) -> FlaskClient:
    """Return a browser of the organisation's manager that sends the token by itself."""
    from marketplace.organisations.models import Membership, Organisation

    with app.app_context():
        query = db.session.query(Membership).join(Membership.organisation).filter(Organisation.name_en == name)
        uniquifier = query.one().user.fs_uniquifier
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(_user_id=uniquifier, _fresh=True)
    client.environ_base["HTTP_X_CSRFTOKEN"] = token(client, "/en/")
    return client


def test_an_anonymous_owner_is_in_no_answer(
    app: Flask, script: Scripts, sender: Script, published: Callable[..., str]
) -> None:
    made = sender("POST", "/interests", json={"listing": published(anonymous=True), "message": MESSAGE})
    for path in (f"/interests/{made.json['id']}", "/interests?box=sent"):
        text = sender("GET", path).get_data(as_text=True).encode().decode("unicode_escape", "replace")
        assert SECRET not in text
        assert "Lach Tray Xanh" not in text
    assert made.json["owner"] is None


def test_ones_own_interests_come_page_by_page_in_a_constant_number_of_statements(
    app: Flask, sender: Script, listing: Callable[..., str]
) -> None:
    made = [sender("POST", "/interests", json={"listing": listing(), "message": MESSAGE}).json["id"] for _ in range(5)]
    found, path = [], "/interests?box=sent&limit=2&status=submitted"
    while path:
        page = sender("GET", path).json
        found += [each["id"] for each in page["items"]]
        path = (page["next"] or "").removeprefix("/api/v1")
    assert found == made[::-1]
    with statements(app) as few:
        sender("GET", "/interests?box=sent&limit=1")
    with statements(app) as many:
        sender("GET", "/interests?box=sent&limit=5")
    assert len(few) == len(many)


@pytest.mark.parametrize("query", ["box=everybody", "status=nothing", "limit=0", "cursor=x", "colour=red"])
def test_a_strange_list_is_refused(sender: Script, query: str) -> None:
    assert sender("GET", f"/interests?{query}").status_code == 422


def test_the_desk_lists_all_and_nobody_else_does(script: Scripts, sender: Script, listing: Callable[..., str]) -> None:
    sender("POST", "/interests", json={"listing": listing(), "message": MESSAGE})
    assert sender("GET", "/interests?box=all").json["items"] == []
