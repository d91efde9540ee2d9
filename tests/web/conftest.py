"""Pages asked through the test client, and forms sent with their token."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from marketplace.db import db
from marketplace.discovery.reindex import driver
from marketplace.listings.factories import ENGLISH, VIETNAMESE, make_listing
from marketplace.organisations.factories import make_organisation
from marketplace.uow import UnitOfWork

Send = Callable[..., TestResponse]
Stock = Callable[..., str]


def token(client: FlaskClient, page: str = "/vi/") -> str:
    """Return the CSRF token of this client's session, as its pages carry it."""
    return re.search(r'name="csrf-token" content="([^"]+)"', client.get(page).text)[1]  # type: ignore[index]


@pytest.fixture
def send() -> Send:
    """Return a function that sends a form with the client's token: `send(client, "/vi/theme", theme="dark")`."""

    def send(client: FlaskClient, path: str, data: dict[str, Any] | None = None, **values: Any) -> TestResponse:
        return client.post(path, data={"csrf_token": token(client), **(data or {}), **values})

    return send


def named(title: str) -> dict[str, Any]:
    """Return the texts of a listing with this title in both languages."""
    return {"vi": {**VIETNAMESE, "title": f"{title} (vi)"}, "en": {**ENGLISH, "title": title}}


@pytest.fixture
def stock(app: Flask) -> Stock:
    """Return a function that stores listings of one organisation, indexes all, and returns the organisation's id."""

    def stock(*listings: dict[str, Any]) -> str:
        with app.app_context(), UnitOfWork(db.session(), app.extensions["marketplace"].clock, write=True) as uow:
            owner = make_organisation(uow, name_vi="Viện Hải dương", name_en="Ocean <Institute>")
            for values in listings:
                make_listing(uow, owner, **{"sector": "marine", **values})
            public_id = owner.public_id
            uow.commit()
        driver.rebuild(app)
        return public_id

    return stock


@pytest.fixture
def author(sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """Somebody who may post for an organisation, reading English."""
    return sign_in(locale="en")


@pytest.fixture
def draft(author: FlaskClient, send: Send) -> str:
    """The address of a new draft, without the rest."""
    form = {"kind": "offer", "sector": "marine", "once": "q" * 20}
    return send(author, "/en/listings/new", form).headers["Location"].partition("/edit")[0]
