"""How a field's values are counted beside the results: by term, or by range of a number."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from marketplace.i18n import L


@dataclass(frozen=True, slots=True)
class Bucket:
    """One line of a facet: the keyword that the index holds, and what the reader sees."""

    id: str
    label: L


@dataclass(frozen=True, slots=True)
class Terms:
    """Count each choice (quantities: each preset; dates: each quarter). `size` lines are shown at most."""

    size: int = 30


class Range:
    """Count a number in the bands between `bounds`; each band holds its lower bound but not its upper one."""

    def __init__(self, *bounds: float) -> None:
        if not bounds or list(bounds) != sorted(set(bounds)):
            raise ValueError("Range needs rising bounds")
        self.bounds = tuple(float(bound) for bound in bounds)

    def __repr__(self) -> str:
        return f"Range({', '.join(map(_number, self.bounds))})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Range) and other.bounds == self.bounds

    def __hash__(self) -> int:
        return hash(self.bounds)

    @cached_property
    def bands(self) -> list[tuple[float | None, float | None]]:
        """Return the (low, high) of each band; None is open."""
        edges = [None, *self.bounds, None]
        return list(pairwise(edges))

    def ids(self, low: float | None, high: float | None) -> list[str]:
        """Return the ids of all bands that the closed interval [low, high] touches."""
        start, end = (-math.inf if low is None else low), (math.inf if high is None else high)
        return [band_id(a, b) for a, b in self.bands if (b is None or start < b) and (a is None or end >= a)]

    def buckets(self, unit: L | str) -> list[Bucket]:
        """Return every band with its label in both languages ("20–40 t", "under 20 t", "80 t and more")."""
        return [Bucket(band_id(low, high), _label(low, high, unit)) for low, high in self.bands]


def band_id(low: float | None, high: float | None) -> str:
    """Return the keyword of a band: "-10", "10-20" or "80-"."""
    return f"{'' if low is None else _number(low)}-{'' if high is None else _number(high)}"


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _label(low: float | None, high: float | None, unit: L | str) -> L:
    return L(_text(low, high, unit, "en"), _text(low, high, unit, "vi"))


def _text(low: float | None, high: float | None, unit: L | str, locale: str) -> str:
    from marketplace.plugin_host.numbers import format_number

    suffix = getattr(unit, locale, unit)
    suffix = suffix if not suffix or suffix == "%" else f"\u00a0{suffix}"
    a, b = (None if edge is None else format_number(edge, locale) for edge in (low, high))
    if a is None:
        return f"under {b}{suffix}" if locale == "en" else f"dưới {b}{suffix}"
    if b is None:
        return f"{a}{suffix} and more" if locale == "en" else f"từ {a}{suffix} trở lên"
    return f"{a} – {b}{suffix}"
