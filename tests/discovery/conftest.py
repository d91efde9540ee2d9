"""Listings in a real database, found through the real engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from marketplace.app import Marketplace
from marketplace.discovery import service
from marketplace.discovery.filters import names
from marketplace.discovery.pages import SearchPage
from marketplace.discovery.reindex import driver
from marketplace.discovery.request import read
from marketplace.listings.factories import make_listing
from marketplace.listings.models import Listing
from marketplace.organisations.factories import make_organisation
from marketplace.organisations.models import Organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

Ask = Callable[..., SearchPage]
# What a published listing must say, in words that no test searches for.
FILLER = "Thông tin bổ sung sẽ gửi khi có yêu cầu bằng văn bản, kèm biên bản kiểm tra và hình ảnh chụp tại hiện trường."
REST = {"summary": FILLER, "description": FILLER, "advantages": FILLER, "partner_role": FILLER}


@pytest.fixture
def market(app: Flask) -> Marketplace:
    """The parts of the running application."""
    return app.extensions["marketplace"]


@pytest.fixture
def yard(uow: UnitOfWork) -> Organisation:
    """A shipyard."""
    made = make_organisation(uow, name_vi="Công ty CP Đóng tàu Lạch Tray Xanh", name_en="Lach Tray Xanh Shipbuilding")
    uow.commit()
    return made


@pytest.fixture
def publish(uow: UnitOfWork, yard: Organisation) -> Callable[..., Listing]:
    """Make a published listing with these words in Vietnamese (and English, if given)."""

    def make(title: str, english: str = "", **values: Any) -> Listing:
        texts: dict[str, dict[str, Any]] = {"vi": {"title": title, **REST}}
        if english:
            texts["en"] = {"title": english}
        listing = make_listing(uow, values.pop("organisation", yard), texts=texts, **values)
        uow.commit()
        return listing

    return make


@pytest.fixture
def rebuild(app: Flask) -> Callable[[], str]:
    """Build the index from the database."""
    return lambda: driver.rebuild(app)


@pytest.fixture
def ask(uow: UnitOfWork, market: Marketplace) -> Ask:
    """Search as an address would: `ask("tàu lai", kind="offer", **{"marine.power.from": "1,2 MW"})`."""

    def run(q: str = "", viewer: Viewer | None = None, **params: Any) -> SearchPage:
        pairs = [(name, each) for name, v in params.items() for each in (v if isinstance(v, list) else [v])]
        request, problems = read([("q", q), *pairs], names(market))
        page = service.search(viewer or Viewer.anonymous(), uow, market, request)
        page.problems.update(problems)
        return page

    return run


def titles(page: SearchPage) -> list[str]:
    """Return the titles found, in order."""
    return [card.listing.title for card in page.cards]
