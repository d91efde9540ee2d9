"""Putting the demonstration's organisations and listings into the database, through the same services as people do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from marketplace.demo.files import Entry
from marketplace.errors import Invalid, MarketplaceError
from marketplace.listings import lifecycle, service
from marketplace.listings.fields import VALIDITY
from marketplace.listings.models import Listing
from marketplace.listings.ports import Market, today
from marketplace.listings.statuses import Status
from marketplace.organisations import service as organisation_service
from marketplace.organisations.models import Organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

SYSTEM = Viewer.system()
KNOWN_FOR = 400  # days ago the organisations joined: before the oldest listing

# The actions that lead a draft to each status, and a note where the table of statuses asks for one.
PATHS: dict[str, tuple[tuple[str, str], ...]] = {
    "draft": (),
    "published": (("publish", ""),),
    "paused": (("publish", ""), ("pause", "")),
    "expired": (("publish", ""), ("expire", "")),
    "archived": (("publish", ""), ("withdraw", "")),
    "in_review": (("submit", ""),),
    "returned": (("submit", ""), ("return", "Xin bổ sung kết quả thử nghiệm và vai trò của đối tác.")),
}
OPERATORS = frozenset({"expire", "return"})


class BadDemo(MarketplaceError):
    """A line of the demonstration's files can't be loaded; the message names it."""


class Calendar:
    """A clock that can be set back, so that services themselves stamp each change with the day it is meant to have."""

    def __init__(self, now: datetime) -> None:
        self.loaded_at = now
        self.days_ago = 0

    def __call__(self) -> datetime:
        """Return the time of the change being made."""
        return self.loaded_at - timedelta(days=self.days_ago)


def register(uow: UnitOfWork, calendar: Calendar, given: list[dict[str, Any]]) -> dict[str, Organisation]:
    """Add the organisations; return them by slug."""
    calendar.days_ago = KNOWN_FOR
    made = {}
    for facts in given:
        typed = {name: value for name, value in facts.items() if name not in ("slug", "verified")}
        made[facts["slug"]] = organisation = organisation_service.create(SYSTEM, uow, typed)
        if facts["verified"]:
            organisation_service.verify(SYSTEM, uow, organisation.public_id)
    return made


def post(
    uow: UnitOfWork,
    market: Market,
    calendar: Calendar,
    entry: Entry,
    organisations: Mapping[str, Organisation],
    acting: Mapping[str, Viewer],
) -> Listing:
    """Write one listing as its organisation's own person would, and lead it to its status. Raise BadDemo.

    Its draft is a day older than its publication; whatever follows publication happens half-way between that and now.
    It closes `valid_days` after the loading, or as late as a listing may that was written then.
    """
    if entry.status not in PATHS or entry.organisation not in organisations:
        raise BadDemo(f"{entry.where}: unknown status {entry.status} or organisation {entry.organisation}")
    author, owner = acting.get(entry.organisation, SYSTEM), organisations[entry.organisation].id
    calendar.days_ago = entry.published_days_ago + 1
    written = today(uow, market)
    until = written + min(timedelta(days=calendar.days_ago + entry.valid_days), VALIDITY)
    data = entry.data | {"valid_until": until.isoformat()}
    try:
        listing = service.create_draft(author, uow, market, entry.kind, data, organisation_id=owner)
        uow.session.flush()
        calendar.days_ago = entry.published_days_ago
        for action, note in PATHS[entry.status]:
            _act(uow, market, author, listing, action, note)
            calendar.days_ago = entry.published_days_ago // 2
    except Invalid as error:
        raise BadDemo(f"{entry.where}: {error.messages}") from error
    return listing


def _act(uow: UnitOfWork, market: Market, author: Viewer, listing: Listing, action: str, note: str) -> None:
    if action == "publish":
        lifecycle.publish(author, uow, market, listing.public_id)
        if listing.status == Status.IN_REVIEW:  # a moderated site
            lifecycle.act(SYSTEM, uow, market, listing.public_id, "approve")
    else:
        viewer = SYSTEM if action in OPERATORS else author
        lifecycle.act(viewer, uow, market, listing.public_id, action, note=note)
