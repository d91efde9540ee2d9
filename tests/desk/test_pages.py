"""The desk in the browser: the table, its address, files, handing over and taking back, the operator's page."""

from __future__ import annotations

import csv
import html
import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook  # type: ignore[import-untyped]

from marketplace.accounts.factories import make_user
from marketplace.organisations.factories import make_organisation
from tests.desk.conftest import add_interest, add_listing
from tests.support.apps import cost, signed_in, work
from tests.web.conftest import Send, send

__all__ = ["send"]
ROW = re.compile(r'name="row" value="([^"]+)"')


def browser(app: Flask, *roles: str, **facts: Any) -> tuple[FlaskClient, str]:
    """Return the browser of a new person and that person's public id."""
    with work(app) as uow:
        user = make_user(uow, roles=roles, **facts)
        uniquifier, public_id = user.fs_uniquifier, user.public_id
    return signed_in(app, uniquifier), public_id


@pytest.fixture
def broker(app: Flask) -> FlaskClient:
    """The browser of a broker."""
    return browser(app, "broker", name="Vũ Khoa")[0]


def fill(app: Flask, count: int) -> None:
    """Put so many listings under review on the desk."""
    with work(app) as uow:
        organisation = make_organisation(uow)
        for _ in range(count):
            add_listing(uow, organisation=organisation, status="in_review")


def test_500_rows_cost_as_many_statements_as_10(app: Flask, broker: FlaskClient) -> None:
    fill(app, 10)
    few = cost(app, broker, "/vi/desk")
    fill(app, 490)
    assert cost(app, broker, "/vi/desk") == cost(app, broker, "/vi/desk?page=10") == few <= 12
    page = broker.get("/en/desk?page=10").text
    assert len(ROW.findall(page)) == 50
    assert "451 – 500 of 500" in page


def test_who_may_open_it(app: Flask, client: FlaskClient, broker: FlaskClient) -> None:
    member, operator = browser(app)[0], browser(app, "operator")[0]
    paths = ("/vi/desk", "/vi/desk/export.csv", "/vi/desk/hand-over")
    assert [client.get(path).status_code for path in paths] == [303, 303, 303]
    assert [member.get(path).status_code for path in paths] == [403, 403, 403]
    assert [each.get("/vi/desk").status_code for each in (broker, operator)] == [200, 200]
    assert [each.get("/vi/operator/brokers").status_code for each in (member, broker, operator)] == [403, 403, 200]
    assert broker.get("/vi/desk/export.doc").status_code == 404
    assert 'href="/vi/desk"' in broker.get("/vi/my/listings").text
    assert "/vi/desk" not in member.get("/vi/my/listings").text


def test_filters_are_in_the_address_and_are_chips_that_drop_them(app: Flask, broker: FlaskClient) -> None:
    with work(app) as uow:
        add_listing(uow, "Bơm chìm", status="in_review", days=12)
        add_listing(uow, "Cần cẩu", sector="logistics")
    page = broker.get("/vi/desk?q=bom&status=in_review&overdue=1&owner=nobody&sector=nonsense").text
    assert "Bơm chìm" in page
    assert "Cần cẩu" not in page
    assert "Quá hạn" in page
    assert "Thẩm định" in page
    chips = [html.unescape(url) for url in re.findall(r'class="chip" href="([^"]+)"', page)]
    assert len(chips) == 3
    assert "/vi/desk?status=in_review&owner=nobody&overdue=1" in chips
    assert "Không có mục nào phù hợp" in broker.get("/vi/desk?q=zzz").text


def test_hand_over_and_undo(app: Flask, broker: FlaskClient, send: Send) -> None:
    other = browser(app, "broker", name="Đinh Lan")[1]
    fill(app, 2)
    rows = ROW.findall(broker.get("/en/desk").text)
    asked = broker.get("/en/desk/hand-over", query_string={"row": rows, "owner": "nobody"})
    assert ROW.findall(asked.text) == rows
    assert send(broker, "/en/desk/hand-over", {"row": rows}, to="").status_code == 422
    done = send(broker, "/en/desk/hand-over?owner=nobody", {"row": rows}, to=other)
    assert (done.status_code, done.headers["Location"]) == (303, "/en/desk?owner=nobody")
    page = broker.get("/en/desk").text
    assert "2 rows handed to Đinh Lan." in page
    undo = html.unescape(re.search(r'formaction="([^"]+)"', page)[1])  # type: ignore[index]
    assert send(broker, undo).status_code == 303
    page = broker.get("/en/desk").text
    assert "2 rows are back where they were." in page
    assert "Unassigned (2)" in page
    assert broker.get("/en/desk/hand-over").status_code == 303


def test_a_row_changed_meanwhile_is_said_plainly_and_can_be_decided_again(
    app: Flask, broker: FlaskClient, send: Send
) -> None:
    rival, rival_id = browser(app, "broker", name="Đinh Lan")
    fill(app, 2)
    rows = ROW.findall(broker.get("/vi/desk").text)
    assert send(rival, "/vi/desk/hand-over", {"row": rows[:1]}, to=rival_id).status_code == 303
    answer = send(broker, "/en/desk/hand-over", {"row": rows}, to="-")
    assert answer.status_code == 409
    assert "Nothing was handed over: meanwhile somebody else" in answer.text
    assert answer.text.count("(changed meanwhile)") == 1
    assert send(broker, "/en/desk/hand-over", {"row": ROW.findall(answer.text)}, to="-").status_code == 303


def test_files_have_what_is_filtered_and_no_formula(app: Flask, broker: FlaskClient) -> None:
    with work(app) as uow:
        listing = add_listing(uow, "=HYPERLINK(1)", status="in_review", days=12)
        add_listing(uow, "+84 máy", anonymous=True)
        add_interest(uow, listing, days=6, name_vi="@SUM(A1)", name_en="-1+2")
    answer = broker.get("/en/desk/export.csv")
    assert answer.headers["Content-Disposition"] == "attachment; filename=desk-2026-11-21.csv"
    table = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(table) == 4
    assert table[1][2:3] + table[1][8:11] == ["'=HYPERLINK(1)", "12", "Review", "yes"]
    assert {row[5] for row in table} == {"Who is interested", "", "'-1+2"}
    assert table[3][2:5] == ["'+84 máy", "Marine technology", "Anonymous organisation"]
    sheet = load_workbook(io.BytesIO(broker.get("/en/desk/export.xlsx").data)).active
    last, days = ([cell.value for cell in column[1:]] for column in (sheet["H"], sheet["I"]))
    assert [each.date().isoformat() for each in last] == [row[7] for row in table[1:]]
    assert days == [int(row[8]) for row in table[1:]]
    cells = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert [row[:7] + row[9:] for row in cells] == [row[:7] + row[9:] for row in table]
    assert not [cell for row in cells for cell in row if str(cell)[:1] in ("=", "+", "-", "@")]
    assert len(broker.get("/vi/desk/export.csv?what=interest").data.splitlines()) == 2


def test_the_operator_says_in_which_sectors_a_broker_works(app: Flask, broker: FlaskClient, send: Send) -> None:
    operator = browser(app, "operator")[0]
    with work(app) as uow:
        add_listing(uow, "Tàu kéo", sector="marine")
        add_listing(uow, "Xe nâng", sector="logistics")
    place = re.search(r'action="(/en/operator/brokers/[^"]+)"', operator.get("/en/operator/brokers").text)[1]  # type: ignore[index]
    assert send(broker, place, sector="marine").status_code == 403
    assert send(operator, place, sector="marine").status_code == 303
    assert 'value="marine" checked' in operator.get("/en/operator/brokers").text
    page = broker.get("/vi/desk").text
    assert "Tàu kéo" in page
    assert "Xe nâng" not in page
    assert send(operator, place, sector="nonsense").status_code == 303
    assert "There is no such sector." in operator.get("/en/operator/brokers").text
