"""Comparing sets of choices: groups that stand for their members, and standards with graded columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from marketplace.plugin_host.comparison import MATCH, UNKNOWN, Comparison, Result

if TYPE_CHECKING:
    from marketplace.plugin_host.fields.base import Field


def items(value: Any) -> list[str]:
    """Return the slugs of a stored value: one, a list, or a list with its mode."""
    if isinstance(value, dict):
        value = value.get("values", [])
    return [value] if isinstance(value, str) else list(value)


def compare(field: Field, offer: Any, demand: Any, mode: str) -> Comparison:
    """Compare by `mode` ("all" or "any"), unless the demand carries its own."""
    if isinstance(demand, dict):
        mode = demand.get("mode", mode)
    return (one_of if mode == "any" else contains_all)(field, offer, demand)


def one_of(field: Field, offer: Any, demand: Any) -> Comparison:
    """Ask that the offer have at least one of what the demand accepts."""
    offered, wanted = items(offer), items(demand)
    states = {_state(field, offered, item) for item in wanted}
    if Result.MATCH in states or not wanted:
        return MATCH
    return UNKNOWN if Result.UNKNOWN in states else gap(field, wanted)


def contains_all(field: Field, offer: Any, demand: Any) -> Comparison:
    """Ask that the offer have everything that the demand lists."""
    offered = items(offer)
    states = {item: _state(field, offered, item) for item in items(demand)}
    missing = [item for item, state in states.items() if state is Result.GAP]
    if missing:
        return gap(field, missing)
    return UNKNOWN if Result.UNKNOWN in states.values() else MATCH


def gap(field: Field, missing: Iterable[str]) -> Comparison:
    """Return a GAP that names what is missing."""
    slugs = tuple(sorted(missing, key=field.position))
    return Comparison(Result.GAP, missing=slugs, labels=tuple(field.choice_label(slug) for slug in slugs))


def _state(field: Field, offered: list[str], wanted: str) -> Result:
    """Tell whether what is offered satisfies one wanted item."""
    states = {_pair(field, item, wanted) for item in offered}
    return next(state for state in (Result.MATCH, Result.UNKNOWN, Result.GAP) if state in states | {Result.GAP})


def _pair(field: Field, offered: str, wanted: str) -> Result:
    have, _, have_column = offered.partition(":")
    want, _, want_column = wanted.partition(":")
    if have == want:
        return _column(field, have, have_column, want_column)
    if have in field.members(want):
        return Result.MATCH
    return Result.UNKNOWN if want in field.members(have) else Result.GAP


def _column(field: Field, slug: str, have: str, want: str) -> Result:
    """Compare grades, the strictest first: who meets A meets B too. A standard without its column stays unknown."""
    if not want or have == want:
        return Result.MATCH
    if not have:
        return Result.UNKNOWN
    columns = field.column_names(slug)
    if have not in columns or want not in columns:
        return Result.UNKNOWN
    return Result.MATCH if columns.index(have) <= columns.index(want) else Result.GAP
