"""The demonstration's desk: its broker works in three sectors and has every third row of them in hand."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.accounts.models import User
from marketplace.demo.posting import SYSTEM, Calendar
from marketplace.desk import service
from marketplace.desk.query import PAGE_SIZE, Desk, Filters
from marketplace.listings.ports import Market
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

BROKER = "nga-nam-desk"  # the organisation that the broker's account manages
SECTORS = ("marine", "logistics", "greentech")


def take(uow: UnitOfWork, market: Market, calendar: Calendar, acting: Mapping[str, Viewer]) -> None:
    """Let the broker work in their sectors and take some rows, today."""
    calendar.days_ago = 0
    broker = uow.session.get_one(User, acting[BROKER].user_id)
    sectors = [each for each in SECTORS if each in market.plugins.sectors]
    service.assign_sectors(SYSTEM, uow, market, broker, sectors)
    keys = Desk(acting[BROKER], uow, market).every(Filters())[::3][:PAGE_SIZE]
    if keys:
        service.hand_over(acting[BROKER], uow, market, service.tokens(each.token for each in keys), broker.public_id)
