"""Messages that the next page shows."""

from __future__ import annotations

from flask import flash
from markupsafe import Markup


def say(text: str | Markup, tone: str = "ok") -> None:
    """Show `text` on top of the next page; `tone` is "ok", "info", "warn" or "bad". Plain text is escaped there."""
    flash(text, tone)
