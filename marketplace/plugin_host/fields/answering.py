"""Yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marketplace.i18n import L
from marketplace.plugin_host.facets import Bucket
from marketplace.plugin_host.fields.base import Field


class Boolean(Field):
    """Yes or no."""

    widget = "boolean"
    default_error_messages = {"type": L("Answer yes or no.", "Hãy trả lời có hoặc không.")}
    _words: Sequence[tuple[str, L]] = (("true", L("Yes", "Có")), ("false", L("No", "Không")))
    _read = {
        **dict.fromkeys(("true", "yes", "1", "on", "có", "co", "y", "x", "đúng"), True),
        **dict.fromkeys(("false", "no", "0", "off", "không", "khong", "n", "sai"), False),
    }

    def read(self, value: Any) -> bool:
        """Return the truth value of true, "yes", "có" and their like."""
        answer = value if isinstance(value, bool) else self._read.get(str(value)[:20].strip().casefold())
        if answer is None:
            raise self.make_error("type")
        return answer

    def display(self, value: Any) -> str:
        """Return the word for yes or no."""
        return str(dict(self._words)[self.form_value(value)])

    def form_value(self, value: Any) -> str:
        """Return the option's value."""
        return "true" if value else "false"

    def options(self) -> list[tuple[str, L]]:
        """Return yes and no."""
        return list(self._words)

    def keywords(self, value: Any) -> list[str]:
        """Return "true" or "false"."""
        return [self.form_value(value)]

    def buckets(self) -> list[Bucket]:
        """Return yes and no."""
        return [Bucket(slug, label) for slug, label in self._words]

    def _json_type(self) -> dict[str, Any]:
        return {"type": "boolean"}
