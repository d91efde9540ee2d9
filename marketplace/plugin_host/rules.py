"""Match rules: how one field of an offer is held against the same field of a demand.

A rule is declared in the field's line (`match=at_least(hard=True)`). `compare` takes the stored values, None where a
side is blank or hidden from the viewer. An operator in the demand's typed text (≥, ≤, a band) beats the rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marketplace.i18n import L
from marketplace.plugin_host import intervals, sets
from marketplace.plugin_host.comparison import MATCH, Comparison, Result, unknown
from marketplace.plugin_host.measure import Measure, touches

if TYPE_CHECKING:
    from marketplace.plugin_host.fields.base import Field

_APART = L(
    "The two values are of different kinds and are not converted.", "Hai giá trị khác loại, không quy đổi cho nhau."
)
_BLANK = L("Not stated or not disclosed.", "Chưa nêu hoặc chưa công bố.")


@dataclass(frozen=True)
class MatchRule:
    """`hard`: a gap makes the pair a mismatch, unless the demand's owner says otherwise."""

    hard: bool = False

    def compare(self, field: Field, offer: Any, demand: Any) -> Comparison:
        """Return MATCH, GAP or UNKNOWN for the stored values of one field."""
        if offer is None or demand is None:
            return unknown(_BLANK).as_hard(self.hard)
        return self._compare(field, offer, demand).as_hard(self.hard)

    def _compare(self, field: Field, offer: Any, demand: Any) -> Comparison:
        raise NotImplementedError


@dataclass(frozen=True)
class NumericRule(MatchRule):
    """A rule on numbers; its subclass says how a plain demand is read."""

    def _compare(self, field: Field, offer: Any, demand: Any) -> Comparison:
        ours, theirs = field.measure(offer), field.measure(demand)
        if ours.key != theirs.key:
            return unknown(_APART)
        low, high = theirs.bounds
        if high is None and low is not None:
            return self._noted(intervals.at_least(ours, theirs, low), ours, low)
        if low is None and high is not None:
            return intervals.at_most(ours, theirs, high)
        return self._plain(ours, theirs)

    def _plain(self, offer: Measure, demand: Measure) -> Comparison:
        raise NotImplementedError

    def _noted(self, row: Comparison, offer: Measure, bound: float) -> Comparison:
        return row


@dataclass(frozen=True)
class at_least(NumericRule):  # noqa: N801 – reads as a word in a declaration
    """Offer ≥ demand; an offered range counts by its upper end. `oversized`: note an offer from above n × demand."""

    oversized: float | None = None

    def _plain(self, offer: Measure, demand: Measure) -> Comparison:
        if demand.single is None:
            return intervals.in_band(offer, demand)
        return self._noted(intervals.at_least(offer, demand, demand.single), offer, demand.single)

    def _noted(self, row: Comparison, offer: Measure, bound: float) -> Comparison:
        return intervals.with_oversize(row, offer, bound, self.oversized)


@dataclass(frozen=True)
class at_most(NumericRule):  # noqa: N801
    """Offer ≤ demand; of an offered range its lower end counts."""

    def _plain(self, offer: Measure, demand: Measure) -> Comparison:
        return (
            intervals.in_band(offer, demand)
            if demand.single is None
            else intervals.at_most(offer, demand, demand.single)
        )


@dataclass(frozen=True)
class within(NumericRule):  # noqa: N801
    """The demand lies inside the offer's range; a single offered v counts as v ± `tol` (a fraction: .1 is 10 %).

    A single offer must lie in a demanded band. `cover=True` asks even of it that it cover the whole band: temperatures
    that must all be held, voltages that must all be supplied.
    """

    tol: float = 0.0
    cover: bool = False

    def _plain(self, offer: Measure, demand: Measure) -> Comparison:
        if demand.single is None and offer.single is not None and not self.cover:
            return intervals.in_band(offer, demand, self.tol)
        return intervals.inside(offer, demand, self.tol)


@dataclass(frozen=True)
class overlaps(NumericRule):  # noqa: N801
    """Ranges touch, or sets have a member in common."""

    def _compare(self, field: Field, offer: Any, demand: Any) -> Comparison:
        if field.is_set:
            return sets.one_of(field, offer, demand)
        row = super()._compare(field, offer, demand)
        if row.result is not Result.GAP:
            return row
        return Comparison(Result.GAP, missing=(field.reading(demand),))

    def _plain(self, offer: Measure, demand: Measure) -> Comparison:
        met = any(touches(ours, theirs) for ours in offer.intervals for theirs in demand.intervals)
        return MATCH if met else Comparison(Result.GAP)


@dataclass(frozen=True)
class one_of(MatchRule):  # noqa: N801
    """The demand lists what it accepts; the offer has at least one."""

    def _compare(self, field: Field, offer: Any, demand: Any) -> Comparison:
        return sets.compare(field, offer, demand, mode="any")


@dataclass(frozen=True)
class contains_all(MatchRule):  # noqa: N801
    """The offer has everything that the demand lists."""

    def _compare(self, field: Field, offer: Any, demand: Any) -> Comparison:
        return sets.compare(field, offer, demand, mode="all")


@dataclass(frozen=True)
class ordered(MatchRule):  # noqa: N801
    """The offer's rank in the field's list (low to high) is at least the demand's."""

    def _compare(self, field: Field, offer: Any, demand: Any) -> Comparison:
        ranks = [choice.slug for choice in field.choices]
        if offer not in ranks or demand not in ranks:
            return unknown(_APART)
        if ranks.index(offer) >= ranks.index(demand):
            return MATCH
        return Comparison(Result.GAP, ranks=(field.choice_label(offer), field.choice_label(demand)))


@dataclass(frozen=True)
class equals(MatchRule):  # noqa: N801
    """Both sides say the same."""

    def _compare(self, field: Field, offer: Any, demand: Any) -> Comparison:
        if field.is_set:
            offered, wanted = set(sets.items(offer)), set(sets.items(demand))
            return MATCH if offered == wanted else sets.gap(field, wanted - offered or wanted)
        if not field.is_numeric:
            return MATCH if offer == demand else Comparison(Result.GAP, missing=(field.reading(demand),))
        ours, theirs = field.measure(offer), field.measure(demand)
        if ours.key != theirs.key:
            return unknown(_APART)
        return intervals.equal(ours, theirs)
