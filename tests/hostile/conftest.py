"""One filled site for all hostile requests: people of every kind, listings in several states, an index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask

from marketplace.accounts.factories import make_user
from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.db import db
from marketplace.discovery.reindex import driver
from marketplace.editorial import news
from marketplace.interests import service as interests
from marketplace.listings.factories import listing_data, make_listing
from marketplace.listings.models import Listing
from marketplace.notifications.models import Notification
from marketplace.organisations.factories import make_membership, make_organisation
from marketplace.organisations.models import Organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from marketplace.web.security import limiter
from tests.conftest import Clock
from tests.hostile.asking import Listener
from tests.hostile.values import MARK
from tests.support.databases import Databases
from tests.web.conftest import send as send_form
from tests.web.conftest import token

__all__ = ["send_form"]
ROLES = {"member": (), "manager": (), "broker": ("broker",), "operator": ("operator",)}
EVIL = f'"><b>{MARK}</script>'


@dataclass
class Site:
    """The application, a session and its CSRF token for each kind of person, and ids that exist."""

    app: Flask
    listener: Listener
    sessions: dict[str, str] = field(default_factory=lambda: {"": ""})
    tokens: dict[str, str] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def site(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site whose own content is hostile, too."""
    with databases.fresh() as url:
        settings = Settings(
            data_dir=tmp_path_factory.mktemp("site"), database_url=url, secret_key="test " * 8,
            site_url="http://localhost", mailbox=True,
        )  # fmt: skip
        app = create_app(settings, clock=Clock())
        app.testing = True
        listener, limited = Listener(), limiter.enabled
        app.logger.addHandler(listener)
        limiter.enabled = False
        made = Site(app, listener)
        try:
            fill(made)
            yield made
        finally:
            limiter.enabled = limited
            app.logger.removeHandler(listener)
            with app.app_context():
                db.engine.dispose()


def fill(site: Site) -> None:
    """Put people, an organisation and listings in."""
    market = site.app.extensions["marketplace"]
    with site.app.app_context(), UnitOfWork(db.session(), market.clock, write=True) as uow:
        people = {name: make_user(uow, roles=roles, name=EVIL) for name, roles in ROLES.items()}
        yard = make_organisation(
            uow, manager=people["manager"], name_vi=EVIL, name_en=EVIL, about_vi=EVIL, about_en=EVIL
        )
        make_membership(uow, yard, people["member"])
        site.ids += [yard.public_id, people["member"].public_id]
        for status in ("published", "draft", "published", "withdrawn", "draft", "published", "submitted", "paused") * 4:
            listing = make_listing(
                uow, yard, status=status, sector="marine", texts=evil_words(), created_by_id=people["member"].id
            )
            site.ids.append(listing.public_id)
        express(site, uow, yard)
        uow.commit()
        driver.rebuild(site.app)
        uniquifiers = {name: user.fs_uniquifier for name, user in people.items()}
    for name in ("", *uniquifiers):
        client = site.app.test_client()
        if name:
            with client.session_transaction() as session:
                session.update(_user_id=uniquifiers[name], _fresh=True)
        site.tokens[name] = token(client)
        cookie = client.get_cookie("session")
        site.sessions[name] = cookie.value if cookie else ""


def express(site: Site, uow: UnitOfWork, yard: Organisation) -> None:
    """Let somebody be interested in the yard's listings, and news come out, with words that are hostile, too."""
    market, guest = site.app.extensions["marketplace"], make_organisation(uow, name_vi=EVIL, name_en=EVIL)
    listings = uow.session.query(Listing).filter_by(organisation_id=yard.id, status="published").limit(3)
    for listing in listings:
        made = interests.express(Viewer.system(), uow, market, listing.public_id, guest.public_id, EVIL)
        site.ids.append(made.public_id)
    site.ids += [each.public_id for each in uow.session.query(Notification)]
    words = {"title_vi": EVIL, "body_vi": f"{EVIL}\n\n[{MARK}](javascript:{MARK})", "when": "now"}
    site.ids.append(news.create(Viewer.system(), uow, words, "UTC").public_id)


def evil_words() -> dict[str, dict[str, Any]]:
    """Return words that would run if a page forgot to escape them."""
    words = listing_data()["texts"]["vi"]
    return {
        lang: {name: [EVIL] if name == "keywords" else f"{EVIL} {text}" for name, text in words.items()}
        for lang in ("vi", "en")
    }
