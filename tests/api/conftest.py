"""Scripts that use the API. Every answer they get is held against the OpenAPI document that the site gives out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from marketplace.accounts import tokens
from marketplace.accounts.factories import make_user, viewer_as
from marketplace.api.openapi import document
from marketplace.db import db
from marketplace.discovery.reindex import driver
from marketplace.i18n import current_locale
from marketplace.listings.factories import make_listing
from marketplace.listings.models import Listing
from marketplace.organisations.factories import make_organisation
from marketplace.uow import UnitOfWork

DOCUMENTS: dict[tuple[str, ...], Any] = {}
VALIDATORS: dict[tuple[int, bool], Any] = {}
SECRET = "Công ty CP Đóng tàu Lạch Tray Xanh"


class Script:
    """A program with a key (or none) that asks in one language."""

    def __init__(self, app: Flask, key: str = "", locale: str = "en") -> None:
        self.app, self.client = app, app.test_client()
        self.headers = {"Accept-Language": locale} | ({"Authorization": f"Bearer {key}"} if key else {})

    def __call__(self, method: str, path: str, **options: Any) -> TestResponse:
        """Ask, and check that the answer is one the document describes."""
        headers = self.headers | options.pop("headers", {})
        response = self.client.open(f"/api/v1{path}", method=method, headers=headers, **options)
        conforms(self.app, method, response)
        return response

    def draft(self, **data: Any) -> tuple[str, str]:
        """Make a draft; return its id and ETag."""
        response = self("POST", "/listings", json={"kind": "offer", **data})
        assert response.status_code == 201, response.text
        return response.json["id"], response.headers["ETag"]


def conforms(app: Flask, method: str, response: TestResponse) -> None:
    """Check status, content type and body against the OpenAPI document."""
    described = document_of(app)
    assert response.headers["X-Request-Id"]
    answer = _described_answer(app, described, method, response)
    if "content" not in answer:
        assert response.data == b""
        return
    assert response.mimetype in answer["content"]
    if schema := answer["content"][response.mimetype].get("schema"):
        key = id(schema), "fields" in response.request.args
        if key not in VALIDATORS:
            VALIDATORS[key] = jsonschema_rs.validator_for({**schema, "components": components(described, key[1])})
        VALIDATORS[key].validate(response.json)


def document_of(app: Flask) -> Any:
    """Return the document in the language of now. It is made once for all apps with the same plugins."""
    with app.app_context():
        key = (current_locale(), *(each.name for each in app.extensions["marketplace"].plugins.statuses()))
        if key not in DOCUMENTS:
            DOCUMENTS[key] = document()
    return DOCUMENTS[key]


def components(described: Any, parts: bool) -> Any:
    """Return the document's components; a part of a listing is an answer only to who asked for one."""
    found = described["components"]
    if parts:
        return found
    whole = {name: {"not": {}} if name.endswith("Part") else schema for name, schema in found["schemas"].items()}
    return found | {"schemas": whole}


def _described_answer(app: Flask, described: Any, method: str, response: TestResponse) -> Any:
    """Return what the document says of such an answer; for an address that isn't there, that of any problem."""
    try:
        rule, _arguments = app.url_map.bind("localhost").match(response.request.path, method, return_rule=True)
    except HTTPException:
        return described["components"]["responses"]["Problem404"]
    path = rule.rule.replace("<", "{").replace(">", "}")
    if path.endswith("openapi.json"):
        return {"content": {"application/json": {"schema": {"type": "object"}}}}
    answer = described["paths"][path][method.lower()]["responses"][str(response.status_code)]
    if "$ref" in answer:
        return described["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    return answer


@pytest.fixture
def script(app: Flask) -> Callable[..., Script]:
    """Return a function that makes a person with an organisation and a key: `script("write", locale="vi")`."""

    def make(scope: str = "write", *, locale: str = "en", confirmed: bool = True, **organisation: Any) -> Script:
        with app.app_context(), UnitOfWork(db.session(), app.extensions["marketplace"].clock, write=True) as uow:
            user = make_user(uow)
            make_organisation(uow, manager=user, **organisation)
            facts = {"name": "script", "scope": scope, "days": "90"}
            _token, text = tokens.create(viewer_as(uow, user), uow, user, facts)
            user.confirmed_at = uow.now() if confirmed else None  # keys are made by those who proved their address
            uow.commit()
        return Script(app, text, locale)

    return make


@pytest.fixture
def anyone(app: Flask) -> Script:
    """A program without a key."""
    return Script(app)


@pytest.fixture
def published(app: Flask) -> Callable[..., str]:
    """Return a function that publishes a listing of an organisation of its own, indexed; it returns the id."""

    def make(count: int = 1, **values: Any) -> str:
        market = app.extensions["marketplace"]
        with app.app_context(), UnitOfWork(db.session(), market.clock, write=True) as uow:
            owner = make_organisation(uow, name_vi=SECRET, name_en="Lach Tray Xanh Shipbuilding")
            listings: list[Listing] = [make_listing(uow, owner, **values) for _ in range(count)]
            found = listings[0].public_id
            uow.commit()
        driver.rebuild(app)
        return found

    return make
