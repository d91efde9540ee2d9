"""Owner and sender get mail through a real SMTP server, each in their language, with a link that opens the interest."""

from __future__ import annotations

import email
import re
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast

from flask import Flask
from flask.testing import FlaskClient

from marketplace.interests import jobs
from marketplace.jobs.worker import Worker
from tests.accounts.test_mail import mailing_app, server
from tests.conftest import Clock
from tests.interests.conftest import MESSAGE, OWNER, SENDER
from tests.interests.test_pages import browser, express
from tests.web.conftest import send

__all__ = ["mailing_app", "send", "server"]


def work(app: Flask, clock: Clock, folder: Path) -> list[EmailMessage]:
    """Let the worker do what is due; return all mail that the server has taken, oldest first."""
    market = app.extensions["marketplace"]
    Worker(app, market.jobs, market.settings, clock).run_pending()
    return [
        cast(EmailMessage, email.message_from_bytes(path.read_bytes(), policy=default))
        for path in sorted(folder.glob("*.eml"))
    ]


def parts(message: EmailMessage) -> tuple[str, str]:
    """Return the text and the HTML."""
    return tuple(message.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr,return-value]


def test_both_sides_are_mailed_in_their_language_over_smtp(
    mailing_app: Flask, server: tuple[int, Path], clock: Clock, send: Callable[..., FlaskClient]
) -> None:
    owner = browser(mailing_app, names=OWNER, email="owner@example.com", name="Owner Person", locale="en")
    sender = browser(mailing_app, names=SENDER, email="sender@example.com", name="Sender Person", locale="vi")
    listing = publish_for(mailing_app, "owner@example.com")
    interest = express(sender, listing, send)  # type: ignore[arg-type]
    (received,) = work(mailing_app, clock, server[1])
    assert (received["To"].addresses[0].addr_spec, received["Content-Language"]) == ("owner@example.com", "en")
    assert received["Subject"] == "Van Ninh Port is interested in “Electric tug of 60 t bollard pull for river ports”"
    for body in parts(received):
        assert MESSAGE in body
        assert "sender@example.com" not in body
        link = re.search(rf"http://localhost(/en/interests/{interest})", body)
        assert link
        assert owner.get(link[1]).status_code == 200
    send(owner, f"/en/interests/{interest}/decline", reason="have_alternative", note="Not <now>.", version="1")
    _first, answer = work(mailing_app, clock, server[1])
    assert (answer["To"].addresses[0].addr_spec, answer["Content-Language"]) == ("sender@example.com", "vi")
    text, page = parts(answer)
    assert "bị từ chối" in answer["Subject"]
    assert "Lý do: Đã có giải pháp khác" in text
    assert "Not <now>." in text
    assert "Not &lt;now&gt;." in page


def test_the_worker_lets_lapse_what_nobody_answers_and_mails_both(
    mailing_app: Flask, server: tuple[int, Path], clock: Clock, send: Callable[..., FlaskClient]
) -> None:
    browser(mailing_app, names=OWNER, email="owner@example.com", locale="en")
    sender = browser(mailing_app, names=SENDER, email="sender@example.com", locale="vi")
    interest = express(sender, publish_for(mailing_app, "owner@example.com"), send)  # type: ignore[arg-type]
    work(mailing_app, clock, server[1])
    clock.advance(days=31)
    with mailing_app.app_context():
        enqueue(mailing_app, jobs.LAPSE)
    found = work(mailing_app, clock, server[1])[1:]
    assert {each["To"].addresses[0].addr_spec for each in found} == {"owner@example.com", "sender@example.com"}
    assert "Quá hạn" in sender.get(f"/vi/interests/{interest}").text


def publish_for(app: Flask, address: str) -> str:
    """Publish a listing of the organisation of who has this address; return its id."""
    from marketplace.accounts.models import User
    from marketplace.db import db
    from marketplace.listings.factories import make_listing
    from marketplace.organisations.models import Membership
    from marketplace.uow import UnitOfWork

    with app.app_context(), UnitOfWork(db.session(), app.extensions["marketplace"].clock, write=True) as uow:
        person = uow.session.query(User).filter_by(email=address).one()
        membership = uow.session.query(Membership).filter_by(user_id=person.id).one()
        public_id = make_listing(uow, membership.organisation).public_id
        uow.commit()
    return public_id


def enqueue(app: Flask, job: str) -> None:
    """Make a job due."""
    from marketplace.db import db
    from marketplace.uow import UnitOfWork

    with UnitOfWork(db.session(), app.extensions["marketplace"].clock, write=True) as uow:
        uow.enqueue(job, {})
        uow.commit()
