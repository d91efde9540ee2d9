"""An offer held against a demand, field by field, in sentences: each plugin field's own rule, no score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from marketplace.i18n import current_locale
from marketplace.i18n import gettext as _
from marketplace.listings.disclosure import NOT_DISCLOSED, NOT_STATED, Disclosed, Fact
from marketplace.plugin_host.comparison import Comparison, Result
from marketplace.plugin_host.fields.base import Field
from marketplace.plugin_host.numbers import format_number

DIGITS = 4  # significant ones of a difference


@dataclass(frozen=True, slots=True)
class Row:
    """One field of both listings. `offered` and `needed` are in the field's unit; `gap` says by how much it misses."""

    name: str
    label: str
    result: Result
    offered: str
    needed: str
    gap: str = ""
    note: str = ""
    blocks: bool = False


def compare(one: Disclosed, other: Disclosed, fields: Mapping[str, tuple[Field, Field]]) -> list[Row]:
    """Return a row for each field that both kinds of listing have and that has a match rule; MATCH first.

    `fields`: by slug, the offer's declaration and the demand's. What the viewer of the two may not see is UNKNOWN.
    """
    offer, demand = (one, other) if one.kind == "offer" else (other, one)
    rows = list(_rows(offer, demand, fields))
    order = list(Result).index
    return sorted(rows, key=lambda row: (order(row.result), not row.blocks))


def _rows(offer: Disclosed, demand: Disclosed, fields: Mapping[str, tuple[Field, Field]]) -> Iterator[Row]:
    for slug, (ours, theirs) in fields.items():
        offered, needed = offer.attrs.get(slug), demand.attrs.get(slug)
        if offered is None or needed is None or needed.state != "stated":
            continue  # nothing was asked for, or not of this viewer
        found = theirs.compare(_value(offered), needed.value)
        if found is not None:
            yield Row(
                *(slug, str(theirs.label), found.result, _text(ours, offered), _text(theirs, needed)),
                gap=gap(found),
                note=str(found.note or ""),
                blocks=found.decisive,
            )


def _value(fact: Fact) -> Any:
    return fact.value if fact.state == "stated" else None


def _text(field: Field, fact: Fact) -> str:
    if fact.state == "stated":
        return field.reading(fact.value)
    return str(NOT_DISCLOSED if fact.state == "not_disclosed" else NOT_STATED)


def gap(found: Comparison) -> str:
    """Return by how much an offer misses: "18.8 t too little (31 %)", "missing: GDP"; "" if there is nothing to say."""
    if found.result is not Result.GAP:
        return ""
    if found.amount is not None:
        return _distance(found)
    if missing := tuple(map(str, found.labels)) or found.missing:
        return _("missing: %(items)s", items="; ".join(missing))
    return ""


def _distance(found: Comparison) -> str:
    amount = format_number(found.amount or 0.0, current_locale(), DIGITS)
    unit = str(found.unit or "")
    said = f"{amount}\u00a0{unit}" if unit else amount
    text = {
        "below": _("%(amount)s too little", amount=said),
        "lower end": _("%(amount)s short at the lower end", amount=said),
        "upper end": _("%(amount)s short at the upper end", amount=said),
    }.get(found.direction) or _("%(amount)s too much", amount=said)
    return text if found.percent is None else f"{text} ({format_number(found.percent, current_locale(), 2)}\u00a0%)"
