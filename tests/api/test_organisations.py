"""Organisations through the API: who is listed, who may change them, and which errors they get."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from marketplace.discovery.reindex import driver
from tests.api.conftest import SECRET, Script
from tests.support.apps import statements

Scripts = Callable[..., Script]
Published = Callable[..., str]


def own(script: Script) -> str:
    """Return the address of one's organisation."""
    return f"/organisations/{script('GET', '/me').json['organisations'][0]['id']}"


def test_an_organisation_is_read_and_changed_by_its_managers(script: Scripts, anyone: Script) -> None:
    mine, theirs = script(), script()
    path = own(mine)
    read = anyone("GET", path)

    assert anyone("GET", path, headers={"If-None-Match": read.headers["ETag"]}).status_code == 304
    change = {"json": {"about_en": "Builds tugs.", "year_founded": 1998}, "headers": {"If-Match": read.headers["ETag"]}}
    assert mine("PATCH", path, json={}).status_code == 428
    assert theirs("PATCH", path, **change).status_code == 403
    assert anyone("PATCH", path, **change).status_code == 401
    edited = mine("PATCH", path, **change)
    assert (edited.json["about_en"], edited.json["name_vi"]) == ("Builds tugs.", read.json["name_vi"])
    stale = mine("PATCH", path, **change)
    assert (stale.status_code, stale.headers["ETag"]) == (412, edited.headers["ETag"])


def test_wrong_values_are_refused_by_field(script: Scripts) -> None:
    mine = script()
    wrong = {"name_vi": "", "name_en": None, "kind": "king", "year_founded": 3, "website": "javascript:x"}

    refused = mine("PATCH", own(mine), json=wrong, headers={"If-Match": "*"})

    assert set(refused.json["errors"]) >= {"kind", "year_founded", "website"}
    assert list(mine("PATCH", own(mine), json={"verified": True}, headers={"If-Match": "*"}).json["errors"]) == [
        "verified"
    ]


def test_who_posts_only_anonymously_is_not_listed(
    app: Flask, script: Scripts, anyone: Script, published: Published
) -> None:
    published(anonymous=True)
    mine = script(name_en="Not yet offering")

    assert anyone("GET", "/organisations").json["items"] == []
    assert [each["name"] for each in mine("GET", "/organisations?box=mine").json["items"]] == ["Not yet offering"]
    assert anyone("GET", "/organisations?box=mine").status_code == 401
    published()
    assert [each["name_vi"] for each in anyone("GET", "/organisations?limit=5").json["items"]] == [SECRET]


def test_a_new_organisation_is_managed_by_who_made_it(script: Scripts) -> None:
    mine = script()
    made = mine("POST", "/organisations", json={"name_en": "New Institute", "kind": "rto", "country": "VN"})

    assert made.status_code == 201
    assert "New Institute" in [each["name"] for each in mine("GET", "/me").json["organisations"]]
    assert set(mine("POST", "/organisations", json={}).json["errors"]) == {"kind", "country"}
    assert script(confirmed=False)("POST", "/organisations", json=made.json and {"kind": "rto"}).status_code == 403


def test_the_list_takes_the_same_statements_however_long(app: Flask, script: Scripts, published: Published) -> None:
    mine, counts = script(), []
    mine("GET", "/me")  # notes that the key is used, this once
    for _round in range(2):
        published()
        with statements(app) as seen:
            mine("GET", "/organisations?limit=100")
        counts.append(len(seen))

    assert counts[0] == counts[1] > 0


def test_a_listing_is_read_with_what_belongs_to_it(app: Flask, anyone: Script, published: Published) -> None:
    public_id = published(2)
    driver.rebuild(app)

    body = anyone("GET", f"/listings/{public_id}?include=organisation,similar,partners&fields=title").json

    assert set(body) == {"id", "title", "included"}
    assert [each["name_vi"] for each in body["included"]["organisations"].values()] == [SECRET]
    assert set(body["included"]) == {"organisations", "similar", "partners"}
    hidden = published(anonymous=True)
    assert anyone("GET", f"/listings/{hidden}?include=organisation").json["included"] == {"organisations": {}}


def test_fields_leave_out_the_rest_in_every_list(script: Scripts, anyone: Script, published: Published) -> None:
    published()
    mine = script()
    mine.draft()

    lists = (
        (mine, "/my/listings", "title,status"),
        (anyone, "/search", "title,days_left"),
        (mine, "/organisations", "kind"),
    )
    for caller, path, fields in lists:
        found = caller("GET", f"{path}?fields={fields}").json["items"]
        assert {frozenset(each) for each in found} == {frozenset({"id", *fields.split(",")})}, path
        assert list(caller("GET", f"{path}?fields=colour").json["errors"]) == ["fields"]
    assert list(anyone("GET", "/search?include=partners").json["errors"]) == ["include"]
    assert anyone("GET", "/search?include=organisation").json["included"]["organisations"]
