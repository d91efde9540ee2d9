"""An institute's own system brings its listings: by its own ids, again and again, each item with its own result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from marketplace.listings.factories import listing_data
from tests.api.conftest import Script
from tests.support.apps import statements

Scripts = Callable[..., Script]


def items(count: int = 2, **values: Any) -> dict[str, Any]:
    """Return a body with complete offers."""
    data = {"kind": "offer", **listing_data(valid_until="2027-03-01"), **values}
    return {"items": [{"source_id": f"T-{number}", **data} for number in range(1, count + 1)]}


def test_what_is_new_is_made_what_changed_is_changed_and_the_rest_passed_over(script: Scripts) -> None:
    mine, body = script(), items(3)
    first = mine("PUT", "/listings/by-source/erp", json=body).json
    assert (first["created"], [each["source_id"] for each in first["items"]]) == (3, ["T-1", "T-2", "T-3"])

    body["items"][1]["trl"] = 3
    second = mine("PUT", "/listings/by-source/erp", json=body).json

    assert [each["outcome"] for each in second["items"]] == ["unchanged", "updated", "unchanged"]
    assert [each["listing"]["id"] for each in first["items"]] == [each["listing"]["id"] for each in second["items"]]
    listing = mine("GET", f"/listings/{second['items'][1]['listing']['id']}").json
    assert (listing["facts"]["trl"]["value"], listing["source"], listing["version"]) == (3, "erp", 2)
    assert len(mine("GET", "/my/listings").json["items"]) == 3


def test_a_wrong_item_is_refused_alone_in_the_words_of_the_form(script: Scripts) -> None:
    for locale in ("vi", "en"):
        mine = script(locale=locale)
        body = items(4)
        wrong = [
            {"trl": 12, "texts": {"vi": {"title": "a" * 300}}}, {"sector": "marine", "attrs": {"power": "5 zorkmids"}},
            {"attrs": 1}, {"colour": "red"},
            {"status": "draft"}, {"texts": {"vi": "Tàu"}}, {"sector": "marine", "attrs": {"nothing": 1}},
        ]  # fmt: skip
        body["items"] += [{"kind": "offer", "source_id": f"W-{n}", **each} for n, each in enumerate(wrong)]
        answer = mine("PUT", "/listings/by-source/erp", json=body).json

        assert (answer["created"], answer["rejected"]) == (4, len(wrong))
        for each, item in zip(wrong, answer["items"][4:], strict=True):
            alone = mine("POST", "/listings", json={"kind": "offer", **each})
            assert item["errors"] == alone.json["errors"], each
            assert item["listing"] is None


def test_items_without_id_or_kind_or_twice_the_same_are_refused(script: Scripts) -> None:
    mine = script()
    body = {
        "items": [
            {"kind": "offer"},
            {"source_id": "1"},
            *items(1)["items"] * 2,
            7,
            {"source_id": 5, "kind": []},
            {"source_id": ["7"]},
        ]
    }

    found = mine("PUT", "/listings/by-source/erp", json=body).json["items"]

    assert [list(each["errors"]) for each in found] == [
        ["source_id"],
        ["kind"],
        [],
        ["source_id"],
        ["_"],
        ["kind"],
        ["source_id"],
    ]


def test_a_listing_named_in_two_ways_is_not_written_twice(script: Scripts) -> None:
    mine = script(name_en="Alpha Institute")
    (item,) = items(1)["items"]
    at = mine("GET", "/me").json["organisations"][0]["id"]

    def sent(*changes: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        body = {"items": [item | change for change in changes]}
        answer = mine("PUT", "/listings/by-source/erp", json=body)
        return [(each["outcome"], each["errors"]) for each in answer.json["items"]]

    again = ("rejected", {"source_id": ["Row 1 has the same id."]})
    assert sent({}, {"organisation": at}, {"organisation": "Alpha Institute"}) == [("created", {}), again, again]
    public_id = mine("GET", "/my/listings").json["items"][0]["id"]
    nameless = {"source_id": "", "public_id": public_id, "trl": 3}
    assert sent({"trl": 2}, nameless) == [("updated", {}), again]
    assert sent(nameless, {"trl": 2}) == [("updated", {}), again]
    assert sent({"trl": 4}, {"source_id": "other", "public_id": public_id}) == [("updated", {}), again]
    assert sent({"source_id": "new", "public_id": public_id}, {"source_id": "new"}) == [("updated", {}), again]
    assert sent({"source_id": "taken"}) == [("created", {})]
    of_two = sent({"source_id": "taken", "public_id": public_id})
    assert of_two == [("rejected", {"source_id": ["Another listing has this id."]})]


def test_somebody_who_names_no_listing_of_theirs_is_told_so_and_no_more(script: Scripts) -> None:
    answer = script()("PUT", "/listings/by-source/erp", json=items(1, public_id="zzz-zzz-zzz")).json
    assert answer["items"][0]["errors"] == {"public_id": ["There is no listing “zzz-zzz-zzz” here."]}


def test_what_is_complete_is_published_and_what_lacks_is_said(script: Scripts, anyone: Script) -> None:
    mine, body = script(), items(2)
    body["items"][1]["texts"] = {"en": {"title": "Electric tug"}}
    found = mine("PUT", "/listings/by-source/erp", json=body | {"publish": True}).json["items"]

    assert [each["listing"]["status"] for each in found] == ["published", "draft"]
    assert "texts.en.description" in found[1]["missing"]
    assert anyone("GET", f"/listings/{found[0]['listing']['id']}").status_code == 200
    assert script(confirmed=False)("PUT", "/listings/by-source/erp", json=body | {"publish": True}).status_code == 403


def test_a_dry_run_changes_nothing(script: Scripts) -> None:
    mine = script()
    found = mine("PUT", "/listings/by-source/erp", json=items() | {"dry_run": True}).json

    assert (found["created"], found["items"][0]["listing"]) == (2, None)
    assert mine("GET", "/my/listings").json["items"] == []


def test_nobody_writes_for_another_organisation(script: Scripts, anyone: Script) -> None:
    mine, theirs = script(name_en="Alpha Institute"), script(name_en="Beta Institute")
    made = theirs("PUT", "/listings/by-source/erp", json=items(1)).json["items"][0]["listing"]["id"]
    other = theirs("GET", "/me").json["organisations"][0]["id"]

    for body in (items(1, organisation=other), items(1, organisation="Beta Institute"), items(1, public_id=made)):
        answer = mine("PUT", "/listings/by-source/erp", json=body).json
        assert (answer["rejected"], answer["items"][0]["listing"]) == (1, None), answer
    assert mine("PUT", "/listings/by-source/erp", json=items(1)).json["created"] == 1  # the same id, but its own
    assert anyone("PUT", "/listings/by-source/erp", json=items(1)).status_code == 401
    assert script("read")("PUT", "/listings/by-source/erp", json=items(1)).status_code == 403


def test_somebody_elses_listing_is_answered_for_as_one_that_is_nowhere(script: Scripts) -> None:
    mine, theirs = script(name_en="Alpha Institute"), script(name_en="Beta Institute")
    draft = theirs("PUT", "/listings/by-source/erp", json=items(1)).json["items"][0]["listing"]["id"]
    gone = theirs.draft()[0]
    theirs("DELETE", f"/listings/{gone}")
    public = theirs("PUT", "/listings/by-source/crm", json=items(1) | {"publish": True}).json["items"][0]["listing"]

    answers = []
    for public_id in (draft, gone, public["id"], "zzz-zzz-zzz"):
        answer = mine("PUT", "/listings/by-source/erp", json=items(1, public_id=public_id)).text
        answers.append(answer.replace(public_id, "ID"))
    assert '"rejected":1' in answers[0].replace(" ", "")
    assert len(set(answers)) == 1


def test_a_body_of_another_shape_is_refused_as_a_whole(script: Scripts) -> None:
    mine = script()
    wrong: list[tuple[str, Any, str]] = [
        ("erp", {}, "items"), ("erp", {"items": []}, "items"), ("erp", items(101), "items"),
        ("erp", {"items": {}}, "items"), ("erp", items() | {"publish": "yes"}, "publish"),
        ("erp", items() | {"mode": 1}, "mode"), ("x" * 81, items(), "source"), (" erp", items(), "source"),
    ]  # fmt: skip
    for source, body, name in wrong:
        response = mine("PUT", f"/listings/by-source/{source}", json=body)
        assert (response.status_code, list(response.json["errors"])) == (422, [name]), body


def test_a_hundred_items_take_few_statements_more_than_two(app: Flask, script: Scripts) -> None:
    mine, counts = script(), []
    mine("PUT", "/listings/by-source/erp", json=items(1))  # notes that the key is used, this once
    for number in (2, 100):
        with statements(app) as seen:
            assert mine("PUT", f"/listings/by-source/erp{number}", json=items(number)).json["created"] == number
        counts.append(len(seen))

    assert counts[0] == counts[1]
