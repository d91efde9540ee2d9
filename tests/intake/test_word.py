"""Word files: their text in order, and nothing else of them; what is no Word file is refused with a reason."""

from __future__ import annotations

import io
import time
import zipfile

import docx
import pytest

from marketplace.i18n import use_locale
from marketplace.listings.intake import word
from marketplace.listings.intake.guess import MAX_TEXT
from marketplace.listings.sniff import Refused


def profile() -> docx.document.Document:
    """Return a profile as people write it: headings, a table, a list."""
    made = docx.Document()
    made.add_heading("Title", 1)
    made.add_paragraph("Electric tug")
    table = made.add_table(rows=0, cols=2)
    for label, value in (("TRL", "6"), ("IPR status:", "Granted"), ("", "x")):
        row = table.add_row().cells
        row[0].text, row[1].text = label, value
    made.add_paragraph("first", style="List Bullet")
    return made


def saved(document: docx.document.Document) -> bytes:
    """Return the file."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """Return the file with one part added or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, part)
    return out.getvalue()


def test_its_text_comes_in_the_order_of_the_page() -> None:
    lines = [line for line in word.read(saved(profile())).splitlines() if line]
    assert lines == ["# Title", "Electric tug", "TRL: 6", "IPR status: Granted", "x", "- first"]


def with_body(inside: str) -> bytes:
    """Return a file with this between the body's tags."""
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return with_part(
        saved(profile()), word.PART, f"<w:document {names}><w:body>{inside}</w:body></w:document>".encode()
    )


def said(text: str, mark: str = "") -> str:
    """Return a paragraph."""
    return f"<w:p>{mark}<w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(text: str, *marks: str) -> str:
    """Return a cell of a table with its marks ("gridSpan 2", "vMerge")."""
    pairs = (mark.partition(" ") for mark in marks)
    inside = "".join(f'<w:{name} w:val="{value}"/>' if value else f"<w:{name}/>" for name, _gap, value in pairs)
    return f"<w:tc><w:tcPr>{inside}</w:tcPr>{said(text)}</w:tc>"


def table(*rows: str) -> str:
    """Return a table."""
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def test_a_merged_cell_counts_for_all_that_it_spans() -> None:
    rows = [
        cell("Power", "vMerge restart") + cell("60 kW") + cell("built", "vMerge restart"),
        cell("", "vMerge") + cell("80 kW") + cell("", "vMerge continue"),
        cell("Both", "gridSpan 2") + cell("", "vMerge"),
        cell("Draught", "gridSpan 1") + cell("2 m", "gridSpan 2"),
        cell("", "vMerge"),
    ]
    wanted = ["Power: 60 kW; built", "Power: 80 kW; built", "Both: built", "Draught: 2 m", "Draught"]
    assert word.read(with_body(table(*rows))).splitlines() == wanted


def test_all_that_a_reader_sees_of_a_text_is_read_and_nothing_else() -> None:
    gone = "<w:del><w:r><w:delText>old </w:delText></w:r></w:del>"
    new = "<w:ins><w:r><w:t>new</w:t><w:tab/><w:t>tug</w:t></w:r></w:ins>"
    link = "<w:hyperlink><w:r><w:t xml:space='preserve'> at sea</w:t></w:r></w:hyperlink>"
    within = f"<w:sdt><w:sdtPr/><w:sdtContent>{said('In a form')}</w:sdtContent></w:sdt>"
    tabs = "<w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr>"
    body = f"<w:p>{tabs}{gone}{new}{link}</w:p>{within}"
    assert word.read(with_body(body)).splitlines() == ["new\ttug at sea", "In a form"]


SLOW = {
    "wide": table(cell("Power", "gridSpan 1000000") + cell("x")),
    "deep": table(cell("Power", "vMerge restart"), *[cell("", "vMerge")] * 900),
    "tables": "<w:tbl><w:tr><w:tc>" * 6_000 + said("x") + "</w:tc></w:tr></w:tbl>" * 6_000,
    "siblings": "<w:p/>" * 20_000 + "<w:tbl/>" * 20_000,
    "runs": f"<w:p>{'<w:r/>' * 40_000}{'<w:hyperlink/>' * 40_000}</w:p>",
    "styles": said("a", '<w:pPr><w:pStyle w:val="x"/></w:pPr>') * 5_000,
    "nested": "<w:sdt>" * 50_000 + "</w:sdt>" * 50_000,
}


@pytest.mark.parametrize("inside", SLOW.values(), ids=SLOW.keys())
def test_a_file_made_to_be_slow_is_read_at_once(inside: str) -> None:
    content, start = with_body(inside), time.process_time()
    word.read(content)
    assert time.process_time() - start < 8  # seconds, mostly below 0.5: far from the minutes of a search per element


def test_the_words_of_a_table_within_a_table_are_read() -> None:
    deepest = f"<w:tc>{table(cell('Hull') + cell('steel'))}{said('')}</w:tc>"
    inner = table(cell("Power") + cell("60 kW"), cell("Build") + deepest)
    outer = table(cell("Ship") + f"<w:tc>{said('A tug')}{inner}{said('')}</w:tc>", f"<w:tc>{inner}</w:tc>")

    read = word.read(with_body(outer)).splitlines()

    assert read == ["Ship: A tug", "Power: 60 kW", "Build: Hull steel", "Power: 60 kW", "Build: Hull steel"]


def test_of_a_long_text_no_more_is_read_than_shows_that_it_is_too_long() -> None:
    assert MAX_TEXT < len(word.read(with_body(said("word " * 20) * 5_000))) < MAX_TEXT + 101
    assert len(word.read(with_body(said("x" * 99) * 300))) == MAX_TEXT - 1


BOMB = b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><x>&b;</x>"
HUGE = b"<w:document>" + b" " * (word.MAX_PART + 1) + b"</w:document>"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 x", "Only Word files"),
        (b"plain text", "accepted"),
        (b"PK\x03\x04 broken", "damaged"),
        (saved(profile())[:-200], "damaged"),
        (with_part(saved(profile()), "word/vbaProject.bin", b"x"), "macros"),
        (with_part(saved(profile()), word.PART, BOMB), "can't be read"),
        (with_part(saved(profile()), word.PART, b"<x"), "can't be read"),
        (
            with_part(
                saved(profile()), word.PART, BOMB.decode().replace("'1.0'", "'1.0' encoding='utf-16'").encode("utf-16")
            ),
            "can't be read",
        ),
        (with_part(saved(profile()), word.PART, HUGE), "too large when unpacked"),
        (with_part(saved(profile()), word.STYLES, HUGE), "too large when unpacked"),
        (b"PK\x03\x04" + b"\0" * (word.MAX_BYTES + 1), "up to 10 MB"),
    ],
    ids=["empty", "pdf", "text", "zip", "cut", "macro", "entities", "utf-16", "xml", "huge", "styles", "large"],
)
def test_what_is_no_fit_word_file_is_refused_with_the_reason(content: bytes, why: str) -> None:
    with use_locale("en"), pytest.raises(Refused) as refused:
        word.read(content)
    with use_locale("en"):
        assert why in str(refused.value.reason)
