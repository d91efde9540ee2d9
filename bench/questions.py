"""What the measurements ask: the same words, filters and facets of every contender."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from bench.varied import COUNTRIES, STAGES
from search.query import Facet, Filter, Terms

T = TypeVar("T")
# What few listings have, and what many have: readers type both.
WORDS = (
    *("sensor data", "water treatment", "autonomous navigation", "power electronics", "image processing", "battery"),
    *("system", "data", "energy", "new technology", "research project", "software"),
)
FILTERS = {"kind": "offer", "country": COUNTRIES[0], "stage": STAGES[2]}
FACETS = ("kind", "sector", "trl", "country")
LIMIT = 10
# As somebody types: the first letters, a whole word, the next one.
TYPED = ("se", "sens", "sensor d", "wat", "water tr", "auton", "ba", "pow", "power el", "new te", "res", "in")


def turn(values: Sequence[T]) -> Callable[[int], T]:
    """Return what gives each value in its turn."""
    return lambda n: values[n % len(values)]


def engine_filters() -> tuple[Filter, ...]:
    """Return the three filters in the engine's terms."""
    return tuple(Terms(name, (value,)) for name, value in FILTERS.items())


def engine_facets() -> tuple[Facet, ...]:
    """Return the four facets in the engine's terms."""
    return tuple(Facet(name) for name in FACETS)
