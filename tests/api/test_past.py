"""A listing's past, copies and renewals through the API: what its owners may do on the pages, and nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from marketplace.listings.factories import listing_data
from tests.api.conftest import Script
from tests.conftest import Clock
from tests.support.apps import statements

Scripts = Callable[..., Script]
Published = Callable[..., str]
ANY = {"If-Match": "*"}


@pytest.fixture
def mine(script: Scripts) -> Script:
    """The owner's script."""
    return script()


@pytest.fixture
def changed(mine: Script) -> str:
    """A draft of three versions: TRL 4, 5 and 6."""
    public_id, _etag = mine.draft(trl=4, texts={"en": {"title": "Electric tug"}})
    mine("PATCH", f"/listings/{public_id}", json={"trl": 5}, headers=ANY)
    mine("PATCH", f"/listings/{public_id}", json={"trl": 6, "texts": {"en": {"title": "Hybrid tug"}}}, headers=ANY)
    return public_id


def test_revisions_tell_who_changed_what_page_by_page(mine: Script, changed: str) -> None:
    first = mine("GET", f"/listings/{changed}/revisions?limit=2").json
    rest = mine("GET", first["next"].removeprefix("/api/v1")).json

    assert [each["number"] for each in first["items"] + rest["items"]] == [3, 2, 1]
    assert rest["next"] is None
    newest = {each["name"]: (each["before"], each["after"]) for each in first["items"][0]["changes"]}
    assert newest["texts.en.title"] == ("Electric tug", "Hybrid tug")
    assert first["items"][0]["by"]


def test_two_versions_are_compared_and_the_old_one_comes_back(mine: Script, changed: str) -> None:
    path = f"/listings/{changed}/revisions"
    third = mine("GET", f"{path}/3?against=1").json

    assert third["data"]["trl"] == 6
    assert {each["name"] for each in third["changes"]} == {"trl", "texts.en.title"}
    assert mine("POST", f"{path}/1/restore").status_code == 428
    assert mine("POST", f"{path}/1/restore", headers={"If-Match": '"2-nda-0123456789abcdef"'}).status_code == 412
    restored = mine("POST", f"{path}/1/restore", headers=ANY)
    assert (restored.json["version"], restored.json["facts"]["trl"]["value"]) == (4, 4)
    assert mine("GET", f"{path}/9").status_code == 404
    assert mine("GET", f"{path}/x").status_code == 404
    assert list(mine("GET", f"{path}/3?against=77").json["errors"]) == ["against"]


def test_the_past_is_its_owners_alone(changed: str, script: Scripts, anyone: Script, published: Published) -> None:
    public_id, theirs = published(), script()
    for method, path in (("GET", "/revisions"), ("GET", "/revisions/1"), ("POST", "/revisions/1/restore"),
                         ("POST", "/duplicate"), ("POST", "/renew"), ("POST", "/undelete")):  # fmt: skip
        assert anyone(method, f"/listings/{public_id}{path}", headers=ANY).status_code == 401, path
        assert theirs(method, f"/listings/{changed}{path}", headers=ANY).status_code == 404, path
        assert theirs(method, f"/listings/{public_id}{path}", headers=ANY).status_code in (403, 404), path


def test_a_draft_is_copied_deleted_and_brought_back(mine: Script, changed: str) -> None:
    copy = mine("POST", f"/listings/{changed}/duplicate")

    assert (copy.status_code, copy.json["status"], copy.json["title"]) == (201, "draft", "Hybrid tug")
    assert copy.json["id"] != changed
    assert copy.headers["Location"].endswith(copy.json["id"])
    mine("DELETE", f"/listings/{changed}")
    assert mine("POST", f"/listings/{changed}/undelete").json["id"] == changed
    assert mine("GET", f"/listings/{changed}").status_code == 200


def test_a_deletion_is_undone_on_the_version_that_was_read(mine: Script, changed: str) -> None:
    stale = {"If-Match": '"3-nda-0123456789abcdef"'}
    gone = mine("DELETE", f"/listings/{changed}")
    assert mine("POST", f"/listings/{changed}/undelete", headers=stale).status_code == 412
    assert mine("POST", f"/listings/{changed}/undelete", headers={"If-Match": gone.headers["ETag"]}).status_code == 200


def test_a_listing_is_renewed_once(mine: Script, clock: Clock) -> None:
    public_id, _etag = mine.draft(**listing_data(valid_until="2027-03-01"))
    path = f"/listings/{public_id}/renew"
    mine("POST", f"/listings/{public_id}/publish")
    assert "valid_until" in mine("POST", path).json["errors"]  # too early

    clock.advance(days=75)
    assert "valid_until" in mine("POST", path, json={"valid_until": "tomorrow"}).json["errors"]
    renewed = mine("POST", path, json={"valid_until": "2027-09-01"})
    assert (renewed.status_code, renewed.json["valid_until"]) == (200, "2027-09-01")
    assert mine("POST", path).status_code == 422


def test_the_number_of_statements_does_not_grow_with_the_past(app: Flask, mine: Script, changed: str) -> None:
    counts = []
    for _round in range(2):
        with statements(app) as seen:
            mine("GET", f"/listings/{changed}/revisions?limit=100")
        counts.append(len(seen))
        for trl in (1, 2, 3):
            mine("PATCH", f"/listings/{changed}", json={"trl": trl}, headers=ANY)

    assert counts[0] == counts[1] > 0
