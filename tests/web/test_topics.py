"""Pages of sectors and places: what anybody may find there, and ways into the search that lead to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.db import db
from marketplace.discovery.reindex import driver
from marketplace.listings.factories import ENGLISH, make_listing
from marketplace.organisations.factories import make_organisation
from marketplace.uow import UnitOfWork

Fill = Callable[..., None]
TUG = {
    "sector": "marine",
    "subcategories": ["propulsion"],
    "attrs": {"power": {"typed": "300 kW", "min": 300.0, "max": 300.0}},
}
HIDDEN = {**ENGLISH, "title": "Winch at a place that is not told"}


@pytest.fixture
def fill(app: Flask) -> Fill:
    """Return a function that stores public listings and indexes them."""

    def fill(*listings: dict[str, Any]) -> None:
        with app.app_context(), UnitOfWork(db.session(), app.extensions["marketplace"].clock, write=True) as uow:
            owner = make_organisation(uow)
            for values in listings:
                make_listing(uow, owner, **values)
            uow.commit()
        driver.rebuild(app)

    return fill


def test_a_sector_shows_what_it_has_and_ways_into_it(client: FlaskClient, fill: Fill) -> None:
    fill(TUG, {"sector": "logistics"})
    page = client.get("/en/sectors/marine").text
    assert ENGLISH["title"] in page
    assert 'href="/en/search?kind=offer&amp;sector=marine">All 1<' in page
    way = re.search(r'href="([^"]+)">100 – 500\u00a0kW \(1\)', page)
    assert way is not None
    assert "1 result<" in client.get(way[1].replace("&amp;", "&")).text
    assert "sub=marine%3Apropulsion" in page or "sub=marine:propulsion" in page
    assert "closing=30" in page
    assert "Công nghệ hàng hải" in client.get("/vi/sectors/marine").text
    assert 'href="/en/sectors/marine"' in client.get("/en/sectors").text


def test_every_sector_of_every_plugin_has_its_page(app: Flask, client: FlaskClient, fill: Fill) -> None:
    fill()
    for slug, sector in app.extensions["marketplace"].plugins.sectors.items():
        page = client.get(f"/en/sectors/{slug}")
        assert page.status_code == 200
        assert str(sector.name.en) in page.text


def test_a_place_shows_only_who_lets_it_be_known(client: FlaskClient, fill: Fill) -> None:
    fill({"province": "31"}, {"province": "31", "tiers": {"province": "member"}, "texts": {"en": HIDDEN}})
    page = client.get("/en/places/province/31").text
    assert ENGLISH["title"] in page
    assert HIDDEN["title"] not in page
    assert 'href="/en/places/province/31">Hai Phong (1)' in client.get("/en/places").text
    assert "Hải Phòng" in client.get("/vi/places/province/31").text


@pytest.mark.parametrize("path", ["sectors/nothing", "places/province/99", "places/sdg/1", "places/country/XX"])
def test_what_is_not_declared_has_no_page(client: FlaskClient, fill: Fill, path: str) -> None:
    fill()
    assert client.get(f"/en/{path}").status_code == 404


def test_without_an_index_the_page_says_so_kindly(client: FlaskClient) -> None:
    for path in ("sectors/marine", "places/country/VN", "places"):
        answer = client.get(f"/en/{path}")
        assert answer.status_code == 200
        assert "Search is being repaired" in answer.text


def test_an_empty_place_says_what_to_do(client: FlaskClient, fill: Fill) -> None:
    fill()
    assert "No place has a listing yet" in client.get("/en/places").text
    assert "Nothing has been posted yet." in client.get("/en/places/country/JP").text
