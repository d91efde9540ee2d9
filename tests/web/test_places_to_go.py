"""Where pages lead to: an organisation's listings, what operators and brokers do, the API's description, the steps."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.db import db
from marketplace.discovery.reindex import driver
from marketplace.listings.factories import ENGLISH, make_listing
from marketplace.organisations.factories import make_organisation
from marketplace.uow import UnitOfWork

SignIn = Callable[..., FlaskClient]
SECRET = {**ENGLISH, "title": "Quiet winch of a hidden owner"}


@pytest.fixture
def yard(app: Flask) -> str:
    """The id of an organisation that has an offer under its name and another without."""
    with app.app_context(), UnitOfWork(db.session(), app.extensions["marketplace"].clock, write=True) as uow:
        owner = make_organisation(uow, name_vi="Xưởng tàu Cửa Cấm", name_en="Cua Cam Shipyard")
        make_listing(uow, owner)
        make_listing(uow, owner, texts={"en": SECRET}, anonymous=True)
        public_id = owner.public_id
        uow.commit()
    driver.rebuild(app)
    return public_id


def test_an_organisation_leads_to_a_search_of_its_open_listings(client: FlaskClient, yard: str) -> None:
    page = client.get(f"/en/organisations/{yard}").text
    assert "1 offer<" in page
    assert ENGLISH["title"] in page
    assert SECRET["title"] not in page
    address = re.search(r'href="(/en/search\?[^"]*kind=offer)">1 offer', page)[1].replace("&amp;", "&")  # type: ignore[index]
    found = client.get(address).text
    assert "1 result" in found
    assert "Cua Cam Shipyard" in found.partition('class="chip"')[2]
    assert SECRET["title"] not in found


def test_the_site_map_names_no_organisation_that_posts_anonymously_only(
    app: Flask, client: FlaskClient, yard: str
) -> None:
    with app.app_context(), UnitOfWork(db.session(), app.extensions["marketplace"].clock, write=True) as uow:
        hidden = make_organisation(uow, name_en="Quiet Works")
        make_listing(uow, hidden, anonymous=True)
        public_id = hidden.public_id
        uow.commit()
    named = client.get("/sitemaps/organisations.xml").text
    assert f"/en/organisations/{yard}<" in named
    assert public_id not in named


def test_who_looks_after_the_site_is_led_to_that_work(sign_in: SignIn) -> None:
    operator = sign_in("operator", organisation=False, locale="en").get("/en/my/listings").text
    assert 'href="/en/operator"' in operator.partition("<main")[2]
    broker = sign_in("broker", organisation=False, locale="en").get("/en/my/listings").text
    assert 'href="/en/interests"' in broker.partition("<main")[2].partition("<footer")[0]
    assert "You have no listings yet" in sign_in(locale="en").get("/en/my/listings").text


def test_an_operator_is_not_told_that_a_listing_is_theirs(client: FlaskClient, sign_in: SignIn, yard: str) -> None:
    address = re.search(r'href="(/en/listings/(?!new)[\w-]+)"', client.get("/en/search").text)[1]  # type: ignore[index]
    page = sign_in("operator", organisation=False, locale="en").get(address).text
    assert "As an operator" in page
    assert "Your listing" not in page


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_api_is_described_on_a_page(client: FlaskClient, lang: str) -> None:
    answer = client.get("/api/docs", headers={"Accept-Language": lang})
    assert answer.headers["Location"] == f"/{lang}/developers/api"
    page = client.get(answer.headers["Location"]).text
    assert "/api/v1/listings/{public_id}" in page
    assert 'href="#schema-NewListing"' in page
    assert 'href="/api/v1/openapi.json"' in page
    assert ("Công suất định mức" if lang == "vi" else "Rated power") in page
    assert f'href="/{lang}/developers/api"' in client.get(f"/{lang}/").text


def test_each_status_among_ones_listings_is_explained(app: Flask, sign_in: SignIn) -> None:
    person = sign_in(locale="en")
    token = re.search(r'name="csrf-token" content="([^"]+)"', person.get("/en/").text)[1]  # type: ignore[index]
    person.post("/en/listings/new", data={"csrf_token": token, "kind": "offer"})
    page = person.get("/en/my/listings").text
    assert "Only your side sees it." in page
    assert "Everybody can find and read it." not in page
