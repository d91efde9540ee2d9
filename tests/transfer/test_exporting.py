"""Exports: what the viewer may see, nothing that a spreadsheet runs, and back again without a change."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from marketplace.i18n import use_locale
from marketplace.listings import fields, service
from marketplace.listings.document import document
from marketplace.listings.factories import listing_data, make_listing
from marketplace.listings.models import Listing
from marketplace.listings.transfer import exporting, importing, mapping
from marketplace.listings.transfer.reading import open_source
from marketplace.organisations.models import Organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

SYSTEM = Viewer.system()
RISKY = ("=1+1", "+84 225", "-5 °C", "@sum", "'=x")


def exported(uow: UnitOfWork, market: Any, form: str, viewer: Viewer = SYSTEM) -> bytes:
    return b"".join(exporting.stream(viewer, uow, market, exporting.Choice(), form))


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def examples(market: Any, kind: str, sector: str) -> dict[str, Any]:
    """Return attributes read from every field's own example, in both languages by turns."""
    found: dict[str, Any] = {}
    for n, (slug, item) in enumerate(fields.attributes(kind, sector, market).items()):
        locale = ("vi", "en")[n % 2]
        with use_locale(locale):
            example = str(item.example) or (item.options()[0][0] if item.options() else "")
            if not example:
                continue
            try:
                found[slug] = item.deserialize(example)
            except Exception:  # an example may describe more than one value
                continue
    return found


@pytest.fixture
def every_sector(uow: UnitOfWork, market: Any, institute: str) -> list[Listing]:
    """A published offer and a demand of every sector, with every field filled in."""
    organisation = uow.session.query(Organisation).first()
    made = []
    for sector, known in market.plugins.sectors.items():
        for kind in ("offer", "demand"):
            data = listing_data(kind) | {"sector": sector, "subcategories": [known.subcategories[0].slug]}
            data["texts"]["en"]["keywords"] = ["one, with a comma", "_x000D_"]
            data |= {"attrs": examples(market, kind, sector), "sdg": ["9", "14"], "target_countries": ["JP", "KR"]}
            made.append(make_listing(uow, organisation, kind=kind, **data))
    uow.commit()
    return made


@pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx"])
@pytest.mark.parametrize("locale", ["vi", "en"])
def test_export_and_import_change_nothing_in_any_field_of_any_sector(
    uow: UnitOfWork, market: Any, every_sector: list[Listing], tmp_path: Path, form: str, locale: str
) -> None:
    assert sum(len(listing.attrs) for listing in every_sector) > 40
    before = {listing.public_id: (listing.version, document(listing)) for listing in every_sector}
    path = tmp_path / f"all.{form}"
    with use_locale(locale):
        if form == "xlsx":
            assert exporting.write_xlsx(path, SYSTEM, uow, market, exporting.Choice()) == len(before)
        else:
            path.write_bytes(exported(uow, market, form))
    source = open_source(path)
    decided = mapping.decide(source.columns, list(source.records())[:5], mapping.Wishes(), market)
    assert decided.unmapped == ()
    report = importing.run(SYSTEM, uow, market, source, decided, importing.Options(None, publish=True))
    assert report.errors == []
    assert (report.unchanged, report.updated, report.created) == (len(before), 0, 0)
    after = {listing.public_id: (listing.version, document(listing)) for listing in uow.session.query(Listing)}
    assert after == before


def test_an_edited_cell_of_an_export_changes_that_field_only(
    uow: UnitOfWork, market: Any, every_sector: list[Listing], tmp_path: Path
) -> None:
    rows = table(exported(uow, market, "csv"))
    rows[0]["title_en"], rows[0]["trl"] = "Another title", "8"
    target = rows[0]["public_id"]
    before = next(document(each) for each in every_sector if each.public_id == target)
    path = tmp_path / "edited.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    source = open_source(path)
    decided = mapping.decide(source.columns, list(source.records())[:5], mapping.Wishes(), market)
    report = importing.run(SYSTEM, uow, market, source, decided, importing.Options(None))
    assert (report.updated, report.unchanged) == (1, len(rows) - 1)
    listing = uow.session.query(Listing).filter_by(public_id=target).one()
    changed = before | {"trl": 8}
    changed["texts"]["en"]["title"] = "Another title"
    assert document(listing) == changed
    assert listing.version == 2


def taken(uow: UnitOfWork, market: Any, path: Path, **options: Any) -> Any:
    source = open_source(path)
    decided = mapping.decide(source.columns, list(source.records())[:5], mapping.Wishes(), market)
    return importing.run(SYSTEM, uow, market, source, decided, importing.Options(None, **options))


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
@pytest.mark.parametrize("reader", ["vi", "en"])
@pytest.mark.parametrize("writer", ["vi", "en"])
def test_a_number_edited_in_an_export_means_the_same_to_every_reader(
    uow: UnitOfWork, market: Any, institute: str, tmp_path: Path, writer: str, reader: str, form: str
) -> None:
    organisation = uow.session.query(Organisation).first()
    with use_locale("vi"):
        power = fields.attributes("offer", "marine", market)["power"].deserialize("1.200 kW")
    data = listing_data("offer") | {"sector": "marine", "subcategories": [], "attrs": {"power": power}}
    listing = make_listing(uow, organisation, kind="offer", **data)
    uow.commit()
    path, shown = tmp_path / f"one.{form}", {"vi": "1.200", "en": "1,200"}[writer]
    with use_locale(writer):
        if form == "xlsx":
            exporting.write_xlsx(path, SYSTEM, uow, market, exporting.Choice())
            book = load_workbook(path)
            cells = [cell for row in book.active.iter_rows() for cell in row if str(cell.value).startswith(shown)]
            for cell in cells:
                cell.value = cell.value.replace("2", "5")
            book.save(path)
        else:
            # JSON Lines keep what was typed and in which language
            text = exported(uow, market, form).decode("utf-8-sig")
            typed = shown if form == "csv" else "1.200"
            assert typed in text
            path.write_text(text.replace(typed, typed.replace("2", "5")), "utf-8")
    with use_locale(reader):
        report = taken(uow, market, path)
    assert (report.updated, report.errors) == (1, [])
    uow.session.refresh(listing)
    assert listing.attrs["power"]["min"] == 1500


@pytest.mark.parametrize("writer", ["vi", "en"])
def test_every_quantity_of_an_export_is_read_as_it_was_on_another_site(
    uow: UnitOfWork, market: Any, every_sector: list[Listing], tmp_path: Path, writer: str
) -> None:
    def ends(attrs: dict[str, Any]) -> dict[str, Any]:
        return {
            slug: (value["min"], value["max"], value.get("values"), value.get("tag"), value.get("unit"))
            for slug, value in attrs.items()
            if isinstance(value, dict) and "min" in value
        }

    for locale in ("vi", "en"):
        path = tmp_path / f"{locale}.csv"
        with use_locale(writer):
            path.write_bytes(exported(uow, market, "csv"))
        before = {listing.public_id: ends(listing.attrs) for listing in every_sector}
        source = open_source(path)
        wishes = mapping.Wishes(columns={"public_id": "source_id"}, lang=locale)
        decided = mapping.decide(source.columns, list(source.records())[:5], wishes, market)
        with use_locale(locale):
            report = importing.run(SYSTEM, uow, market, source, decided, importing.Options(f"site-{locale}"))
        assert (report.created, report.errors) == (len(before), [])
        made = uow.session.query(Listing).filter_by(source=f"site-{locale}")
        assert {listing.source_id: ends(listing.attrs) for listing in made} == before
        assert sum(map(len, before.values())) > 30
        for listing in made:
            uow.session.delete(listing)
        uow.commit()


def test_a_row_about_a_listing_that_cannot_be_changed_now_is_refused_only_if_it_says_something_new(
    uow: UnitOfWork, market: Any, institute: str, tmp_path: Path
) -> None:
    organisation = uow.session.query(Organisation).first()
    for status in ("in_review", "archived"):
        make_listing(uow, organisation, status=status)
    uow.commit()
    path = tmp_path / "a.csv"
    path.write_bytes(exported(uow, market, "csv"))
    report = taken(uow, market, path, publish=True)
    assert (report.unchanged, report.errors) == (2, [])
    text = path.read_text("utf-8-sig")
    title = table(path.read_bytes())[0]["title_vi"]
    path.write_text(text.replace(title, "Tên khác"), "utf-8")
    report = taken(uow, market, path)
    assert (report.unchanged, report.updated, report.rejected) == (0, 0, 2)


def test_an_export_shows_what_was_typed_and_no_noise(uow: UnitOfWork, market: Any, institute: str) -> None:
    organisation = uow.session.query(Organisation).first()
    known = fields.attributes("offer", "marine", market)
    with use_locale("vi"):
        attrs = {"power": known["power"].deserialize("5.000 CV"), "dwt": known["dwt"].deserialize("khoảng 3.000 DWT")}
    data = listing_data("offer") | {"sector": "marine", "subcategories": [], "attrs": attrs}
    make_listing(uow, organisation, kind="offer", **data)
    uow.commit()
    with use_locale("en"):
        row = table(exported(uow, market, "csv"))[0]
    assert (row["attrs.power"], row["attrs.dwt"], row["numbers"]) == ("5,000 CV", "khoảng 3,000 DWT", "en")


def test_a_row_that_says_how_its_numbers_are_written_in_no_language_is_refused(
    uow: UnitOfWork, market: Any, every_sector: list[Listing], tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"public_id": every_sector[0].public_id, "kind": "offer", "numbers": "fr"}), "utf-8")
    report = taken(uow, market, path)
    assert [(name, text) for _row, name, text in report.errors] == [
        ("numbers", "Say in which language numbers are written: vi or en.")
    ]


def test_an_export_from_another_site_says_how_it_can_be_imported(
    uow: UnitOfWork, market: Any, institute: str, tmp_path: Path
) -> None:
    path = tmp_path / "theirs.jsonl"
    path.write_text(json.dumps({"public_id": "abc-def-ghk", "kind": "offer", "title_vi": "Tàu"}), "utf-8")
    ((_row, name, text),) = taken(uow, market, path).errors
    assert name == "public_id"
    assert "--source NAME --id-column public_id" in text


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_cell_begins_with_what_a_spreadsheet_runs(uow: UnitOfWork, market: Any, tmp_path: Path, form: str) -> None:
    for text in RISKY:
        make_listing(uow, texts={"vi": {"title": text, "summary": text, "keywords": [text]}})
    uow.commit()
    if form == "csv":
        cells = [
            cell for row in csv.reader(io.StringIO(exported(uow, market, "csv").decode("utf-8-sig"))) for cell in row
        ]
    else:
        exporting.write_xlsx(tmp_path / "a.xlsx", SYSTEM, uow, market, exporting.Choice())
        sheet = load_workbook(tmp_path / "a.xlsx").active
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
        cells = [str(cell.value or "") for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    assert all(f"'{text}" in cells for text in RISKY)


def test_visitors_export_only_what_they_may_read(uow: UnitOfWork, market: Any, institute: str) -> None:
    organisation = uow.session.query(Organisation).first()
    make_listing(uow, organisation, status="draft")
    hidden = make_listing(
        uow,
        organisation,
        anonymous=True,
        source="partner",
        source_id="secret-7",
        tiers={"description": "party", "trl": "member"},
    )
    uow.commit()
    rows = table(exported(uow, market, "csv", Viewer.anonymous()))
    assert [row["public_id"] for row in rows] == [hidden.public_id]
    assert all(rows[0][name] == "" for name in ("description_vi", "trl", "organisation", "source", "source_id"))
    assert rows[0]["title_vi"]
    for line in exported(uow, market, "jsonl", Viewer.anonymous()).splitlines():
        made = json.loads(line)
        assert not {"organisation", "source", "source_id", "trl"} & set(made)
        assert institute not in line.decode()
    full = table(exported(uow, market, "csv"))
    assert len(full) == 2
    named = exporting.Choice(organisation_id=organisation.id)
    assert list(exporting.listings(Viewer.anonymous(), uow, market, named)) == []
    sourced = exporting.Choice(source="partner")
    assert list(exporting.listings(Viewer.anonymous(), uow, market, sourced)) == []


def test_a_member_mends_their_own_listing_from_an_export_but_nobody_elses(
    uow: UnitOfWork, market: Any, member: Viewer, stranger: Viewer, tmp_path: Path
) -> None:
    own = service.create_draft(member, uow, market, "offer", {"texts": {"vi": {"title": "Cũ"}}})
    uow.commit()
    line = {"public_id": own.public_id, "kind": "offer", "texts": {"vi": {"title": "Mới"}}}
    path = tmp_path / "own.jsonl"
    path.write_text(json.dumps(line), "utf-8")
    run: Callable[[Viewer], Any] = lambda viewer: importing.run(  # noqa: E731
        viewer, uow, market, (source := open_source(path)),
        mapping.decide(source.columns, list(source.records()), mapping.Wishes(), market), importing.Options(None),
    )  # fmt: skip
    assert run(stranger).rejected == 1
    assert run(member).updated == 1
    assert uow.session.query(Listing).one().texts["vi"].title == "Mới"


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_what_was_closed_or_not_public_stays_so_on_another_site(
    uow: UnitOfWork, market: Any, institute: str, tmp_path: Path, form: str
) -> None:
    organisation = uow.session.query(Organisation).first()
    tiers = {"trl": "nda", "description": "party"}
    made = {
        each: make_listing(uow, organisation, status=each, tiers=tiers) for each in ("published", "paused", "draft")
    }
    ids = {listing.public_id: status for status, listing in made.items()}
    uow.commit()
    path = tmp_path / f"all.{form}"
    path.write_bytes(exported(uow, market, form))
    source = open_source(path)
    decided = mapping.decide(
        source.columns, list(source.records())[:5], mapping.Wishes(columns={"public_id": "source_id"}), market
    )
    report = importing.run(SYSTEM, uow, market, source, decided, importing.Options("elsewhere", publish=True))
    assert (report.created, report.errors) == (3, [])
    copies = uow.session.query(Listing).filter_by(source="elsewhere").all()
    assert {ids[each.source_id]: each.status for each in copies} == {
        "published": "published",
        "paused": "draft",
        "draft": "draft",
    }
    assert all(each.tiers == tiers for each in copies)
    assert b"tiers" not in exported(uow, market, "jsonl", Viewer.anonymous())
