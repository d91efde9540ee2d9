"""What every plugin field has. One declaration gives validation, form, API, search, facet, import and matching."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypedDict

import marshmallow as ma

from marketplace.i18n import L
from marketplace.plugin_host.comparison import Comparison
from marketplace.plugin_host.declarations import Choice, Tier
from marketplace.plugin_host.facets import Bucket, Range, Terms
from marketplace.plugin_host.measure import Measure
from marketplace.plugin_host.rules import MatchRule
from search.schema import Field as SearchField
from search.schema import Kind


class Common(TypedDict, total=False):
    """What can be said of any field.

    `tier`: who sees it (`demand_tier` when a demand's differs); `side`: "offer", "demand" or "both"; `show`: the
    subcategories in which the form asks for it, by slug or a word in the slug (none: all); `first`: stands open in the
    form, above "more facts"; `group`: the heading under which fields with the same one stand together; `example`:
    shown beside the input.
    """

    label: L
    help: L | None
    tier: str
    demand_tier: str | None
    side: str
    show: Sequence[str]
    first: bool
    group: L | None
    facet: Terms | Range | None
    match: MatchRule | None
    example: L | str
    required: bool
    validate: Any


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an import or export file; several values are joined by ";"."""

    name: str
    label: L
    help: L | None
    example: str


class Field(ma.fields.Field[Any]):
    """Base of the fields. Subclasses say how input is read (`read`) and how a stored value is shown (`display`)."""

    widget = "text"
    is_set = False
    is_numeric = False
    choices: tuple[Choice, ...] = ()
    default_error_messages = {
        "required": L("Please fill this in.", "Vui lòng điền mục này."),
        "null": L("Please fill this in.", "Vui lòng điền mục này."),
        "validator_failed": L("This value is not accepted.", "Giá trị này không được chấp nhận."),
        "type": L("This is not the kind of value expected here.", "Kiểu dữ liệu không đúng với mục này."),
    }

    def __init__(
        self,
        *,
        label: L,
        help: L | None = None,
        tier: str = "public",
        demand_tier: str | None = None,
        side: str = "both",
        show: Sequence[str] = (),
        first: bool = False,
        group: L | None = None,
        facet: Terms | Range | None = None,
        match: MatchRule | None = None,
        example: L | str = "",
        required: bool = False,
        validate: Any = None,
    ) -> None:
        if side not in ("offer", "demand", "both"):
            raise ValueError(f"side is {side!r}; it must be offer, demand or both")
        if unknown := {tier, demand_tier or tier} - set(Tier):
            raise ValueError(f"tier is {unknown.pop()!r}; it must be {', '.join(Tier)}")
        super().__init__(required=required, validate=validate)
        self.label, self.help, self.example = label, help, example
        self.tiers = {"offer": Tier(tier), "demand": Tier(demand_tier or tier)}
        self.tier = self.tiers["offer"]
        self.side, self.show, self.first, self.group = (
            side,
            (show,) if isinstance(show, str) else tuple(show),
            first,
            group,
        )
        self.facet, self.match = facet, match

    # -- where it belongs

    @property
    def slug(self) -> str:
        """Return the field's name in its schema: the key in stored attributes."""
        return self.name or ""

    def on(self, kind: str) -> bool:
        """Tell whether listings of this kind ("offer", "demand") have the field."""
        return self.side in ("both", kind)

    def tier_for(self, kind: str) -> Tier:
        """Return who may see it on a listing of this kind."""
        return self.tiers[kind]

    def shown_in(self, subcategories: Sequence[str]) -> bool:
        """Tell whether the form asks for it; a listing without subcategories is asked everything."""
        if not self.show or not subcategories:
            return True
        return any(word in slug for word in self.show for slug in subcategories)

    # -- reading and showing

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        return self.read(value)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value

    def read(self, value: Any) -> Any:
        """Return the stored (JSON) form of input: text, a number, a list, or a stored form again."""
        raise NotImplementedError

    def understood(self, typed: str) -> Any:
        """Return what typed text stands for, as it would be stored, None if it is empty or can't be read."""
        with suppress(ma.ValidationError):
            return self.deserialize(typed) if typed.strip() else None
        return None

    def display(self, value: Any) -> str:
        """Return the value for the reader, in the current language. Plain text: escape it."""
        return str(value)

    def reading(self, value: Any) -> str:
        """Return how the value was understood ("1 200 kW"), for the echo beside what was typed."""
        return self.display(value)

    def doubt(self, value: Any) -> str:
        """Return a warning about how the value was understood, "" when nothing else can be meant."""
        return ""

    def form_value(self, value: Any) -> Any:
        """Return what the form's input holds for a stored value, in the current language."""
        return value

    def options(self) -> list[tuple[str, L]]:
        """Return the (value, label) pairs to choose from; empty for typed input."""
        return []

    # -- import and export

    def columns(self) -> list[Column]:
        """Return the field's columns in a file."""
        return [Column(self.slug, self.label, self.help, str(self.example))]

    def to_cell(self, value: Any) -> str:
        """Return one cell's text, which `read` understands again."""
        return "" if value is None else str(self.form_value(value))

    # -- API

    def json_schema(self) -> dict[str, Any]:
        """Return the field's JSON schema (OpenAPI 3.1) with title and description in the current language."""
        schema: dict[str, Any] = {"title": str(self.label), **self._json_type(), "x-tier": str(self.tier)}
        if self.help:
            schema["description"] = str(self.help)
        if self.example:
            schema["examples"] = [str(self.example)]
        return schema

    def _json_type(self) -> dict[str, Any]:
        return {"type": "string"}

    # -- search

    def index_name(self, prefix: str = "") -> str:
        """Return the field's name in the search index: "<sector>.<slug>", or the slug alone for the core's own."""
        return f"{prefix}.{self.slug}" if prefix else self.slug

    def search_fields(self, prefix: str = "") -> list[SearchField]:
        """Return what the index must hold: nothing unless the field has a facet or a number."""
        if self.facet is None:
            return []
        return [SearchField(self.index_name(prefix), Kind.KEYWORD, facet=True, dynamic=True)]

    def facet_field(self, prefix: str = "") -> str | None:
        """Return the index field that the facet counts, None without a facet."""
        return None if self.facet is None else self.index_name(prefix)

    def index_values(self, value: Any, prefix: str = "") -> dict[str, Any]:
        """Return the values to index for a stored value, by index field."""
        keywords = self.keywords(value) if self.facet is not None else []
        return {self.index_name(prefix): keywords} if keywords else {}

    def keywords(self, value: Any) -> list[str]:
        """Return the facet's keyword ids of a value."""
        return []

    def buckets(self) -> list[Bucket]:
        """Return the facet's lines in their order; those that depend on data are made by `bucket_label`."""
        return []

    def bucket_label(self, bucket_id: str) -> str:
        """Return the text of a facet line in the current language."""
        return next((str(bucket.label) for bucket in self.buckets() if bucket.id == bucket_id), bucket_id)

    def search_text(self, value: Any) -> str:
        """Return the words by which full text search finds the value: labels in both languages."""
        return ""

    # -- matching

    def compare(self, offer: Any, demand: Any, hard: bool | None = None) -> Comparison | None:
        """Compare two stored values by the field's rule; None without one. `hard` is the demand owner's choice."""
        if self.match is None:
            return None
        row = self.match.compare(self, offer, demand)
        return row if hard is None else row.as_hard(hard)

    def measure(self, value: Any) -> Measure:
        """Return the value as intervals; numeric fields only."""
        raise TypeError(f"{type(self).__name__} {self.slug} is not numeric: its match rule does not fit")

    # -- choices

    @cached_property
    def by_slug(self) -> dict[str, Choice]:
        """Return the choices by slug, in their order."""
        return {choice.slug: choice for choice in self.choices}

    @cached_property
    def _places(self) -> dict[str, int]:
        return {slug: place for place, slug in enumerate(self.by_slug)}

    def position(self, slug: str) -> int:
        """Return a choice's place in the list; unknown ones last."""
        return self._places.get(slug.partition(":")[0], len(self.choices))

    def choice_label(self, slug: str) -> L:
        """Return a choice's label, the slug itself for one that is no more."""
        name, _, column = slug.partition(":")
        choice = self.by_slug.get(name)
        label = choice.label if choice else L(name, name)
        return L(f"{label.en}, column {column}", f"{label.vi}, cột {column}") if column else label

    def members(self, slug: str) -> tuple[str, ...]:
        """Return the slugs that a choice stands for."""
        choice = self.by_slug.get(slug)
        return choice.members if choice else ()

    def column_names(self, slug: str) -> tuple[str, ...]:
        """Return the grades of a standard, the strictest first."""
        choice = self.by_slug.get(slug)
        return choice.columns if choice else ()
