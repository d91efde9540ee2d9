"""Open a file of any format, by its content first and its name second."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from marketplace.i18n import gettext as _
from marketplace.listings.transfer.delimited import Delimited
from marketplace.listings.transfer.jsonlines import JsonLines
from marketplace.listings.transfer.records import FileError, Reading, Source
from marketplace.listings.transfer.workbook import Workbook

MAX_FILE = 2_000_000_000  # bytes
_BY_NAME = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".xlsx": "xlsx", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_FORMATS: dict[str, Callable[[Path, Reading], Source]] = {"csv": Delimited, "xlsx": Workbook, "jsonl": JsonLines}


def open_source(path: Path, reading: Reading | None = None) -> Source:
    """Return the rows of a file. Raise FileError, in one sentence, for anything that can't be imported."""
    reading = reading or Reading()
    try:
        if not path.is_file():
            raise FileError(_("There is no file %(path)s.", path=path))
        if not path.stat().st_size:
            raise FileError(_("The file is empty: its first row must name the columns."))
        if path.stat().st_size > MAX_FILE:
            raise FileError(_("The file is larger than 2 GB; split it."))
        kind = reading.format or format_of(path)
        return _FORMATS[kind](path, reading)
    except OSError as error:
        raise FileError(_("%(path)s can't be read: %(why)s", path=path, why=error.strerror or error)) from None


def format_of(path: Path) -> str:
    """Return "csv", "xlsx" or "jsonl"."""
    with path.open("rb") as file:
        head = file.read(512)
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileError(_("This is an old Excel file (.xls); save it as .xlsx or CSV."))
    named = _BY_NAME.get(path.suffix.lower())
    if named == "xlsx":
        raise FileError(_("This is not an XLSX file that can be read: %(why)s", why="ZIP"))
    if named is None:
        named = "jsonl" if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "csv"
    return named
