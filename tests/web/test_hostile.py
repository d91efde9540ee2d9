"""Two thousand hostile requests at every page: each is answered below 500, and none gets its markup back."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.db import db
from marketplace.discovery.reindex import driver
from marketplace.listings.factories import make_listing
from marketplace.organisations.models import Organisation
from marketplace.uow import UnitOfWork
from marketplace.web.security import limiter
from tests.web.conftest import token

REQUESTS = 2000
MARK = "<script>alert(7)</script>"
NUMBERS = ["", "-1", "0", str(2**63), "9" * 400, "NaN", "1e999", "31/02/2027", "null", "[]", "{}", "true", "on"]
LETTERS = ["\0", "\ud800", "\u202e", "a" * 10_000, '"' * 50, "%s%n", "e\u0301" * 300, "𠜎", "\ufeff", MARK]
TRICKS = [
    "' OR 1=1 --",
    "../../etc/passwd",
    "\r\nSet-Cookie: a=b",
    "{{7*7}}",
    "x;y",
    "=cmd|'/C calc'!A0",
    "//evil.example",
]
EVIL = [*NUMBERS, *LETTERS, *TRICKS, "publish", "listing:x"]
NAMES = """
q kind sector trl trl.from marine.power.to page cursor sort x status step as next version then once organisation title
texts.vi.title texts.en.keywords texts attrs.power attrs tiers tiers.trl take:trl note theme _form _path valid_until
anonymous sdg file tier restore email password name
""".split()  # noqa: SIM905


@pytest.fixture
def places(app: Flask, sign_in: Callable[..., FlaskClient]) -> tuple[FlaskClient, str]:
    """A member's client and the public id of a listing that is theirs."""
    client = sign_in(locale="en")
    market = app.extensions["marketplace"]
    with app.app_context(), UnitOfWork(db.session(), market.clock, write=True) as uow:
        listing = make_listing(uow, db.session.query(Organisation).one(), sector="marine")
        uow.commit()
        public_id = listing.public_id
    driver.rebuild(app)
    return client, public_id


def addresses(app: Flask, public_id: str, dice: random.Random) -> list[tuple[str, str]]:
    """Return (method, address) of every page, its places filled with what is there or with rubbish."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(("/api", "/dev", "/metrics")) or rule.endpoint == "security.logout":
            continue
        path = re.sub(r"<[^>]*public_id>", public_id if dice.random() < 0.8 else "zzz", rule.rule)
        path = re.sub(r"<int[^>]*>", str(dice.choice([1, 2, 10**9])), path)
        path = re.sub(r"<[^>]*>", lambda _match: dice.choice(["publish", "x", "%00", "%E2%80%AE", "a" * 300]), path)
        found += [(method, path) for method in sorted((rule.methods or set()) & {"GET", "POST"})]
    return found


@pytest.mark.slow
def test_no_request_breaks_a_page(app: Flask, places: tuple[FlaskClient, str], monkeypatch: pytest.MonkeyPatch) -> None:
    member, public_id = places
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.testing = False
    dice = random.Random(20261121)
    visitor = app.test_client()
    tokens = {member: token(member), visitor: token(visitor)}
    broken, done, refused = [], 0, 0
    monkeypatch.setattr(limiter, "enabled", False)
    while done < REQUESTS:
        for method, path in addresses(app, public_id, dice):
            client = member if dice.random() < 0.7 else visitor
            values = {dice.choice(NAMES): dice.choice(EVIL) for _ in range(dice.randrange(5))}
            sent = {name.encode(): text.encode("utf-8", "surrogatepass") for name, text in values.items()}
            locale = dice.choice(["vi", "en"])
            if method == "GET":
                answer = client.get(f"/{locale}{path}", query_string=sent)
            else:
                form = {name.decode(): text.decode("utf-8", "replace") for name, text in sent.items()}
                answer = client.post(f"/{locale}{path}", data={"csrf_token": tokens[client], **form})
            done, refused = done + 1, refused + (answer.status_code == 429)
            if answer.status_code >= 500 or MARK in answer.get_data(as_text=True):
                broken.append((answer.status_code, method, path, values))
    assert broken == []
    assert refused < done / 2  # the sign-in pages count for themselves
