"""The text of a Word document, as lines: headings marked by "# ", rows of a table as "label: value"."""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from marketplace.i18n import L
from marketplace.listings.sniff import OFFICE_PARTS, Refused, sniff

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

log = logging.getLogger(__name__)

MAX_BYTES = 10_000_000
MAX_PART = 20_000_000  # bytes of text and its marks, unpacked: hundreds of pages
PART = "word/document.xml"
_BROKEN = L("This Word file can't be read. Save it anew, or paste its text.",
            "Không đọc được tệp Word này. Hãy lưu lại, hoặc dán nội dung vào ô văn bản.")  # fmt: skip
_NOT_WORD = L("Only Word files (.docx) can be read here.", "Ở đây chỉ đọc được tệp Word (.docx).")


def read(content: bytes) -> str:
    """Return the text of a DOCX. Raise Refused for anything else, for macros, bombs and what is too large or damaged.

    Nothing in the file is run or fetched: no macro, no link, no external entity.
    """
    if len(content) > MAX_BYTES:
        raise Refused(L("A Word file may have up to 10 MB here.", "Tệp Word ở đây tối đa 10 MB."))
    if sniff(content).media_type != OFFICE_PARTS[PART][0]:
        raise Refused(_NOT_WORD)
    try:
        _check_part(content)
        import docx  # with lxml a tenth of a second, for every command and process

        return "\n".join(_lines(docx.Document(io.BytesIO(content))))
    except Refused:
        raise
    except Exception as error:  # noqa: BLE001 – an isolation border: parsers raise anything on hostile files
        log.info("a document was refused: %r", error)
        raise Refused(_BROKEN) from None


def _check_part(content: bytes) -> None:
    """Refuse a document whose text is huge, or declares entities: Word never writes them."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if archive.getinfo(PART).file_size > MAX_PART:
            raise Refused(L("The document is too large when unpacked.", "Tài liệu quá lớn khi giải nén."))
        if b"<!DOCTYPE" in archive.read(PART):
            raise Refused(_BROKEN)


def _lines(document: Document) -> Iterator[str]:
    from docx.table import Table

    for block in document.iter_inner_content():
        yield from _rows(block) if isinstance(block, Table) else [_line(block)]


def _line(paragraph: Paragraph) -> str:
    text, style = paragraph.text.strip(), (paragraph.style.name or "") if paragraph.style is not None else ""
    if not text:
        return ""
    if style.startswith(("Heading", "Title")):
        return f"# {text}"
    return f"- {text}" if style.startswith("List") else text


def _rows(table: Table) -> Iterator[str]:
    """Yield a table's rows: the first cell labels the rest; a merged cell counts once."""
    for row in table.rows:
        cells = list(dict.fromkeys(cell.text.strip() for cell in row.cells))
        label, values = cells[0] if cells else "", [cell for cell in cells[1:] if cell]
        yield f"{label.rstrip(':')}: {'; '.join(values)}" if label and values else label or "; ".join(values)
