"""The text of a Word document, as lines: headings marked by "# ", rows of a table as "label: value".

Read from the two parts that say it, each element once: python-docx looks for siblings, styles and merged cells anew
for every element, so that files of 37 KB kept it busy for minutes.
"""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Collection, Iterable, Iterator
from typing import NoReturn
from xml.etree import ElementTree as ET

from marketplace.i18n import L
from marketplace.listings.intake.guess import MAX_TEXT
from marketplace.listings.sniff import OFFICE_PARTS, Refused, sniff

log = logging.getLogger(__name__)

MAX_BYTES = 10_000_000
MAX_PART = 4_000_000  # bytes of text and its marks, unpacked: a hundred pages
MAX_COLUMNS = 63  # Word's own limit
PART, STYLES = "word/document.xml", "word/styles.xml"
_BROKEN = L("This Word file can't be read. Save it anew, or paste its text.",
            "Không đọc được tệp Word này. Hãy lưu lại, hoặc dán nội dung vào ô văn bản.")  # fmt: skip
_NOT_WORD = L("Only Word files (.docx) can be read here.", "Ở đây chỉ đọc được tệp Word (.docx).")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"  # ECMA-376, part 1, chapter 17
_VAL = f"{_W}val"
_SIGNS = {
    f"{_W}t": "",
    f"{_W}tab": "\t",
    f"{_W}ptab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
}
# What stands around the content proper; what was deleted, drawings and their text boxes are not among them.
_AROUND = {
    f"{_W}{name}"
    for name in ("r", "hyperlink", "ins", "moveTo", "smartTag", "customXml", "sdt", "sdtContent", "fldSimple")
}

_TABLES = {f"{_W}{name}" for name in ("tbl", "tr", "tc")}


def read(content: bytes) -> str:
    """Return the text of a DOCX. Raise Refused for anything else, for macros, bombs and what is too large or damaged.

    Nothing in the file is run or fetched: no macro, no link, no external entity. Of a text that is longer than MAX_TEXT
    only so much is returned that it still is.
    """
    if len(content) > MAX_BYTES:
        raise Refused(L("A Word file may have up to 10 MB here.", "Tệp Word ở đây tối đa 10 MB."))
    if sniff(content).media_type != OFFICE_PARTS[PART][0]:
        raise Refused(_NOT_WORD)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            body, styles = _part(archive, PART)[0], _style_names(archive)
        return "\n".join(_up_to_limit(_lines(body, styles)))
    except Refused:
        raise
    except Exception as error:  # noqa: BLE001 – an isolation border: parsers raise anything on hostile files
        log.info("a document was refused: %r", error)
        raise Refused(_BROKEN) from None


class _Tree(ET.TreeBuilder):
    """A document without declarations of entities: Word never writes them."""

    def doctype(self, *_said: str | None) -> NoReturn:
        raise Refused(_BROKEN)


def _part(archive: zipfile.ZipFile, name: str) -> ET.Element:
    if archive.getinfo(name).file_size > MAX_PART:
        raise Refused(L("The document is too large when unpacked.", "Tài liệu quá lớn khi giải nén."))
    return ET.fromstring(archive.read(name), ET.XMLParser(target=_Tree()))  # noqa: S314 – small, without entities


def _style_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the styles' names by their ids: names are English in all of Word's languages, ids are not."""
    if STYLES not in archive.namelist():
        return {}
    styles = _part(archive, STYLES).iterfind(f"{_W}style")
    return {each.get(f"{_W}styleId", ""): _value(each, f"{_W}name").casefold() for each in styles}


def _value(element: ET.Element, path: str) -> str:
    """Return what the element at a path says, "" without one."""
    found = element.find(path)
    return "" if found is None else found.get(_VAL, "")


def _up_to_limit(lines: Iterable[str]) -> Iterator[str]:
    """Stop behind the line that makes the text too long."""
    length = 0
    for line in lines:
        yield line
        length += len(line) + 1
        if length > MAX_TEXT + 1:
            return


def _inside(element: ET.Element, *wanted: str, around: Collection[str] = _AROUND) -> Iterator[ET.Element]:
    """Yield what is wanted of an element's content, in its order."""
    waiting = element[::-1]
    while waiting:
        each = waiting.pop()
        if each.tag in wanted:
            yield each
        elif each.tag in around:
            waiting.extend(each[::-1])


def _lines(body: ET.Element, styles: dict[str, str]) -> Iterator[str]:
    for block in _inside(body, f"{_W}p", f"{_W}tbl"):
        yield from [_line(block, styles)] if block.tag == f"{_W}p" else _rows(block)


def _line(paragraph: ET.Element, styles: dict[str, str]) -> str:
    text, style = _text(paragraph).strip(), styles.get(_value(paragraph, f"{_W}pPr/{_W}pStyle"), "")
    if text and style.startswith(("heading", "title")):
        return f"# {text}"
    return f"- {text}" if text and style.startswith("list") else text


def _text(paragraph: ET.Element) -> str:
    return "".join(each.text or _SIGNS[each.tag] for each in _inside(paragraph, *_SIGNS))


def _rows(table: ET.Element) -> Iterator[str]:
    """Yield a table's rows: the first cell labels the rest; a cell that goes on from above says the same again."""
    above: dict[int, str] = {}
    for row in _inside(table, f"{_W}tr"):
        above = _cells(row, above)
        cells = list(dict.fromkeys(above.values()))
        label, values = cells[0] if cells else "", [cell for cell in cells[1:] if cell]
        yield f"{label.rstrip(':')}: {'; '.join(values)}" if label and values else label or "; ".join(values)


def _cells(row: ET.Element, above: dict[int, str]) -> dict[int, str]:
    """Return the texts of a row's cells by the column in which each begins, as `above` those of the row above."""
    cells: dict[int, str] = {}
    column = int(_value(row, f"{_W}trPr/{_W}gridBefore") or 0)
    for cell in _inside(row, f"{_W}tc"):
        if column >= MAX_COLUMNS:
            break
        merged = cell.find(f"{_W}tcPr/{_W}vMerge")
        if merged is not None and merged.get(_VAL) != "restart":
            cells[column] = above.get(column, "")
        else:
            cells[column] = "\n".join(_content(cell)).strip()
        column += max(1, int(_value(cell, f"{_W}tcPr/{_W}gridSpan") or 1))
    return cells


def _content(cell: ET.Element) -> Iterator[str]:
    """Yield the lines of a cell; those of a table in it are its rows; what lies deeper is only text."""
    for block in _inside(cell, f"{_W}p", f"{_W}tr", around=_AROUND | {f"{_W}tbl"}):
        yield _text(block) if block.tag == f"{_W}p" else ": ".join(map(_flat, _inside(block, f"{_W}tc")))


def _flat(cell: ET.Element) -> str:
    return " ".join(filter(None, (_text(each).strip() for each in _inside(cell, f"{_W}p", around=_AROUND | _TABLES))))
