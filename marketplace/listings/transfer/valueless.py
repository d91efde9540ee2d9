"""Cells of a workbook whose value is not in the file: formulas never calculated, and errors. Readers give "" for both.

ECMA-376, part 1, 18.3.1.4: a cell `<c r="B7" t="…">` holds its formula in `<f>` and the value last calculated in `<v>`;
a formula whose value is an empty text says so by t="str".
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from posixpath import join, normpath
from xml.parsers import expat

from marketplace.i18n import gettext as _
from marketplace.listings.transfer.records import FileError

_WORTH_READING = re.compile(rb"<(?:\w+:)?f[\s/>]|\bt=[\"']e[\"']")
_BLOCK = 1 << 20


def valueless(path: Path, sheet: str) -> dict[int, str]:
    """Return, by row, why it can't be taken: the first of its cells whose value is missing. Raise FileError."""
    try:
        with zipfile.ZipFile(path) as packed:
            part = part_of(packed, sheet)
            return Cells().read(packed, part) if worth_reading(packed, part) else {}
    except (KeyError, StopIteration, expat.ExpatError, zipfile.BadZipFile) as error:
        raise FileError(_("This is not an XLSX file that can be read: %(why)s", why=str(error)[:200])) from None


def part_of(packed: zipfile.ZipFile, sheet: str) -> str:
    """Return the name of the part that holds a sheet. Raise StopIteration when none does."""
    sheets = elements(packed, "xl/workbook.xml", "sheet")
    key = next(each["id"] for each in sheets if each.get("name") == sheet)
    links = elements(packed, "xl/_rels/workbook.xml.rels", "Relationship")
    target = next(each["Target"] for each in links if each.get("Id") == key)
    return normpath(join("/xl", target)).lstrip("/")


def elements(packed: zipfile.ZipFile, part: str, tag: str) -> list[dict[str, str]]:
    """Return the attributes of all elements of this name in a part."""
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == tag:
            found.append({local(key): value for key, value in attributes.items()})

    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = start
    parser.Parse(packed.read(part), True)
    return found


def local(name: str) -> str:
    """Return a name without its namespace: the strict and the usual form of the format differ in that."""
    return name.rpartition("}")[2]


def worth_reading(packed: zipfile.ZipFile, part: str) -> bool:
    """Tell, faster than by parsing, whether a sheet may have formulas or errors; most have none."""
    rest = b""
    with packed.open(part) as file:
        while block := file.read(_BLOCK):
            if _WORTH_READING.search(rest + block):
                return True
            rest = block[-40:]
    return False


class Cells:
    """Notes troubles while a sheet is parsed, without laying it out."""

    def __init__(self) -> None:
        self.troubles: dict[int, str] = {}
        self.row, self.name, self.kind, self.value = 0, "", "", ""
        self.formula = self.inside = False

    def read(self, packed: zipfile.ZipFile, part: str) -> dict[int, str]:
        """Return the troubles by row."""
        parser = expat.ParserCreate(namespace_separator="}")
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.CharacterDataHandler = self.text
        with packed.open(part) as file:
            parser.ParseFile(file)
        return self.troubles

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin a row, a cell, or a part of one."""
        tag = local(tag)
        if tag == "row":
            self.row = int(attributes.get("r", self.row + 1))
        elif tag == "c":
            self.name, self.kind = attributes.get("r", str(self.row)), attributes.get("t", "")
            self.value, self.formula = "", False
        elif tag == "f":
            self.formula = True
        self.inside = tag == "v"

    def text(self, text: str) -> None:
        """Take a cell's value."""
        self.value += text if self.inside else ""

    def end(self, tag: str) -> None:
        """Judge a cell that is complete."""
        self.inside = False
        if local(tag) != "c":
            return
        if self.kind == "e":
            reason = _("Cell %(cell)s holds an error: %(error)s.", cell=self.name, error=self.value[:20])
            self.troubles.setdefault(self.row, reason)
        elif self.formula and self.kind != "str" and not self.value.strip():
            reason = _(
                "Cell %(cell)s holds a formula that was never calculated: "
                "open the file in a spreadsheet program and save it.",
                cell=self.name,
            )
            self.troubles.setdefault(self.row, reason)
