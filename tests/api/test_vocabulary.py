"""What a program needs to know before it writes: classifications, sectors' schemas, filters, suggestions."""

from __future__ import annotations

from collections.abc import Callable

import jsonschema_rs
import pytest

from tests.api.conftest import Script

Published = Callable[..., str]


def test_classifications_are_read_in_the_readers_language_page_by_page(anyone: Script) -> None:
    known = {each["slug"]: each for each in anyone("GET", "/taxonomies").json["items"]}
    codes, path = [], "/taxonomies/country/entries?limit=100"
    while path:
        page = anyone("GET", path).json
        codes += [each["code"] for each in page["items"]]
        path = (page["next"] or "").removeprefix("/api/v1")

    assert len(codes) == len(set(codes)) == known["country"]["entries"] == page["total"]
    vietnamese = anyone("GET", "/taxonomies/sdg", headers={"Accept-Language": "vi"}).json
    assert vietnamese["name"] != known["sdg"]["name"]
    assert anyone("GET", "/taxonomies/nothing").status_code == 404


def test_entries_are_found_by_words_and_by_what_stands_above(anyone: Script) -> None:
    found = anyone("GET", "/taxonomies/province/entries?q=hai phong", headers={"Accept-Language": "vi"}).json
    assert found["items"][0]["label"] == "Hải Phòng"
    below = anyone("GET", "/taxonomies/nace/entries?parent=C&limit=100").json["items"]
    assert {each["parent"] for each in below} == {"C"}


@pytest.mark.parametrize("kind", ["offer", "demand"])
def test_a_sectors_schema_judges_what_is_to_be_sent(anyone: Script, kind: str) -> None:
    response = anyone("GET", f"/sectors/marine/schemas/{kind}")
    schema = response.json

    assert response.mimetype == "application/schema+json"
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema_rs.meta.validate(schema)
    assert jsonschema_rs.is_valid(schema, {"power": "1200 kW"})
    assert not jsonschema_rs.is_valid(schema, {"horsepower": "1200 kW"})
    assert anyone("GET", "/sectors/marine/schemas/wish").status_code == 404


def test_filters_are_counted_without_the_listings(anyone: Script, published: Published) -> None:
    published(2)

    counted, searched = (anyone("GET", f"/{path}?kind=offer").json for path in ("facets", "search"))

    assert counted == {"total": 2, "facets": searched["facets"]}
    assert list(anyone("GET", "/facets?limit=5").json["errors"]) == ["limit"]


def test_typing_is_helped_on(anyone: Script, published: Published) -> None:
    published()
    title = anyone("GET", "/search").json["items"][0]["title"]

    assert anyone("GET", "/suggestions", query_string={"q": title[:5]}).json["items"]
    assert anyone("GET", "/suggestions?q=x").json["items"] == []
    assert anyone("GET", "/suggestions?query=x").status_code == 422


@pytest.mark.parametrize("path", ["/sectors?", "/organisations?", "/suggestions?q=tug&", "/taxonomies?"])
def test_a_parameter_that_means_nothing_here_is_refused_by_name(anyone: Script, path: str) -> None:
    refused = anyone("GET", f"{path}colour=red")
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["colour"])


def test_fields_and_includes_that_are_not_there_are_named(anyone: Script) -> None:
    refused = anyone("GET", "/search?fields=title,titel&include=organisation,weather").json["errors"]
    assert refused == {"fields": ["There is no “titel” here."], "include": ["There is no “weather” here."]}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("kind=gift", {"kind": ["“Kind” has no value “gift”."]}),
        ("cursor=nonsense", {"cursor": ["This page address is not of these results."]}),
    ],
)
def test_what_is_refused_is_not_said_to_have_been_left_out(
    anyone: Script, published: Published, query: str, said: dict[str, list[str]]
) -> None:
    published()
    assert anyone("GET", f"/search?{query}").json["errors"] == said
