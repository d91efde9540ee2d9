"""Every error is a page in the reader's language, and htmx gets the message alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from marketplace.errors import Invalid, NotAllowed, NotFound, Stale
from tests.web.conftest import Send, token

WORDS = {
    400: ("Không đọc được yêu cầu này", "This request can&#39;t be read"),
    403: ("Bạn không có quyền làm việc này", "You may not do this"),
    404: ("Không có trang này", "There is no such page"),
    405: ("Không dùng trang này theo cách đó được", "This page can&#39;t be used that way"),
    409: ("Người khác đã sửa trước", "Somebody else changed this first"),
    413: ("Tệp quá lớn", "This file is too large"),
    429: ("Quá nhiều yêu cầu", "Too many requests"),
    500: ("Hệ thống gặp lỗi", "Something went wrong on our side"),
}


@pytest.fixture
def failing(app: Flask) -> FlaskClient:
    """A client of an app whose /fail/<status> fails so."""

    @app.get("/fail/<int:status>")
    def fail(status: int) -> None:
        abort(status)

    return app.test_client()


@pytest.mark.parametrize("status", WORDS)
def test_an_error_is_a_page_in_both_languages(failing: FlaskClient, status: int) -> None:
    for locale, words in zip(("vi", "en"), WORDS[status], strict=True):
        answer = failing.get(f"/{locale}/fail/{status}")
        assert answer.status_code == status
        assert words in answer.text
        assert f'<html lang="{locale}"' in answer.text
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_htmx_gets_the_message_where_messages_are_shown(failing: FlaskClient) -> None:
    answer = failing.get("/en/fail/404", headers={"HX-Request": "true"})
    assert answer.headers["HX-Retarget"] == "#messages"
    assert "<html" not in answer.text
    assert "There is no such page" in answer.text


def raising(error: Exception) -> Callable[[], None]:
    """Return a view that raises."""

    def view() -> None:
        raise error

    return view


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (NotFound(), 404, "There is no such page"),
        (NotAllowed("edit", "Only its owner may."), 403, "Only its owner may."),
        (Invalid({"title": ["Too <b>long</b>."]}), 422, "Too &lt;b&gt;long&lt;/b&gt;."),
        (Stale(None), 409, "Somebody else changed this first"),
    ],
)
def test_errors_of_the_domain_have_their_status(
    app: Flask, sign_in: Callable[..., FlaskClient], error: Exception, status: int, words: str
) -> None:
    app.add_url_rule("/raise", "raise", raising(error))
    answer = sign_in().get("/en/raise")
    assert (answer.status_code, words in answer.text) == (status, True)


def test_visitors_are_sent_to_sign_in_and_back(client: FlaskClient) -> None:
    answer = client.get("/en/my/listings?status=draft")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/en/login?next=/en/my/listings?status%3Ddraft"


def test_a_bug_is_logged_with_the_reference_that_the_page_shows(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    app.add_url_rule("/bug", "bug", raising(ZeroDivisionError("secret detail")))
    app.testing, app.config["PROPAGATE_EXCEPTIONS"] = False, False
    answer = app.test_client().get("/en/bug")
    reference = answer.text.partition("Reference for the operator: ")[2][:8]
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert len(reference) == 8
    assert reference in caplog.text


def test_a_wrong_method_names_the_right_ones(client: FlaskClient, send: Send) -> None:
    answer = send(client, "/en/search")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("form", [{}, {"csrf_token": "forged"}])
def test_a_form_without_its_token_is_refused_in_both_languages(client: FlaskClient, form: dict[str, str]) -> None:
    for locale, words in (("vi", "Biểu mẫu đã hết hạn"), ("en", "This form has expired")):
        answer = client.post(f"/{locale}/theme", data=form)
        assert (answer.status_code, words in answer.text) == (400, True)


def test_a_huge_upload_is_refused_before_it_is_read(client: FlaskClient) -> None:
    announced = {"CONTENT_LENGTH": "300000000"}
    answer = client.post("/en/theme", headers={"X-CSRFToken": token(client)}, environ_overrides=announced)
    assert answer.status_code == 413
    assert "too large" in answer.text


@pytest.mark.parametrize(
    ("limit", "vi", "en"),
    [("2 per minute", "phút|giây", "seconds"), ("2 per 30 minutes", "phút", "minutes"), ("2 per day", "giờ", "hours")],
)
def test_too_many_requests_are_told_how_long_to_wait(app: Flask, limit: str, vi: str, en: str) -> None:
    from marketplace.web.security import limiter

    def answered() -> str:
        return "ok"

    answered.__name__ = f"limited_{en}"  # the limiter adds up what it is told of a view's name
    app.view_functions["prefs.set_theme"] = limiter.limit(limit)(answered)
    limiter.enabled = True
    try:
        client = app.test_client()
        answers = [client.post("/en/theme", data={"csrf_token": token(client)}) for _ in range(3)]
        last = client.post("/vi/theme", data={"csrf_token": token(client)})
    finally:
        limiter.enabled = False
        limiter.reset()
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert re.search(rf"Try again in \d+ {en[:-1]}", answers[-1].text)
    assert re.search(rf"Hãy thử lại sau \d+ ({vi})", last.text)
    shown = int(re.search(r"Try again in (\d+)", answers[-1].text)[1])  # type: ignore[index]
    waited = int(answers[-1].headers["Retry-After"]) / {"seconds": 1, "minutes": 60, "hours": 3600}[en]
    assert shown - 1 < waited <= shown


@pytest.mark.parametrize(
    "path", ["/vi/%00", "/en/%ff%fe", "/vi/listings/%F0%9F%98%80", "/en/listings/" + "x" * 5000, "/vi/\u202e"]
)
def test_odd_addresses_are_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404
