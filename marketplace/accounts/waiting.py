"""How long to wait, in words: minutes alone go stale, and the clock alone misleads in another zone."""

from __future__ import annotations

from datetime import datetime
from math import ceil
from zoneinfo import ZoneInfo

from marketplace.accounts.models import DEFAULT_TIME_ZONE
from marketplace.i18n import gettext as _
from marketplace.i18n import ngettext


def wait_text(until: datetime, now: datetime, zone: str = DEFAULT_TIME_ZONE) -> str:
    """Return the message for a sign-in that must wait."""
    minutes = ceil((until - now).total_seconds() / 60)
    length = ngettext("%(num)s minute", "%(num)s minutes", minutes)
    clock = f"{until.astimezone(ZoneInfo(zone)):%H:%M}"
    return _(
        "Too many wrong passwords. Try again in %(length)s, at %(clock)s, or reset your password.",
        length=length,
        clock=clock,
    )
