"""The desk's table in the template's terms: filters as inputs and as chips, tabs by owner, addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask import url_for

from marketplace.desk.export import WHAT
from marketplace.desk.query import STATUSES, Desk, Filters, Page
from marketplace.desk.rows import Row
from marketplace.i18n import L
from marketplace.i18n import gettext as _
from marketplace.interests import statuses as interests
from marketplace.listings import statuses as listings
from marketplace.web.views.cards import sector_name

OWNERS = {"": L("All", "Tất cả"), "mine": L("Mine", "Của tôi"), "nobody": L("Unassigned", "Chưa giao")}
SORTS = {"next": L("Next step", "Việc tiếp theo"), "age": L("Age", "Số ngày")}


class DeskPage:
    """One page of the desk."""

    def __init__(self, desk: Desk, filters: Filters, found: Page, rows: Sequence[Row]) -> None:
        self.filters, self.found, self.rows, self.user_id = filters, found, rows, desk.viewer.user_id
        self.all_sectors = not desk.sectors
        slugs = sorted(desk.sectors) or list(desk.market.plugins.sectors)
        self.choices: Mapping[str, tuple[str, dict[str, str]]] = {
            "sector": (_("Sector"), {slug: sector_name(slug) for slug in slugs}),
            "what": (_("What"), {what: str(label) for what, label in WHAT.items()}),
            "status": (_("Status"), {status: status_name(status) for status in STATUSES}),
            "sort": (_("Sort by"), {name: str(label) for name, label in SORTS.items()}),
        }

    @property
    def tabs(self) -> list[tuple[str, str, int, bool]]:
        """Return (address, label, number of rows, is current) for each owner."""
        counts, late = self.found.counts, self.filters.overdue
        return [
            (
                self.at(replace(self.filters, owner=owner)),
                str(label),
                counts.of(owner, overdue=late),
                owner == self.filters.owner,
            )
            for owner, label in OWNERS.items()
        ]

    @property
    def late(self) -> int:
        """Return how many rows are overdue under the other filters."""
        return self.found.counts.of(self.filters.owner, overdue=True)

    @property
    def late_url(self) -> str:
        """Return the address of those overdue."""
        return self.at(replace(self.filters, overdue=True))

    @property
    def chips(self) -> list[tuple[str, str, str]]:
        """Return (name, value, address without it) of each filter in use."""
        found = []
        for name, value in self.filters.args().items():
            if name in ("sort", "owner"):
                continue
            label, shown = self._worded(name, value)
            found.append((label, shown, self.at(self.filters.without(name))))
        return found

    def _worded(self, name: str, value: str) -> tuple[str, str]:
        if name == "q":
            return _("Words"), value
        if name == "overdue":
            return _("Due"), _("Overdue")
        label, choices = self.choices[name]
        return label, choices[value]

    @staticmethod
    def at(filters: Filters) -> str:
        """Return the address of the desk under these filters."""
        return url_for("desk.index", **filters.args())  # type: ignore[arg-type]

    def file(self, form: str) -> str:
        """Return the address of the download."""
        return url_for("desk.download", form=form, **self.filters.args())  # type: ignore[arg-type]

    def carried(self, *names: str) -> dict[str, str]:
        """Return of the filters in force those of these names, or all."""
        return {name: value for name, value in self.filters.args().items() if not names or name in names}


def status_name(status: str) -> str:
    """Return the name of a listing's or an interest's status."""
    return interests.label(status) if status in interests.LABELS else listings.label(status)
