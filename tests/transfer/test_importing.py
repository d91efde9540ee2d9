"""Imports: repeatable, resumable, by the form's rules, a batch to a transaction."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select

from marketplace.db import db
from marketplace.jobs.models import DomainEvent, Job
from marketplace.listings import service
from marketplace.listings.document import document
from marketplace.listings.models import Listing, ListingRevision
from marketplace.listings.transfer.report import Report
from marketplace.organisations.models import Organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.support.apps import statements as asked
from tests.transfer.conftest import rows

Load = Callable[..., Report]


def counts(uow: UnitOfWork) -> dict[str, int]:
    found = {
        each.__tablename__: uow.session.scalar(select(func.count()).select_from(each)) or 0
        for each in (Listing, ListingRevision, DomainEvent, Job)
    }
    uow.rollback()
    return found


def first(uow: UnitOfWork, source_id: str = "r0") -> Listing:
    return uow.session.scalars(select(Listing).where(Listing.source_id == source_id)).one()


def test_rows_become_listings_with_revision_event_and_index_job(load: Load, write_csv: Any, uow: UnitOfWork) -> None:
    report = load(write_csv(rows(3, trl="TRL 7", country="Nhật Bản")), publish=True)
    assert (report.created, report.rejected, report.drafts) == (3, 0, 0)
    listing = first(uow)
    assert (listing.status, listing.kind, listing.trl, listing.country) == ("published", "offer", 7, "JP")
    assert listing.texts["vi"].title == "Công nghệ số 0"
    assert listing.valid_until is not None
    revision = uow.session.scalars(select(ListingRevision).where(ListingRevision.listing_id == listing.id)).one()
    assert revision.snapshot == document(listing) | {"files": []}
    names = uow.session.scalars(
        select(DomainEvent.name).where(DomainEvent.subject == f"listing:{listing.public_id}")
    ).all()
    assert sorted(names) == ["listing.created", "listing.published"]
    jobs = uow.session.scalars(select(Job).where(Job.name == "index.listing")).all()
    assert {job.payload["id"] for job in jobs} >= {listing.id}
    assert {job.priority for job in jobs} == {10}


def test_a_second_run_changes_nothing(load: Load, write_csv: Any, uow: UnitOfWork) -> None:
    path = write_csv(rows(5))
    load(path, publish=True)
    before = counts(uow)
    report = load(path, publish=True)
    assert (report.created, report.updated, report.unchanged) == (0, 0, 5)
    assert counts(uow) == before


def test_a_changed_row_makes_a_new_version_and_leaves_the_others_alone(
    load: Load, write_csv: Any, uow: UnitOfWork
) -> None:
    data = rows(3)
    load(write_csv(data), publish=True)
    data[1]["tên"] = "Công nghệ khác"
    report = load(write_csv(data), publish=True)
    assert (report.updated, report.unchanged) == (1, 2)
    listing = first(uow, "r1")
    assert (listing.version, listing.texts["vi"].title) == (2, "Công nghệ khác")
    numbers = uow.session.scalars(select(ListingRevision.number).where(ListingRevision.listing_id == listing.id)).all()
    assert sorted(numbers) == [1, 2]
    newest = uow.session.scalars(select(ListingRevision).order_by(ListingRevision.id.desc())).first()
    assert newest is not None
    assert newest.snapshot == document(listing) | {"files": []}


def test_the_same_row_in_other_words_is_not_a_change(load: Load, write_csv: Any, uow: UnitOfWork) -> None:
    load(write_csv(rows(2, country="Nhật Bản")))
    before = counts(uow)
    assert load(write_csv(rows(2, country="JP"))).unchanged == 2
    assert counts(uow) == before
    assert load(write_csv(rows(2, country="JP"))).unchanged == 2


def test_a_dry_run_reports_everything_and_writes_nothing(load: Load, write_csv: Any, uow: UnitOfWork) -> None:
    data = rows(4)
    data[2]["tên"] = "x" * 300
    before = counts(uow)
    report = load(
        write_csv(data), dry_run=True, publish=True, create_organisations=True, constants={"organisation": "Mới"}
    )
    assert (report.rows, report.created, report.rejected) == (4, 3, 1)
    assert report.errors[0][:2] == (4, "texts.vi.title")
    assert counts(uow) == before
    assert uow.session.scalar(select(func.count()).where(Organisation.name_en == "Mới")) == 0


def test_bad_rows_are_set_aside_mended_and_imported_again(
    load: Load, write_csv: Any, tmp_path: Path, uow: UnitOfWork
) -> None:
    data = rows(5)
    data[1]["tên"], data[3]["tên"] = "x" * 300, "=CMD()" + "y" * 300
    report = load(write_csv(data), publish=True)
    assert (report.created, report.rejected) == (3, 2)
    aside = tmp_path / "rows.csv.rejected.csv"
    with aside.open(encoding="utf-8-sig", newline="") as file:
        bad = list(csv.DictReader(file))
    assert [row["_row"] for row in bad] == ["3", "5"]
    assert "too long" in bad[0]["_reasons"]
    assert bad[1]["tên"].startswith("'=CMD")
    for row in bad:
        row["tên"] = "Đã sửa " + row["id"]
    again = load(write_csv(bad, "rows.csv.rejected.csv", "utf-8-sig"), publish=True)
    assert (again.created, again.rejected) == (2, 0)
    assert load(write_csv(data), publish=True).unchanged == 3  # the two that are still wrong there are refused again
    assert first(uow, "r1").texts["vi"].title == "Đã sửa r1"


def test_bad_lines_of_json_keep_their_shape(load: Load, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    good = {"id": "1", "texts": {"vi": {"title": "Tàu", "description": "Dài"}}}
    path.write_text("\n".join([json.dumps(good), json.dumps(good | {"id": "2", "trl": 99}), "{oops"]), "utf-8")
    assert load(path).rejected == 2
    aside = tmp_path / "a.jsonl.rejected.jsonl"
    bad = [json.loads(line) for line in aside.read_text("utf-8").splitlines()]
    assert bad[0]["texts"] == good["texts"]
    assert bad[1]["_line"] == "{oops"
    bad[0]["trl"], bad[1]["_line"] = 9, json.dumps(good | {"id": "3"})
    aside.write_text("\n".join(map(json.dumps, bad)), "utf-8")
    assert load(aside).created == 2


def test_reasons_are_counted_together_and_speak_the_readers_language(load: Load, write_csv: Any) -> None:
    from marketplace.i18n import use_locale

    data = rows(3)
    for n, row in enumerate(data):
        row["tên"] = "x" * (300 + n)
    path = write_csv(data)
    assert list(load(path, dry_run=True).reasons.values()) == [3]
    with use_locale("vi"):
        report = load(path, dry_run=True, numbers="en")
        assert "Tối đa 256 ký tự" in report.shown(next(iter(report.reasons)))


def test_the_rules_are_the_forms(load: Load, write_csv: Any, uow: UnitOfWork, market: Any) -> None:
    from marketplace.errors import Invalid

    facts = {"trl": "11", "country": "Atlantis", "valid_until": "31/02/2027", "tên": "x" * 300}
    report = load(write_csv(rows(1, **facts)))
    said = {name: text for _row, name, text in report.errors}
    given = {name: value for name, value in facts.items() if name != "tên"} | {"texts": {"vi": {"title": facts["tên"]}}}
    with pytest.raises(Invalid) as caught:
        service.create_draft(Viewer.system(), uow, market, "offer", given)
    assert {name: " ".join(texts) for name, texts in caught.value.messages.items()} == said
    assert set(said) == {"trl", "country", "valid_until", "texts.vi.title"}


def test_a_date_that_is_over_is_refused_unless_it_is_the_one_we_have(
    load: Load, write_csv: Any, uow: UnitOfWork, clock: Any
) -> None:
    data = rows(1, valid_until="2026-12-01")
    load(write_csv(data))
    clock.advance(days=30)
    assert load(write_csv(data)).unchanged == 1
    data[0]["tên"] = "Tên mới"
    assert load(write_csv(data)).updated == 1
    late = load(write_csv(rows(1, id="khác", valid_until="2026-12-01")))
    assert [(name, text) for _row, name, text in late.errors] == [("valid_until", "This date has passed.")]


def test_what_is_incomplete_stays_a_draft_and_is_published_once_it_is_complete(
    load: Load, write_csv: Any, uow: UnitOfWork
) -> None:
    data = rows(2)
    data[0]["mô tả"] = ""
    report = load(write_csv(data), publish=True)
    assert (report.created, report.drafts) == (2, 1)
    assert [first(uow, each).status for each in ("r0", "r1")] == ["draft", "published"]
    before = counts(uow)
    assert load(write_csv(data), publish=True).unchanged == 2
    assert counts(uow) == before
    assert load(write_csv(rows(2)), publish=True).updated == 1
    assert first(uow).status == "published"


def test_drafts_of_an_earlier_run_are_published_when_asked_for(load: Load, write_csv: Any, uow: UnitOfWork) -> None:
    path = write_csv(rows(2))
    load(path)
    assert first(uow).status == "draft"
    assert load(path, publish=True).updated == 2
    assert first(uow).status == "published"


def test_a_member_imports_only_for_their_own_organisation(
    load: Load, write_csv: Any, member: Viewer, uow: UnitOfWork
) -> None:
    uow.commit()
    report = load(write_csv(rows(2)), viewer=member)
    assert report.rejected == 2
    assert report.errors[0][1] == "organisation"


def test_a_listing_withdrawn_here_is_not_brought_back(load: Load, write_csv: Any, uow: UnitOfWork) -> None:
    load(write_csv(rows(1)), publish=True)
    listing = first(uow)
    listing.status = "archived"
    uow.commit()
    data = rows(1)
    data[0]["tên"] = "Tên mới"
    report = load(write_csv(data), publish=True)
    assert (report.updated, report.rejected) == (0, 1)


def test_an_id_that_comes_twice_is_refused_the_second_time(load: Load, write_csv: Any) -> None:
    report = load(write_csv(rows(2) + rows(1)))
    assert (report.created, report.rejected) == (2, 1)


def test_an_id_that_comes_again_in_a_later_batch_is_refused_too(load: Load, write_csv: Any) -> None:
    again = rows(1)
    again[0]["tên"] = "Tên khác"
    report = load(write_csv(rows(2) + again), batch=2)
    assert (report.created, report.updated, report.rejected) == (2, 0, 1)


def test_statements_do_not_grow_with_the_rows_of_a_batch(load: Load, write_csv: Any) -> None:
    def statements(number: int, prefix: str) -> tuple[int, int]:
        commits: list[int] = []
        done = lambda conn: commits.append(1)  # noqa: E731
        data = [row | {"id": f"{prefix}{n}"} for n, row in enumerate(rows(number))]
        event.listen(db.engine, "commit", done)
        with asked(db.engine) as seen:
            load(write_csv(data), publish=True)
        event.remove(db.engine, "commit", done)
        return len(seen), len(commits)

    few, many = statements(20, "a"), statements(400, "b")
    assert many[1] == few[1] == 1
    assert many[0] <= few[0] + 6  # one more per few hundred rows where a database takes so many values at once


def test_a_row_without_id_is_refused_and_zero_is_an_id(load: Load, write_csv: Any, tmp_path: Path) -> None:
    data = rows(2)
    data[0]["id"] = ""
    assert load(write_csv(data)).rejected == 1
    path = tmp_path / "zero.jsonl"
    path.write_text(json.dumps({"id": 0, "title": "Không"}), "utf-8")
    assert [load(path).created, load(path).unchanged] == [1, 1]


def test_a_member_of_a_moderated_site_publishes_nothing_by_file(
    load: Load, write_csv: Any, uow: UnitOfWork, market: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    organisation = uow.session.scalars(select(Organisation)).one()
    viewer = Viewer(user_id=None, organisations={organisation.id: "member"})
    monkeypatch.setattr(type(market.settings), "moderation", True)
    path = write_csv(rows(1))
    assert load(path, viewer=viewer, publish=True).drafts == 1
    assert first(uow).status == "draft"
    assert load(path, publish=True).updated == 1  # the operator
    report = load(write_csv(rows(1, trl="5")), viewer=viewer, publish=True)
    assert (report.updated, report.rejected) == (0, 1)
