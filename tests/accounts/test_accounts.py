"""Accounts by the services and the command line: who may, what is refused, what a viewer is."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from marketplace.accounts import cli, policy, service
from marketplace.accounts.emails import BadAddress, normal_email
from marketplace.accounts.factories import PASSWORD, make_user, viewer_as
from marketplace.accounts.inputs import clean
from marketplace.accounts.models import User
from marketplace.db import db
from marketplace.errors import Invalid, NotAllowed
from marketplace.organisations.factories import make_membership, make_organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.accounts.conftest import Browser
from tests.support.apps import statements

FACTS = {"email": "Mai@Example.com", "name": "Đỗ Mai", "password": PASSWORD}


def test_a_viewer_is_read_in_one_statement(uow: UnitOfWork) -> None:
    user = make_user(uow, roles=("broker",))
    first, second = make_organisation(uow, manager=user), make_organisation(uow)
    make_membership(uow, second, user)
    with statements(uow.session.get_bind()) as seen:
        viewer = viewer_as(uow, user)
    assert viewer == Viewer(user.id, {first.id: "manager", second.id: "member"}, frozenset({"broker"}))
    assert len(seen) == 1


def test_nobody_but_an_operator_makes_accounts(uow: UnitOfWork) -> None:
    for viewer in (
        Viewer.anonymous(),
        viewer_as(uow, make_user(uow)),
        viewer_as(uow, make_user(uow, roles=("broker",))),
    ):
        with pytest.raises(NotAllowed):
            service.create_user(viewer, uow, **FACTS)
    assert service.create_user(Viewer.system(), uow, **FACTS).email == "mai@example.com"


@given(st.text(max_size=20))
def test_an_action_that_is_not_named_is_not_allowed(action: str) -> None:
    known = ("user.create", "user.close", "user.roles", "user.edit")
    assert action in known or not policy.may(Viewer.system(), action)


def test_all_that_is_wrong_is_told_at_once(uow: UnitOfWork) -> None:
    make_user(uow, email="mai@example.com")
    with pytest.raises(Invalid) as caught:
        service.create_user(
            Viewer.system(), uow, email="MAI@example.com", name="\x00", password="1234567890", roles=("king",)
        )
    assert set(caught.value.messages) == {"email", "name", "password", "roles"}


def test_confirmation_is_needed_before_the_public_sees_anything(uow: UnitOfWork) -> None:
    with pytest.raises(NotAllowed):
        policy.require_confirmed(viewer_as(uow, make_user(uow, confirmed=False)), uow, "listing.publish")
    with pytest.raises(NotAllowed):
        policy.require_confirmed(Viewer.anonymous(), uow, "listing.publish")
    policy.require_confirmed(viewer_as(uow, make_user(uow)), uow, "listing.publish")
    policy.require_confirmed(Viewer.system(), uow, "listing.publish")


def test_the_profile_is_changed_by_its_owner_only(uow: UnitOfWork) -> None:
    user, other = make_user(uow), make_user(uow)
    data = {"name": "  Trần\u202e  An ", "locale": "en", "time_zone": "Europe/Berlin", "email": "stolen@example.com"}
    with pytest.raises(NotAllowed):
        service.edit_profile(viewer_as(uow, other), uow, user, data)
    service.edit_profile(viewer_as(uow, user), uow, user, data)
    assert (user.name, user.locale, user.time_zone) == ("Trần An", "en", "Europe/Berlin")
    assert user.email != "stolen@example.com"


def test_the_profile_page_keeps_what_was_typed_when_it_is_refused(person: Browser, app: Flask, clock: object) -> None:
    with app.app_context(), UnitOfWork(db.session(), app.extensions["marketplace"].clock, write=True) as unit:
        make_user(unit, email="an@example.com")
        unit.commit()
    person.sign_in("an@example.com", PASSWORD)
    refused = person.send("/en/account", name="x" * 200, locale="xx", time_zone="Mars/Base")
    assert refused.status_code == 422
    assert "x" * 200 in refused.text
    assert refused.text.count('class="err"') == 3
    assert person.send("/en/account", name="An", locale="en", time_zone="Asia/Tokyo").status_code == 303
    assert 'value="Asia/Tokyo" selected' in person.get("/en/account").text


def test_the_command_line_makes_gives_roles_and_closes(app: Flask) -> None:
    run = CliRunner().invoke
    with app.app_context():
        made = run(
            cli.users, ["create", "op@example.com", "--name", "Op", "--password", PASSWORD, "--role", "operator"]
        )
        assert made.exit_code == 0, made.output
        again = run(cli.users, ["create", "OP@example.com", "--name", "Op", "--password", "123"])
        assert again.exit_code == 1
        assert "email" in again.output
        assert "password" in again.output
        assert run(cli.users, ["roles", "op@example.com"]).exit_code == 0
        assert run(cli.users, ["close", "op@example.com"]).exit_code == 0
        assert run(cli.users, ["close", "nobody@example.com"]).exit_code == 1
        user = db.session.scalars(select(User)).one()
        assert not user.active
        assert not user.roles


@pytest.mark.parametrize(
    ("typed", "stored"),
    [(" An@Example.COM ", "an@example.com"), ("an@ĐẸP.vn", "an@đẹp.vn"), ("an@đe\u0323p.vn", "an@đẹp.vn")],
)
def test_an_address_has_one_spelling(typed: str, stored: str) -> None:
    assert normal_email(typed) == stored


@given(st.text())
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        address = normal_email(text)
    except BadAddress:
        return
    assert normal_email(address) == address
    assert len(address) < 255


@pytest.mark.parametrize("text", ["\ud800@example.com", "a\x00@example.com", "a@localhost", "a" * 400 + "@example.com"])
def test_what_cannot_be_mailed_to_is_refused(text: str) -> None:
    with pytest.raises(BadAddress):
        normal_email(text)


@given(st.text())
def test_cleaned_text_can_be_stored_and_stays_clean(text: str) -> None:
    for lines in (False, True):
        cleaned = clean(text, lines=lines)
        cleaned.encode()
        assert "\x00" not in cleaned
        assert clean(cleaned, lines=lines) == cleaned


def test_a_site_hashes_as_dearly_as_rfc_9106_recommends() -> None:
    """Tests hash lightly, so another process is asked."""
    program = (
        "from marketplace.accounts.setup import ARGON2 as a; print(a['argon2__memory_cost'], a['argon2__time_cost'])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["65536", "3"]
