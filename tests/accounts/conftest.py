"""What tests of signing in share: a browser that fills in forms, and the mail that the worker would send."""

from __future__ import annotations

import email
import re
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from marketplace import mail
from marketplace.config import Settings
from marketplace.db import db
from marketplace.jobs.models import Job
from marketplace.jobs.registry import JobContext
from marketplace.uow import UnitOfWork

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Browser:
    """A client that fetches a form before it sends it, as people do."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str) -> TestResponse:
        """Open a page."""
        return self.client.get(path)

    def send(self, path: str, page: str | None = None, **form: object) -> TestResponse:
        """Send a form to `path` with the token found on `page`."""
        token = TOKEN.search(self.client.get(page or path).text)
        assert token, f"no form on {page or path}"
        return self.client.post(path, data={"csrf_token": token[1], **form})

    def sign_in(self, address: str, password: str, **more: object) -> TestResponse:
        """Sign in in English."""
        return self.send("/en/login", email=address, password=password, **more)


@pytest.fixture
def person(client: FlaskClient) -> Browser:
    """Somebody's browser."""
    return Browser(client)


@pytest.fixture
def outbox(app: Flask, settings: Settings) -> Callable[[], list[EmailMessage]]:
    """Return a function that carries out the mail jobs waiting and returns all messages so far, oldest first."""

    def run() -> list[EmailMessage]:
        market, folder = app.extensions["marketplace"], Path(settings.data_dir) / "mailbox"
        with app.app_context(), UnitOfWork(db.session(), market.clock) as uow:
            for job in uow.session.query(Job).filter_by(name=mail.JOB, state="ready"):
                mail.run_job(JobContext(uow, market), job.payload)
                job.state = "done"
            uow.commit()
        return [email.message_from_bytes(path.read_bytes(), policy=default) for path in sorted(folder.glob("*.eml"))]  # type: ignore[misc]

    return run
