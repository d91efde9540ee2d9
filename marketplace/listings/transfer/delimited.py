"""CSV: delimiter and encoding found out, rows streamed, and no line or cell longer than is sane."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import IO

from marketplace.i18n import gettext as _
from marketplace.listings.transfer import encodings
from marketplace.listings.transfer.cells import bare
from marketplace.listings.transfer.records import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_LINE,
    REASONS,
    FileError,
    Reading,
    Record,
    check_values,
    unmended,
)

DELIMITERS = ",;\t|"
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


class Lines:
    """Lines of a text file. One that is too long is skipped and raises `csv.Error`, after which reading goes on.

    `ended`: one more was wanted than there are.
    """

    def __init__(self, file: IO[str]) -> None:
        self.file, self.ended = file, False

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self.file.readline(MAX_LINE)
        if not line:
            self.ended = True
            raise StopIteration
        if len(line) >= MAX_LINE and not line.endswith("\n"):
            while (rest := self.file.readline(MAX_LINE)) and not rest.endswith("\n"):
                pass
            raise csv.Error(_("This line is longer than %(limit)s characters.", limit=f"{MAX_LINE:,}"))
        return line


class Delimited:
    """A CSV file."""

    format = "csv"

    def __init__(self, path: Path, reading: Reading) -> None:
        self.path = path
        self.encoding = encodings.check(reading.encoding) if reading.encoding else encodings.detect(path)
        self.delimiter = self._delimiter(reading.delimiter)
        with closing(self._rows()) as rows:
            self.columns = header(next((row for row in rows if isinstance(row, list) and any(row)), []))
        self.details = f"CSV, {encodings.shown(self.encoding)}, {_NAMES.get(self.delimiter, self.delimiter)}"

    def open(self) -> IO[str]:
        """Open the text; bytes that are none in its encoding become lone surrogates, refused row by row."""
        strict = self.encoding in ("utf-8", "utf-8-sig", "ascii")
        return self.path.open(encoding=self.encoding, errors="surrogateescape" if strict else "replace", newline="")

    def total(self) -> int:
        """Return how many lines there are beside the header."""
        with self.path.open("rb") as file:
            return max(sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")) - 1, 0)

    def records(self) -> Iterator[Record]:
        """Yield the rows below the header; empty ones are passed over."""
        head = False
        for number, row in enumerate(self._rows(), start=1):
            if isinstance(row, str):
                yield Record(number, {}, row)
            elif not any(row):
                continue
            elif not head:
                head = True
            else:
                yield self._record(number, row)

    def _record(self, number: int, row: list[str]) -> Record:
        values = {name: bare(cell) for name, cell in zip(self.columns, row, strict=False) if name}
        if any(row[len(self.columns) :]):
            return Record(number, values, _("This row has more cells than there are columns."))
        return Record(number, values, check_values(values) or (unmended(values) if REASONS in self.columns else ""))

    def _rows(self) -> Generator[list[str] | str]:
        """Yield rows, or the reason why one can't be read."""
        csv.field_size_limit(MAX_CELL)
        with self.open() as file:
            lines = Lines(file)
            reader = csv.reader(lines, delimiter=self.delimiter)
            while True:
                try:
                    row = next(reader)
                except StopIteration:
                    return
                except UnicodeError:
                    raise FileError(
                        _("The file can't be read as %(encoding)s.", encoding=encodings.shown(self.encoding))
                    ) from None
                except csv.Error as error:
                    too_long = _(
                        "A cell is longer than %(limit)s characters: is a quotation mark unbalanced?",
                        limit=f"{MAX_CELL:,}",
                    )
                    yield too_long if "field limit" in str(error) else str(error)
                else:  # a row for whose end there was no line is one with a cell that never ends
                    yield _("A quotation mark opens a cell here and is never closed.") if lines.ended else row

    def _delimiter(self, given: str | None) -> str:
        given = {"tab": "\t", "\\t": "\t"}.get(given or "", given)
        if given:
            if len(given) != 1 or given in '"\r\n':
                raise FileError(_("A delimiter is one character."))
            return given
        try:
            with self.open() as file:
                sample = file.read(200_000)
        except UnicodeError:
            raise FileError(
                _("The file can't be read as %(encoding)s.", encoding=encodings.shown(self.encoding))
            ) from None
        return max(DELIMITERS, key=lambda sign: evenness(sample, sign))


def evenness(sample: str, delimiter: str) -> tuple[float, int]:
    """Return how well a delimiter fits: the share of rows as wide as the first, if it is there at all; and how wide."""
    csv.field_size_limit(MAX_CELL)
    rows = []
    try:
        for row in csv.reader(StringIO(sample, newline=""), delimiter=delimiter):
            rows.append(len(row))
            if len(rows) == 40:
                break
    except csv.Error:
        pass
    rows = rows[:-1] if len(rows) > 2 else rows
    if not rows or rows[0] < 2:
        return 0.0, 0
    return rows.count(rows[0]) / len(rows), rows[0]


def header(cells: list[str]) -> list[str]:
    """Return the columns' names. Raise FileError when there are none, too many, or two alike."""
    names = [unicodedata.normalize("NFC", bare(cell)).replace("\ufeff", "").strip() for cell in cells]
    if not any(names):
        raise FileError(_("The file is empty: its first row must name the columns."))
    if len(names) > MAX_COLUMNS:
        raise FileError(_("More than %(limit)s columns.", limit=MAX_COLUMNS))
    if twice := [name for name, times in Counter(filter(None, names)).items() if times > 1]:
        raise FileError(_("Two columns are called “%(name)s”.", name=twice[0][:60]))
    if long := [name for name in names if len(name) > 200]:
        raise FileError(_("The first row doesn't look like names of columns: “%(name)s…”.", name=long[0][:60]))
    return names
