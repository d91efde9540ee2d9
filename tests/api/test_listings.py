"""Reading and writing listings through the API."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from marketplace.listings.factories import listing_data
from tests.api.conftest import SECRET, Script
from tests.support.apps import statements

Scripts = Callable[..., Script]
Published = Callable[..., str]
POWER = {"sector": "marine", "subcategories": ["propulsion"], "attrs": {"power": "1.200 kW"}}


def test_a_listing_is_read_in_both_languages_with_what_is_not_stated(anyone: Script, published: Published) -> None:
    body = anyone("GET", f"/listings/{published(**{**POWER, 'attrs': {}})}").json

    assert set(body["texts"]) == {"vi", "en"}
    assert body["facts"]["trl"] == {
        "label": "Technology readiness level (TRL)", "state": "stated", "tier": "public", "value": 7,
        "text": body["facts"]["trl"]["text"],
    }  # fmt: skip
    assert body["facts"]["zone"]["state"] == "not_stated"
    assert body["attrs"]["power"]["state"] == "not_stated"
    assert body["organisation"]["name"]


def test_a_hidden_field_says_only_that_it_is_hidden(
    anyone: Script, scripts_member: Script, published: Published
) -> None:
    public_id = published(tiers={"trl": "member", "description": "nda"})

    assert anyone("GET", f"/listings/{public_id}").json["facts"]["trl"]["state"] == "not_disclosed"
    seen = scripts_member("GET", f"/listings/{public_id}").json
    assert seen["facts"]["trl"]["value"] == 7
    assert seen["hidden_texts"] == ["description"]
    assert "description" not in seen["texts"]["vi"]


@pytest.fixture
def scripts_member(script: Scripts) -> Script:
    """Somebody else's script."""
    return script("read")


def test_an_anonymous_organisation_is_in_no_answer(
    anyone: Script, scripts_member: Script, published: Published
) -> None:
    public_id = published(anonymous=True, source="erp", source_url="https://lachtrayxanh.example/1")

    for caller in (anyone, scripts_member):
        for path in (f"/listings/{public_id}", "/search?q=tug", "/search", "/my/listings", "/sectors", "/me"):
            text = caller("GET", path).get_data(as_text=True)
            plain = text.encode().decode("unicode_escape", "replace")
            assert SECRET not in plain
            assert "Lach Tray Xanh" not in text
            assert "lachtrayxanh" not in text


def test_who_has_the_answer_already_gets_304(anyone: Script, published: Published) -> None:
    path = f"/listings/{published()}"
    first = anyone("GET", path)

    again = anyone("GET", path, headers={"If-None-Match": first.headers["ETag"]})
    other = anyone("GET", path, headers={"If-None-Match": first.headers["ETag"], "Accept-Language": "vi"})

    assert (again.status_code, again.headers["ETag"]) == (304, first.headers["ETag"])
    assert other.status_code == 200
    assert {"Accept-Language", "Authorization", "Cookie"} <= set(map(str.strip, first.headers["Vary"].split(",")))


def test_a_tier_has_its_own_etag(anyone: Script, scripts_member: Script, published: Published) -> None:
    path = f"/listings/{published()}"

    assert anyone("GET", path).headers["ETag"] != scripts_member("GET", path).headers["ETag"]


def test_a_draft_is_made_edited_published_and_withdrawn(script: Scripts, anyone: Script) -> None:
    mine = script()
    public_id, etag = mine.draft(**listing_data())

    edited = mine("PATCH", f"/listings/{public_id}", json={"trl": "8"}, headers={"If-Match": etag})
    assert edited.json["facts"]["trl"]["value"] == 8
    assert anyone("GET", f"/listings/{public_id}").status_code == 404
    until = {"valid_until": "2027-03-01"}
    mine("PATCH", f"/listings/{public_id}", json=until, headers={"If-Match": edited.headers["ETag"]})
    done = mine("POST", f"/listings/{public_id}/publish")
    assert done.json["status"] == "published", done.text
    assert anyone("GET", f"/listings/{public_id}").status_code == 200
    assert mine("POST", f"/listings/{public_id}/pause").json["status"] == "paused"
    assert mine("POST", f"/listings/{public_id}/resume").json["status"] == "published"
    assert mine("POST", f"/listings/{public_id}/withdraw", json={"note": "sold"}).status_code == 200
    assert anyone("GET", f"/listings/{public_id}").status_code == 404


def test_a_new_draft_that_looks_like_another_says_so(script: Scripts) -> None:
    write, stranger = script(), script()
    draft = {"kind": "offer", "texts": {"en": {"title": "Electric tug of 60 t for river ports"}}}
    first = write("POST", "/listings", json=draft)
    assert "warnings" not in first.json
    second = write("POST", "/listings", json=draft)
    assert second.status_code == 201
    [warning] = second.json["warnings"]
    assert (warning["code"], [each["id"] for each in warning["listings"]]) == ("likely_duplicate", [first.json["id"]])
    assert warning["text"] == "It looks like a listing that is here already"
    read = write("GET", f"/listings/{second.json['id']}")
    assert read.headers["ETag"] == second.headers["ETag"]
    assert "warnings" not in read.json
    assert "warnings" not in stranger("POST", "/listings", json=draft).json  # what nobody else may know of
    assert "warnings" not in write("POST", "/listings", json={**draft, "kind": "demand"}).json


def test_a_units_text_is_kept_and_read(script: Scripts) -> None:
    mine = script(locale="vi")
    public_id, _etag = mine.draft(**POWER)

    power = mine("GET", f"/listings/{public_id}").json["attrs"]["power"]

    assert power["value"]["typed"] == "1.200 kW"
    assert power["value"]["min"] == 1200


def test_publishing_says_what_is_missing(script: Scripts) -> None:
    mine = script(locale="vi")
    public_id, _etag = mine.draft()

    refused = mine("POST", f"/listings/{public_id}/publish")

    assert refused.status_code == 422
    assert {"partnership_types", "country"} & set(refused.json["errors"])


def test_editing_wants_to_know_the_version(script: Scripts) -> None:
    mine = script()
    public_id, _etag = mine.draft()

    response = mine("PATCH", f"/listings/{public_id}", json={"trl": 3})

    assert response.status_code == 428


def test_the_second_editor_is_told_of_the_first(script: Scripts) -> None:
    mine = script()
    public_id, etag = mine.draft(trl=2)
    first = mine("PATCH", f"/listings/{public_id}", json={"trl": 3}, headers={"If-Match": etag})

    second = mine("PATCH", f"/listings/{public_id}", json={"trl": 4}, headers={"If-Match": etag})

    assert second.status_code == 412
    assert second.headers["ETag"] == first.headers["ETag"]
    assert second.json["differing"] == ["trl"]
    assert mine("GET", f"/listings/{public_id}").json["facts"]["trl"]["value"] == 3
    again = mine("PATCH", f"/listings/{public_id}", json={"trl": 4}, headers={"If-Match": second.headers["ETag"]})
    assert again.status_code == 200


@pytest.mark.parametrize("tag", ['"x"', '"99-nda-0123456789abcdef"', "junk", "", '"1-nda-1", "2-nda-2"'])
def test_a_made_up_version_is_stale(script: Scripts, tag: str) -> None:
    mine = script()
    public_id, _etag = mine.draft()

    for method, path in (("PATCH", ""), ("DELETE", ""), ("POST", "/publish")):
        body = {"json": {}} if method == "PATCH" else {}
        response = mine(method, f"/listings/{public_id}{path}", headers={"If-Match": tag}, **body)
        assert response.status_code == 412, (method, path)


def test_a_star_means_whatever_the_version_is(script: Scripts) -> None:
    mine = script()
    public_id, _etag = mine.draft()

    assert mine("PATCH", f"/listings/{public_id}", json={"trl": 5}, headers={"If-Match": "*"}).status_code == 200


def test_a_draft_is_deleted_but_not_what_was_published(script: Scripts) -> None:
    mine = script()
    public_id, _etag = mine.draft()
    other, _etag = mine.draft(**listing_data(valid_until="2027-03-01"))
    mine("POST", f"/listings/{other}/publish")

    assert mine("DELETE", f"/listings/{public_id}").status_code == 204
    assert mine("GET", f"/listings/{public_id}").status_code == 404
    assert mine("DELETE", f"/listings/{other}").status_code == 403


def test_others_may_not_touch_it(script: Scripts, published: Published, anyone: Script) -> None:
    theirs, public_id = script(), published()
    draft, _etag = script().draft()
    wanted = {"If-Match": "*"}

    assert theirs("PATCH", f"/listings/{public_id}", json={"trl": 1}, headers=wanted).status_code == 403
    assert theirs("PATCH", f"/listings/{draft}", json={"trl": 1}, headers=wanted).status_code == 404
    assert theirs("POST", f"/listings/{public_id}/withdraw").status_code == 403
    assert theirs("DELETE", f"/listings/{draft}").status_code == 404
    assert anyone("PATCH", f"/listings/{public_id}", json={}, headers=wanted).status_code == 401


def test_somebody_elses_organisation_is_refused_like_one_that_is_not_there(script: Scripts) -> None:
    mine, theirs = script(), script()
    organisation = theirs("GET", "/me").json["organisations"][0]["id"]

    answers = [mine("POST", "/listings", json={"kind": "offer", "organisation": each}) for each in (organisation, "x")]

    assert [each.status_code for each in answers] == [403, 403]
    assert answers[0].json["detail"] == answers[1].json["detail"]


def test_an_unconfirmed_address_can_draft_but_not_publish(script: Scripts) -> None:
    mine = script(confirmed=False)
    public_id, _etag = mine.draft(**listing_data(valid_until="2027-03-01"))

    assert mine("POST", f"/listings/{public_id}/publish").status_code == 403


def test_ones_listings_come_page_by_page(script: Scripts) -> None:
    mine = script()
    made = [mine.draft(trl=1 + number % 9)[0] for number in range(5)]
    script().draft()

    found, path = [], "/my/listings?limit=2&kind=offer"
    while path:
        page = mine("GET", path).json
        found += [each["id"] for each in page["items"]]
        path = (page["next"] or "").removeprefix("/api/v1")

    assert found == made[::-1]


@pytest.mark.parametrize("cursor", ["x", "WyJ4IiwgMV0.AAAA", "..", "\0", "é" * 600])
def test_a_forged_cursor_is_refused(script: Scripts, cursor: str) -> None:
    response = script()("GET", "/my/listings", query_string={"cursor": cursor})

    assert (response.status_code, list(response.json["errors"])) == (422, ["cursor"])


def test_a_cursor_of_another_list_is_refused(script: Scripts) -> None:
    mine = script()
    [mine.draft() for _ in range(3)]
    cursor = mine("GET", "/my/listings?limit=1").json["cursor"]

    assert mine("GET", "/my/listings", query_string={"cursor": cursor, "kind": "offer"}).status_code == 422


def test_the_number_of_statements_does_not_grow_with_the_listings(app: Flask, script: Scripts) -> None:
    mine = script()
    public_id, _etag = mine.draft(**listing_data())
    counts = []
    for _round in range(2):
        with statements(app) as seen:
            mine("GET", "/my/listings?limit=100")
            mine("GET", f"/listings/{public_id}")
        counts.append(len(seen))
        [mine.draft(**listing_data()) for _ in range(6)]

    assert counts[0] == counts[1] > 0
