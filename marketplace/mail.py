"""Mail as part of the unit of work: a message is a job, so nothing is mailed for a change that was rolled back.

A message is rendered when it is enqueued, in the reader's language, from `templates/mail/<name>.html` and `.txt`; the
first line of the text is the subject.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from datetime import UTC, datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from flask import current_app

from marketplace.i18n import L, use_locale
from marketplace.jobs.registry import JobContext, JobRegistry, Payload
from marketplace.uow import UnitOfWork

JOB = "mail.send"
TIMEOUT = 20.0  # seconds for each step of talking to the server
UNSENDABLE = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029\ud800-\udfff]+")


class Policy(EmailPolicy):
    """Messages for SMTP. Python's own folding of long headers loses the spaces between encoded words (seen in 3.11)."""

    def fold(self, name: str, value: Any) -> str:
        """Return a header in lines that decode to exactly what it says."""
        if str(value).isascii():
            return str(super().fold(name, value))
        header = Header(header_name=name)
        for one in getattr(value, "addresses", ()):
            header.append(one.display_name, "utf-8")
            header.append(f"<{one.addr_spec}>", "us-ascii")
        if not hasattr(value, "addresses"):
            header.append(str(value), "utf-8")
        return f"{name}: {header.encode(linesep=self.linesep)}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Return the same as bytes."""
        return self.fold(name, value).encode("ascii", "surrogateescape")


POLICY = Policy(linesep="\r\n", raise_on_defect=True)


def send(uow: UnitOfWork, to: str, template: str, *, locale: str, name: str = "", **context: Any) -> None:
    """Enqueue the message `mail/<template>` to one address, in `locale`. It leaves after the caller commits."""
    subject, text, html = render(template, locale, name=name, **context)
    domain = urlsplit(current_app.extensions["marketplace"].settings.site_url).hostname or "localhost"
    payload = {
        "to": to,
        "name": one_line(name),
        "subject": subject,
        "text": text,
        "html": html,
        "locale": locale,
        "id": make_msgid(domain=domain),  # kept over retries, so that a message sent twice is shown once
    }
    uow.enqueue(JOB, payload)


def link(endpoint: str, locale: str, **values: Any) -> str:
    """Return the public address of a page in a language; the request's Host header has no say in what is mailed."""
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return f"{current_app.extensions['marketplace'].settings.site_url}/{locale}{path}"


def render(template: str, locale: str, **context: Any) -> tuple[str, str, str]:
    """Return subject, text and HTML of a message in a language."""
    settings = current_app.extensions["marketplace"].settings
    with use_locale(locale):
        context = {"site_name": settings.name_in(locale), "site_url": settings.site_url, "locale": locale, **context}
        text = current_app.jinja_env.get_template(f"mail/{template}.txt").render(context)
        subject, _, body = text.strip().partition("\n")
        subject = one_line(subject)
        html = current_app.jinja_env.get_template(f"mail/{template}.html").render(context, subject=subject)
    return subject, body.strip() + "\n", html


def one_line(text: str) -> str:
    """Return `text` fit for a header: a line break typed into a name must not become a header of its own."""
    return UNSENDABLE.sub(" ", text).strip()


def compose(payload: Payload, sender: str, site_name: str, now: datetime) -> EmailMessage:
    """Return the message of a job's payload as it goes over the wire."""
    message = EmailMessage(policy=POLICY)
    message["From"] = address(sender, site_name)
    message["To"] = address(payload["to"], payload["name"])
    message["Subject"] = one_line(payload["subject"])
    message["Date"] = format_datetime(now)
    message["Message-ID"] = payload["id"]
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: keeps absence notices from answering
    message.set_content(payload["text"])
    message.add_alternative(payload["html"], subtype="html")
    message["Content-Language"] = payload["locale"]  # last: setting the content takes such headers away
    return message


def address(mailbox: str, name: str = "") -> Address:
    """Return a header address, an international domain in its ASCII form."""
    local, _, domain = one_line(mailbox).rpartition("@")
    ascii_domain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    return Address(one_line(name), local, ascii_domain)


def deliver(message: EmailMessage, url: str, mailbox: Path) -> None:
    """Hand a message to the server at `url`, or put it into the folder for `mailbox:`.

    Raise OSError or smtplib.SMTPException when it was not accepted; the job is then tried again.
    """
    if url.startswith("mailbox:"):
        store(message.as_bytes(), mailbox)
    else:
        with connect(url) as server:
            server.send_message(message)


def store(message: bytes, folder: Path) -> Path:
    """Keep a message as a file that appears whole or not at all; the names sort by time."""
    folder.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    draft, path = folder / f"{stamp}.tmp", folder / f"{stamp}.eml"
    draft.write_bytes(message)
    return draft.rename(path)


def connect(url: str) -> smtplib.SMTP:
    """Return a signed-in connection: `smtp://user:password@host:port?tls=0`, or `smtps://` for TLS from the start.

    With `smtp://`, TLS is begun where the server offers it, and demanded with `?tls=1`; with a password it is always
    demanded unless `?tls=0` says otherwise.
    """
    parts = urlsplit(url)
    host, wish = parts.hostname or "localhost", parse_qs(parts.query).get("tls", [""])[0]
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, timeout=TIMEOUT, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT)
        begin_tls(server, demanded=wish == "1" or (bool(parts.password) and wish != "0"), refused=wish == "0")
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server


def begin_tls(server: smtplib.SMTP, *, demanded: bool, refused: bool) -> None:
    """Encrypt the connection if the server can. Raise SMTPNotSupportedError when it must and can't."""
    server.ehlo()
    if not refused and (demanded or server.has_extn("starttls")):
        server.starttls(context=ssl.create_default_context())
        server.ehlo()


def register_jobs(registry: JobRegistry) -> None:
    """Tell the worker how to carry out mail jobs."""
    registry.register(JOB, run_job, L("Send a message", "Gửi thư"), writes=False)


def run_job(context: JobContext, payload: Payload) -> None:
    """Send one message. A repeated run repeats the message with the same id."""
    settings = context.market.settings
    message = compose(payload, settings.mail_from, settings.name_in(payload["locale"]), context.uow.now())
    deliver(message, settings.mail_url, Path(settings.data_dir) / "mailbox")
