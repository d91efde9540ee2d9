"""Searching through the API."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from marketplace.discovery.filters import names
from tests.api.conftest import Script
from tests.conftest import Clock
from tests.support.apps import statements

Published = Callable[..., str]
TUG = {"sector": "marine", "subcategories": ["propulsion"]}
POWER = {"typed": "1.200 kW", "min": 1200.0, "max": 1200.0}


def test_hits_come_with_highlights_and_facets(anyone: Script, published: Published) -> None:
    public_id = published()

    page = anyone("GET", "/search?q=harbour+tug").json

    assert [each["id"] for each in page["items"]] == [public_id]
    marked = [run["text"] for run in page["items"][0]["highlights"]["title"] if run["hit"]]
    assert "tug" in [each.lower() for each in marked]
    kinds = next(group for group in page["facets"] if group["name"] == "kind")
    assert kinds["options"][0] | {"label": ""} == {"value": "offer", "label": "", "count": 1, "chosen": False}


def test_a_sectors_filter_and_range_narrow(anyone: Script, published: Published) -> None:
    published(**TUG, attrs={"power": POWER})

    def total(**parameters: str) -> int:
        return int(anyone("GET", "/search", query_string={"sector": "marine", **parameters}).json["total"])

    assert total(**{"marine.power.from": "1,1 MW"}) == 1
    assert total(**{"marine.power.from": "1,3 MW"}) == 0
    assert total(kind="demand") == 0


def test_cursors_lead_through_all_results_while_time_passes(anyone: Script, published: Published, clock: Clock) -> None:
    published(count=7)

    found, path = [], "/search?q=tug&limit=3"
    while path:
        page = anyone("GET", path).json
        clock.advance(minutes=5)
        found += [each["id"] for each in page["items"]]
        path = (page["next"] or "").removeprefix("/api/v1")

    assert len(set(found)) == len(found) == page["total"] == 7


@pytest.mark.parametrize(
    "query",
    ["nonsense=1", "marine.nothing=1", "kind.from=1", "page=2", "limit=0", "limit=101", "limit=9223372036854775808",
     "limit=NaN", "sort=best", "cursor=forged", "closing=soon", "trl.from=eleven", "trl.from=8&trl.to=3",
     "sector=marine&marine.power.from=5+zorkmids", "%00=1", "%ED%A0%80=1", "=1.2.3&a.b=1"],
)  # fmt: skip
def test_what_is_wrong_with_a_parameter_is_said(anyone: Script, published: Published, query: str) -> None:
    published()
    english = anyone("GET", f"/search?{query}")
    vietnamese = anyone("GET", f"/search?{query}", headers={"Accept-Language": "vi"})

    assert (english.status_code, vietnamese.status_code) == (422, 422)
    assert english.json["errors"].keys() == vietnamese.json["errors"].keys()
    assert english.json["errors"] != vietnamese.json["errors"]


@pytest.mark.parametrize("q", ['"', "(((", "a" * 5000, "\0", "\u202e", "AND OR NOT", "-", "*:*", "%ff", "x:[1 TO 2]"])
def test_any_words_can_be_looked_for(anyone: Script, published: Published, q: str) -> None:
    published()

    assert anyone("GET", "/search", query_string={"q": q}).status_code == 200


def test_an_endless_address_is_refused(anyone: Script) -> None:
    assert anyone.client.get("/api/v1/search?q=" + "a" * 10_000).status_code == 414


def test_without_an_index_searching_is_unavailable(anyone: Script) -> None:
    response = anyone("GET", "/search?q=tug")

    assert response.status_code == 503
    assert response.headers["Retry-After"] in ("59", "60")  # a second may have gone by


def test_every_filter_is_in_the_document(anyone: Script, app: Flask) -> None:
    operation = anyone("GET", "/openapi.json").json["paths"]["/api/v1/search"]["get"]
    described = {each["name"] for each in operation["parameters"]}

    assert set(names(app.extensions["marketplace"])) <= described


def test_a_page_costs_the_same_however_many_listings(app: Flask, anyone: Script, published: Published) -> None:
    counts = []
    for more in (1, 8):
        published(count=more)
        anyone("GET", "/search?q=tug")
        with statements(app) as seen:
            anyone("GET", "/search?q=tug&kind=offer")
        counts.append(len(seen))

    assert counts[0] == counts[1] > 0


def test_a_range_says_its_unit(anyone: Script, published: Published) -> None:
    published(**TUG, attrs={"power": POWER})
    facets = {each["name"]: each for each in anyone("GET", "/search?sector=marine").json["facets"]}
    assert facets["marine.power"]["unit"] == "kW"
    assert facets["trl"]["unit"] == ""


@pytest.mark.parametrize("days", ["000019999999999999999", "1999", "0", "-7", "7.5"])
def test_days_that_are_none_are_refused_wherever_one_searches(anyone: Script, days: str) -> None:
    answer = anyone("GET", f"/search?closing={days}")
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["closing"])
