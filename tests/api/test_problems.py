"""Errors: one shape everywhere, in the reader's language, and never a 500 for what somebody sent."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.api.bodies import parse
from marketplace.api.problems import Refused
from tests.api.conftest import Script

Scripts = Callable[..., Script]
BODIES: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 400),
    "half": (b'{"kind": "offer"', 400),
    "not utf-8": (b'{"kind": "\xff"}', 400),
    "NaN": (b'{"kind": "offer", "trl": NaN}', 400),
    "Infinity": (b'{"kind": "offer", "trl": -Infinity}', 400),
    "infinite by size": (b'{"kind": "offer", "trl": 1e999}', 400),
    "2^63": (b'{"kind": "offer", "trl": 9223372036854775808}', 400),
    "a million digits": (b'{"trl": ' + b"9" * 900_000 + b"}", 400),
    "a key twice": (b'{"kind": "offer", "kind": "demand"}', 400),
    "deep": (b'{"kind":"offer","attrs":' + b'{"a":' * 20 + b"1" + b"}" * 21, 400),
    "abyss": (b"[" * 100_000, 400),
    "lone surrogate": (b'{"kind": "offer", "texts": {"vi": {"title": "\\ud800"}}}', 400),
    "surrogate in a key": (b'{"kind": "offer", "\\udfff": 1}', 400),
    "twice a surrogate": (b'{"\\ud800": 1, "\\ud800": 2}', 400),
    "NUL": (b'{"kind": "offer", "texts": {"vi": {"title": "a\\u0000b"}}}', 400),
    "a list": (b"[1]", 422),
    "a number": (b"1", 422),
    "too much": (b'{"kind": "' + b"a" * 1_100_000 + b'"}', 413),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_damaged_body_is_refused(script: Scripts, name: str) -> None:
    body, status = BODIES[name]
    response = script()("POST", "/listings", data=body, content_type="application/json")

    assert response.status_code == status, response.text


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_read(script: Scripts, media_type: str) -> None:
    response = script()("POST", "/listings", data=b'{"kind": "offer"}', content_type=media_type)

    assert response.status_code == 415


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists, max_leaves=8))
def test_what_is_read_can_be_written_as_json_again(value: Any) -> None:
    with suppress(Refused):
        read = parse(json.dumps(value).encode())
        assert json.loads(json.dumps(read, allow_nan=False)) == value


@given(st.binary(max_size=200))
def test_bytes_are_read_or_refused(raw: bytes) -> None:
    with suppress(Refused):
        parse(raw)


KEYS = st.sampled_from(["vi", "en", "title", "values", "mode", "min", "typed", "x"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
NAMES = (
    "kind",
    "sector",
    "subcategories",
    "texts",
    "attrs",
    "tiers",
    "trl",
    "stage",
    "valid_until",
    "sdg",
    "x",
    "organisation",
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=5))
def test_no_values_make_it_fail(script: Scripts, keyed: Script, data: dict[str, Any]) -> None:
    kind = {} if "kind" in data else {"kind": "offer"}
    response = keyed("POST", "/listings", json={**kind, **data})

    assert response.status_code in (201, 400, 403, 422)


@pytest.fixture
def keyed(script: Scripts) -> Script:
    """A script that may write."""
    return script()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nothing", 404), ("PUT", "/listings", 405), ("GET", "/listings/%00", 404), ("GET", "/sectors/x", 404),
     ("GET", "/listings/aaa-aaa-aaa", 404), ("GET", "/listings/" + "a" * 3000, 404), ("GET", "/me", 401),
     ("POST", "/listings", 401), ("GET", "/my/listings", 401), ("POST", "/listings/aaa-aaa-aaa/fly", 404)],
)  # fmt: skip
def test_every_error_is_a_problem_in_the_language_asked_for(
    anyone: Script, method: str, path: str, status: int
) -> None:
    english = anyone(method, path)
    vietnamese = anyone(method, path, headers={"Accept-Language": "vi-VN,vi;q=0.9,en;q=0.5"})

    assert (english.status_code, english.mimetype) == (status, "application/problem+json")
    assert english.json["title"] != vietnamese.json["title"]
    assert (english.headers["Content-Language"], vietnamese.headers["Content-Language"]) == ("en", "vi")
    assert english.json["request_id"] == english.headers["X-Request-Id"]


def test_a_refused_method_says_which_there_are(anyone: Script) -> None:
    assert "POST" in anyone("PUT", "/listings").headers["Allow"]


def test_who_must_sign_in_is_told_how(anyone: Script) -> None:
    assert anyone("GET", "/me").headers["WWW-Authenticate"].startswith("Bearer ")


def test_the_callers_request_id_is_kept_if_it_can_be(anyone: Script) -> None:
    assert anyone("GET", "/sectors", headers={"X-Request-Id": "job-42.row-7"}).headers["X-Request-Id"] == "job-42.row-7"
    assert anyone("GET", "/sectors", headers={"X-Request-Id": "<script>" * 3}).headers["X-Request-Id"].isalnum()


def test_pages_keep_their_own_errors(app: Flask) -> None:
    response = app.test_client().get("/en/nothing")

    assert (response.status_code, response.mimetype) == (404, "text/html")


def test_a_bug_is_logged_under_the_requests_id(
    app: Flask, anyone: Script, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise RuntimeError("a secret")

    monkeypatch.setitem(app.view_functions, "api_sectors.index", broken)
    response = anyone("GET", "/sectors")

    assert response.status_code == 500
    assert "a secret" not in response.text
    assert response.json["request_id"] in caplog.text


def test_too_many_requests_are_a_problem_with_the_time_to_wait(app: Flask, anyone: Script) -> None:
    from flask_limiter.errors import RateLimitExceeded  # noqa: F401 (what the limiter raises is a 429)
    from werkzeug.exceptions import TooManyRequests

    def busy() -> None:
        raise TooManyRequests

    app.view_functions["api_sectors.index"] = busy  # type: ignore[assignment]
    response = anyone("GET", "/sectors")

    assert (response.status_code, response.headers["Retry-After"]) == (429, "60")
    assert response.json["detail"] in ("Try again in 60 seconds.", "Hãy thử lại sau 60 giây.")


def test_an_exceeded_limit_of_the_api_tells_the_real_time(app: Flask, anyone: Script) -> None:
    from marketplace.web.security import limiter

    app.view_functions["api_sectors.index"] = limiter.limit("1 per 20 minutes")(app.view_functions["api_sectors.index"])
    limiter.enabled = True
    try:
        response = [anyone("GET", "/sectors") for _ in range(2)][-1]
    finally:
        limiter.enabled = False
        limiter.reset()
    assert response.status_code == 429
    assert 600 < int(response.headers["Retry-After"]) <= 1200
    assert re.search(r"(after|in|sau) (1[0-9]|20) (minutes|phút)\.", response.json["detail"])
