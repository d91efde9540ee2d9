"""oEmbed for listings, after the specification at oembed.com; and which addresses are ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as Xml

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import example, given, settings
from hypothesis import strategies as st

from marketplace.db import db
from marketplace.ids import ALPHABET
from marketplace.listings.factories import ENGLISH, VIETNAMESE, make_listing
from marketplace.organisations.factories import make_organisation
from marketplace.uow import UnitOfWork
from marketplace.web.urls import listing_at

Post = Callable[..., str]
SITES = ("https://ben.example/exchange", "http://localhost:8000/")
ids = st.text(ALPHABET, min_size=9, max_size=9).map(lambda text: f"{text[:3]}-{text[3:6]}-{text[6:]}")


@pytest.fixture
def post(app: Flask) -> Post:
    """Return a function that stores a listing and returns its id."""

    def post(**values: Any) -> str:
        with app.app_context(), UnitOfWork(db.session(), app.extensions["marketplace"].clock, write=True) as uow:
            owner = make_organisation(uow, name_vi="Viện Hải dương", name_en="Ocean Institute")
            public_id = make_listing(uow, owner, **values).public_id
            uow.commit()
        return public_id

    return post


def ask(client: FlaskClient, url: str, **more: str) -> Any:
    """Ask for an address."""
    return client.get("/oembed", query_string={"url": url, **more})


def test_a_listing_is_found_from_its_page_and_answered_in_its_language(client: FlaskClient, post: Post) -> None:
    public_id = post()
    for lang, words, owner in (("vi", VIETNAMESE, "Viện Hải dương"), ("en", ENGLISH, "Ocean Institute")):
        page = client.get(f"/{lang}/listings/{public_id}").text
        link = re.search(r'<link rel="alternate" type="application/json\+oembed"[^>]*href="([^"]+)"', page)
        assert link is not None
        answer = client.get(unescape(link[1]))
        assert answer.mimetype == "application/json"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        found = answer.get_json()
        assert found["version"] == "1.0"
        assert found["type"] == "rich"
        assert (found["title"], found["author_name"]) == (words["title"], owner)
        assert found["provider_url"] == "http://localhost"
        assert f'src="http://localhost/{lang}/embed/listings/{public_id}"' in found["html"]
        assert words["title"] in unescape(client.get(f"/{lang}/embed/listings/{public_id}").text)
        assert isinstance(found["width"], int)
        assert isinstance(found["height"], int)


def test_the_same_in_xml(client: FlaskClient, post: Post) -> None:
    url = f"http://localhost/en/listings/{post(texts={'en': {**ENGLISH, 'title': 'Tug <b> & more'}})}"
    answer = ask(client, url, format="xml")
    assert answer.mimetype == "text/xml"
    root = Xml.fromstring(answer.data)
    found = {each.tag: each.text for each in root}
    same = ask(client, url).get_json()
    assert root.tag == "oembed"
    assert found == {name: str(value) for name, value in same.items()}
    assert "Tug &lt;b&gt; &amp; more" in found["html"]


def test_the_frame_fits_the_room_there_is(client: FlaskClient, post: Post) -> None:
    url = f"http://localhost/en/listings/{post()}"
    found = ask(client, url, maxwidth="300", maxheight="200").get_json()
    assert (found["width"], found["height"]) == (300, 200)
    assert 'width="300" height="200"' in found["html"]
    assert ask(client, url, maxwidth="4000").get_json() == ask(client, url).get_json()


@pytest.mark.parametrize("status", ["draft", "withdrawn", "rejected", "run out", "unknown"])
def test_what_not_everybody_may_read_is_not_there(client: FlaskClient, app: Flask, post: Post, status: str) -> None:
    past = app.extensions["marketplace"].clock().date() - timedelta(days=1)
    changes = {"valid_until": past} if status == "run out" else {"status": status}
    public_id = "aaa-aaa-aaa" if status == "unknown" else post(**changes)
    assert ask(client, f"http://localhost/en/listings/{public_id}").status_code == 404
    assert client.get(f"/en/embed/listings/{public_id}").status_code == 404


def test_an_anonymous_owner_is_not_named(client: FlaskClient, post: Post) -> None:
    public_id = post(anonymous=True)
    answer = ask(client, f"http://localhost/en/listings/{public_id}")
    assert answer.status_code == 200
    assert "author_name" not in answer.get_json()
    assert "Ocean" not in answer.text + client.get(f"/en/embed/listings/{public_id}").text


def test_what_is_asked_wrongly_is_refused_by_the_specifications_codes(client: FlaskClient, post: Post) -> None:
    url = f"http://localhost/en/listings/{post()}"
    assert ask(client, url, format="yaml").status_code == 501
    assert client.get("/oembed").status_code == 400
    assert ask(client, url, maxwidth="wide").status_code == 400
    for other in (
        "http://elsewhere.example" + url[16:],
        "http://localhost/en/search",
        "javascript:alert(1)",
        "http://[",
    ):
        assert ask(client, other).status_code == 404


def test_the_hosts_own_name_counts_too_but_is_not_answered_with(client: FlaskClient, post: Post) -> None:
    public_id = post()
    query = {"url": f"http://ben.example/vi/listings/{public_id}"}
    answer = client.get("/oembed", query_string=query, base_url="http://ben.example")
    assert answer.status_code == 200
    assert 'src="http://localhost/vi/' in answer.get_json()["html"]


@settings(deadline=None)
@given(
    st.sampled_from(["https://ben.example/exchange", "HTTP://BEN.example:80/exchange", "http://localhost:8000"]),
    st.sampled_from(["", "/vi", "/en"]),
    ids,
    st.sampled_from(["", "/", "?utm_source=x", "?a=//b@c", "#top", "/?x#y"]),
)
def test_our_listings_are_known(site: str, lang: str, public_id: str, rest: str) -> None:
    assert listing_at(f"{site}{lang}/listings/{public_id}{rest}", SITES) == (lang[1:] or "vi", public_id)


HOSTS = ("ben.example", "localhost:8000", "evil.example", "ben.example.evil.com", "[::1", "[::1]:8000", "",
         "ben.example@evil.example", "evil@ben.example", "ben.example:8", "ben.example:x", "\\ben.example")  # fmt: skip
hosts = st.one_of(st.sampled_from(HOSTS), st.text(max_size=12))


@settings(deadline=None)
@given(
    st.sampled_from(["https://", "http://", "//", "", "ftp://", "javascript:", "https:/", "http:\\\\"]),
    hosts,
    st.sampled_from(["/exchange/vi", "/vi", "/exchange", "", "/exchange/fr", "/exchange/../exchange/vi", "//vi"]),
    st.one_of(ids, st.text(max_size=12)),
    st.text(max_size=6),
)
@example("https://", "evil.example", "/exchange/vi", "aaa-aaa-aaa", "")
@example("https://", "evil.example\\@ben.example", "/exchange/vi", "aaa-aaa-aaa", "")
@example("https://", "ben.example\n.evil.example", "/exchange/vi", "aaa-aaa-aaa", "")
def test_nothing_else_is_taken_for_ours(scheme: str, host: str, base: str, public_id: str, rest: str) -> None:
    found = listing_at(f"{scheme}{host}{base}/listings/{public_id}{rest}", SITES)
    if found is not None:
        parts = urlsplit(f"{scheme}{host}{base}/listings/{public_id}{rest}")
        ours = {"ben.example": "/exchange", "localhost:8000": ""}
        assert scheme in ("https://", "http://")
        assert parts.netloc.lower() in ours
        assert parts.path.rstrip("/") in {
            f"{ours[parts.netloc]}{lang}/listings/{found[1]}" for lang in ("", "/vi", "/en")
        }


@settings(deadline=None)
@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    assert listing_at(text, SITES) is None
