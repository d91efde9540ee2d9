"""Readers: every encoding found out, nothing that a file may contain ends in a traceback."""

from __future__ import annotations

import json
import re
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from marketplace.listings.transfer.cells import bare, safe
from marketplace.listings.transfer.reading import open_source
from marketplace.listings.transfer.records import MAX_CELL, MAX_LINE, FileError, Reading

TEXT = (
    "mã;tên;mô tả\r\n"
    "1;Tàu lai điện;Đóng tại Hải Phòng, lực kéo lớn, tiết kiệm năng lượng\r\n"
    "2;Xử lý nước;Bể lọc sinh học nhỏ gọn\r\n"
)


def write(folder: Path, data: bytes, name: str = "rows.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def windows_1258(text: str) -> bytes:
    """Encode as Windows-1258 does: letters composed as far as it has them, tones as bytes of their own."""
    import unicodedata

    out = bytearray()
    for letter in text:
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            base, tone = unicodedata.normalize("NFD", letter), ""
            marks = [mark for mark in base if mark in "\u0300\u0301\u0303\u0309\u0323"]
            tone = "".join(marks)
            plain = unicodedata.normalize("NFC", "".join(mark for mark in base if mark not in marks))
            out += plain.encode("cp1258") + tone.encode("cp1258")
    return bytes(out)


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (TEXT.encode(), "UTF-8"),
        (TEXT.encode("utf-8-sig"), "UTF-8 (BOM)"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (windows_1258(TEXT), "Windows-1258"),
    ],
)
def test_vietnamese_csv_is_read_in_the_encoding_it_is_in(tmp_path: Path, data: bytes, shown: str) -> None:
    source = open_source(write(tmp_path, data))
    assert source.columns == ["mã", "tên", "mô tả"]
    assert shown in source.details
    import unicodedata

    first = next(iter(source.records()))
    assert first.number == 2
    assert (
        unicodedata.normalize("NFC", first.values["mô tả"]) == "Đóng tại Hải Phòng, lực kéo lớn, tiết kiệm năng lượng"
    )


def test_western_csv_is_not_taken_for_vietnamese(tmp_path: Path) -> None:
    text = (
        "id,title\n1,Système de récupération d'énergie à très haute efficacité\n2,Größe für Überwachung\n3,Niño señal\n"
    )
    source = open_source(write(tmp_path, text.encode("cp1252")))
    assert "Windows-1252" in source.details
    assert [record.values["title"] for record in source.records()][1] == "Größe für Überwachung"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out_though_texts_contain_others(tmp_path: Path, delimiter: str) -> None:
    lines = [["id", "title", "text"], ["1", '"a, b; c"', '"one | two\nthree, four"'], ["2", "x", "y"]]
    source = open_source(write(tmp_path, "\n".join(delimiter.join(line) for line in lines).encode()))
    assert [record.values["title"] for record in source.records()] == ["a, b; c", "x"]


def test_bad_rows_say_why_and_the_rows_after_them_are_read(tmp_path: Path) -> None:
    data = (
        b"id,title\n1,good\n2,\xc3\xa9t\xe9 bad\n3,nul\x00here\n4,"
        + b"x" * (MAX_CELL + 10)
        + b"\n5,a,b,c\n6,good again\n"
    )
    found = {record.number: record.error for record in open_source(write(tmp_path, data), Reading("utf-8")).records()}
    assert not found[2]
    assert not found[7]
    assert "no text in this encoding" in found[3]
    assert "NUL" in found[4]
    assert "longer than" in found[5]
    assert "more cells" in found[6]


def test_a_line_without_end_is_skipped_without_being_kept(tmp_path: Path) -> None:
    data = b"id,title\n1,a\n2," + b"y" * (3 * MAX_LINE) + b"\n3,c\n"
    errors = [bool(record.error) for record in open_source(write(tmp_path, data)).records()]
    assert errors == [False, True, False]


def test_an_unbalanced_quotation_mark_does_not_swallow_the_file_silently(tmp_path: Path) -> None:
    data = 'id,title\n1,"never closed\n' + "".join(f"{n},row {n} with some text in it\n" for n in range(20_000))
    records = list(open_source(write(tmp_path, data.encode())).records())
    assert "unbalanced" in records[0].error
    assert sum(not record.error for record in records) > 1_000


def test_rows_behind_a_quotation_mark_that_is_never_closed_are_not_taken_for_its_cell(tmp_path: Path) -> None:
    """A file too short for the limit of a cell would else be imported as one listing, with no word of the others."""
    path = write(tmp_path, b'id,title\n1,good\n2,"never closed\n3,x\n4,y')
    assert [(each.number, each.error) for each in open_source(path).records()] == [
        (2, ""),
        (3, "A quotation mark opens a cell here and is never closed."),
    ]
    whole = write(tmp_path, b'id,title\n1,"two\nlines"\n2,"the last has no line end"')
    assert not any(each.error for each in open_source(whole).records())


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "a.csv"),
        (b"\n\n", "a.csv"),
        (b"\x7fELF\x00\x00\x01" * 100, "a.csv"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00", "a.csv"),
        (b"id,id\n1,2\n", "a.csv"),
        (b"PK\x03\x04 not a zip", "a.xlsx"),
        (b"id,title\n", "a.xlsx"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "a.xls"),
        (b"{", "a.jsonl"),
        (b"\xff\xfe\x00", "a.csv"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(tmp_path: Path, data: bytes, name: str) -> None:
    with pytest.raises(FileError) as caught:
        source = open_source(write(tmp_path, data, name))
        if any(not record.error for record in source.records()):
            pytest.fail("rows were found")
        raise FileError("every row was refused")
    assert "\n" not in str(caught.value)


def test_json_lines_may_be_nested_or_flat_and_bad_ones_are_told_apart(tmp_path: Path) -> None:
    good = {"id": 5, "texts": {"vi": {"title": "Tàu"}}, "attrs": {"power": {"min": 1}}, "sector": "marine"}
    deep = "[" * 100_000
    lines = [json.dumps(good), "{broken", "[1]", '{"id": NaN}', f'{{"id": {deep}', '{"id": 6, "title_vi": "Bè"}', ""]
    records = list(open_source(write(tmp_path, "\n".join(lines).encode(), "a.jsonl")).records())
    assert records[0].values == {"id": 5, "texts.vi.title": "Tàu", "attrs.power": {"min": 1}, "sector": "marine"}
    assert [bool(record.error) for record in records] == [False, True, True, True, True, False]
    assert records[5].number == 6


def test_xlsx_gives_texts_whole_numbers_fractions_and_dates_as_iso(tmp_path: Path) -> None:
    from datetime import date

    book = Workbook()
    sheet = book.active
    sheet.append(["id", "title", "trl", "valid_until"])
    sheet.append([1, "Tàu", 7.0, date(2027, 3, 1)])
    sheet.append([2, "", True, 1.5])
    book.save(tmp_path / "a.xlsx")
    records = list(open_source(tmp_path / "a.xlsx").records())
    assert records[0].values == {"id": "1", "title": "Tàu", "trl": "7", "valid_until": "2027-03-01"}
    assert records[1].values == {"id": "2", "title": "", "trl": "true", "valid_until": 1.5}
    assert not any(record.error for record in records)


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_xlsx_formulas_give_their_values_and_a_row_without_one_is_set_aside_by_name(
    tmp_path: Path, prefix: str
) -> None:
    cells = [
        [
            't="inlineStr"><is><t>id</t></is>',
            't="inlineStr"><is><t>title</t></is>',
            't="inlineStr"><is><t>trl</t></is>',
        ],
        ["><v>1</v>", 't="str"><f>A1&amp;"x"</f><v>Tàu</v>', "><f>3+4</f><v>7</v>"],
        ["><v>2</v>", 't="str"><f>IF(TRUE,"","")</f><v></v>', "><v>7</v>"],
        ["><v>3</v>", "><f>A1</f><v></v>", "><f>1+1</f>"],
        ["><v>4</v>", 't="inlineStr"><is><t>Bè</t></is>', 't="e"><f>1/0</f><v>#DIV/0!</v>'],
        ["><f>1+1</f>", "><f>1+1</f>", "><f>1+1</f>"],
    ]
    rows = "".join(
        f'<row r="{r}">' + "".join(f'<c r="{"ABC"[c]}{r}" {cell}</c>' for c, cell in enumerate(row)) + "</row>"
        for r, row in enumerate(cells, start=1)
    )
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'
    if prefix:
        sheet = re.sub(r"<(/?)(?=[a-z])", rf"<\1{prefix}", sheet).replace("xmlns=", "xmlns:x=")
    records = {each.number: each for each in open_source(workbook_with(tmp_path, sheet.encode())).records()}
    assert {number: record.error for number, record in records.items() if not record.error} == {2: "", 3: ""}
    assert records[2].values == {"id": "1", "title": "Tàu", "trl": "7"}
    assert records[3].values["title"] == ""
    assert "B4" in records[4].error
    assert "formula" in records[4].error
    assert "C5" in records[5].error
    assert "#DIV/0!" in records[5].error
    assert "A6" in records[6].error


def test_a_heading_that_is_a_formula_without_value_is_named(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["id", "=A1"])
    book.active.append([1, "x"])
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(FileError, match="B1"):
        open_source(tmp_path / "a.xlsx")


def workbook_with(folder: Path, sheet: bytes, name: str = "bomb.xlsx") -> Path:
    """Write a real workbook whose sheet is replaced."""
    Workbook().save(folder / "empty.xlsx")
    with (
        zipfile.ZipFile(folder / "empty.xlsx") as old,
        zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            new.writestr(entry.filename, sheet if entry.filename == "xl/worksheets/sheet1.xml" else old.read(entry))
    return folder / name


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="unpacks to far more"):
        open_source(workbook_with(tmp_path, b" " * 60_000_000))


def test_a_sheet_of_two_cells_at_opposite_corners_is_refused(tmp_path: Path) -> None:
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    cells = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(FileError, match="too many cells"):
        open_source(
            workbook_with(tmp_path, b"<worksheet " + space + b"><sheetData>" + cells + b"</sheetData></worksheet>")
        )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400), name=st.sampled_from(["x.csv", "x.jsonl", "x.xlsx", "x.txt"]))
def test_any_bytes_give_rows_or_one_error(tmp_path: Path, data: bytes, name: str) -> None:
    with suppress(FileError):
        for record in open_source(write(tmp_path, data, name)).records():
            assert isinstance(record.values, dict)


@given(st.text(alphabet="'=+-@\t\r\nab '", max_size=8))
def test_a_cell_made_safe_begins_with_nothing_that_runs_and_reads_back(text: str) -> None:
    assert safe(text)[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n")
    assert bare(safe(text)) == text
