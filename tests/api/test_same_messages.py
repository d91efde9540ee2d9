"""The form and the API refuse the same input with the same words: both ask the same service."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.db import db
from marketplace.errors import Invalid
from marketplace.i18n import use_locale
from marketplace.listings import schemas
from tests.web.conftest import token

SignIn = Callable[..., FlaskClient]
# The step of the form, the input's name there, and what is typed.
WRONG = [
    ("basics", "texts.vi.title", "a" * 300),
    ("basics", "texts.en.summary", "b" * 501),
    ("basics", "texts.vi.keywords", ",".join(f"từ {n}" for n in range(12))),
    ("basics", "sector", "astrology"),
    ("basics", "country", "Atlantis"),
    ("basics", "province", "Atlantis"),
    ("technology", "trl", "10"),
    ("technology", "stage", "finished"),
    ("technology", "ipc", "Z99"),
    ("technology", "texts.vi.description", "d" * 4001),
    ("technology", "attrs.power", "5 zorkmids"),
    ("technology", "attrs.power", "12 t"),
    ("technology", "attrs.power", "nhiều lắm"),
    ("cooperation", "partnership_types", "marriage"),
    ("cooperation", "languages", "klingon"),
    ("review", "valid_until", "31/02/2027"),
    ("review", "valid_until", "2031-01-01"),
    ("review", "valid_until", "2026-11-20"),
]


def as_data(name: str, value: Any) -> dict[str, Any]:
    """Return what a script sends for the field of a dotted name."""
    data: Any = value
    for part in reversed(name.split(".")):
        data = {part: data}
    return data  # type: ignore[no-any-return]


@pytest.mark.parametrize("locale", ["vi", "en"])
@pytest.mark.parametrize(("step", "name", "typed"), WRONG)
def test_form_and_api_say_the_same(sign_in: SignIn, step: str, name: str, typed: str, locale: str) -> None:
    browser = sign_in()
    csrf = token(browser)
    headers = {"X-CSRFToken": csrf, "Accept-Language": locale}
    start = {"kind": "offer", "sector": "marine", "valid_until": "2027-01-01"}
    made = browser.post("/api/v1/listings", json=start, headers=headers)
    path = f"/listings/{made.json['id']}"

    sent = browser.patch(
        f"/api/v1{path}", json=as_data(name, typed), headers=headers | {"If-Match": made.headers["ETag"]}
    )
    form = {"csrf_token": csrf, "version": "1", name: typed}
    page = browser.post(f"/{locale}{path}/edit?step={step}", data=form)

    assert (sent.status_code, page.status_code) == (422, 422)
    assert name in sent.json["errors"], sent.json
    shown = html.unescape(page.text)
    assert [text for texts in sent.json["errors"].values() for text in texts if text not in shown] == []


@pytest.mark.parametrize("locale", ["vi", "en"])
@pytest.mark.parametrize(
    "data",
    [
        {"trl": 10, "stage": "x", "texts": {"vi": {"title": "a" * 300}, "fr": {}}},
        {"attrs": 1},
        {"attrs": {"power": {"typed": 1}, "nothing": 1}},
        {"tiers": {"title": "nda"}},
        {"subcategories": ["x"]},
        {"sdg": list(range(40))},
        {"unknown": 1},
    ],
)
def test_the_api_passes_on_the_services_messages_unchanged(app: Flask, sign_in: SignIn, data: Any, locale: str) -> None:
    browser = sign_in()
    headers = {"X-CSRFToken": token(browser), "Accept-Language": locale}
    data = {"sector": "marine", **data}
    with app.app_context(), use_locale(locale), pytest.raises(Invalid) as refused:
        schemas.validate(data, "offer", app.extensions["marketplace"])
    with app.app_context():
        db.session.remove()

    sent = browser.post("/api/v1/listings", json={"kind": "offer", **data}, headers=headers)

    assert sent.status_code == 422
    assert sent.json["errors"] == refused.value.messages
