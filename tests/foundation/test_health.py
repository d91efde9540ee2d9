"""What a load balancer asks."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from marketplace import prepare


def test_a_process_is_alive_without_an_index_and_ready_with_one(app: Flask, client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["missing"]) == (503, ["index"])
    prepare.index(app)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok", "missing": []})
