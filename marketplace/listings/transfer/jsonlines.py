"""JSON Lines: one object a line, nested as the API writes listings, or flat."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from marketplace.i18n import gettext as _
from marketplace.listings.transfer import encodings
from marketplace.listings.transfer.records import (
    LINE,
    MAX_COLUMNS,
    MAX_LINE,
    REASONS,
    ROW,
    FileError,
    Reading,
    Record,
    check_values,
)

_NESTED = frozenset({"texts", "attrs", "tiers"})
SAMPLE = 200  # rows read to learn the columns


class JsonLines:
    """A file of JSON objects."""

    format = "jsonl"

    def __init__(self, path: Path, reading: Reading) -> None:
        self.path = path
        self.encoding = encodings.check(reading.encoding) if reading.encoding else encodings.detect(path)
        self.details = f"JSON Lines, {encodings.shown(self.encoding)}"
        names: dict[str, None] = {}
        for record, _place in zip(self.records(), range(SAMPLE), strict=False):
            names |= dict.fromkeys(record.values)
        self.columns = list(names)
        if not self.columns:
            raise FileError(_("The file has no rows of JSON objects."))

    def total(self) -> int:
        """Return how many lines there are."""
        with self.path.open("rb") as file:
            return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")) or 1

    def records(self) -> Iterator[Record]:
        """Yield the objects with nested names joined by dots; empty lines are passed over."""
        strict = self.encoding in ("utf-8", "utf-8-sig", "ascii")
        with self.path.open(
            encoding=self.encoding, errors="surrogateescape" if strict else "replace", newline="\n"
        ) as file:
            number = 0
            try:
                while line := file.readline(MAX_LINE):
                    number += 1
                    if len(line) >= MAX_LINE and not line.endswith("\n"):
                        while (rest := file.readline(MAX_LINE)) and not rest.endswith("\n"):
                            pass
                        yield Record(
                            number, {}, _("This line is longer than %(limit)s characters.", limit=f"{MAX_LINE:,}")
                        )
                    elif line.strip():
                        yield parsed(number, line)
            except UnicodeError:
                raise FileError(
                    _("The file can't be read as %(encoding)s.", encoding=encodings.shown(self.encoding))
                ) from None


def parsed(number: int, line: str) -> Record:
    """Return the record of one line. A line set aside because it was no JSON is read from where it was kept."""
    try:
        value = json.loads(line, parse_constant=_refuse_constant)
        if isinstance(value, dict) and set(value) <= {ROW, REASONS, LINE} and isinstance(value.get(LINE), str):
            line = value[LINE]
            value = json.loads(line, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        reason = _("This line is not JSON: %(why)s", why=str(error)[:120])
        return Record(number, {LINE: line.rstrip("\r\n")}, reason)
    if not isinstance(value, dict):
        return Record(number, {LINE: line.rstrip("\r\n")}, _("Each line must be a JSON object."))
    values = flat(value)
    if len(values) > MAX_COLUMNS:
        return Record(number, {}, _("More than %(limit)s columns.", limit=MAX_COLUMNS))
    return Record(number, values, check_values(values))


def flat(value: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return texts, attrs and tiers under dotted names; other objects stay as they are."""
    found: dict[str, Any] = {}
    for name, inner in value.items():
        whole = f"{prefix}{name}"
        nested = (not prefix and name in _NESTED) or prefix == "texts."
        if nested and isinstance(inner, dict):
            found |= flat(inner, f"{whole}.")
        else:
            found[whole] = inner
    return found


def nested(values: dict[str, Any]) -> dict[str, Any]:
    """Return what `flat` was given."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        *path, last = name.split(".") if name.split(".")[0] in _NESTED else [name]
        place = found
        for part in path:
            with suppress(AttributeError):
                place = place.setdefault(part, {})
        place[last] = value
    return found


def _refuse_constant(name: str) -> Any:
    raise ValueError(_("%(name)s is not a JSON value", name=name))
