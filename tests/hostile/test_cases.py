"""Each bad input that the specification names, as a browser would send it."""

from __future__ import annotations

import io
import re
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import EnvironBuilder, TestResponse, run_wsgi_app

from marketplace.accounts.factories import PASSWORD, make_user
from marketplace.db import db
from marketplace.listings.models import Attachment, Listing
from marketplace.organisations.factories import make_organisation
from marketplace.uow import UnitOfWork
from tests.hostile.asking import faults_of_html
from tests.hostile.conftest import EVIL, Site
from tests.hostile.values import MARK
from tests.web.conftest import token

LANGS = ("vi", "en")
TOO_LARGE = {"vi": "Tệp quá lớn", "en": "This file is too large"}
EXPIRED = {"vi": "Biểu mẫu đã hết hạn", "en": "This form has expired"}
SignIn = Callable[..., FlaskClient]


@pytest.fixture
def author(sign_in: SignIn) -> FlaskClient:
    """Somebody who may post."""
    return sign_in()


@pytest.fixture
def draft(author: FlaskClient) -> str:
    """The public id of a draft in a sector."""
    answer = author.post("/vi/listings/new", data=new_form(author))
    return re.search(r"listings/([\w-]+)/edit", answer.headers["Location"])[1]  # type: ignore[index]


def new_form(client: FlaskClient, lang: str = "vi") -> dict[str, str]:
    """Return the first form filled in."""
    once = re.search(r'name="once" value="([^"]+)"', client.get(f"/{lang}/listings/new").text)[1]  # type: ignore[index]
    return {"csrf_token": token(client), "once": once, "kind": "offer", "sector": "marine"}


def save(client: FlaskClient, public_id: str, step: str, lang: str = "vi", **form: str) -> TestResponse:
    """Send a step with the version it shows now, unless `form` says another."""
    shown = client.get(f"/{lang}/listings/{public_id}/edit?step={step}").text
    version = re.search(r'name="version" value="(\d+)"', shown)[1]  # type: ignore[index]
    data = {"csrf_token": token(client), "version": version} | form
    return client.post(f"/{lang}/listings/{public_id}/edit?step={step}", data=data)


def upload(client: FlaskClient, public_id: str, name: str, content: bytes, lang: str = "vi") -> str:
    """Send a file and return the page one is led to."""
    data = {"csrf_token": token(client), "file": (io.BytesIO(content), name)}
    answer = client.post(f"/{lang}/listings/{public_id}/files", data=data, follow_redirects=True)
    assert answer.status_code in (200, 422)
    return answer.text


def files_in(app: Flask) -> int:
    """Count the attachments stored."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Attachment)) or 0


class Endless(io.RawIOBase):
    """A body of `size` bytes that is made while it is read."""

    def __init__(self, head: bytes, size: int) -> None:
        self.head, self.left, self.given = head, size, 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Give the head, then zeros."""
        chunk = self.head[: len(buffer)] or bytes(min(len(buffer), self.left))
        self.head, self.left = self.head[len(chunk) :], self.left - len(chunk)
        buffer[: len(chunk)] = chunk
        self.given += len(chunk)
        return len(chunk)


@pytest.fixture
def traced() -> Iterator[None]:
    """Measure the memory that Python takes."""
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("announced", [True, False])
def test_an_upload_of_300_mb_is_refused_without_taking_memory(
    author: FlaskClient, draft: str, traced: None, lang: str, announced: bool
) -> None:
    head = b'--zzz\r\nContent-Disposition: form-data; name="file"; filename="big.pdf"\r\n\r\n%PDF-1.7'
    body = Endless(head, 300_000_000)
    path = f"/{lang}/listings/{draft}/files"
    builder = EnvironBuilder(path, method="POST", content_type="multipart/form-data; boundary=zzz")
    environ = builder.get_environ() | {"wsgi.input": io.BufferedReader(body), "HTTP_X_CSRFTOKEN": token(author)}
    environ["HTTP_COOKIE"] = f"session={author.get_cookie('session').value}"  # type: ignore[union-attr]
    environ |= {"CONTENT_LENGTH": "300000000"} if announced else {"CONTENT_LENGTH": "", "wsgi.input_terminated": True}
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    chunks, status, _headers = run_wsgi_app(author.application.wsgi_app, environ, buffered=True)
    assert tracemalloc.get_traced_memory()[1] - before < 12_000_000
    assert status.startswith("413")
    assert TOO_LARGE[lang] in b"".join(chunks).decode()
    assert body.given < (1 if announced else 50_000_000)


def test_a_file_over_the_limit_is_refused_by_name(app: Flask, author: FlaskClient, draft: str) -> None:
    page = upload(author, draft, "lớn.pdf", b"%PDF-1.7\n" + bytes(21_000_000))
    assert "lớn.pdf: " in page
    assert files_in(app) == 0


def zip_bomb() -> bytes:
    """Return a small document that unpacks to 600 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(600):
                part.write(bytes(1_000_000))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("bom.docx", zip_bomb(), {"vi": "quá lớn khi giải nén", "en": "too large when unpacked"}),
        ("chao-hang.pdf", b"MZ\x90\0" + bytes(300), {"vi": "Chỉ nhận tệp", "en": "Only JPEG, PNG"}),
        ("offer.pdf", b"\x7fELF\x02\x01\x01" + bytes(300), {"vi": "Chỉ nhận tệp", "en": "Only JPEG, PNG"}),
        ("page.pdf", b"<html><script>zzz</script>", {"vi": "Chỉ nhận tệp", "en": "Only JPEG, PNG"}),
        (f"<b>{MARK}.pdf", b"#!/bin/sh\nrm -rf /", {"vi": "Chỉ nhận tệp", "en": "Only JPEG, PNG"}),
        ("empty.pdf", b"", {"vi": "", "en": ""}),
    ],
    ids=["zip bomb", "exe", "elf", "html", "evil name", "empty"],
)
@pytest.mark.parametrize("lang", LANGS)
def test_a_file_that_is_not_what_it_says_is_refused_with_the_reason(
    app: Flask, author: FlaskClient, draft: str, name: str, content: bytes, reason: dict[str, str], lang: str
) -> None:
    started = time.monotonic()
    page = upload(author, draft, name, content, lang)
    assert reason[lang] in page
    assert not faults_of_html(page)
    assert time.monotonic() - started < 5
    assert files_in(app) == 0


def test_a_form_posted_twice_makes_one_listing(app: Flask, author: FlaskClient) -> None:
    form = new_form(author)
    answers = [author.post(f"/{lang}/listings/new", data=form) for lang in ("vi", "vi", "en")]
    assert {each.status_code for each in answers} == {303}
    assert len({each.headers["Location"][3:] for each in answers}) == 1
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Listing)) == 1


@pytest.mark.parametrize(
    ("lang", "words"),
    [("vi", "Bạn đã sửa nội dung này ở một cửa sổ khác"), ("en", "You changed this in another window")],
)
def test_the_second_editor_sees_both_versions(author: FlaskClient, draft: str, lang: str, words: str) -> None:
    assert save(author, draft, "basics", **{"texts.vi.title": "Của người thứ nhất"}).status_code == 303
    late = {"texts.vi.title": f"Của người thứ hai {EVIL}", "version": "1"}
    answer = save(author, draft, "basics", lang, **late)
    assert answer.status_code == 409
    assert "Của người thứ nhất" in answer.text
    assert "Của người thứ hai" in answer.text
    assert words in answer.text
    assert not faults_of_html(answer.text)
    assert "Của người thứ nhất" in author.get(f"/vi/listings/{draft}/edit").text


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("sent", [None, "", "x", "IjE.x.y", "🚢"])
def test_a_form_without_its_token_gets_a_clear_page(author: FlaskClient, lang: str, sent: str | None) -> None:
    data = {"theme": "dark"} if sent is None else {"theme": "dark", "csrf_token": sent}
    answer = author.post(f"/{lang}/theme", data=data)
    assert answer.status_code == 400
    assert EXPIRED[lang] in answer.text


@pytest.mark.parametrize("lang", LANGS)
def test_a_long_form_without_its_token_loses_nothing(author: FlaskClient, draft: str, lang: str) -> None:
    typed = "  Gõ nửa giờ\r\n<b>dòng hai</b> "
    answer = author.post(f"/{lang}/listings/{draft}/edit?step=technology", data={"texts.vi.description": typed})
    assert answer.status_code == 303
    page = author.get(answer.headers["Location"]).text
    assert "  Gõ nửa giờ\r\n&lt;b&gt;dòng hai&lt;/b&gt; </textarea>" in page


@pytest.mark.parametrize("lang", LANGS)
def test_what_was_typed_comes_back_after_the_sign_in(app: Flask, lang: str) -> None:
    with app.app_context(), UnitOfWork(db.session(), app.extensions["marketplace"].clock, write=True) as uow:
        user = make_user(uow, locale=lang)
        make_organisation(uow, manager=user)
        address = user.email
        uow.commit()
    client = app.test_client()

    def sign_in(page: str) -> TestResponse:
        data = {"email": address, "password": PASSWORD, "csrf_token": token(client, f"/{lang}/login")}
        return client.post(page, data=data)

    assert sign_in(f"/{lang}/login").status_code in (302, 303)
    public_id = re.search(
        r"listings/([\w-]+)/edit", client.post(f"/{lang}/listings/new", data=new_form(client, lang)).headers["Location"]
    )[1]  # type: ignore[index]
    form = {"csrf_token": token(client), "version": "1", "texts.vi.title": 'Chữ "vừa gõ" & <i>'}
    client.delete_cookie("session")
    answer = client.post(f"/{lang}/listings/{public_id}/edit?step=basics", data=form)
    assert answer.status_code == 303
    login = answer.headers["Location"]
    assert login.startswith(f"/{lang}/login?next=")
    signed_in = sign_in(login)
    assert signed_in.status_code in (302, 303), signed_in.text
    back = client.get(signed_in.headers["Location"])
    assert back.status_code == 200
    assert 'value="Chữ &#34;vừa gõ&#34; &amp; &lt;i&gt;"' in back.text


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("typed", [" 12 bananas ", "-1 kW", "1e999", "NaN kW", "Infinity", "9" * 400, "60–40 kW", EVIL])
def test_a_refused_form_keeps_exactly_what_was_typed(author: FlaskClient, draft: str, lang: str, typed: str) -> None:
    answer = save(author, draft, "technology", lang, **{"attrs.power": typed, "texts.en.description": f"\n {typed}\t"})
    assert answer.status_code == 422
    page = answer.text
    shown = typed.replace("&", "&amp;").replace('"', "&#34;").replace("<", "&lt;").replace(">", "&gt;")
    assert f'value="{shown}"' in page
    assert f">\n\n {shown}\t</textarea>" in page.replace("\r", "")
    assert not faults_of_html(page)
    message = re.search(r'id="f-attrs-power-err">.*?<span>([^<]+)</span>', page, re.DOTALL)
    assert message
    vietnamese = re.search(
        "[ăâđêôơưàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵấầẩẫậắằẳẵặếềểễệốồổỗộớờởỡợứừửữự]", message[1].replace(typed.strip(), "")
    )
    assert bool(vietnamese) is (lang == "vi"), message[1]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("typed", ["31/02/2027", "2027-02-31", "99999-01-01", "hôm qua", "\0", str(2**63)])
def test_a_date_that_is_none_is_a_field_error(author: FlaskClient, draft: str, lang: str, typed: str) -> None:
    answer = save(author, draft, "review", lang, valid_until=typed)
    assert answer.status_code == 422


@pytest.mark.parametrize("lang", LANGS)
def test_markup_in_every_text_is_shown_as_text(site: Site, lang: str) -> None:
    yard, _person, *listings = site.ids
    client = site.app.test_client()
    client.set_cookie("session", site.sessions["member"])
    pages = ["/search?q=zzz", "/search?organisation=" + yard, "/", "/my/listings", "/account", f"/organisations/{yard}"]
    pages += [f"/organisations/{yard}/members", "/organisations/", "/listings/new"]
    for public_id in listings[:2]:
        pages += [f"/listings/{public_id}", f"/listings/{public_id}/history"]
    steps = ("basics", "technology", "cooperation", "review")
    pages += [f"/listings/{listings[1]}/edit?step={step}" for step in steps]
    pages += [f"/listings/{listings[1]}/edit?step=review&as=nda", f"/my/listings/{listings[0]}/withdraw"]
    escaped = 0
    for page in pages:
        answer = client.get(f"/{lang}{page}")
        assert answer.status_code == 200, page
        assert not faults_of_html(answer.text), page
        escaped += "&lt;script&gt;" in answer.text
    assert escaped >= len(pages) - 3  # only pages without anybody's words have none


@pytest.mark.parametrize("lang", LANGS)
def test_a_history_of_markup_is_shown_as_text(author: FlaskClient, draft: str, lang: str) -> None:
    for title in (f"Một {EVIL}", f"Hai {EVIL} {{{{7*7}}}}"):
        assert save(author, draft, "basics", **{"texts.vi.title": title}).status_code == 303
    page = author.get(f"/{lang}/listings/{draft}/history").text
    assert "{{7*7}}" in page
    assert not faults_of_html(page)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("query", ["page=-1", "page=99999999999999999999", "cursor=zzz", "no.such=1", "trl.from=NaN",
                                   "sort=zzz", "marine.power.from=31/02&sector=marine", "closing=9223372036854775808",
                                   "q=%22&page=0", "q=%ed%a0%80%00", "trl.from=9&trl.to=1"])  # fmt: skip
def test_a_search_that_makes_no_sense_is_answered(site: Site, lang: str, query: str) -> None:
    answer = site.app.test_client().get(f"/{lang}/search?{query}")
    assert answer.status_code == 200
    assert not faults_of_html(answer.text)
