"""What every other test stands on."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, has_app_context
from flask.testing import FlaskClient

from marketplace.viewer import Viewer
from tests.conftest import NOW, Clock


def test_people_have_the_rights_their_names_promise(
    operator: Viewer, broker: Viewer, member: Viewer, stranger: Viewer
) -> None:
    assert (operator.is_operator, broker.is_broker) == (True, True)
    (organisation,) = member.organisations
    assert member.manages(organisation)
    assert not stranger.belongs_to(organisation)
    assert len({operator.user_id, broker.user_id, member.user_id, stranger.user_id}) == 4


def test_no_context_is_held_and_one_browser_says_nothing_about_another(
    app: Flask, client: FlaskClient, sign_in: Callable[..., FlaskClient]
) -> None:
    assert not has_app_context()
    signed_in = sign_in()
    assert not has_app_context()
    with signed_in.session_transaction() as session:
        assert "_user_id" in session
    with client.session_transaction() as session:
        assert "_user_id" not in session


def test_the_clock_moves_only_when_told(clock: Clock) -> None:
    assert clock() == NOW
    clock.advance(hours=2)
    assert (clock() - NOW).total_seconds() == 7200
