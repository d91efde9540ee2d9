"""What readers of all formats give: numbered records, and refusals of whole files or of single rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from marketplace.errors import MarketplaceError
from marketplace.i18n import gettext as _

MAX_LINE = 4_000_000  # characters of one line or record
MAX_CELL = 200_000  # characters; the longest field takes 4,000
MAX_COLUMNS = 1_000
OWN_PREFIX = "_"  # columns that a file of rejected rows adds, ignored when it is imported again
ROW, REASONS, LINE = "_row", "_reasons", "_line"
_LOST = re.compile("[\ud800-\udfff]")  # not in any text: a byte kept by "surrogateescape", or half a character of JSON
_BYTES = frozenset(map(chr, range(0xDC80, 0xDD00)))
_SPELLED = re.compile(r"\\(?:x[89a-f][0-9a-f]|ud[89a-f][0-9a-f]{2})")


class FileError(MarketplaceError):
    """The file as a whole can't be read; the message says why and what to do."""


@dataclass(slots=True)
class Record:
    """One row. `number` counts as a spreadsheet does (the header is row 1); `error` says why it can't be read."""

    number: int
    values: dict[str, Any]
    error: str = ""


class Source(Protocol):
    """An open file of rows."""

    path: Path
    format: str  # "csv" | "xlsx" | "jsonl"
    details: str  # what was found out, for the reader: encoding, delimiter, sheet
    columns: list[str]

    def records(self) -> Iterator[Record]:
        """Yield the rows from the beginning; may be called again."""

    def total(self) -> int:
        """Return about how many rows there are."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the person says about the file instead of leaving it to be found out."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    format: str | None = field(default=None)


def check_values(values: dict[str, Any]) -> str:
    """Return why a row's cells can't be taken, "" when they can."""
    for name, value in values.items():
        if not isinstance(value, str):
            continue
        if len(value) > MAX_CELL:
            return _("Column “%(name)s”: longer than %(limit)s characters.", name=name[:60], limit=f"{MAX_CELL:,}")
        if "\x00" in value:
            return _("Column “%(name)s” contains a NUL character.", name=name[:60])
        if not value.isascii() and (lost := _LOST.search(value)):
            before = value[max(0, lost.start() - 20) : lost.start()]
            return _(
                "Column “%(name)s”: “%(sign)s” behind “%(before)s” is no text in this encoding.",
                name=name[:60],
                sign=spelled(lost[0]),
                before=before,
            )
    return ""


def spelled(text: str) -> str:
    r"""Return a text that any file can hold: a byte that is no text as `\xe9`, half of a character as `\ud83d`."""
    return _LOST.sub(
        lambda sign: f"\\x{ord(sign[0]) & 0xFF:02x}" if sign[0] in _BYTES else f"\\u{ord(sign[0]):04x}", text
    )


def unmended(values: dict[str, Any]) -> str:
    """Return why a row from a file of rejected rows can't be taken yet: `spelled` is still in it."""
    for name, value in values.items():
        if isinstance(value, str) and not name.startswith(OWN_PREFIX) and (sign := _SPELLED.search(value)):
            return _("Column “%(name)s”: write what belongs where “%(sign)s” stands.", name=name[:60], sign=sign[0])
    return ""


def text_of(value: Any) -> str:
    """Return a value as one cell."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
