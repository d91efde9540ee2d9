"""What the listings' services need of the app around them, so that tests can pass something smaller."""

from __future__ import annotations

from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo

from marketplace.config import Settings
from marketplace.plugin_host.manager import PluginHost
from marketplace.storage import Storage
from marketplace.uow import UnitOfWork


class Market(Protocol):
    """The part of `marketplace.app.Marketplace` that is used here."""

    @property
    def settings(self) -> Settings: ...  # noqa: D102
    @property
    def plugins(self) -> PluginHost: ...  # noqa: D102
    @property
    def storage(self) -> Storage: ...  # noqa: D102


def today(uow: UnitOfWork, market: Market) -> date:
    """Return today's date where the site is: a listing valid until the 30th lasts to the end of the 30th there."""
    return uow.now().astimezone(ZoneInfo(market.settings.timezone)).date()
