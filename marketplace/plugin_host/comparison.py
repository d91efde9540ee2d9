"""What comes of comparing one field of an offer with the same field of a demand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from marketplace.i18n import L


class Result(StrEnum):
    """The three answers. UNKNOWN is not a refusal: a side is blank, hidden, or not comparable."""

    MATCH = "match"
    GAP = "gap"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One row of a match explanation.

    `amount` is the absolute difference in `unit`, `direction` says whether the offer is "below" or "above" the bound
    it misses, or at which end its range falls short of the one asked for ("lower end", "upper end"), `percent` is the
    amount in % of the demand (one number on a ratio scale only). `missing` names the items an offer lacks; `ranks` the
    (offer, demand) labels of an ordered choice; `note` a remark such as an oversized offer.
    """

    result: Result
    amount: float | None = None
    percent: float | None = None
    direction: str = ""
    unit: L | None = None
    missing: tuple[str, ...] = ()
    labels: tuple[L, ...] = ()
    ranks: tuple[L, L] | None = None
    note: L | None = None
    hard: bool = False

    @property
    def decisive(self) -> bool:
        """Tell whether this row alone makes the pair a mismatch."""
        return self.hard and self.result is Result.GAP

    def as_hard(self, hard: bool) -> Comparison:
        """Return the same row with the demand owner's choice of hard or soft."""
        return replace(self, hard=hard)


MATCH = Comparison(Result.MATCH)
UNKNOWN = Comparison(Result.UNKNOWN)


def unknown(note: L | None = None) -> Comparison:
    """Return UNKNOWN with its reason."""
    return Comparison(Result.UNKNOWN, note=note)
