"""My listings, when there are many: narrowed by words and kind, sorted, and a step that the chosen take at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.accounts.factories import make_user
from marketplace.listings.factories import make_listing
from marketplace.listings.models import Listing
from marketplace.organisations.factories import make_organisation
from marketplace.organisations.models import Organisation
from tests.conftest import NOW
from tests.support.apps import cost, signed_in, work
from tests.web.conftest import Send, named, token

Fill = Callable[..., list[str]]
TODAY = NOW.date()


@pytest.fixture
def firm(app: Flask) -> dict[str, Any]:
    """Somebody's firm: its id and the account's."""
    with work(app) as uow:
        user = make_user(uow, locale="en")
        return {"id": make_organisation(uow, manager=user).id, "who": user.fs_uniquifier}


@pytest.fixture
def owner(app: Flask, firm: dict[str, Any]) -> FlaskClient:
    """The browser of who manages the firm."""
    return signed_in(app, firm["who"])


@pytest.fixture
def fill(app: Flask, firm: dict[str, Any]) -> Fill:
    """Return a function that gives the firm listings with these titles and facts."""

    def fill(*titles: str, **facts: Any) -> list[str]:
        with work(app) as uow:
            owner = uow.session.get_one(Organisation, firm["id"])
            made = [make_listing(uow, owner, texts=named(title), updated_at=NOW, **facts) for title in titles]
            return [listing.public_id for listing in made]

    return fill


def shown(client: FlaskClient, query: str = "") -> list[str]:
    """Return the ids on a page, in their order."""
    return re.findall(r'name="listing" value="([^"]+)"', client.get(f"/en/my/listings?{query}").text)


def statuses(app: Flask, ids: list[str]) -> list[str]:
    """Return how listings stand."""
    with work(app) as uow:
        found = {each.public_id: each.status for each in uow.session.scalars(select(Listing))}
        return [found[each] for each in ids]


def test_words_are_found_with_and_without_diacritics_and_the_counts_follow(owner: FlaskClient, fill: Fill) -> None:
    tug, paint = fill("Tàu lai điện 100%", "Sơn chống hà")
    (need,) = fill("Tàu lai cho cảng", kind="demand")
    assert set(shown(owner, "q=tau+lai")) == set(shown(owner, "q=TÀU")) == {tug, need}
    assert shown(owner, "q=tau&kind=demand") == [need]
    assert shown(owner, "q=100%25") == [tug]
    assert shown(owner, "q=100_") == []
    assert shown(owner, "q=changed") == []
    assert "All (2)" in owner.get("/en/my/listings?q=tau").text
    page = owner.get("/en/my/listings?q=zzz").text
    assert "None of your listings fits this" in page
    assert 'value="zzz"' in page
    assert paint in shown(owner)


def test_what_closes_first_can_come_first(owner: FlaskClient, fill: Fill) -> None:
    (late,), (soon,), (never,) = (
        fill(f"Offer {days}", valid_until=days and TODAY + timedelta(days=days)) for days in (90, 3, None)
    )
    (over,) = fill("Offer of last year", status="expired", valid_until=TODAY - timedelta(days=200))
    assert shown(owner, "sort=closing") == [soon, late, never, over]
    assert len(shown(owner, "sort=nonsense")) == 4


def test_filters_stay_from_page_to_page_and_400_listings_cost_no_more_statements_than_20(
    app: Flask, owner: FlaskClient, fill: Fill
) -> None:
    path = "/en/my/listings?q=offer&sort=closing"
    fill(*(f"Offer {n}" for n in range(20)))
    few = cost(app, owner, path)
    fill(*(f"Offer {n}" for n in range(380)))
    assert cost(app, owner, path) == few <= 14
    page = owner.get(path).text
    assert 'href="/en/my/listings?page=2&amp;sort=closing&amp;q=offer"' in page
    assert len(shown(owner, "q=offer&sort=closing&page=20")) == 20


def test_the_chosen_take_a_step_and_who_can_not_says_why(
    app: Flask, owner: FlaskClient, fill: Fill, send: Send
) -> None:
    open_ones = fill("Tug", "Barge", "Ferry")
    draft = fill("Dredger", status="draft")
    chosen = {"listing": [*open_ones[:2], *draft], "action": "pause", "status": "published"}
    answer = send(owner, "/en/my/listings/chosen", chosen)
    assert answer.headers["Location"] == "/en/my/listings?status=published"
    page = owner.get("/en/my/listings").text
    assert "2 listings closed to interest." in page
    assert "1 listing stayed as it was. This is not possible while the listing is “Draft”." in page
    assert statuses(app, [*open_ones, *draft]) == ["paused", "paused", "published", "draft"]
    send(owner, "/en/my/listings/chosen", {"listing": open_ones, "action": "resume"})
    assert statuses(app, open_ones) == ["published"] * 3


def test_all_that_close_soon_are_renewed_at_once(app: Flask, owner: FlaskClient, fill: Fill, send: Send) -> None:
    soon = fill("Tug", "Barge", valid_until=TODAY + timedelta(days=5))
    late = fill("Ferry", valid_until=TODAY + timedelta(days=200))
    send(owner, "/en/my/listings/chosen", {"listing": soon + late, "action": "renew"})
    page = owner.get("/en/my/listings").text
    assert "2 listings renewed." in page
    assert "1 listing stayed as it was. A listing can be renewed from 30 days before it expires" in page
    with work(app) as uow:
        ends = {each.public_id: each.valid_until for each in uow.session.scalars(select(Listing))}
    assert [ends[each] > TODAY + timedelta(days=300) for each in soon + late] == [True, True, False]


def test_a_double_click_is_one_step(owner: FlaskClient, fill: Fill) -> None:
    fill(*(f"Offer {n}" for n in range(25)))
    page = owner.get("/en/my/listings?q=offer&page=2").text
    once = re.search(r'name="once" value="([^"]+)"', page)[1]  # type: ignore[index]
    form = {"listing": shown(owner, "q=offer&page=2"), "action": "pause", "q": "offer", "page": "2", "once": once}
    form["csrf_token"] = token(owner)
    for _ in range(2):
        answer = owner.post("/en/my/listings/chosen", data=form)
        assert answer.headers["Location"] == "/en/my/listings?page=2&q=offer"
    told = owner.get(answer.headers["Location"]).text
    assert "5 listings closed to interest." in told
    assert "stayed as" not in told


def test_nobody_moves_listings_of_others(
    app: Flask, owner: FlaskClient, fill: Fill, sign_in: Callable[..., FlaskClient], send: Send
) -> None:
    ids = fill("Tug")
    stranger = sign_in(locale="en")
    drafts = fill("Secret", status="draft")
    gone, public = "It is no longer there.", "You may not do this with this listing."
    for listing, said in ((ids[0], public), (drafts[0], gone), ("aaa-aaa-aaa", gone), ("x\x00", gone)):
        send(stranger, "/en/my/listings/chosen", {"listing": [listing], "action": "pause"})
        assert f"1 listing stayed as it was. {said}" in stranger.get("/en/my/listings").text
    for action in ("archive", ""):
        assert send(owner, "/en/my/listings/chosen", {"listing": ids, "action": action}).status_code == 404
    assert statuses(app, ids) == ["published"]
    assert send(owner, "/en/my/listings/chosen", {"action": "pause"}).status_code == 303
    assert "Choose at least one listing." in owner.get("/en/my/listings").text
