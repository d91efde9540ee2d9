"""The OpenAPI document: valid, in the reader's language, and true of what the API does."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from marketplace.discovery.reindex import driver
from tests.api.conftest import Script
from tests.api.test_files import picture, sent

Scripts = Callable[..., Script]


def test_it_is_openapi_3_1_whose_schemas_are_valid(anyone: Script) -> None:
    found = anyone("GET", "/openapi.json").json

    assert found["openapi"].startswith("3.1")
    for name, schema in found["components"]["schemas"].items():
        assert jsonschema_rs.meta.is_valid(schema), name
    assert list(dangling(found, found)) == []


def dangling(node: Any, found: dict[str, Any]) -> Any:
    """Yield references to nothing."""
    if isinstance(node, dict):
        target: Any = found
        for part in node["$ref"].removeprefix("#/").split("/") if isinstance(node.get("$ref"), str) else ():
            target = target.get(part, {})
        if target == {}:
            yield node["$ref"]
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from dangling(inner, found)


def test_every_address_of_the_api_is_described(app: Flask, anyone: Script) -> None:
    paths = anyone("GET", "/openapi.json").json["paths"]
    rules = {
        (rule.rule.replace("<", "{").replace(">", "}"), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and not rule.endpoint.startswith("api_docs")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }

    assert rules == {(path, method) for path, item in paths.items() for method in item if method != "parameters"}


def test_a_plugins_fields_are_in_it_in_the_readers_language(app: Flask, anyone: Script) -> None:
    english = anyone("GET", "/openapi.json").json["components"]["schemas"]
    vietnamese = anyone("GET", "/openapi.json", headers={"Accept-Language": "vi"}).json["components"]["schemas"]
    marine = app.extensions["marketplace"].plugins.sectors["marine"]

    declared = {each.slug for each in app.extensions["marketplace"].plugins.schema_for(marine, "offer").declared}
    assert set(english["marine.offer"]["properties"]) == declared
    titles = [each["marine.offer"]["properties"]["power"]["title"] for each in (english, vietnamese)]
    assert titles[0] != titles[1]


def test_every_operation_says_what_it_does_in_both_languages(anyone: Script) -> None:
    english = anyone("GET", "/openapi.json").json
    vietnamese = anyone("GET", "/openapi.json", headers={"Accept-Language": "vi"}).json

    for path, item in english["paths"].items():
        for method in item.keys() - {"parameters"}:
            said = item[method]["summary"], vietnamese["paths"][path][method]["summary"]
            assert said[0] != said[1], (method, path)
            assert not said[1].isascii(), said
    for one, other in zip(english["tags"], vietnamese["tags"], strict=True):
        assert one["description"] != other["description"]


def test_the_vietnamese_document_explains_everything_in_vietnamese(anyone: Script) -> None:
    found = anyone("GET", "/openapi.json", headers={"Accept-Language": "vi"}).json
    english = [text for text in descriptions(found) if text.isascii() and " " in text]  # a single word is a name
    assert english == []
    assert "Where to go on: `cursor` of the page before" in set(
        descriptions(anyone("GET", "/openapi.json", headers={"Accept-Language": "en"}).json)
    )


def descriptions(node: Any) -> Iterator[str]:
    """Yield every description in a part of the document."""
    if isinstance(node, list):
        node = dict(enumerate(node))
    if isinstance(node, dict):
        for name, value in node.items():
            if name == "description" and isinstance(value, str):
                yield value
            yield from descriptions(value)


def test_a_sector_is_read_with_its_fields(anyone: Script) -> None:
    english = anyone("GET", "/sectors/marine").json
    vietnamese = anyone("GET", "/sectors/marine", headers={"Accept-Language": "vi"}).json

    assert [each["slug"] for each in anyone("GET", "/sectors").json["items"]].count("marine") == 1
    assert english["name"] != vietnamese["name"]
    for kind in ("offer", "demand"):
        jsonschema_rs.meta.validate(english["fields"][kind])
        assert english["fields"][kind]["properties"]["power"]["x-unit"]


CHECKS = [
    *(not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance),
    *(response_schema_conformance, unsupported_method),
]


@pytest.fixture
def indexed(app: Flask) -> None:
    """An index, if an empty one: without it a search is never answered."""
    driver.rebuild(app)


@pytest.fixture
def keyed(script: Scripts) -> Script:
    """A script that may write."""
    return script()


@pytest.fixture
def places(keyed: Script) -> Callable[[str], dict[str, str]]:
    """Return a function that makes what an operation is about, so that more than "not found" is asked for."""

    @cache
    def make(path: str) -> dict[str, str]:
        if path.startswith("/api/v1/organisations"):
            return {"public_id": keyed("GET", "/me").json["organisations"][0]["id"]}
        listing, _etag = keyed.draft()
        file = keyed("POST", f"/listings/{listing}/files", **sent(picture())).json["id"]
        known = {"public_id": listing, "number": "1", "source": "erp", "slug": "marine", "kind": "offer"}
        return known | {"file_id": file} | ({"slug": "sdg"} if "taxonomies" in path else {})

    return make


@pytest.mark.slow
@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_generated_requests_get_what_the_document_promises(
    app: Flask, keyed: Script, places: Callable[[str], dict[str, str]], mode: GenerationMode, backend: str
) -> None:
    """Each operation is asked with generated input, right or wrong: no 500, and only answers that are described.

    What is wrong goes to PostgreSQL if it can be had: it is the stricter of the two about what it stores.
    """
    stricter = "postgresql" if "TEST_POSTGRESQL" in os.environ else "sqlite"
    if (mode is GenerationMode.NEGATIVE) != (backend == stricter) and stricter != "sqlite":
        pytest.skip("the other database is asked this")
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    bounds = settings(
        max_examples=6, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    asked = 0
    for found in described.get_all_operations():
        operation = found.ok()

        @bounds
        @given(case=operation.as_strategy(generation_mode=mode), there=st.booleans())
        def ask(case: schemathesis.Case, there: bool) -> None:
            if there and case.path_parameters:
                known = places(case.path)
                case.path_parameters = {name: known.get(name, old) for name, old in case.path_parameters.items()}
            case.call_and_validate(headers=keyed.headers, checks=CHECKS)

        try:
            ask()
        except Unsatisfiable:
            continue  # nothing can be wrong with a request that takes no input
        asked += 1

    assert asked >= 30
