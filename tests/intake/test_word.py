"""Word files: their text in order, and nothing else of them; what is no Word file is refused with a reason."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from marketplace.i18n import use_locale
from marketplace.listings.intake import word
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
        (with_part(saved(profile()), word.PART, HUGE), "too large when unpacked"),
        (b"PK\x03\x04" + b"\0" * (word.MAX_BYTES + 1), "up to 10 MB"),
    ],
    ids=["empty", "pdf", "text", "zip", "cut", "macro", "entities", "xml", "huge", "large"],
)
def test_what_is_no_fit_word_file_is_refused_with_the_reason(content: bytes, why: str) -> None:
    with use_locale("en"), pytest.raises(Refused) as refused:
        word.read(content)
    with use_locale("en"):
        assert why in str(refused.value.reason)
