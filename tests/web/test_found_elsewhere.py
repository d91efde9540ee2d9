"""What other sites and programs read: feeds, the site map, robots.txt, addresses of both languages, structured data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.db import db
from marketplace.discovery.reindex import driver
from marketplace.listings.factories import ENGLISH, VIETNAMESE, make_listing
from marketplace.organisations.factories import make_organisation
from marketplace.uow import UnitOfWork
from tests.conftest import Clock

Fill = Callable[..., list[str]]
ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"m": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
EVIL = {**ENGLISH, "title": "Tug </script><script>alert(1)</script> & more"}


@pytest.fixture
def fill(app: Flask) -> Fill:
    """Return a function that stores listings of one organisation, indexes them and returns their ids."""

    def fill(*listings: dict[str, Any]) -> list[str]:
        with app.app_context(), UnitOfWork(db.session(), app.extensions["marketplace"].clock, write=True) as uow:
            owner = make_organisation(uow, name_vi="Xưởng tàu Cửa Cấm", name_en="Cua Cam Shipyard")
            found = [make_listing(uow, owner, **values).public_id for values in listings]
            uow.commit()
        driver.rebuild(app)
        return found

    return fill


def test_a_search_can_be_followed_by_feed(client: FlaskClient, fill: Fill, clock: Clock) -> None:
    day = timedelta(days=1)
    old, new, _demand = fill(
        {"published_at": clock() - day}, {"published_at": clock(), "texts": {"en": EVIL}}, {"kind": "demand"}
    )
    page = client.get("/en/search?q=tug&kind=offer").text
    address = re.search(r'<link rel="alternate" type="application/atom\+xml"[^>]*href="([^"]+)"', page)[1]  # type: ignore[index]
    address = address.replace("&amp;", "&")
    answer = client.get(address)
    assert answer.mimetype == "application/atom+xml"
    feed = Xml.fromstring(answer.data)
    links = [entry.find("a:link", ATOM).get("href") for entry in feed.findall("a:entry", ATOM)]  # type: ignore[union-attr]
    assert links == [f"http://localhost/en/listings/{new}", f"http://localhost/en/listings/{old}"]
    assert feed.find("a:entry/a:title", ATOM).text == EVIL["title"]  # type: ignore[union-attr]
    assert feed.find("a:title", ATOM).text.endswith("tug · Offer")  # type: ignore[union-attr]
    assert (
        client.get(address.replace("&amp;", "&"), headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    )


def test_a_feed_does_not_name_an_anonymous_owner(client: FlaskClient, fill: Fill) -> None:
    fill({"anonymous": True})
    text = client.get("/en/search/feed.atom").text
    assert "bollard pull" in text
    assert "Cua Cam" not in text


def test_a_feed_of_hostile_words_is_still_xml(client: FlaskClient, fill: Fill) -> None:
    fill({})
    answer = client.get("/en/search/feed.atom", query_string={"q": "<&\x00\uffff\u202e]]>"})
    assert Xml.fromstring(answer.data).tag.endswith("feed")


def test_without_an_index_a_feed_asks_to_come_back(client: FlaskClient) -> None:
    answer = client.get("/en/search/feed.atom")
    assert answer.status_code == 503
    assert 0 < int(answer.headers["Retry-After"]) <= 300


def test_the_site_map_names_what_anybody_may_open(client: FlaskClient, fill: Fill, clock: Clock) -> None:
    past = (clock() - timedelta(days=2)).date()
    public, *others = fill({}, {"status": "draft"}, {"status": "archived"}, {"valid_until": past})
    parts = [each.text for each in Xml.fromstring(client.get("/sitemap.xml").data).findall("m:sitemap/m:loc", MAP)]
    found = {}
    for part in parts:
        for url in Xml.fromstring(client.get(str(part).removeprefix("http://localhost")).data).findall("m:url", MAP):
            found[url.find("m:loc", MAP).text] = {each.get("hreflang") for each in url.findall("x:link", MAP)}  # type: ignore[union-attr]
    assert found[f"http://localhost/vi/listings/{public}"] == {"vi", "en"}
    assert not any(other in str(address) for address in found for other in others)
    for path in ("/", "/sectors/marine", "/help/trl", "/privacy"):
        assert f"http://localhost/en{path}" in found
    for address in found:
        assert client.get(str(address).removeprefix("http://localhost")).status_code == 200, address


def test_a_part_of_the_map_beyond_the_last_does_not_exist(client: FlaskClient) -> None:
    assert client.get("/sitemaps/listings-1.xml").status_code == 404


def test_robots_are_kept_from_what_is_nobodys_business(client: FlaskClient) -> None:
    text = client.get("/robots.txt").text
    assert "Disallow: /vi/my/\n" in text
    assert "Disallow: /en/account\n" in text
    assert "Disallow: /\n" not in text
    assert "Sitemap: http://localhost/sitemap.xml" in text


def test_a_demonstration_is_not_to_be_indexed(settings: Settings, clock: Clock) -> None:
    app = create_app(replace(settings, demo=True), clock=clock)
    assert "Disallow: /\n" in app.test_client().get("/robots.txt").text
    with app.app_context():
        db.engine.dispose()


def test_a_page_names_its_address_in_both_languages(client: FlaskClient, fill: Fill) -> None:
    (public_id,) = fill({})
    page = client.get(f"/en/listings/{public_id}?utm_source=mail").text
    address = f"http://localhost/en/listings/{public_id}"
    assert f'<link rel="canonical" href="{address}">' in page
    assert f'<meta property="og:url" content="{address}">' in page
    for code, lang in (("vi", "vi"), ("en", "en"), ("x-default", "vi")):
        assert f'hreflang="{code}" href="http://localhost/{lang}/listings/{public_id}"' in page
    assert f'<meta property="og:title" content="{ENGLISH["title"]}">' in page
    assert VIETNAMESE["title"] in client.get(f"/vi/listings/{public_id}").text.partition("<body")[0]


def test_a_search_has_one_address_whatever_the_order_of_its_parameters(client: FlaskClient, fill: Fill) -> None:
    fill({"sector": "marine"})
    page = client.get("/en/search?sector=marine&fbclid=x&kind=offer").text
    assert '<link rel="canonical" href="http://localhost/en/search?kind=offer&amp;sector=marine">' in page
    assert "noindex" not in page
    assert '<meta name="robots" content="noindex, follow">' in client.get("/en/search?q=tug").text


def test_a_page_that_is_not_there_names_no_address(client: FlaskClient) -> None:
    assert 'rel="canonical"' not in client.get("/en/nothing").text


@pytest.mark.parametrize(("kind", "type_", "side"), [("offer", "Offer", "offeredBy"), ("demand", "Demand", "seller")])
def test_a_public_listing_is_told_to_search_engines(
    client: FlaskClient, fill: Fill, kind: str, type_: str, side: str
) -> None:
    (public_id,) = fill({"kind": kind, "texts": {"en": EVIL}})
    found = structured(client.get(f"/en/listings/{public_id}").text)
    assert found["@type"] == type_
    assert found["name"] == EVIL["title"]
    assert found["url"] == f"http://localhost/en/listings/{public_id}"
    assert found[side]["name"] == "Cua Cam Shipyard"


def test_the_countries_that_a_listing_is_meant_for_are_places(client: FlaskClient, fill: Fill) -> None:
    (public_id,) = fill({"target_countries": ["JP", "KR"]})
    found = structured(client.get(f"/vi/listings/{public_id}").text)
    assert [(each["@type"], each["name"], each["identifier"]) for each in found["eligibleRegion"]] == [
        ("Country", "Nhật Bản", "JP"), ("Country", "Hàn Quốc", "KR"),
    ]  # fmt: skip


def test_nothing_hidden_is_told_to_search_engines(client: FlaskClient, fill: Fill) -> None:
    (public_id,) = fill({"anonymous": True, "target_countries": ["JP"], "tiers": {"target_countries": "party"}})
    found = structured(client.get(f"/en/listings/{public_id}").text)
    assert "offeredBy" not in found
    assert "eligibleRegion" not in found


def structured(page: str) -> dict[str, Any]:
    """Return the JSON-LD of a page."""
    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert script is not None
    return json.loads(script[1])  # type: ignore[no-any-return]
