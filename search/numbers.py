"""Every number in an index is a signed 64-bit integer, so that ranges and sorting have one code path.

tantivy's ranges over JSON fields panic when the two bounds parse as different types; integers never do.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from datetime import UTC, date, datetime

from search.schema import Kind

LOWEST, HIGHEST = -(2**63) + 1, 2**63 - 1


def from_float(value: float) -> int:
    """Return an integer that sorts as the float does; infinities included. Raises ValueError on NaN."""
    if math.isnan(value):
        raise ValueError("not a number")
    bits: int = struct.unpack(">q", struct.pack(">d", value + 0.0))[0]
    return bits if bits >= 0 else bits ^ HIGHEST


def from_int(value: int) -> int:
    """Check that an integer fits. Raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, int) or not LOWEST <= value <= HIGHEST:
        raise ValueError(f"{value!r:.40} is not an integer of 64 bits")
    return value


def from_date(value: date | datetime) -> int:
    """Return whole seconds since 1970 UTC. Raises ValueError on a time without zone."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a time without zone")
        return math.floor(value.timestamp())
    return int(datetime(value.year, value.month, value.day, tzinfo=UTC).timestamp())


def bounds(kind: Kind, low: float | None, high: float | None) -> tuple[int, int] | None:
    """Return a range as inclusive integers, None if it is empty or makes no sense."""
    if any(end is not None and math.isnan(end) for end in (low, high)):
        return None
    least, most = (-math.inf if low is None else low), (math.inf if high is None else high)
    if least > most:
        return None
    if kind in (Kind.NUMBER, Kind.INTERVAL):
        return from_float(_float(least)), from_float(_float(most))
    return _whole(least, math.ceil), _whole(most, math.floor)


def _whole(value: float, rounded: Callable[[float], int]) -> int:
    if math.isinf(value):
        return LOWEST if value < 0 else HIGHEST
    return max(LOWEST, min(HIGHEST, rounded(value)))


def _float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:  # an int beyond any float
        return math.inf if value > 0 else -math.inf
