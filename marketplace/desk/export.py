"""What the desk's filters leave, as CSV or XLSX, in the reader's language; no cell can be taken for a formula.

In XLSX, days are numbers and days of the calendar dates, so that a broker can sort and count by them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO

from marketplace.desk.query import Desk, Filters
from marketplace.desk.rows import Row, holders, rows_of
from marketplace.i18n import L
from marketplace.listings.transfer.cells import safe
from marketplace.listings.transfer.exporting import BATCH, MARK, MAX_XLSX_CELL, line, literal

FORMATS = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
Cell = str | int | date
YES = L("yes", "có")
WHAT = {"listing": L("Listing", "Tin"), "interest": L("Interest", "Quan tâm")}
COLUMNS: tuple[tuple[L, Callable[[Row], Cell]], ...] = (
    (L("What", "Loại"), lambda row: str(WHAT[row.key.what])),
    (L("Id", "Mã"), lambda row: row.key.public_id),
    (L("Title", "Tiêu đề"), lambda row: row.title),
    (L("Sector", "Lĩnh vực"), lambda row: row.sector),
    (L("Owner of the listing", "Chủ tin"), lambda row: row.owner),
    (L("Who is interested", "Bên quan tâm"), lambda row: row.sender),
    (L("Status", "Trạng thái"), lambda row: row.status_label),
    (L("Last step", "Bước gần nhất"), lambda row: row.key.at.date()),
    (L("Days since", "Số ngày"), lambda row: row.age),
    (L("Next step", "Việc tiếp theo"), lambda row: row.next_step),
    (L("Overdue", "Quá hạn"), lambda row: str(YES) if row.key.overdue else ""),
    (L("Assigned to", "Người phụ trách"), lambda row: row.holder.name if row.holder else ""),
)


def table(desk: Desk, filters: Filters) -> Iterator[list[Cell]]:
    """Yield the heading and the rows, every text a safe one."""
    yield [str(heading) for heading, _cell in COLUMNS]
    keys = desk.every(filters)
    people = holders(desk, {key.broker_id for key in keys})
    for start in range(0, len(keys), BATCH):
        for row in rows_of(desk, keys[start : start + BATCH], people):
            cells = (cell(row) for _heading, cell in COLUMNS)
            yield [safe(each) if isinstance(each, str) else each for each in cells]


def write(desk: Desk, filters: Filters, form: str) -> bytes:
    """Return the file."""
    if form == "csv":
        return MARK + b"".join(line([str(cell) for cell in cells]) for cells in table(desk, filters))
    from openpyxl import Workbook  # type: ignore[import-untyped]  # an eighth of what starting the site takes

    book, out = Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet("desk")
    for cells in table(desk, filters):
        sheet.append([_stored(cell) for cell in cells])
    book.save(out)
    return out.getvalue()


def _stored(cell: Cell) -> Cell | None:
    return cell if not isinstance(cell, str) else literal(cell)[:MAX_XLSX_CELL] or None
