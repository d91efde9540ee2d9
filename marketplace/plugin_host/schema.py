"""The base of a sector's schemas: marshmallow schemas that know which side they speak for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import marshmallow as ma

from marketplace.i18n import L
from marketplace.plugin_host.fields.base import Field


class Schema(ma.Schema):
    """Declare a sector's fields as class attributes; what both sides share stands in a common base class.

    Blank input means "not stated" and is left out, so a stored value is never empty. An instance made for "offer" or
    "demand" has the fields of that side only, each with that side's tier.
    """

    class Meta:
        """Refuse what is not declared."""

        unknown = ma.RAISE

    error_messages = {
        "unknown": L("There is no such field.", "Không có mục này."),
        "type": L("These fields can't be read.", "Không đọc được các mục này."),
    }

    def __init__(self, *, kind: str | None = None, **options: Any) -> None:
        self.kind = kind
        if kind is not None:
            other = {
                name for name, field in self._declared_fields.items() if isinstance(field, Field) and not field.on(kind)
            }
            options["exclude"] = set(options.get("exclude", ())) | other
        super().__init__(**options)

    def on_bind_field(self, field_name: str, field_obj: ma.fields.Field[Any]) -> None:
        """Give each field the tier of this side."""
        if self.kind is not None and isinstance(field_obj, Field):
            field_obj.tier = field_obj.tier_for(self.kind)

    @ma.pre_load
    def leave_out_blanks(self, data: Any, **kwargs: Any) -> Any:
        """Drop what was left empty in the form or file."""
        if not isinstance(data, Mapping):
            return data
        return {name: value for name, value in data.items() if not _blank(value)}

    def handle_error(self, error: ma.ValidationError, data: Any, **kwargs: Any) -> None:
        """Turn every message into plain text of the reader's language."""
        error.messages = _plain(error.messages)

    @property
    def declared(self) -> list[Field]:
        """Return the fields of this side in their order."""
        return [field for field in self.fields.values() if isinstance(field, Field)]

    def is_shared(self, name: str, other: Schema) -> bool:
        """Tell whether both schemas have this field by one declaration, in a common base class."""
        if name not in self.fields or name not in other.fields:
            return False
        return self._declared_fields[name] is other._declared_fields[name]

    def shown(self, subcategories: Iterable[str] = ()) -> list[Field]:
        """Return the fields that the form asks for in these subcategories, those that stand open in front."""
        chosen = list(subcategories)
        return sorted((field for field in self.declared if field.shown_in(chosen)), key=lambda field: not field.first)

    def json_schema(self) -> dict[str, Any]:
        """Return the JSON schema (OpenAPI 3.1) of this side's attributes in the current language."""
        schema: dict[str, Any] = {
            "type": "object",
            "properties": {field.slug: field.json_schema() for field in self.declared},
            "additionalProperties": False,
        }
        if required := [field.slug for field in self.declared if field.required]:
            schema["required"] = required
        return schema


def _blank(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(_blank(item) for item in value)
    return value.strip() == "" if isinstance(value, str) else value is None or value == {}


def _plain(messages: Any) -> Any:
    if isinstance(messages, Mapping):
        return {str(key): _plain(value) for key, value in messages.items()}
    if isinstance(messages, list | tuple):
        return [_plain(value) for value in messages]
    return str(messages)
