"""A mailbox for trying the site out: a real SMTP server that keeps every message as a file, and their reader."""

from __future__ import annotations

import asyncio
import email
import signal
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from marketplace import mail

SHOWN = 200  # newest messages listed


class Keeper:
    """What the server does with a message: keep it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        """Store the message; answer as SMTP wants."""
        await asyncio.to_thread(mail.store, envelope.content, self.folder)
        return "250 kept"


def serve(port: int, folder: Path, host: str = "127.0.0.1") -> None:
    """Receive mail on loopback until SIGTERM or Ctrl-C. Raise OSError when the port is taken."""
    asyncio.run(_serve(host, port, folder))


async def _serve(host: str, port: int, folder: Path) -> None:
    from aiosmtpd.smtp import SMTP  # only for trying out: production doesn't load it

    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    server = await loop.create_server(lambda: SMTP(Keeper(folder), enable_SMTPUTF8=True), host, port)
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with server:
        await stop.wait()


@dataclass(frozen=True, slots=True)
class Kept:
    """A message as the page shows it."""

    name: str
    sender: str
    to: str
    subject: str
    at: datetime | None
    text: str


def messages(folder: Path) -> list[Kept]:
    """Return the newest messages, newest first."""
    return [read(path) for path in sorted(folder.glob("*.eml"), reverse=True)[:SHOWN]]


def find(folder: Path, name: str) -> Kept | None:
    """Return the message kept under `name`; None when there is none, whatever path `name` spells."""
    for path in folder.glob("*.eml"):
        if path.stem == name:
            return read(path)
    return None


def read(path: Path) -> Kept:
    """Return one message."""
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain", "html"))
    return Kept(
        name=path.stem,
        sender=str(message["From"] or ""),
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        at=_date(message["Date"]),
        text=body.get_content() if body else "",
    )


def _date(header: Any) -> datetime | None:
    try:
        return parsedate_to_datetime(str(header))
    except ValueError:
        return None
