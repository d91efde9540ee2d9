"""A value as the match rules see it: one or more intervals on a line, and what they may be compared with."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.i18n import L

Interval = tuple[float | None, float | None]  # None is open


@dataclass(frozen=True, slots=True)
class Measure:
    """`key` must be equal on both sides (unit, tag, currency). `ratio`: a percent of the value means something."""

    intervals: tuple[Interval, ...]
    key: str = ""
    strict: bool = False
    ratio: bool = True
    unit: L | None = None

    @property
    def single(self) -> float | None:
        """Return the number when the value is exactly one."""
        low, high = self.intervals[0]
        return low if len(self.intervals) == 1 and low is not None and low == high else None

    @property
    def bounds(self) -> Interval:
        """Return the outer ends over all intervals."""
        lows, highs = zip(*self.intervals, strict=True)
        return (
            None if None in lows else min(low for low in lows if low is not None),
            None if None in highs else max(high for high in highs if high is not None),
        )


def not_below(value: float, bound: float, strict: bool = False) -> bool:
    """Tell whether value ≥ bound (> when strict), forgiving the last digits of a unit conversion."""
    slack = 1e-9 * max(abs(value), abs(bound))
    return value > bound + slack if strict else value >= bound - slack


def touches(one: Interval, other: Interval) -> bool:
    """Tell whether two closed intervals have a point in common."""
    (a, b), (c, d) = one, other
    return (b is None or c is None or not_below(b, c)) and (a is None or d is None or not_below(d, a))
