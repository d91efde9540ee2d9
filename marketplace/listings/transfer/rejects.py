"""The file of rows that were not taken: as they came, with the reasons, ready to be mended and imported again."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from marketplace.listings.transfer.cells import safe
from marketplace.listings.transfer.jsonlines import nested
from marketplace.listings.transfer.records import REASONS, ROW, Record, Source, spelled, text_of
from marketplace.plugin_host.numbers import unmistakable


class Rejects:
    """Writes beside the source file. It appears at the end of the run; an earlier one that differs is kept as .bak."""

    def __init__(self, source: Source, path: Path | None = None) -> None:
        self.lines = source.format == "jsonl"
        self.path = path or default_path(source)
        self.columns = [name for name in source.columns if name and not name.startswith("_")]
        self.count = 0
        self._part = self.path.with_name(f"{self.path.name}.part")
        self._file: IO[str] | None = None

    def add(self, record: Record, reasons: dict[str, list[str]]) -> None:
        """Set a row aside."""
        said = [f"{name}: {text}" if name != "_" else text for name, texts in reasons.items() for text in texts]
        self.count += 1
        if self.lines:
            row: dict[str, Any] = {ROW: record.number, REASONS: said, **nested(record.values)}
            self._open().write(spelled_json(row) + "\n")
            return
        cells = [cell_of(record.values.get(name)) for name in self.columns]
        row_cells = [*(safe(cell) for cell in cells), str(record.number), safe(" | ".join(said))]
        self._write(row_cells)

    def _write(self, cells: list[str]) -> None:
        csv.writer(self._open()).writerow([spelled(cell) for cell in cells])

    def _open(self) -> IO[str]:
        if self._file is None:
            self._part.parent.mkdir(parents=True, exist_ok=True)
            encoding = "utf-8" if self.lines else "utf-8-sig"  # Excel takes CSV for UTF-8 only with a mark
            self._file = self._part.open("w", encoding=encoding, newline="")
            if not self.lines:
                csv.writer(self._file).writerow([*self.columns, ROW, REASONS])
        return self._file

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._file is None:
            return
        self._file.close()
        if kind is not None and not self.count:
            self._part.unlink(missing_ok=True)
            return
        if self.path.exists() and self.path.read_bytes() != self._part.read_bytes():
            self.path.replace(self.path.with_name(f"{self.path.name}.bak"))
        self._part.replace(self.path)


def cell_of(value: Any) -> str:
    """Return a value as one cell; a number of a workbook so that it is read again as the same."""
    return unmistakable(value) if isinstance(value, float) else text_of(value)


def spelled_json(row: dict[str, Any]) -> str:
    """Return a row as one line; what is no text is written as JSON spells half a character, which is refused again."""
    return json.dumps(row, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace").decode()


def default_path(source: Source) -> Path:
    """Return where rejected rows go: beside the file, or in the current folder if that one can't be written."""
    suffix = "jsonl" if source.format == "jsonl" else "csv"
    name = source.path.name
    stem = name.rpartition(".")[0] if ".rejected" in name else name
    folder = source.path.parent if os.access(source.path.parent, os.W_OK) else Path.cwd()
    return folder / (f"{stem}.again.{suffix}" if ".rejected" in name else f"{name}.rejected.{suffix}")
