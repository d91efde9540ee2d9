"""Comparing intervals: the arithmetic under the numeric match rules.

A gap's amount runs from the offer's own value (its nearer end, no tolerance taken off) to the demand's bound; a percent
is given only when the demand is one number other than 0 on a ratio scale.
"""

from __future__ import annotations

from dataclasses import replace

from marketplace.i18n import L
from marketplace.plugin_host.comparison import MATCH, UNKNOWN, Comparison, Result
from marketplace.plugin_host.measure import Interval, Measure, not_below, touches
from marketplace.plugin_host.numbers import significant

_ORDER = {Result.MATCH: 0, Result.UNKNOWN: 1, Result.GAP: 2}


def at_least(offer: Measure, demand: Measure, bound: float) -> Comparison:
    """Hold the offer's upper end against a lower bound; "≥ x" as an offer may reach further than x, not known."""
    low, high = offer.bounds
    if high is None:
        return MATCH if low is not None and not_below(low, bound, demand.strict) else UNKNOWN
    return MATCH if not_below(high, bound, demand.strict) else _gap(bound - high, "below", demand, bound)


def at_most(offer: Measure, demand: Measure, bound: float) -> Comparison:
    """Hold the offer's lower end against an upper bound."""
    low, high = offer.bounds
    if low is None:
        return MATCH if high is not None and not_below(bound, high, demand.strict) else UNKNOWN
    return MATCH if not_below(bound, low, demand.strict) else _gap(low - bound, "above", demand, bound)


def in_band(offer: Measure, demand: Measure, tol: float = 0.0) -> Comparison:
    """Ask that some offered value lie in the demanded band; `tol` widens a single offered value, never the band."""
    rows = [_in_band(ours, theirs, demand, tol) for ours in offer.intervals for theirs in demand.intervals]
    return min(rows, key=_best)


def _in_band(offer: Interval, band: Interval, demand: Measure, tol: float) -> Comparison:
    (low, high), (floor, ceiling) = offer, band
    reach = _widened(offer, tol)
    if touches(reach, band):
        if (high is None and (low is None or ceiling is not None)) or (low is None and floor is not None):
            return UNKNOWN  # how far an open end reaches is not known
        return MATCH
    if high is not None and floor is not None and high < floor:
        return _gap(floor - high, "below", demand)
    return _gap((low or 0.0) - (ceiling or 0.0), "above", demand)


def inside(offer: Measure, demand: Measure, tol: float = 0.0) -> Comparison:
    """Ask that the demand lie inside one of the offered ranges."""
    wanted = demand.bounds
    return min((_inside(ours, wanted, demand, tol) for ours in offer.intervals), key=_best)


def _inside(offer: Interval, wanted: Interval, demand: Measure, tol: float) -> Comparison:
    (low, high), (floor, ceiling) = offer, wanted
    reach_low, reach_high = _widened(offer, tol)
    short_below = max(0.0, low - floor) if low is not None and floor is not None else 0.0
    short_above = max(0.0, ceiling - high) if high is not None and ceiling is not None else 0.0
    below_ok = reach_low is None or floor is None or not_below(floor, reach_low)
    above_ok = reach_high is None or ceiling is None or not_below(reach_high, ceiling)
    if below_ok and above_ok:
        return UNKNOWN if low is None or high is None else MATCH
    if not above_ok and (below_ok or short_above >= short_below):
        return _gap(short_above, "below" if demand.single is not None else "upper end", demand, demand.single)
    return _gap(short_below, "above" if demand.single is not None else "lower end", demand, demand.single)


def equal(offer: Measure, demand: Measure) -> Comparison:
    """Ask for the same number or range."""
    pairs = zip(offer.bounds, demand.bounds, strict=True)
    if all(a == b or (a is not None and b is not None and not_below(a, b) and not_below(b, a)) for a, b in pairs):
        return MATCH
    if offer.single is None or demand.single is None:
        return Comparison(Result.GAP)
    difference = offer.single - demand.single
    return _gap(abs(difference), "above" if difference > 0 else "below", demand, demand.single)


def with_oversize(row: Comparison, offer: Measure, bound: float, factor: float | None) -> Comparison:
    """Add a note when the least that is offered is more than `factor` times what is asked."""
    low = offer.bounds[0]
    if factor is None or row.result is not Result.MATCH or low is None or bound <= 0 or low <= factor * bound:
        return row
    times = f"{low / bound:.3g}"
    return replace(
        row, note=L(f"Oversized: {times} times the need", f"Thừa công suất: gấp {times.replace('.', ',')} lần nhu cầu")
    )


def _widened(offer: Interval, tol: float) -> Interval:
    low, high = offer
    if low is None or low != high:
        return offer
    return low - tol * abs(low), low + tol * abs(low)


def _gap(amount: float, direction: str, demand: Measure, number: float | None = None) -> Comparison:
    percent = significant(100 * amount / abs(number), 3) if number and demand.ratio else None
    return Comparison(Result.GAP, significant(amount, 9), percent, direction, demand.unit)


def _best(row: Comparison) -> tuple[int, float]:
    return _ORDER[row.result], row.amount or 0.0
