"""What the desk's filters leave, as CSV or XLSX, in the reader's language; no cell can be taken for a formula."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO

from marketplace.desk.query import Desk, Filters
from marketplace.desk.rows import Row, holders, rows_of
from marketplace.i18n import L
from marketplace.listings.transfer.cells import safe
from marketplace.listings.transfer.exporting import BATCH, MARK, MAX_XLSX_CELL, line, literal

FORMATS = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
Text = Callable[[Row], str]
YES = L("yes", "có")
WHAT = {"listing": L("Listing", "Tin"), "interest": L("Interest", "Quan tâm")}
COLUMNS: tuple[tuple[L, Text], ...] = (
    (L("What", "Loại"), lambda row: str(WHAT[row.key.what])),
    (L("Id", "Mã"), lambda row: row.key.public_id),
    (L("Title", "Tiêu đề"), lambda row: row.title),
    (L("Sector", "Lĩnh vực"), lambda row: row.listing.sector or ""),
    (L("Owner of the listing", "Chủ tin"), lambda row: row.owner),
    (L("Who is interested", "Bên quan tâm"), lambda row: row.sender),
    (L("Status", "Trạng thái"), lambda row: row.status_label),
    (L("Last step", "Bước gần nhất"), lambda row: row.key.at.date().isoformat()),
    (L("Days since", "Số ngày"), lambda row: str(row.age)),
    (L("Next step", "Việc tiếp theo"), lambda row: row.next_step),
    (L("Overdue", "Quá hạn"), lambda row: str(YES) if row.key.overdue else ""),
    (L("Assigned to", "Người phụ trách"), lambda row: row.holder.name if row.holder else ""),
)


def table(desk: Desk, filters: Filters) -> Iterator[list[str]]:
    """Yield the heading and the rows, every cell a safe text."""
    yield [str(heading) for heading, _text in COLUMNS]
    keys = desk.every(filters)
    people = holders(desk, {key.broker_id for key in keys})
    for start in range(0, len(keys), BATCH):
        for row in rows_of(desk, keys[start : start + BATCH], people):
            yield [safe(text(row)) for _heading, text in COLUMNS]


def write(desk: Desk, filters: Filters, form: str) -> bytes:
    """Return the file."""
    if form == "csv":
        return MARK + b"".join(map(line, table(desk, filters)))
    from openpyxl import Workbook  # type: ignore[import-untyped]  # an eighth of what starting the site takes

    book, out = Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet("desk")
    for cells in table(desk, filters):
        sheet.append([literal(text)[:MAX_XLSX_CELL] or None for text in cells])
    book.save(out)
    return out.getvalue()
