"""Settings whose value has the right type and still can't work, each refused at start by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import entry_points
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from search.addresses import REMEDY, is_address

if TYPE_CHECKING:
    from marketplace.config import Settings

NEVER_NEGATIVE = (
    "job_workers", "trusted_proxies", "database_overflow", "database_statement", "database_lock", "database_idle",
    "search_replicas",
)  # fmt: skip
ABOVE_NOUGHT = (
    "web_workers", "web_threads", "job_poll", "job_lease", "job_retry", "upload_limit", "database_pool",
    "search_shards", "search_patience", "interests_per_day", "interest_days",
)  # fmt: skip
LONGEST = 86_400  # seconds; more is a slip of the pen, and far more overflows what the system waits
MOST = 100_000  # of processes, connections, days, MB
KEY_LENGTH = 32  # characters
PLUGINS = "marketplace.plugins"  # the entry-point group
_HOST_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,252}[A-Za-z0-9.])?")


def problems(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield (setting, what is wrong with it); a secret's value is never in it."""
    yield from _numbers(settings)
    yield from _addresses(settings)
    yield from _names(settings)
    if settings.secret_key and len(settings.secret_key) < KEY_LENGTH:
        remedy = "make one with `openssl rand -hex 32`, or leave it out and one is made and kept in the data folder"
        yield "secret_key", f"shorter than {KEY_LENGTH} characters can be guessed: {remedy}"


def _numbers(settings: Settings) -> Iterator[tuple[str, str]]:
    if not 0 <= settings.port < 65536:
        yield "port", f"{settings.port} is not between 0 and 65535"
    for name in ABOVE_NOUGHT:
        if not getattr(settings, name) > 0:
            yield name, f"{getattr(settings, name)} is not above 0"
    for name in NEVER_NEGATIVE:
        if not getattr(settings, name) >= 0:
            yield name, f"{getattr(settings, name)} is below 0"
    for name in (*ABOVE_NOUGHT, *NEVER_NEGATIVE):
        value = getattr(settings, name)
        most, unit = (LONGEST, " seconds") if isinstance(value, float) else (MOST, "")
        if value > most:
            yield name, f"{value} is more than {most:,}{unit}"


def _addresses(settings: Settings) -> Iterator[tuple[str, str]]:
    if not is_host(settings.host):
        yield "host", f"{settings.host!r} is not a host name or an address; 0.0.0.0 listens on all"
    elif not is_web_address(settings.site_url):
        yield "site_url", f"{settings.site_url!r} is not an address such as https://exchange.example.org"
    if not settings.mail_url.startswith(("mailbox:", "smtp://", "smtps://")):
        yield "mail_url", "must start with mailbox:, smtp:// or smtps://"
    elif not settings.mail_url.startswith("mailbox:") and not is_address(settings.mail_url, ("smtp", "smtps")):
        yield "mail_url", f"is not smtp://user:password@host:port; {REMEDY}"
    if not settings.database_url.startswith(("sqlite:///", "postgresql")):
        yield "database_url", "must start with sqlite:/// or postgresql://"
    engines = settings.search_engine or ("",)
    if engines != ("embedded",) and not all(url.startswith(("http://", "https://")) for url in engines):
        yield "search_engine", "must be embedded, or begin with http:// or https://"


def _names(settings: Settings) -> Iterator[tuple[str, str]]:
    try:
        ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        yield "timezone", f"{settings.timezone!r} is not a known time zone"
    if settings.plugins_disabled:
        installed = sorted(entry.name for entry in entry_points(group=PLUGINS))
        for name in settings.plugins_disabled:
            if name not in installed:
                yield "plugins_disabled", f"{name!r} is not installed; there are: {', '.join(installed) or 'none'}"


def is_host(text: str) -> bool:
    """Tell whether a text could be a host: a name, or an address of IPv4 or IPv6."""
    if _HOST_NAME.fullmatch(text):
        return True
    with suppress(ValueError):
        return bool(ip_address(text))
    return False


def is_web_address(text: str) -> bool:
    """Tell whether a text is http(s)://host, perhaps with a port and a path."""
    with suppress(ValueError):
        parts = urlsplit(text)
        host = is_host(parts.hostname or "") and (parts.port or 1) > 0
        return parts.scheme in ("http", "https") and host and not re.search(r"[\s?#@]", text)
    return False
