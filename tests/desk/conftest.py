"""A desk with brokers, an operator, and listings and interests of several ages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from marketplace.accounts.factories import make_user, viewer_as
from marketplace.accounts.models import User
from marketplace.app import Marketplace
from marketplace.interests.models import Interest
from marketplace.listings.factories import make_listing
from marketplace.listings.models import Listing
from marketplace.organisations.factories import make_organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

Add = Callable[..., Any]


def add_interest(
    uow: UnitOfWork, listing: Listing, days: float = 0, status: str = "submitted", **names: str
) -> Interest:
    """Add an interest whose last step was `days` ago."""
    at = uow.now() - timedelta(days=days)
    made = Interest(listing_id=listing.id, organisation_id=make_organisation(uow, **names).id, status=status, version=1)
    made.created_at = made.updated_at = at
    made.due_at = at + timedelta(days=30)
    uow.session.add(made)
    uow.session.flush()
    return made


def add_listing(uow: UnitOfWork, title: str = "", days: float = 0, closes: int = 300, **values: Any) -> Listing:
    """Add a listing changed `days` ago that closes in so many days."""
    if title:
        values["texts"] = {"vi": {"title": title}, "en": {"title": title}}
    organisation = values.pop("organisation", None) or make_organisation(uow)
    moments = {
        "updated_at": uow.now() - timedelta(days=days),
        "valid_until": (uow.now() + timedelta(days=closes)).date(),
    }
    return make_listing(uow, organisation, **{"sector": "marine", **moments, **values})


@pytest.fixture
def market(app: Flask) -> Marketplace:
    """The running marketplace."""
    found: Marketplace = app.extensions["marketplace"]
    return found


@pytest.fixture
def people(uow: UnitOfWork) -> dict[str, User]:
    """Two brokers, an operator and a member of nothing."""
    return {
        "broker": make_user(uow, roles=("broker",), name="Vũ Khoa"),
        "other": make_user(uow, roles=("broker",), name="Đinh Lan"),
        "operator": make_user(uow, roles=("operator",), name="Thu Hà"),
        "nobody": make_user(uow, name="Người Lạ"),
    }


@pytest.fixture
def broker(uow: UnitOfWork, people: dict[str, User]) -> Viewer:
    """The first broker."""
    return viewer_as(uow, people["broker"])


@pytest.fixture
def operator(uow: UnitOfWork, people: dict[str, User]) -> Viewer:
    """Who runs the site."""
    return viewer_as(uow, people["operator"])
