"""Fields whose values come from a list."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, Unpack

from marketplace.i18n import L
from marketplace.letters import plain
from marketplace.plugin_host import declarations
from marketplace.plugin_host.clean import clean_line, excerpt
from marketplace.plugin_host.declarations import ChoiceLike
from marketplace.plugin_host.facets import Bucket
from marketplace.plugin_host.fields.base import Common, Field

MAX_VALUES = 200
_IGNORED = str.maketrans("", "", " -_")


class Choice(Field):
    """One slug of `choices`. Labels in both languages and aliases are read, too, in any case and without diacritics."""

    widget = "choice"
    default_error_messages = {
        "choice": L("“{text}” is not in the list.", "“{text}” không có trong danh sách."),
        "type": L("Choose from the list.", "Hãy chọn trong danh sách."),
    }

    def __init__(self, choices: Iterable[ChoiceLike], **common: Unpack[Common]) -> None:
        super().__init__(**common)
        self.choices = declarations.choices(*choices)

    def read(self, value: Any) -> Any:
        """Return the slug."""
        return self._slug(value)

    def _slug(self, value: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("type")
        if value in self.by_slug:
            return value
        text = clean_line(value[:300])
        found = self._by_name.get(_folded(text))
        if found is None:
            raise self.make_error("choice", text=excerpt(text))
        return found

    @cached_property
    def _by_name(self) -> dict[str, str]:
        """Map every way to write a choice to its slug, leaving out what two choices share."""
        names: dict[str, str] = {}
        for choice in self.choices:
            for name in {_folded(text) for text in (choice.slug, choice.label.en, choice.label.vi, *choice.aliases)}:
                names[name] = choice.slug if names.get(name, choice.slug) == choice.slug else ""
        return {name: slug for name, slug in names.items() if slug} | {_folded(slug): slug for slug in self.by_slug}

    def display(self, value: Any) -> str:
        """Return the label."""
        return str(self.choice_label(value))

    def options(self) -> list[tuple[str, L]]:
        """Return the choices in their order."""
        return [(choice.slug, choice.label) for choice in self.choices]

    def keywords(self, value: Any) -> list[str]:
        """Return the slug."""
        return [value]

    def buckets(self) -> list[Bucket]:
        """Return a line for each choice."""
        return [Bucket(choice.slug, choice.label) for choice in self.choices]

    def search_text(self, value: Any) -> str:
        """Return the labels and aliases in both languages."""
        return "; ".join(self._words(value))

    def _words(self, slug: str) -> tuple[str, ...]:
        label = self.choice_label(slug)
        choice = self.by_slug.get(slug.partition(":")[0])
        return (*dict.fromkeys((label.en, label.vi)), *(choice.aliases if choice else ()))

    def _json_type(self) -> dict[str, Any]:
        return {"type": "string", "enum": [slug for slug, _ in self.options()]}


class Ordered(Choice):
    """One slug of a list that runs from low to high."""

    widget = "choice"


class Choices(Choice):
    """Several slugs, in the list's order. A demand may carry its mode: `{"values": […], "mode": "any" | "all"}`."""

    widget = "choices"
    is_set = True
    default_error_messages = {
        "many": L("At most {limit} values.", "Tối đa {limit} giá trị."),
        "mode": L("The mode must be “any” or “all”.", "Cách chọn phải là “any” (một trong số) hoặc “all” (tất cả)."),
    }

    def read(self, value: Any) -> Any:
        """Return the slugs, or a dictionary with the mode when one was given."""
        if isinstance(value, dict):
            return self._with_mode(value)
        if isinstance(value, str):
            value = self._parts(value[:20_000])
        if not isinstance(value, list | tuple):
            raise self.make_error("type")
        if len(value) > MAX_VALUES:
            raise self.make_error("many", limit=MAX_VALUES)
        slugs = {self._slug(item) for item in value if item != ""}
        return sorted(slugs, key=lambda slug: (self.position(slug), slug))

    def _parts(self, text: str) -> list[str]:
        """Split a cell at ";", or at those commas that are not inside a known label ("Tàu dầu, hóa chất")."""
        if ";" in text:
            return [part for part in text.split(";") if part.strip()]
        pieces, parts = [piece for piece in text.split(",") if piece.strip()][: MAX_VALUES + 1], []
        while pieces:
            known = (n for n in range(min(len(pieces), 6), 1, -1) if _folded(",".join(pieces[:n])) in self._by_name)
            taken = next(known, 1)
            parts.append(",".join(pieces[:taken]))
            pieces = pieces[taken:]
        return parts

    def _with_mode(self, value: dict[str, Any]) -> Any:
        mode, values = value.get("mode") or None, value.get("values", [])
        if set(value) - {"mode", "values"} or isinstance(values, dict):
            raise self.make_error("type")
        if mode not in (None, "any", "all"):
            raise self.make_error("mode")
        slugs = self.read(values)
        return {"values": slugs, "mode": mode} if mode else slugs

    def display(self, value: Any) -> str:
        """Return the labels, "any of" or "all of" in front where the demand says so."""
        text = "; ".join(str(self.choice_label(slug)) for slug in _values(value))
        mode = value.get("mode") if isinstance(value, dict) else None
        words = {"any": L("any of: ", "một trong số: "), "all": L("all of: ", "tất cả: ")}
        return f"{words[mode]}{text}" if mode else text

    def to_cell(self, value: Any) -> str:
        """Return the slugs joined by ";" (a mode is not kept in a file)."""
        return "; ".join(_values(value)) if value is not None else ""

    def keywords(self, value: Any) -> list[str]:
        """Return the slugs."""
        return [slug.partition(":")[0] for slug in _values(value)]

    def search_text(self, value: Any) -> str:
        """Return the labels and aliases in both languages."""
        return "; ".join(word for slug in _values(value) for word in self._words(slug))

    def _json_type(self) -> dict[str, Any]:
        listed = {"type": "array", "items": super()._json_type(), "uniqueItems": True}
        moded = {
            "type": "object",
            "properties": {"values": listed, "mode": {"type": "string", "enum": ["any", "all"]}},
            "required": ["values"],
        }
        return {"anyOf": [listed, moded]}


class Standards(Choices):
    """Several standards, each with its column where it has columns: `["qcvn40_2025:A", "iso30500"]`."""

    widget = "standards"
    default_error_messages = {
        "column": L(
            "{name} has no column “{column}”; it has {columns}.",
            "{name} không có cột “{column}”; có các cột {columns}.",
        ),
    }

    def _slug(self, value: Any) -> str:
        if isinstance(value, str) and ":" in value and _folded(value) not in self._by_name:
            name, _, column = value.rpartition(":")
            slug, column = super()._slug(name.strip()), clean_line(column).upper()
            columns = self.column_names(slug)
            if column not in columns:
                names = ", ".join(columns) or "–"
                raise self.make_error(
                    "column", name=str(self.choice_label(slug)), column=excerpt(column, 10), columns=names
                )
            return f"{slug}:{column}"
        return super()._slug(value)

    def options(self) -> list[tuple[str, L]]:
        """Return each standard, followed by itself with each column."""
        slugs = [
            slug for choice in self.choices for slug in (choice.slug, *(f"{choice.slug}:{c}" for c in choice.columns))
        ]
        return [(slug, self.choice_label(slug)) for slug in slugs]


def _values(value: Any) -> list[str]:
    return list(value["values"] if isinstance(value, dict) else value)


def _folded(text: str) -> str:
    return plain(text).casefold().translate(_IGNORED)
