"""Each request has an id and a line in the log that says how it went, and never what nobody else may know."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace import logs
from marketplace.config import Settings
from marketplace.db import db
from marketplace.jobs.models import Job
from tests.web.conftest import token

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(settings: Settings) -> Lines:
    """Return what has been logged, as a server process would write it."""
    written = io.StringIO()
    with contextlib.redirect_stderr(written):
        logs.configure(settings)
    return lambda: [json.loads(line) for line in written.getvalue().splitlines()]


def get(client: FlaskClient, path: str, **headers: str) -> Any:
    """Return the answer, read to its end as a server does."""
    with client.get(path, headers=headers) as answer:
        answer.get_data()
        return answer


@pytest.mark.parametrize("path", ["/en/search", "/api/v1/sectors", "/static/nothing", "/", "/en/nowhere", "/healthz"])
def test_every_answer_says_which_request_it_answers(client: FlaskClient, path: str) -> None:
    made = get(client, path).headers.getlist("X-Request-Id")
    assert len(made) == 1
    assert made[0].isalnum()
    kept = get(client, path, **{"X-Request-Id": "proxy.17-a_b"})
    assert kept.headers.getlist("X-Request-Id") == ["proxy.17-a_b"]
    refused = get(client, path, **{"X-Request-Id": "x" * 65})
    assert refused.headers["X-Request-Id"] != "x" * 65


def test_a_request_is_one_line_with_route_status_time_and_account(
    sign_in: Callable[..., FlaskClient], lines: Lines
) -> None:
    client = sign_in()
    get(client, "/en/account", **{"X-Request-Id": "request-17"})
    (line,) = [line for line in lines() if line["logger"] == "marketplace.requests"]
    assert line["request_id"] == "request-17"
    assert (line["method"], line["status"], line["level"]) == ("GET", line["status"], "info")
    assert line["endpoint"].startswith("accounts.")
    assert line["ms"] > 0
    assert isinstance(line["viewer"], int)


@pytest.mark.parametrize(
    "path",
    ["/en/reset/Geheim", "/vi/confirm/Geheim", "/en/organisations/join/Geheim", "/en/search?q=Geheim", "/Geheim"],
)
def test_mailed_keys_and_what_was_searched_for_are_not_logged(client: FlaskClient, lines: Lines, path: str) -> None:
    get(client, path)
    written = lines()
    assert any(line["logger"] == "marketplace.requests" for line in written)
    assert "Geheim" not in json.dumps(written)


def test_a_listings_address_is_logged_with_its_public_id(client: FlaskClient, lines: Lines) -> None:
    get(client, "/en/listings/aaa-aaa-aaa")
    assert [line["route"] for line in lines()] == ["/listings/aaa-aaa-aaa"]


def test_a_bug_is_logged_under_the_id_that_the_page_shows(app: Flask, lines: Lines) -> None:
    @app.get("/broken/<token>")
    def broken(token: str) -> None:
        raise RuntimeError("broken")

    answer = get(app.test_client(), "/en/broken/Geheim", **{"X-Request-Id": "request-18"})
    assert "request-18" in answer.get_data(as_text=True)
    written = lines()
    assert {line["request_id"] for line in written} == {"request-18"}
    assert [line["level"] for line in written] == ["error", "error"]
    assert "RuntimeError: broken" in written[0]["exception"]
    assert "Geheim" not in json.dumps(written)


def test_jobs_that_a_request_enqueued_carry_its_id(app: Flask, client: FlaskClient) -> None:
    form = {"name": "Nguyễn Văn Bình", "email": "binh@example.com", "password": "bến phà chiều gió lộng", "terms": "y"}
    form["csrf_token"] = token(client, "/en/register")
    with client.post("/en/register", data=form, headers={"X-Request-Id": "request-19"}) as answer:
        answer.get_data()
    assert answer.status_code in (200, 302, 303)
    with app.app_context():
        assert db.session.scalars(select(Job.request_id)).all() == ["request-19"]
    assert logs.request_id() is None
