"""XLSX through calamine, which gives the values of formulas. What would fill the memory is refused unread.

A number stays one: written as text, 1.234 would be read as a thousand in a file that follows Vietnamese.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from marketplace.i18n import gettext as _
from marketplace.listings.transfer.cells import bare
from marketplace.listings.transfer.delimited import header
from marketplace.listings.transfer.records import FileError, Reading, Record, check_values
from marketplace.listings.transfer.valueless import valueless

MAX_FILE = 100_000_000  # bytes, packed
MAX_UNPACKED = 600_000_000  # bytes
MAX_RATIO = 200  # a real sheet packs to a fifth or a tenth
MAX_CELLS = 20_000_000  # calamine lays out the whole rectangle, empty cells too
_CELL = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_BLOCK = 1 << 20


class Workbook:
    """One sheet of an XLSX file: the first, or the one named."""

    format = "xlsx"

    def __init__(self, path: Path, reading: Reading) -> None:
        check(path)
        self.path = path
        try:
            book = CalamineWorkbook.from_path(str(path))
            names = book.sheet_names
            name = reading.sheet or (names[0] if names else "")
            if name not in names:
                raise FileError(
                    _("There is no sheet “%(name)s”. There are: %(names)s.", name=name[:60], names=", ".join(names))
                )
            self._sheet: CalamineSheet = book.get_sheet_by_name(name)
        except BaseException as error:
            if isinstance(error, CalamineError | OSError | ValueError) or type(error).__name__ == "PanicException":
                raise FileError(_("This is not an XLSX file that can be read: %(why)s", why=str(error)[:200])) from None
            raise
        self.details = f"XLSX, {name}"
        self._troubles = valueless(path, name)
        first, row = next(((number, row) for number, row in self._rows() if any(map(text, row))), (0, []))
        if first in self._troubles:
            raise FileError(self._troubles[first])
        self.columns = header([text(cell) for cell in row])

    def total(self) -> int:
        """Return how many rows there are below the header."""
        return max(self._sheet.total_height - 1, 0)

    def records(self) -> Iterator[Record]:
        """Yield the rows below the header; empty ones are passed over."""
        head = False
        left = dict(self._troubles)
        for number, row in self._rows():
            cells = [cell if is_fraction(cell) else bare(text(cell)) for cell in row]
            trouble = left.pop(number, "")
            if not any(cells) and not trouble:
                continue
            if not head:
                head = True
                continue
            values = {name: cell for name, cell in zip(self.columns, cells, strict=False) if name}
            yield Record(number, values, trouble or check_values(values))
        for number, trouble in left.items():  # below the last cell with a value
            yield Record(number, {}, trouble)

    def _rows(self) -> Iterator[tuple[int, list[Any]]]:
        return enumerate(self._sheet.iter_rows(), start=1 + (self._sheet.start or (0, 0))[0])


def is_fraction(value: Any) -> bool:
    """Tell whether a cell holds a number that is not whole."""
    return isinstance(value, float) and not value.is_integer()


def text(value: Any) -> str:
    """Return a cell's value as it would be typed."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta | int) else value or ""


def check(path: Path) -> None:
    """Raise FileError for what isn't a ZIP file, unpacks to too much, or spans too many cells."""
    if path.stat().st_size > MAX_FILE:
        raise FileError(_("XLSX files may have at most 100 MB; save larger ones as CSV."))
    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = 0
            for entry in packed.infolist():
                unpacked += entry.file_size
                heavy = entry.file_size > 10_000_000 and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
                if heavy or unpacked > MAX_UNPACKED or len(packed.infolist()) > 10_000:
                    raise FileError(_("This file unpacks to far more than it should; it was not opened."))
                if entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml"):
                    check_extent(packed, entry)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise FileError(_("This is not an XLSX file that can be read: %(why)s", why=str(error)[:200])) from None


def check_extent(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Raise FileError when a sheet's outermost cells span a rectangle that is too large to lay out."""
    columns, rows, rest = 1, 1, b""
    with packed.open(entry) as file:  # zipfile stops at the size declared and compares the checksum: lies are found
        while block := file.read(_BLOCK):
            for letters, number in _CELL.findall(rest + block):
                columns, rows = max(columns, column_number(letters)), max(rows, int(number))
            if columns * rows > MAX_CELLS:
                raise FileError(_("The sheet spans too many cells; save it as CSV."))
            rest = block[-20:]


def column_number(letters: bytes) -> int:
    """Return 1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
