"""Fields of plain forms (profile, organisation): text as people type it, cleaned, with errors in both languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Mapping
from typing import Any, cast
from urllib.parse import urlsplit

from marshmallow import EXCLUDE, Schema, ValidationError, fields, missing

from marketplace.errors import Invalid
from marketplace.i18n import gettext as _
from marketplace.unseen import UNSEEN


def clean(text: str, *, lines: bool = False) -> str:
    """Return `text` NFC and trimmed, without characters nobody means; on one line unless `lines`."""
    text = UNSEEN.sub("", unicodedata.normalize("NFC", UNSEEN.sub("", text)))
    if not lines:
        return " ".join(text.split())
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


class Input(fields.Field[Any]):
    """Base of these fields: a key that wasn't sent is read like an empty one."""

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        """Return what the text sent means. Raise ValidationError when it means nothing."""
        typed = "" if value is missing or value is None else value
        if not isinstance(typed, str | int):
            raise ValidationError(_("Enter text."))
        return self.read(str(typed))

    def read(self, typed: str) -> Any:
        """Return the value of a text that may be empty. Raise ValidationError."""
        raise NotImplementedError


class Text(Input):
    """Words on one line, or on several with `lines=True`; at most `longest` characters."""

    def __init__(self, longest: int, *, needed: bool = False, lines: bool = False) -> None:
        super().__init__()
        self.longest, self.needed, self.lines = longest, needed, lines

    def read(self, typed: str) -> str:
        """Return the cleaned text."""
        text = clean(typed, lines=self.lines)
        if self.needed and not text:
            raise ValidationError(_("Fill in this field."))
        if len(text) > self.longest:
            message = _("Shorten this to %(limit)d characters; it has %(count)d.", limit=self.longest, count=len(text))
            raise ValidationError(message)
        return text


class Choice(Input):
    """One of some codes; nothing chosen is None, or refused with `needed=True`."""

    def __init__(self, codes: Container[str], *, needed: bool = False) -> None:
        super().__init__()
        self.codes, self.needed = codes, needed

    def read(self, typed: str) -> str | None:
        """Return the code."""
        if typed in self.codes:
            return typed
        if self.needed or typed:
            raise ValidationError(_("Choose one of the options."))
        return None


class Year(Input):
    """A year between two others, or nothing."""

    def __init__(self, first: int, last: int) -> None:
        super().__init__()
        self.first, self.last = first, last

    def read(self, typed: str) -> int | None:
        """Return the year."""
        text = clean(typed)
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{4}", text) or not self.first <= int(text) <= self.last:
            raise ValidationError(_("Enter a year from %(first)d to %(last)d.", first=self.first, last=self.last))
        return int(text)


class WebAddress(Text):
    """An http(s) address; `https://` is put before one typed without it."""

    def read(self, typed: str) -> str:
        """Return the address; other schemes, spaces and addresses without a host are refused."""
        text = super().read(typed)
        if not text:
            return ""
        text = text if "://" in text else f"https://{text}"
        if len(text) > self.longest or not is_web_address(text):
            raise ValidationError(_("Enter a web address such as https://example.vn."))
        return text


def is_web_address(text: str) -> bool:
    """Tell whether a browser can be sent to `text`: http or https, a host with a dot, nothing hidden in it."""
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and "." in (parts.hostname or "") and parts.port != 0
    except ValueError:
        return False
    return good and parts.username is None and not re.search(r"[\s<>\"'\\]", text)


def load(schema: Schema, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the validated data; unknown keys are left out. Raise Invalid with the messages of each field."""
    try:
        return dict(schema.load(dict(data), unknown=EXCLUDE))
    except ValidationError as error:
        raise Invalid(cast(dict[str, list[str]], error.messages)) from None
