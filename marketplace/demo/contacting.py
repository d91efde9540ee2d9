"""The demonstration's expressions of interest: who wrote to whom about what, and how it went on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marketplace.demo.posting import SYSTEM, BadDemo, Calendar
from marketplace.errors import MarketplaceError
from marketplace.interests import service
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
    lines: Iterable[Mapping[str, Any]],
    listings: Mapping[str, Listing],
    organisations: Mapping[str, Organisation],
    acting: Mapping[str, Viewer],
) -> None:
    """Express interests and carry them on, day by day, as the organisations' own people would. Raise BadDemo.

    `listings` are by title. People are told of all this as of any other interest.
    """
    exchanges = [Exchange(line, listings, organisations, acting) for line in lines]
    steps = [(int(step["days_ago"]), each, step) for each in exchanges for step in each.steps]
    for days_ago, exchange, step in sorted(steps, key=lambda each: -each[0]):  # of one day: as they stand in the file
        calendar.days_ago = days_ago
        exchange.take(uow, market, step)


class Exchange:
    """One line of the file."""

    def __init__(
        self,
        line: Mapping[str, Any],
        listings: Mapping[str, Listing],
        organisations: Mapping[str, Organisation],
        acting: Mapping[str, Viewer],
    ) -> None:
        self.where = f"interests.json: {line['listing']} ({line['organisation']})"
        if line["organisation"] not in organisations or line["listing"] not in listings:
            raise BadDemo(f"{self.where}: unknown listing or organisation")
        self.listing, self.sender = listings[line["listing"]], organisations[line["organisation"]]
        owner = next(slug for slug, each in organisations.items() if each.id == self.listing.organisation_id)
        self.people = {Side.SENDER: acting.get(line["organisation"], SYSTEM), Side.OWNER: acting.get(owner, SYSTEM)}
        first = {"action": "express", "days_ago": line["days_ago"], "note": line["message"]}
        self.steps = [first, *line.get("steps", ())]
        self.made = ""

    def take(self, uow: UnitOfWork, market: Market, step: Mapping[str, Any]) -> None:
        """Take one step as the person whose it is."""
        who, note = BY_ACTION[step["action"]].who, step.get("note", "")
        viewer = self.people[who] if who is not None else SYSTEM
        try:
            if step["action"] == "express":
                sender, about = self.sender.public_id, self.listing.public_id
                self.made = service.express(viewer, uow, market, about, sender, note).public_id
            else:
                service.act(viewer, uow, market, self.made, step["action"], note=note, reason=step.get("reason"))
        except MarketplaceError as error:
            raise BadDemo(f"{self.where}: {error}") from error
