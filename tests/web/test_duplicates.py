"""The warning of a likely duplicate on the way to publication: it asks once and never blocks."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import Send, token

SignIn = Callable[..., FlaskClient]
STEPS = {
    "basics": {"texts.en.title": "Electric tug of 60 t for river ports", "texts.en.summary": "A yard offers a design."},
    "technology": {"texts.en.description": "A battery lasts for three jobs.", "stage": "demo_ready", "trl": "7",
                   "ip_status": "applied", "attrs.power": "1,200 kW"},
    "cooperation": {"texts.en.partner_role": "A port that runs it.", "partnership_types": "licence"},
}  # fmt: skip


@pytest.fixture
def write(send: Send) -> Callable[[FlaskClient], str]:
    """Return a function that writes a complete draft and returns its address."""

    def make(client: FlaskClient) -> str:
        once = re.search(r'name="once" value="([^"]+)"', client.get("/en/listings/new").text)[1]  # type: ignore[index]
        new = {"kind": "offer", "sector": "marine", "once": once}
        address = send(client, "/en/listings/new", new).headers["Location"].partition("/edit")[0]
        for number, (step, typed) in enumerate(STEPS.items(), start=1):
            data = {"csrf_token": token(client), "version": str(number), **typed}
            assert client.post(f"{address}/edit?step={step}", data=data).status_code == 303
        return address

    return make


def test_it_asks_once_and_then_lets_it_pass(sign_in: SignIn, send: Send, write: Callable[[FlaskClient], str]) -> None:
    author = sign_in(locale="en")
    first, second = write(author), write(author)
    mine = second.replace("/en/listings/", "/en/my/listings/")
    asked = send(author, f"{mine}/publish")
    assert asked.headers["Location"] == f"{second}/edit?step=review#twins"
    page = author.get(asked.headers["Location"]).text
    assert "It looks like a listing that is here already" in page
    assert f'href="{first}"' in page
    apart = re.search(r'name="_apart" value="([^"]+)"', page)[1]  # type: ignore[index]
    data = {"csrf_token": token(author), "version": "4", "then": "different", "_apart": apart}
    answer = author.post(f"{second}/edit?step=review", data=data)
    assert answer.status_code == 303
    assert "listings that are here already" not in author.get(f"{second}/edit?step=review").text
    assert 'id="twins"' not in author.get(f"{second}/edit?step=review").text
    assert send(author, f"{mine}/publish").headers["Location"] == second


def test_what_stands_alone_is_published_at_once(
    sign_in: SignIn, send: Send, write: Callable[[FlaskClient], str]
) -> None:
    author = sign_in(locale="en")
    address = write(author)
    assert 'id="twins"' not in author.get(f"{address}/edit?step=review").text
    published = send(author, address.replace("/en/listings/", "/en/my/listings/") + "/publish")
    assert published.headers["Location"] == address
