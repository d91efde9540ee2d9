"""What a plugin declares: sectors, subcategories, choices, glossary terms, taxonomies, panels. Plain frozen values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from marketplace.i18n import L
from search.expand import Term

if TYPE_CHECKING:
    from marketplace.plugin_host.schema import Schema

KINDS: tuple[str, ...] = ("offer", "demand")
SLUG = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")


class Tier(StrEnum):
    """Who may see a field, from everybody to the parties under a non-disclosure agreement."""

    PUBLIC = "public"
    MEMBER = "member"
    PARTY = "party"
    NDA = "nda"

    @property
    def rank(self) -> int:
        """Return 0 for public … 3 for nda; a viewer of rank n sees fields of rank ≤ n."""
        return _RANKS[self]


_RANKS = {tier: rank for rank, tier in enumerate(Tier)}  # asked for each field of each listing shown


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a list. `aliases` are further spellings read on input (import cells, typed text).

    `members`: the slugs this one stands for ("any IACS member"): asking for it accepts each of them; offering it means
    one of them, not known which. `columns`: grades of a standard, the strictest first; stored as `slug:COLUMN`.
    """

    slug: str
    label: L
    aliases: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


ChoiceLike = Choice | tuple[str, str, str] | str


def choices(*rows: ChoiceLike) -> tuple[Choice, ...]:
    """Make choices from `Choice`s, `(slug, English, Vietnamese)` rows, or a bare slug whose upper case is its label."""
    return tuple(_choice(row) for row in rows)


def _choice(row: ChoiceLike) -> Choice:
    if isinstance(row, Choice):
        return row
    if isinstance(row, str):
        word = row.replace("_", " ").upper()
        return Choice(row, L(word, word))
    if len(row) != 3:
        raise ValueError(f"a choice is (slug, English, Vietnamese), not {row!r}")
    slug, en, vi = row
    return Choice(slug, L(en, vi))


@dataclass(frozen=True, slots=True)
class Preset:
    """A named range of a quantity in the field's unit; None is open."""

    slug: str
    label: L
    low: float | None
    high: float | None
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> set[str]:
        """Return what may be typed for it, in lower case."""
        return {name.casefold() for name in (self.slug, self.label.en, self.label.vi, *self.aliases)}

    def serves(self, low: float | None, high: float | None) -> bool:
        """Tell whether a range is of this kind: one covers the other, or it reaches into an open preset."""
        a, b = (float("-inf") if low is None else low), (float("inf") if high is None else high)
        c, d = (float("-inf") if self.low is None else self.low), (float("inf") if self.high is None else self.high)
        if self.low is None or self.high is None:
            return a <= d and c <= b
        return (a <= c and d <= b) or (c <= a and b <= d)


@dataclass(frozen=True, slots=True)
class Subcategory:
    """A part of a sector; `slug` is what listings store."""

    slug: str
    label: L


@dataclass(frozen=True)
class Sector:
    """A sector: its words, its parts, and the schemas of its offers and demands."""

    slug: str
    name: L
    icon: str
    summary: L
    subcategories: Sequence[Subcategory]
    offer: type[Schema]
    demand: type[Schema]
    glossary: Sequence[Term] = ()
    sdg: Sequence[int] = ()  # default goals of a listing in this sector
    key_fields: Sequence[str] = ()  # shown on result cards, in this order
    ipc: Sequence[str] = ()
    vsic: Sequence[str] = ()

    def schema_class(self, kind: str) -> type[Schema]:
        """Return the schema class of "offer" or "demand"; any other kind is a KeyError."""
        return {"offer": self.offer, "demand": self.demand}[kind]

    def subcategory(self, slug: str) -> Subcategory | None:
        """Return the subcategory of that slug."""
        return next((entry for entry in self.subcategories if entry.slug == slug), None)


@dataclass(frozen=True, slots=True)
class Permission:
    """A right that a plugin's services ask for; `roles` are the site roles that hold it from the start."""

    slug: str  # "<plugin>:<resource>:<action>"
    label: L
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A link in the menu. `endpoint` is a Flask endpoint that needs no arguments."""

    label: L
    endpoint: str
    place: str = "main"  # "main", "account" or "desk"
    order: int = 100


@dataclass(frozen=True)
class Panel:
    """A box on a page: a title over text (escaped unless it is Markup) or over the plugin's template with `values`."""

    title: L
    body: str = ""
    template: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    order: int = 100


@dataclass(frozen=True)
class Event:
    """Something that happened, as recorded in the transaction that did it. `id` is unique: use it to be idempotent."""

    id: int
    name: str
    subject: str
    data: Mapping[str, Any]
    at: datetime
    user_id: int | None = None


Reasons = Iterable[tuple[str, str]]  # (dotted field name, text for the reader)
