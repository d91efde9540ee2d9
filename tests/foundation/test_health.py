"""What a load balancer asks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace import database, prepare
from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.db import db
from tests.conftest import Clock


def test_a_process_without_an_index_is_ready_and_says_what_is_missing(app: Flask, client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "degraded", "missing": ["index"]})
    prepare.index(app)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok", "missing": []})


def test_a_process_whose_connections_are_all_taken_is_not_ready_and_its_metrics_say_so(
    settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    if settings.database_url.startswith("sqlite"):
        pytest.skip("the pool's limits are PostgreSQL's")
    monkeypatch.setattr(database, "POOL_SECONDS", 0.1)
    app = create_app(replace(settings, database_pool=1, database_overflow=0), clock=clock)
    with app.app_context():
        engine = db.engine
    with engine.connect():
        answer = app.test_client().get("/readyz")
        metrics = app.test_client().get("/metrics").text
    assert (answer.status_code, answer.get_json()["missing"]) == (503, ["database", "index"])
    assert "marketplace_database_up 0.0" in metrics
    assert "marketplace_database_connections_in_use 1.0" in metrics
    assert app.test_client().get("/readyz").status_code == 200
    engine.dispose()
