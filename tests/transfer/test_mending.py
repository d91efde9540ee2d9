"""What is set aside can be mended, and numbers mean the same however often a row goes round."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from marketplace.listings.transfer import importing, mapping
from marketplace.listings.transfer.reading import open_source
from marketplace.listings.transfer.records import Reading
from marketplace.listings.transfer.rejects import Rejects
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.transfer.conftest import rows
from tests.transfer.test_importing import Load, first


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_bytes_that_are_no_text_stay_mendable_and_are_not_taken_unmended(
    load: Load, tmp_path: Path, uow: UnitOfWork, market: Any, institute: str, form: str
) -> None:
    head = '{"id": "1", "title": "Caf' if form == "jsonl" else "id,title\n2,Đúng\n1,Caf"
    path = tmp_path / f"a.{form}"
    path.write_bytes(head.encode() + b"\xe9 noir" + (b'"}\n' if form == "jsonl" else b"\n"))
    source = open_source(path, Reading("utf-8"))
    decided = mapping.decide(
        source.columns, [], mapping.Wishes(constants={"kind": "offer", "organisation": institute}, lang="vi"), market
    )
    with Rejects(source) as rejects:
        report = importing.run(Viewer.system(), uow, market, source, decided, importing.Options("partner"), rejects)
    assert report.rejected == 1
    assert "\\xe9” behind “Caf”" in report.errors[0][2]
    aside = tmp_path / f"a.{form}.rejected.{form}"
    text = aside.read_text("utf-8-sig")
    spelled = "\\udce9" if form == "jsonl" else "\\xe9"
    assert f"Caf{spelled} noir" in text
    assert load(aside).rejected == 1  # nothing was mended
    again = tmp_path / f"a.{form}.rejected.again.{form}"
    assert f"Caf{spelled} noir" in again.read_text("utf-8-sig")
    aside.write_text(text.replace(f"Caf{spelled}", "Café"), "utf-8")
    assert load(aside).created == 1
    assert first(uow, "1").texts["vi"].title == "Café noir"


def test_half_a_character_of_json_is_named_and_kept(load: Load, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "1", "title": "T\\ud83du"}\n', "utf-8")
    report = load(path)
    assert "“\\ud83d” behind “T”" in report.errors[0][2]
    assert "T\\ud83du" in (tmp_path / "a.jsonl.rejected.jsonl").read_text("utf-8")


def test_a_number_of_a_workbook_is_the_same_in_every_language_and_after_mending(
    load: Load, tmp_path: Path, uow: UnitOfWork
) -> None:
    book = Workbook()
    book.active.append(["id", "title", "attrs.power"])
    book.active.append(["good", "Tàu", 12.345])
    book.active.append(["bad", "x" * 300, 12.345])
    path = tmp_path / "a.xlsx"
    book.save(path)
    about = {"kind": "offer", "sector": "marine"}
    assert (load(path, constants=about).created, first(uow, "good").attrs["power"]["min"]) == (1, 12.345)
    aside = tmp_path / "a.xlsx.rejected.csv"
    aside.write_text(aside.read_text("utf-8-sig").replace("x" * 300, "Bè"), "utf-8")
    assert (load(aside, constants=about).created, first(uow, "bad").attrs["power"]["min"]) == (1, 12.345)


def test_a_second_run_that_reads_numbers_otherwise_corrects_them(load: Load, write_csv: Any, uow: UnitOfWork) -> None:
    path, about = write_csv(rows(1, **{"attrs.power": "12.500 kW"})), {"kind": "offer", "sector": "marine"}
    assert load(path, constants=about, numbers="vi").created == 1
    assert first(uow).attrs["power"]["min"] == 12_500
    assert load(path, constants=about, numbers="en").updated == 1
    uow.session.expire_all()
    assert first(uow).attrs["power"]["min"] == 12.5
