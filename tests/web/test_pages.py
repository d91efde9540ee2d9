"""What readers see: home, search and a listing's page, with nothing that a viewer must not see."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.accounts.factories import make_user
from marketplace.db import db
from marketplace.discovery.reindex import driver
from marketplace.listings.factories import ENGLISH, VIETNAMESE, make_listing
from marketplace.organisations.factories import make_organisation
from marketplace.uow import UnitOfWork

Post = Callable[..., str]


@pytest.fixture
def post(app: Flask) -> Iterator[Post]:
    """Return a function that stores a published listing, indexes all, and returns its public id."""

    def post(**values: Any) -> str:
        market = app.extensions["marketplace"]
        with app.app_context(), UnitOfWork(db.session(), market.clock, write=True) as uow:
            owner = make_organisation(
                uow, manager=make_user(uow), name_vi="Xưởng tàu Cửa Cấm", name_en="Cua Cam Shipyard"
            )
            public_id = make_listing(uow, owner, **values).public_id
            uow.commit()
        driver.rebuild(app)
        return public_id

    return post


def test_home_shows_sectors_and_the_newest_listings(client: FlaskClient, post: Post) -> None:
    post(sector="marine")
    page = client.get("/en/").text
    assert ENGLISH["title"] in page
    assert "Cua Cam Shipyard" in page
    assert 'href="/en/sectors/marine"' in page


def test_what_was_said_of_the_words_does_not_outlive_them(client: FlaskClient, post: Post) -> None:
    """Some of the words will do for this question, not for the next; the order of these results keeps it."""
    post()
    page = client.get("/en/search?q=electric+tug+zzzz&any=1&kind=offer").text
    bar, results = page.split('id="results"')
    assert 'name="kind"' in bar
    assert 'name="any"' not in bar
    assert 'name="any"' in results


@pytest.mark.parametrize("words", ["tàu lai điện", "TAU LAI DIEN", "electric tug", '"tàu lai" -container'])
def test_search_finds_and_marks(client: FlaskClient, post: Post, words: str) -> None:
    post()
    page = client.get("/vi/search", query_string={"q": words}).text
    assert "1 kết quả" in page
    assert "<mark>" in page


def test_a_listing_that_takes_no_interest_now_says_so_among_the_results(client: FlaskClient, post: Post) -> None:
    post(status="paused")
    assert "Tạm ngừng nhận quan tâm" in client.get("/vi/search").text


def test_the_address_holds_the_whole_search(client: FlaskClient, post: Post) -> None:
    post(sector="marine", trl=7)
    page = client.get("/en/search?sector=marine&trl=7&sort=closing&q=tug").text
    assert 'value="marine" checked' in page or 'value="marine" selected' in page
    assert '<option value="closing" selected>' in page
    assert 'value="tug"' in page
    assert (
        'href="/en/search?sector=marine&amp;q=tug&amp;sort=closing"' in page
        or "q=tug&amp;sector=marine&amp;sort=closing" in page
    )


def test_htmx_gets_the_results_alone(client: FlaskClient, post: Post) -> None:
    post()
    part = client.get("/en/search?q=tug", headers={"HX-Request": "true"}).text
    assert 'id="results"' in part
    assert "<html" not in part


def test_nothing_found_says_which_filter_to_drop(client: FlaskClient, post: Post) -> None:
    post(sector="marine")
    page = client.get("/en/search?sector=marine&kind=demand").text
    assert "No listing fits all of this" in page
    assert "1 result" in page


HOSTILE = [
    {"q": '"' * 99},
    {"q": "x" * 10_000},
    {"q": "\ud800 \0 \u202e <script>alert(1)</script>"},
    {"page": "-1"},
    {"page": str(2**63)},
    {"cursor": "forged"},
    {"marine.power.from": "NaN"},
    {"nothing.here": "1"},
    {"sort": "'; drop table"},
    {"trl.from": "9", "trl.to": "1"},
]


@pytest.mark.parametrize("query", HOSTILE, ids=lambda query: next(iter(query)))
def test_a_hostile_search_is_answered(client: FlaskClient, post: Post, query: dict[str, str]) -> None:
    post()
    answer = client.get(
        "/en/search", query_string={name: text.encode("utf-8", "surrogatepass") for name, text in query.items()}
    )
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def test_without_an_index_the_page_says_so_kindly(client: FlaskClient) -> None:
    answer = client.get("/en/search?q=tug")
    assert answer.status_code == 503
    assert "Search is being repaired" in answer.text


def test_suggestions_are_json(client: FlaskClient, post: Post) -> None:
    post()
    items = client.get("/vi/search/suggest?q=tau+l").json["items"]  # type: ignore[index]
    assert items
    assert all(each["text"].startswith("tàu l") for each in items)


def test_a_listing_shows_its_words_in_the_readers_language(client: FlaskClient, post: Post) -> None:
    public_id = post()
    assert VIETNAMESE["description"] in client.get(f"/vi/listings/{public_id}").text
    assert ENGLISH["description"] in client.get(f"/en/listings/{public_id}").text


def test_words_in_one_language_only_are_marked_as_such(client: FlaskClient, post: Post) -> None:
    page = client.get(f"/en/listings/{post(texts={'vi': VIETNAMESE})}").text
    assert "This listing is written in Vietnamese only." in page
    assert f'<h1 lang="vi">{VIETNAMESE["title"]}</h1>' in page


def test_an_anonymous_owner_is_not_named(client: FlaskClient, post: Post) -> None:
    public_id = post(anonymous=True, sector="marine")
    for path in (f"/en/listings/{public_id}", "/en/", "/en/search?q=tug"):
        page = client.get(path).text
        assert (
            ("bollard pull" in page) == ("Anonymous" in page) == (path != "/en/")
        )  # newest to the second: decision 12
        assert "Cua Cam" not in page
        assert "Cửa Cấm" not in page


def test_a_fact_of_a_higher_tier_is_named_but_not_shown(client: FlaskClient, post: Post) -> None:
    page = client.get(f"/en/listings/{post(tiers={'description': 'nda', 'trl': 'party'})}").text
    assert ENGLISH["description"] not in page
    assert "TRL 7" not in page
    assert "Not disclosed" in page
    assert "Open to both sides once the non-disclosure agreement is signed." in page


def test_markup_in_a_listing_stays_text(client: FlaskClient, post: Post) -> None:
    evil = "<img src=x onerror=alert(1)>"
    words = {**ENGLISH, "title": evil, "summary": evil, "description": evil, "keywords": [evil]}
    public_id = post(texts={"en": words})
    for path in (f"/en/listings/{public_id}", "/en/", "/en/search"):
        assert "<img src=x" not in client.get(path).text


@pytest.mark.parametrize("values", [{"status": "draft"}, {"status": "archived"}, {"valid_until": "past"}])
def test_what_is_not_public_does_not_exist(client: FlaskClient, post: Post, clock: Any, values: dict[str, Any]) -> None:
    if "valid_until" in values:
        values = {"valid_until": (clock() - timedelta(days=2)).date()}
    assert client.get(f"/en/listings/{post(**values)}").status_code == 404


@pytest.mark.parametrize("public_id", ["aaa-bbb-ccc", "1", "k7m-2qp-9xw'", "%00"])
def test_an_unknown_listing_is_not_found(client: FlaskClient, public_id: str) -> None:
    for page in ("", "/edit", "/history", "/files/x/y.pdf"):
        assert client.get(f"/en/listings/{public_id}{page}").status_code in (303, 404)


def test_a_filter_that_does_not_exist_is_named_in_both_languages(client: FlaskClient, post: Post) -> None:
    post()
    page = client.get("/en/search?colour=red&utm_source=mail&fbclid=x").text
    assert "There is no filter “colour”. The search was made without it." in page
    assert "utm_source" not in page.partition("<main")[2].partition("<footer")[0]
    assert "Không có bộ lọc “colour”" in client.get("/vi/search?colour=red").text


def test_a_filter_of_a_sector_that_is_not_chosen_is_named(client: FlaskClient, post: Post) -> None:
    post(sector="marine")
    page = client.get("/en/search?marine.power.from=5&sector=logistics").text
    assert "“Rated power (MCR)” belongs to a sector that is not chosen" in page


def test_a_value_that_a_filter_can_not_have_is_named_and_not_searched_for(client: FlaskClient, post: Post) -> None:
    post(sector="marine")
    page = client.get("/en/search?sector=marine&marine.bollard_pull=abc&trl=12").text
    assert "“Bollard pull” has no value “abc”. The search was made without it." in page
    assert "has no value “12”. The search" in page
    assert "1 result" in page
    assert "không có giá trị “nope”" in client.get("/vi/search?sector=nope").text
    assert client.get("/api/v1/search?trl=12").status_code == 422


def test_a_range_is_written_in_the_readers_language(client: FlaskClient, post: Post) -> None:
    post(sector="marine")
    assert "≥ 1.200,5\u00a0kW" in client.get("/vi/search?sector=marine&marine.power.from=1,2005 MW").text
    assert "≥ 1,200.5\u00a0kW" in client.get("/en/search?sector=marine&marine.power.from=1.2005 MW").text


def test_a_number_means_the_same_after_the_language_was_changed(client: FlaskClient, post: Post) -> None:
    post(sector="marine")
    page = client.get("/vi/search?sector=marine&marine.power.from=1.200").text
    address = re.search(r'<a href="(/en/search[^"]*)" lang="en"', page)[1].replace("&amp;", "&")  # type: ignore[index]
    assert "≥ 1,200\u00a0kW" in client.get(address).text
    assert "≥ 1.200\u00a0kW" in page


def test_words_stay_apart_without_a_style_sheet(client: FlaskClient, post: Post) -> None:
    post(sector="marine")

    def words(address: str) -> str:
        body = client.get(address).text.partition("<main")[2]
        return html.unescape(re.sub(r"<[^>]+>", "", body))

    results, home = words("/en/search?q=tug"), words("/en/")
    assert not re.search(r"[a-z]\d+$", results, re.MULTILINE)  # an option of a filter and how many have it
    assert "OfferMarine" not in results
    assert re.search(r"TRL 7 +\d", home)
