"""Possible partners as the page shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from marketplace.i18n import gettext as _
from marketplace.i18n import ngettext
from marketplace.matching.explain import Row
from marketplace.matching.partners import Partner
from marketplace.plugin_host.comparison import Result
from marketplace.web.views import cards
from marketplace.web.views.cards import ListingCard

OPEN = 4  # rows of a partner that need no click


@dataclass(frozen=True, slots=True)
class Shown:
    """What the macros of `components/partners.html` show."""

    card: ListingCard
    rows: tuple[Row, ...]
    counts: str

    @property
    def open(self) -> tuple[Row, ...]:
        """Return the rows that stand open: the first ones, and every gap, which nobody should have to look for."""
        return (*self.rows[:OPEN], *(row for row in self.rows[OPEN:] if row.result is Result.GAP))

    @property
    def folded(self) -> tuple[Row, ...]:
        """Return the rows that are folded away."""
        return tuple(row for row in self.rows[OPEN:] if row.result is not Result.GAP)


def of(partners: Iterable[Partner]) -> list[Shown]:
    """Return the partners for the page."""
    return [Shown(cards.of(each.card), each.rows, counts(each.tally)) for each in partners]


def counts(tally: dict[str, int]) -> str:
    """Return "4 match, 1 gap, 1 unknown" without what there is none of."""
    said = {
        "match": _("%(num)s match", num=tally["match"]),
        "gap": ngettext("%(num)s gap", "%(num)s gaps", tally["gap"]),
        "unknown": _("%(num)s unknown", num=tally["unknown"]),
    }
    return ", ".join(text for name, text in said.items() if tally[name])
