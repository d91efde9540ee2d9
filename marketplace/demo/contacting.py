"""The demonstration's expressions of interest: who wrote to whom about what, and how it went on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketplace.demo.posting import SYSTEM, BadDemo, Calendar
from marketplace.errors import MarketplaceError
from marketplace.interests import service
from marketplace.interests.models import Interest
from marketplace.interests.statuses import BY_ACTION, Side
from marketplace.listings.models import Listing
from marketplace.listings.ports import Market
from marketplace.organisations.models import Organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer


def contact(
    uow: UnitOfWork,
    market: Market,
    calendar: Calendar,
    line: Mapping[str, Any],
    listings: Mapping[str, Listing],
    organisations: Mapping[str, Organisation],
    acting: Mapping[str, Viewer],
) -> None:
    """Express one interest and carry it on, as the organisations' own people would. Raise BadDemo for a bad line.

    `listings` are by title. They are told of it as of any other interest, on the days it is meant to have happened.
    """
    sender, listing = organisations.get(line["organisation"]), listings.get(line["listing"])
    where = f"interests.json: {line['listing']} ({line['organisation']})"
    if sender is None or listing is None:
        raise BadDemo(f"{where}: unknown listing or organisation")
    owner = next(slug for slug, each in organisations.items() if each.id == listing.organisation_id)
    people = {Side.SENDER: acting.get(line["organisation"], SYSTEM), Side.OWNER: acting.get(owner, SYSTEM)}
    calendar.days_ago = line["days_ago"]
    try:
        made = service.express(people[Side.SENDER], uow, market, listing.public_id, sender.public_id, line["message"])
        for step in line.get("steps", ()):
            calendar.days_ago = step["days_ago"]
            _step(uow, market, made, step, people)
    except MarketplaceError as error:
        raise BadDemo(f"{where}: {error}") from error


def _step(
    uow: UnitOfWork, market: Market, made: Interest, step: Mapping[str, Any], people: Mapping[Side, Viewer]
) -> None:
    who = BY_ACTION[step["action"]].who
    viewer = people[who] if who is not None else SYSTEM
    said = {"note": step.get("note", ""), "reason": step.get("reason")}
    service.act(viewer, uow, market, made.public_id, step["action"], **said)
