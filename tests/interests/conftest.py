"""Two organisations and a listing between them: who sent an interest, who owns the listing, and who looks on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from marketplace.accounts.factories import make_user, viewer_as
from marketplace.app import Marketplace
from marketplace.interests import service
from marketplace.interests.models import Interest
from marketplace.listings.factories import make_listing
from marketplace.listings.models import Listing
from marketplace.organisations.factories import make_organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.accounts.conftest import outbox

__all__ = ["outbox"]
OWNER = {"name_vi": "Xưởng tàu Cửa Cấm", "name_en": "Cua Cam Shipyard"}
SENDER = {"name_vi": "Cảng Vạn Ninh", "name_en": "Van Ninh Port"}
MESSAGE = "Chúng tôi muốn thử tàu lai này một năm tại cầu số 3."

Express = Callable[..., Interest]


@pytest.fixture
def market(app: Flask) -> Marketplace:
    """The running marketplace."""
    found: Marketplace = app.extensions["marketplace"]
    return found


@pytest.fixture
def owner(uow: UnitOfWork) -> Viewer:
    """A manager of the organisation that owns the listing; reads English."""
    user = make_user(uow, name="Owner Person", email="owner@example.com", locale="en")
    make_organisation(uow, manager=user, **OWNER)
    return viewer_as(uow, user)


@pytest.fixture
def sender(uow: UnitOfWork) -> Viewer:
    """A manager of the organisation that is interested; reads Vietnamese."""
    user = make_user(uow, name="Sender Person", email="sender@example.com", locale="vi")
    make_organisation(uow, manager=user, **SENDER)
    return viewer_as(uow, user)


@pytest.fixture
def post(uow: UnitOfWork, owner: Viewer) -> Callable[..., Listing]:
    """Return a function that publishes a listing of the owner's."""

    def post(**values: Any) -> Listing:
        listing = make_listing(uow, **values)
        listing.organisation_id = next(iter(owner.organisations))
        uow.session.flush()
        uow.session.refresh(listing)
        return listing

    return post


@pytest.fixture
def express(uow: UnitOfWork, market: Marketplace, sender: Viewer, post: Callable[..., Listing]) -> Express:
    """Return a function that expresses the sender's interest in a listing, a new one if none is given."""

    def express(listing: Listing | None = None, viewer: Viewer | None = None, message: str = MESSAGE) -> Interest:
        wanted = listing or post()
        return service.express(viewer or sender, uow, market, wanted.public_id, None, message)

    return express
