"""Files through the API: judged, disclosed and limited as on the pages."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from marketplace.db import db
from marketplace.listings.models import Listing
from marketplace.uow import UnitOfWork
from tests.api.conftest import Script
from tests.listings.conftest import NOW

Scripts = Callable[..., Script]


def picture() -> bytes:
    """Return a small PNG."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "PNG")
    return out.getvalue()


def sent(content: bytes, name: str = "tug.png", **words: str) -> dict[str, Any]:
    """Return a multipart request."""
    data = {"file": (io.BytesIO(content), name), "alt_vi": "Tàu lai", **words}
    return {"data": data, "content_type": "multipart/form-data"}


@pytest.fixture
def mine(script: Scripts) -> Script:
    """The owner's script."""
    return script()


def test_a_picture_is_added_read_described_and_removed(mine: Script) -> None:
    path = f"/listings/{mine.draft()[0]}/files"

    made = mine("POST", path, **sent(picture(), alt_en="A tug", tier="member"))
    assert (made.status_code, made.json["alt"], made.json["tier"]) == (201, "A tug", "member")
    place = made.headers["Location"].removeprefix("/api/v1")
    assert (made.json["width"], made.json["url"]) == (40, made.headers["Location"])
    read = mine("GET", place)
    assert (read.mimetype, Image.open(io.BytesIO(read.data)).size) == (made.json["media_type"], (40, 30))
    assert mine("PATCH", place, json={"alt_en": "The tug at work"}).json["alt"] == "The tug at work"
    assert [each["id"] for each in mine("GET", path).json["items"]] == [made.json["id"]]
    assert mine("DELETE", place).status_code == 204
    assert mine("GET", path).json == {"items": []}
    assert mine("GET", place).status_code == 404


def test_a_file_sent_twice_under_one_key_is_there_once_whatever_the_mark_between_its_parts(mine: Script) -> None:
    path, key = f"/listings/{mine.draft()[0]}/files", {"Idempotency-Key": "photo-1"}
    parts = (
        b'--MARK\r\nContent-Disposition: form-data; name="alt_en"\r\n\r\nA tug\r\n'
        b'--MARK\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n\r\n%s\r\n--MARK--\r\n'
    )

    def send(mark: str, name: bytes = b"a.png") -> Any:
        body = (parts % (name, picture())).replace(b"MARK", mark.encode())
        return mine("POST", path, data=body, content_type=f"multipart/form-data; boundary={mark}", headers=key)

    assert send("first-try").json["id"] == send("second-try").json["id"]
    assert send("third-try", b"another.png").status_code == 422
    assert len(mine("GET", path).json["items"]) == 1


def test_a_file_is_not_changed_over_somebody_elses_change_of_the_listing(mine: Script) -> None:
    public_id, old = mine.draft()
    path = f"/listings/{public_id}/files"
    made = mine("POST", path, **sent(picture()))
    place, current = f"{path}/{made.json['id']}", made.headers["ETag"]
    assert mine("GET", path).headers["ETag"] == mine("GET", f"/listings/{public_id}").headers["ETag"] == current
    assert mine("GET", path, headers={"If-None-Match": current}).status_code == 304

    for method, options in (("PATCH", {"json": {"alt_en": "A tug"}}), ("DELETE", {})):
        refused = mine(method, place, headers={"If-Match": old}, **options)
        assert (refused.status_code, refused.headers["ETag"]) == (412, current)
    changed = mine("PATCH", place, json={"alt_en": "A tug"}, headers={"If-Match": current})
    gone = mine("DELETE", place, headers={"If-Match": changed.headers["ETag"]})

    assert (changed.status_code, gone.status_code) == (200, 204)
    assert gone.headers["ETag"] == mine("GET", f"/listings/{public_id}").headers["ETag"]


def test_what_the_form_refuses_the_api_refuses(mine: Script) -> None:
    path = f"/listings/{mine.draft()[0]}/files"

    assert list(mine("POST", path, **sent(b"MZ\x90 no picture at all")).json["errors"]) == ["file"]
    assert list(mine("POST", path, **sent(picture(), tier="king")).json["errors"]) == ["tier"]
    assert list(mine("POST", path, **sent(picture(), alt_en="x" * 301)).json["errors"]) == ["alt_en"]
    assert list(mine("POST", path, **sent(picture(), alt_vi="")).json["errors"]) == ["alt_en"]
    assert list(mine("POST", path, **sent(picture(), colour="red")).json["errors"]) == ["colour"]
    assert mine("POST", path, data={"alt_en": "x"}, content_type="multipart/form-data").status_code == 422
    assert mine("POST", path, json={}).status_code == 415


def test_who_may_not_open_a_file_learns_only_that_it_is_there(
    app: Any, mine: Script, script: Scripts, anyone: Script
) -> None:
    public_id, _etag = mine.draft(texts={"en": {"title": "Tug"}})
    place = (
        mine("POST", f"/listings/{public_id}/files", **sent(picture(), "secret plan.png", tier="member"))
        .headers["Location"]
        .removeprefix("/api/v1")
    )
    assert anyone("GET", f"/listings/{public_id}/files").status_code == 404
    with app.app_context(), UnitOfWork(db.session(), app.extensions["marketplace"].clock, write=True) as uow:
        stored = uow.session.query(Listing).filter_by(public_id=public_id).one()
        stored.status, stored.published_at = "published", NOW
        uow.commit()

    assert anyone("GET", f"/listings/{public_id}/files").json["items"] == [
        {"locked": True, "kind": "picture", "tier": "member"}
    ]
    assert anyone("GET", place).status_code == 404
    theirs = script()
    assert theirs("GET", place).status_code == 200
    assert theirs("PATCH", place, json={"alt_en": "mine"}).status_code == 403
    assert theirs("DELETE", place).status_code == 403
    assert theirs("POST", f"/listings/{public_id}/files", **sent(picture())).status_code == 403
