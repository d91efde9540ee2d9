"""Possible partners as the page shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from marketplace.i18n import gettext as _
from marketplace.i18n import ngettext
from marketplace.matching.explain import Row
from marketplace.matching.partners import Partner
from marketplace.web.views import cards
from marketplace.web.views.cards import ListingCard


@dataclass(frozen=True, slots=True)
class Shown:
    """What the macros of `components/partners.html` show."""

    card: ListingCard
    rows: tuple[Row, ...]
    counts: str


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
