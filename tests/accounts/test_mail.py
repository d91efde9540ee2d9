"""Mail over a real SMTP server on loopback, and the mailbox for trying the site out."""

from __future__ import annotations

import email
import multiprocessing
import re
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.policy import default
from email.utils import parseaddr
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from marketplace import mail
from marketplace.accounts import mailbox
from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.db import db
from marketplace.i18n import TRANSLATIONS
from marketplace.jobs.worker import Worker
from tests.accounts.conftest import Browser
from tests.conftest import Clock

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
MAILED = Path(mail.__file__).parent / "web" / "templates" / "mail"
PAYLOAD = {
    "to": "an@example.com",
    "name": "An",
    "subject": "S",
    "text": "t\n",
    "html": "<p>t</p>",
    "locale": "vi",
    "id": "<1@localhost>",
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """A mailbox server in a process of its own: (port, folder)."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path / "data" / "mailbox"
    process = multiprocessing.get_context("spawn").Process(target=mailbox.serve, args=(port, folder))
    process.start()
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 0.1).close()
            break
        except OSError:
            time.sleep(0.05)
    yield port, folder
    process.terminate()
    process.join(10)
    assert process.exitcode == 0, "the server stops cleanly when told to"


@pytest.fixture
def mailing_app(settings: Settings, server: tuple[int, Path], clock: Clock) -> Iterator[Flask]:
    """The application, sending through that server."""
    app = create_app(replace(settings, mail_url=f"smtp://127.0.0.1:{server[0]}", mailbox=True), clock=clock)
    app.testing = True
    yield app
    with app.app_context():
        db.engine.dispose()


def test_from_registration_over_smtp_and_the_mailbox_page_to_signing_in(mailing_app: Flask, clock: Clock) -> None:
    person = Browser(mailing_app.test_client())
    form = {"name": "Vũ Đức Hải", "email": "hai@example.com", "password": "bến phà chiều gió lộng", "terms": "y"}
    person.send("/vi/register", **form)
    market = mailing_app.extensions["marketplace"]
    Worker(mailing_app, market.jobs, market.settings, clock).run_pending()
    listed = person.get("/vi/dev/mailbox")
    page = person.get(re.search(r'href="(/vi/dev/mailbox/[^"]+)"', listed.text)[1])
    assert "hai@example.com" in page.text
    assert "Vũ Đức Hải" in page.text
    link = re.search(r'href="http://localhost(/vi/confirm/[^"]+)"', page.text)[1]
    person.get(link)
    answer = person.send("/vi/login", email="hai@example.com", password=form["password"])
    assert answer.status_code == 302
    assert "chưa được xác nhận" not in person.get("/vi/account").text


def test_a_server_that_is_down_leaves_the_job_to_be_tried_again(settings: Settings) -> None:
    message = mail.compose(PAYLOAD, "x@example.com", "Site", NOW)
    with pytest.raises(OSError):
        mail.deliver(message, "smtp://127.0.0.1:1", settings.data_dir)


def test_a_password_is_never_sent_over_a_plain_connection(server: tuple[int, Path]) -> None:
    import smtplib

    with pytest.raises(smtplib.SMTPException):
        mail.connect(f"smtp://user:secret@127.0.0.1:{server[0]}")


def test_there_is_no_mailbox_page_in_production(app: Flask) -> None:
    assert app.test_client().get("/vi/dev/mailbox").status_code == 404
    assert app.test_client().get("/vi/dev/mailbox/x").status_code == 404


@given(st.text(), st.text())
def test_no_typed_text_becomes_a_header(name: str, subject: str) -> None:
    payload = {**PAYLOAD, "name": name, "subject": subject + "\r\nBcc: all@example.com"}
    message = mail.compose(payload, "x@example.com", name, NOW)
    read = email.message_from_bytes(message.as_bytes(), policy=default)
    assert read["Bcc"] is None
    assert set(read.keys()) == set(message.keys())
    assert [address.addr_spec for address in read["To"].addresses] == ["an@example.com"]


WORDS = st.lists(st.sampled_from(["Quan", "tâm", "đến", "nguyên", "nhân", "“BGA”", "40", "x"]), min_size=1, max_size=40)


@given(WORDS, WORDS)
def test_long_texts_come_out_of_their_headers_as_they_went_in(name: list[str], subject: list[str]) -> None:
    payload = {**PAYLOAD, "name": " ".join(name), "subject": " ".join(subject)}
    raw = mail.compose(payload, "x@example.com", "Bến Công nghệ", NOW).as_bytes()
    read = {each: str(make_header(decode_header(text))) for each, text in email.message_from_bytes(raw).items()}
    assert read["Subject"] == payload["subject"]
    assert parseaddr(read["To"]) == (payload["name"], "an@example.com")
    assert max(map(len, raw.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= 78


def test_an_international_domain_is_written_in_ascii() -> None:
    message = mail.compose({**PAYLOAD, "to": "an@đẹp.vn"}, "x@example.com", "Site", NOW)
    assert "xn--" in str(message["To"])


def test_a_message_file_is_found_by_its_name_only(tmp_path: Path) -> None:
    mail.store(b"Subject: x\r\n\r\nhello", tmp_path)
    (kept,) = mailbox.messages(tmp_path)
    assert mailbox.find(tmp_path, kept.name) == kept
    assert mailbox.find(tmp_path, "../" + kept.name) is None
    assert mailbox.find(tmp_path, "*") is None


@pytest.mark.parametrize("template", ["welcome", "confirm", "reset", "password_changed", "already_registered"])
@pytest.mark.parametrize("locale", ["vi", "en"])
def test_every_message_renders_in_both_languages(app: Flask, template: str, locale: str) -> None:
    with app.app_context():
        subject, text, html = mail.render(
            template, locale, name="<b>An</b>", confirm_link="http://x/1", reset_link="http://x/2"
        )
    assert subject
    assert "<b>" not in html
    assert "<b>An</b>" in text
    assert ("http://x/" in text) == ("http://x/" in html) == (template != "password_changed")
    assert f'lang="{locale}"' in html


def test_every_subject_is_translated() -> None:
    """What a text template says goes through the catalogue like any page: `tests/test_words.py` demands the rest."""
    subjects = {path.name: path.read_text().partition("block subject %}")[2] for path in MAILED.glob("[!_]*.txt")}
    words = [text for found in subjects.values() if (text := re.match(r"""\{\{ _\("([^"]+)""", found))]
    catalogue = (TRANSLATIONS / "vi" / "LC_MESSAGES" / "messages.po").read_text()
    assert words
    assert [text[1] for text in words if f'msgid "{text[1]}"' not in catalogue] == []
