"""What a page costs does not grow with the listings or with the plugins."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from marketplace.app import Marketplace, create_app
from marketplace.config import Settings
from marketplace.db import db
from marketplace.discovery.reindex import driver
from marketplace.i18n import L
from marketplace.listings.models import Listing
from marketplace.plugin_api import Range, Schema, Sector, Subcategory, at_least, fields, hookimpl
from marketplace.uow import UnitOfWork
from tests.support.apps import cost

PAGES = ("/vi/", "/en/search?q=tàu", "/vi/search", "/vi/listings/{id}", "/api/v1/search?q=tàu")


class Load(Schema):
    """A field for every invented sector."""

    load = fields.Quantity(
        unit="t", dimension="mass", label=L("Load", "Tải"), low=0, high=1e6, facet=Range(1, 10), match=at_least()
    )


def sector_plugin(number: int) -> Any:
    """Return a plugin with one sector."""
    parts = [Subcategory("all", L("All", "Tất cả"))]
    name = L(f"Sector {number}", f"Lĩnh vực {number}")
    sector = Sector(f"invented_{number}", name, "leaf", name, parts, Load, Load)
    return SimpleNamespace(
        name=f"invented_{number}", requires_api=">=1,<2", register_sectors=hookimpl(lambda: [sector])
    )


@pytest.mark.parametrize("address", PAGES)
def test_statements_stay_the_same(
    app: Flask,
    settings: Settings,
    market: Marketplace,
    uow: UnitOfWork,
    publish: Callable[..., Listing],
    rebuild: Callable[[], str],
    address: str,
) -> None:
    """Five listings and four plugins, or forty-three listings and twenty-four plugins."""
    first = publish("Tàu lai điện cho cảng sông", kind="offer")
    for kind in ("offer", "demand", "offer", "demand"):
        publish("Tàu lai điện cho cảng sông và cảng biển", kind=kind)
    rebuild()
    address = address.format(id=first.public_id)
    few = cost(app, app.test_client(), address)

    for number in range(1, 20):
        publish(f"Tàu lai {number}", kind="offer")
        publish(f"Tàu lai {number}", kind="demand")
    crowded = create_app(settings, plugins=[sector_plugin(number) for number in range(20)], clock=market.clock)
    driver.rebuild(crowded)

    assert len(crowded.extensions["marketplace"].plugins.sectors) == 24
    assert cost(crowded, crowded.test_client(), address) == few > 0
    with crowded.app_context():
        db.engine.dispose()
