"""Headers on every page, and redirects that stay here."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from marketplace.web.urls import safe_next
from tests.web.conftest import Send


@pytest.mark.parametrize("path", ["/vi/", "/en/search", "/en/nothing", "/vi/login"])
def test_every_page_has_the_strict_policy(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert "'unsafe" not in headers["Content-Security-Policy"]
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "private" in headers["Cache-Control"]


def test_the_theme_is_kept_and_leads_back(client: FlaskClient, send: Send) -> None:
    answer = send(client, "/en/theme", theme="dark", next="/en/search?q=tug")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/search?q=tug")
    assert '<html lang="en" data-theme="dark">' in client.get("/en/").text
    send(client, "/en/theme", theme="system")
    assert "data-theme" not in client.get("/en/").text


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil", "javascript:alert(1)", "x"]
)
def test_a_redirect_elsewhere_leads_home(client: FlaskClient, send: Send, target: str) -> None:
    assert send(client, "/en/theme", theme="dark", next=target).headers["Location"] == "/en/"


@given(st.text(max_size=60))
def test_what_passes_as_next_is_a_path_of_this_site(text: str) -> None:
    for target in (text, "/" + text):
        kept = safe_next(target)
        assert kept is None or (kept.startswith("/") and not kept.startswith(("//", "/\\")) and "\\" not in kept)
