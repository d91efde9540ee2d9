"""The demonstration's news: two pieces that are out and one that comes out in a week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from marketplace.demo.posting import SYSTEM, Calendar
from marketplace.editorial import news
from marketplace.uow import UnitOfWork


def announce(uow: UnitOfWork, calendar: Calendar, pieces: Iterable[Mapping[str, Any]], zone: str) -> None:
    """Write pieces of news, each on its day; those of days to come are scheduled for eight in the morning there."""
    for piece in pieces:
        calendar.days_ago = max(0, piece["days_ago"])
        out = uow.now().astimezone(ZoneInfo(zone)) - timedelta(days=piece["days_ago"])
        later = {"when": news.LATER, "publish_at": f"{out:%Y-%m-%dT08:00}"}
        news.create(SYSTEM, uow, {**piece, **(later if piece["days_ago"] < 0 else {"when": news.NOW})}, zone)
