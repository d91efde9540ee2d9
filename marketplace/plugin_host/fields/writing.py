"""Free text. HTML typed into it stays text."""

from __future__ import annotations

from typing import Any, Unpack

from marketplace.i18n import L
from marketplace.plugin_host.clean import clean_line, clean_text
from marketplace.plugin_host.fields.base import Common, Field


class Text(Field):
    """One line of at most `length` characters."""

    widget = "text"
    default_error_messages = {
        "long": L("At most {limit} characters; this has {length}.", "Tối đa {limit} ký tự; đang có {length}."),
        "type": L("Text is expected here.", "Mục này cần một đoạn chữ."),
    }

    def __init__(self, *, length: int = 300, **common: Unpack[Common]) -> None:
        super().__init__(**common)
        self.length = length

    def read(self, value: Any) -> str:
        """Return the cleaned text."""
        if not isinstance(value, str):
            raise self.make_error("type")
        text = self._clean(value[: self.length * 8])  # far too long is refused without normalising megabytes
        if len(text) > self.length:
            raise self.make_error("long", limit=self.length, length=len(value))
        return text

    def _clean(self, text: str) -> str:
        return clean_line(text)

    def search_text(self, value: Any) -> str:
        """Return the text itself."""
        return str(value)

    def _json_type(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.length}


class LongText(Text):
    """Several paragraphs of plain text."""

    widget = "longtext"

    def __init__(self, *, length: int = 4000, **common: Unpack[Common]) -> None:
        super().__init__(length=length, **common)

    def _clean(self, text: str) -> str:
        return clean_text(text)
