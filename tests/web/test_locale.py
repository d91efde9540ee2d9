"""Addresses say the language; those without one lead to the reader's."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("en-GB,en;q=0.9", "en"),
        ("vi,en;q=0.5", "vi"),
        ("fr", "vi"),
        ("", "vi"),
        ("en;q=0.2,vi;q=0.9", "vi"),
        ("\xff;;q=x", "vi"),
    ],
)
def test_an_address_without_language_leads_to_the_readers(client: FlaskClient, accept: str, language: str) -> None:
    answer = client.get("/search?q=tàu+lai&kind=offer", headers={"Accept-Language": accept})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/{language}/search?q=t%C3%A0u+lai&kind=offer"


def test_the_language_last_read_counts_more_than_the_browsers(client: FlaskClient) -> None:
    client.get("/en/")
    assert client.get("/", headers={"Accept-Language": "vi"}).headers["Location"] == "/en/"


def test_both_languages_are_the_same_page_and_lead_to_each_other(client: FlaskClient) -> None:
    vietnamese, english = client.get("/vi/search?q=xi+mang").text, client.get("/en/search?q=xi+mang").text
    assert '<html lang="vi"' in vietnamese
    assert 'href="/en/search?q=xi+mang"' in vietnamese
    assert '<html lang="en"' in english
    assert 'href="/vi/search?q=xi+mang"' in english


def test_links_keep_the_language(client: FlaskClient) -> None:
    assert 'href="/en/search?kind=offer"' in client.get("/en/").text


@pytest.mark.parametrize("path", ["/static/app.css", "/api/nothing", "/healthz"])
def test_files_api_and_health_have_no_language(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code != 302


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/%0d%0aSet-Cookie:%20a=b", "/\\evil.example", "/vi//evil.example/"]
)
def test_a_redirect_never_leaves_the_site(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.headers.get("Location", "/vi/").startswith(("/vi/", "/en/"))
    assert "Set-Cookie: a=b" not in str(answer.headers)


def test_a_form_sent_without_language_is_not_redirected(client: FlaskClient) -> None:
    assert client.post("/theme").status_code == 400  # no token, but understood


def test_the_sites_prefix_is_kept(client: FlaskClient) -> None:
    page = client.get("/vi/", environ_overrides={"SCRIPT_NAME": "/exchange"}).text
    assert 'href="/exchange/en/"' in page
    assert 'href="/exchange/static/app.' in page
