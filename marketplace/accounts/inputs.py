"""Fields of plain forms (profile, organisation): text as people type it, cleaned, with errors in both languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Mapping
from typing import Any
from urllib.parse import urlsplit

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from marketplace.errors import Invalid
from marketplace.i18n import gettext as _

# NUL and lone surrogates can't be stored; bidi controls make a name read as another; the rest is never typed on purpose.
UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str, *, lines: bool = False) -> str:
    """Return `text` NFC and trimmed, without characters nobody means; on one line unless `lines`."""
    text = UNWANTED.sub("", unicodedata.normalize("NFC", UNWANTED.sub("", text)))
    if not lines:
        return " ".join(text.split())
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


class Text(fields.Field):
    """Words on one line, or on several with `lines=True`; at most `longest` characters."""

    def __init__(self, longest: int, *, needed: bool = False, lines: bool = False) -> None:
        super().__init__(load_default="", allow_none=True)
        self.longest, self.needed, self.lines = longest, needed, lines

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> str:
        """Return the cleaned text. Raise ValidationError when it is missing, too long or no text."""
        if not isinstance(value, str | None.__class__) and not hasattr(value, "strip"):
            return self._refuse(_("Enter text."))
        text = clean(value, lines=self.lines) if isinstance(value, str) else ""
        if self.needed and not text:
            self._refuse(_("Fill in this field."))
        if len(text) > self.longest:
            self._refuse(_("Shorten this to %(limit)d characters; it has %(count)d.", limit=self.longest, count=len(text)))
        return text

    def _refuse(self, message: str) -> Any:
        raise ValidationError(message)


class Choice(fields.Field):
    """One of some codes; nothing chosen is None, or refused with `needed=True`."""

    def __init__(self, codes: Container[str], *, needed: bool = False) -> None:
        super().__init__(load_default=None, allow_none=True)
        self.codes, self.needed = codes, needed

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> str | None:
        """Return the code. Raise ValidationError for one that isn't offered."""
        if isinstance(value, str) and value in self.codes:
            return value
        if self.needed or not isinstance(value, str | None.__class__) or value:
            raise ValidationError(_("Choose one of the options."))
        return None


class Year(fields.Field):
    """A year between two others, or nothing."""

    def __init__(self, first: int, last: int) -> None:
        super().__init__(load_default=None, allow_none=True)
        self.first, self.last = first, last

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> int | None:
        """Return the year. Raise ValidationError for anything that isn't one."""
        text = clean(str(value)) if value is not None else ""
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{4}", text) or not self.first <= int(text) <= self.last:
            raise ValidationError(_("Enter a year from %(first)d to %(last)d.", first=self.first, last=self.last))
        return int(text)


class WebAddress(Text):
    """An http(s) address; `https://` is put before one typed without it."""

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> str:
        """Return the address. Raise ValidationError for other schemes, spaces and addresses without a host."""
        text = super().deserialize(value, attr, data, **kwargs)
        if not text:
            return ""
        text = text if "://" in text else f"https://{text}"
        try:
            parts = urlsplit(text)
            good = parts.scheme in ("http", "https") and "." in (parts.hostname or "") and not parts.username
            good = good and not re.search(r"[\s<>\"']", text) and parts.port != 0
        except ValueError:
            good = False
        return text if good else self._refuse(_("Enter a web address such as https://example.vn."))


def load(schema: Schema, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the validated data; unknown keys are left out. Raise Invalid with the messages of each field."""
    try:
        return dict(schema.load(dict(data), unknown=EXCLUDE))
    except ValidationError as error:
        raise Invalid(error.normalized_messages()) from None
