"""Keys for scripts, and the session's cookie beside them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.accounts import tokens
from marketplace.accounts.factories import make_user, viewer_as
from marketplace.accounts.models import ApiToken
from marketplace.db import db
from marketplace.errors import Invalid, NotAllowed
from marketplace.uow import UnitOfWork
from tests.api.conftest import Script
from tests.conftest import Clock
from tests.web.conftest import token

Scripts = Callable[..., Script]
SignIn = Callable[..., FlaskClient]
FACTS = {"name": "ERP", "scope": "write", "days": "30"}
KEY = re.compile(r"mkt_[\w-]{43}")


def rows(app: Flask) -> list[ApiToken]:
    with app.app_context():
        return list(db.session.scalars(select(ApiToken)))


def test_a_key_says_whose_it_is_and_what_it_may_do(script: Scripts) -> None:
    me = script("read")("GET", "/me").json

    assert me["token"]["scopes"] == ["read"]
    assert me["organisations"][0]["role"] == "manager"


def test_a_key_that_may_read_may_not_write(script: Scripts) -> None:
    response = script("read")("POST", "/listings", json={"kind": "offer"})

    assert response.status_code == 403
    assert "insufficient_scope" in response.headers["WWW-Authenticate"]


@pytest.mark.parametrize("header", ["Bearer x", "Bearer mkt_" + "a" * 43, "Basic YTpi", "Bearer", "", "bearer \x7f"])
def test_a_wrong_key_is_refused_even_beside_a_good_cookie(sign_in: SignIn, header: str) -> None:
    response = sign_in().post("/api/v1/listings", json={"kind": "offer"}, headers={"Authorization": header})

    assert response.status_code == 401


def test_a_good_key_goes_before_the_cookie(app: Flask, script: Scripts, sign_in: SignIn) -> None:
    keyed = script()
    owner = keyed("GET", "/me").json["id"]

    assert sign_in().get("/api/v1/me", headers=keyed.headers).json["id"] == owner


def test_an_expired_or_revoked_key_or_that_of_a_closed_account_is_refused(
    app: Flask, script: Scripts, clock: Clock
) -> None:
    first, second, third = script(), script(), script()
    with app.app_context(), UnitOfWork(db.session(), clock, write=True) as uow:
        every = uow.session.scalars(select(ApiToken).order_by(ApiToken.id)).all()
        every[0].revoked_at = clock()
        uow.session.get_one(tokens.User, every[1].user_id).active = False
        uow.commit()
    assert first("GET", "/me").status_code == 401
    assert second("GET", "/me").status_code == 401
    assert third("GET", "/me").status_code == 200
    clock.advance(days=91)
    assert third("GET", "/me").status_code == 401


def test_only_a_hash_is_kept_and_the_last_use_is_noted_now_and_then(app: Flask, script: Scripts, clock: Clock) -> None:
    keyed = script()
    text = keyed.headers["Authorization"].removeprefix("Bearer ")
    started = clock()
    for minutes in (0, 5, 20):
        clock.now = started
        clock.advance(minutes=minutes)
        keyed("GET", "/sectors")

    (kept,) = rows(app)

    assert text not in repr(vars(kept))
    assert kept.last_used_at == clock()


def test_a_key_is_made_shown_once_and_revoked_on_the_account_page(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in()
    csrf = token(browser)
    made = browser.post("/en/account/tokens", data={"csrf_token": csrf, **FACTS})
    (text,) = KEY.findall(made.text)

    assert made.headers["Cache-Control"] == "no-store"
    assert not KEY.search(browser.get("/vi/account/tokens").text)
    assert Script(app, text)("GET", "/me").status_code == 200
    (row,) = rows(app)
    browser.post(f"/en/account/tokens/{row.public_id}/revoke", data={"csrf_token": csrf})
    assert Script(app, text)("GET", "/me").status_code == 401
    assert "Revoked" in browser.get("/en/account/tokens").text


def test_the_page_says_what_is_wrong_and_keeps_what_was_typed(sign_in: SignIn) -> None:
    browser = sign_in()
    form = {"csrf_token": token(browser), "name": "", "scope": "all", "days": "30"}

    refused = browser.post("/en/account/tokens", data=form)

    assert refused.status_code == 422
    assert "Fill in this field." in refused.text


def test_nobody_revokes_or_sees_anothers_key(app: Flask, script: Scripts, sign_in: SignIn) -> None:
    script()
    (row,) = rows(app)
    browser = sign_in()

    gone = browser.post(f"/en/account/tokens/{row.public_id}/revoke", data={"csrf_token": token(browser)})

    assert gone.status_code == 404
    assert row.public_id not in browser.get("/en/account/tokens").text
    assert app.test_client().get("/en/account/tokens").status_code == 303


def test_a_person_has_at_most_twenty_keys_that_work(uow: UnitOfWork) -> None:
    user = make_user(uow)
    viewer = viewer_as(uow, user)
    made = [tokens.create(viewer, uow, user, FACTS)[0] for _ in range(tokens.AT_MOST)]

    with pytest.raises(Invalid):
        tokens.create(viewer, uow, user, FACTS)
    tokens.revoke(viewer, uow, user, made[0].public_id)
    tokens.create(viewer, uow, user, FACTS)
    with pytest.raises(NotAllowed):
        tokens.create(viewer_as(uow, make_user(uow)), uow, user, FACTS)


def test_changes_by_cookie_need_the_csrf_token(sign_in: SignIn) -> None:
    browser = sign_in()
    without = browser.post("/api/v1/listings", json={"kind": "offer"}, headers={"Accept-Language": "en"})
    carried = browser.post("/api/v1/listings", json={"kind": "offer"}, headers={"X-CSRFToken": token(browser)})

    assert (without.status_code, without.mimetype) == (400, "application/problem+json")
    assert carried.status_code == 201


def test_who_is_only_remembered_needs_the_csrf_token_too(app: Flask, sign_in: SignIn) -> None:
    """Flask-Login's cookie signs in without a session, whose absence would otherwise excuse from the check."""
    from flask_login.utils import encode_cookie

    with sign_in().session_transaction() as session:
        whose = session["_user_id"]
    with app.app_context():
        remembered = encode_cookie(whose)
    browser = app.test_client()
    browser.set_cookie("remember_token", remembered)

    assert browser.post("/api/v1/listings", json={"kind": "offer"}).status_code == 400
    assert browser.get("/api/v1/me").status_code == 200


def test_the_command_line_makes_lists_and_revokes_keys(app: Flask, script: Scripts) -> None:
    from marketplace.accounts.cli import users

    email = script()("GET", "/me").json["email"]

    def run(*arguments: Any) -> Result:
        with app.app_context():
            return app.test_cli_runner().invoke(*arguments)

    made = run(users, ["token", "create", email, "--name", "Nightly", "--scope", "write", "--days", "never"])
    assert made.exit_code == 0, made.output
    text = made.output.strip()

    assert Script(app, text)("GET", "/me").json["token"]["expires_at"] is None
    listed = run(users, ["token", "list", email]).output
    key = next(line.split()[0] for line in listed.splitlines() if "Nightly" in line)
    assert run(users, ["token", "revoke", email, key]).exit_code == 0
    assert Script(app, text)("GET", "/me").status_code == 401
    assert run(users, ["token", "revoke", email, "nothing"]).exit_code == 1


def test_a_key_is_for_those_who_proved_their_address(uow: UnitOfWork) -> None:
    """Else somebody could register another's address, make a key, and keep it when the owner resets the password."""
    user = make_user(uow, confirmed=False)
    with pytest.raises(NotAllowed):
        tokens.create(viewer_as(uow, user), uow, user, FACTS)
