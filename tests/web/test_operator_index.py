"""The operator's page of the search index."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.db import db
from marketplace.discovery.reindex import driver
from marketplace.discovery.reindex.models import IndexBuild, State
from marketplace.jobs.worker import Worker
from search.engine import EngineUnavailable
from tests.web.conftest import Send

SignIn = Callable[..., FlaskClient]
PAGES = ("/operator/index", "/operator/index/rebuild", "/operator/index/rollback", "/operator/index/drop")


@pytest.fixture
def operator_client(sign_in: SignIn) -> FlaskClient:
    """The browser of who runs the site."""
    return sign_in("operator", locale="en")


def builds(app: Flask) -> list[str]:
    """Return the states of all builds, the oldest first."""
    with app.app_context():
        return [build.state for build in db.session.query(IndexBuild).order_by(IndexBuild.id)]


@pytest.mark.parametrize("address", PAGES)
def test_the_page_is_for_operators_only(client: FlaskClient, sign_in: SignIn, address: str) -> None:
    assert client.get(f"/en{address}").status_code == 303
    assert sign_in("broker").get(f"/en{address}").status_code == 403
    assert sign_in("operator").get(f"/en{address}").status_code == 200


def test_others_can_start_nothing(sign_in: SignIn, send: Send, app: Flask) -> None:
    assert send(sign_in("broker"), "/en/operator/index/rebuild").status_code == 403
    assert builds(app) == []


def test_it_says_when_there_is_no_index_and_when_the_engine_is_away(
    operator_client: FlaskClient, send: Send, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "There is none" in operator_client.get("/en/operator/index").text

    def away(*_: object) -> None:
        raise EngineUnavailable("for the test")

    driver.rebuild(app)
    monkeypatch.setattr(app.extensions["marketplace"].engine, "target", away, raising=False)
    text = operator_client.get("/en/operator/index").text
    assert "answer now" in text
    assert State.LIVE.value in builds(app)
    assert send(operator_client, "/en/operator/index/rebuild").status_code == 303


def test_a_build_is_started_shown_and_finished_by_a_worker(
    operator_client: FlaskClient, send: Send, app: Flask
) -> None:
    driver.rebuild(app)
    assert "Today" in operator_client.get("/en/operator/index").text
    assert operator_client.get("/en/operator/index/rebuild").status_code == 200

    assert send(operator_client, "/en/operator/index/rebuild").status_code == 303

    text = operator_client.get("/en/operator/index").text
    assert "<progress" in text
    assert "operator/index/rebuild" not in text
    piece = operator_client.get("/en/operator/index", headers={"HX-Request": "true"}).text
    assert "<progress" in piece
    assert "<html" not in piece
    market = app.extensions["marketplace"]
    Worker(app, market.jobs, market.settings, market.clock).run_pending()
    assert builds(app) == [State.KEPT, State.LIVE]


def test_the_way_back_and_the_end_of_the_old_index(operator_client: FlaskClient, send: Send, app: Flask) -> None:
    assert send(operator_client, "/en/operator/index/rollback").status_code == 303
    assert "no older index" in operator_client.get("/en/operator/index").text
    market = app.extensions["marketplace"]
    worker = Worker(app, market.jobs, market.settings, market.clock)
    first, _second = driver.rebuild(app), driver.rebuild(app)

    send(operator_client, "/en/operator/index/rollback")
    worker.run_pending()
    assert market.engine.target("listings") == first
    assert "operator/index/drop" in operator_client.get("/en/operator/index").text
    send(operator_client, "/en/operator/index/drop")
    worker.run_pending()
    assert market.engine.indexes() == [first]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_unknown_action_is_no_page(sign_in: SignIn, language: str) -> None:
    assert sign_in("operator").get(f"/{language}/operator/index/zzz").status_code == 404
