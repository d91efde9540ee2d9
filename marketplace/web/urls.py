"""Addresses that came from outside."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from marketplace.i18n import DEFAULT_LOCALE, LOCALES
from marketplace.ids import PUBLIC_ID

LONGEST = 2000  # characters of an address
PORTS = {"http": 80, "https": 443}
PRINTABLE = re.compile(r"[^\s\\\x00-\x20\x7f\ud800-\udfff]+")
LISTING = re.compile(rf"(?:/(?P<lang>{'|'.join(LOCALES)}))?/listings/(?P<id>{PUBLIC_ID.pattern})/?")


def safe_next(target: str | None) -> str | None:
    """Return `target` if it is a path on this site, else None (no redirect to anybody else's page)."""
    if not target or len(target) > LONGEST or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(char) < 32 or ord(char) == 127 or "\ud800" <= char <= "\udfff" for char in target) or "\\" in target:
        return None
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else target


def listing_at(address: str, sites: Iterable[str]) -> tuple[str, str] | None:
    """Return language and public id of the listing that `address` names, None unless it is on one of our `sites`.

    Without a language in it, the default one. Nothing is fetched; http and https count as the same site.
    """
    target = _place(address)
    for site in sites:
        home = _place(site)
        if target is None or home is None or target[0] != home[0]:
            continue
        base = home[1].rstrip("/")
        if target[1].startswith(base) and (match := LISTING.fullmatch(target[1][len(base) :])):
            return match["lang"] or DEFAULT_LOCALE, match["id"]
    return None


def _place(address: str) -> tuple[str, str] | None:
    """Return host with port, and path; None for what is no plain web address or is signed in to by it."""
    if len(address) > LONGEST or not PRINTABLE.fullmatch(address):
        return None
    try:
        parts = urlsplit(address)
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:
        return None
    if parts.scheme not in PORTS or not parts.hostname or "@" in parts.netloc:
        return None
    return parts.hostname + (f":{port}" if port not in PORTS.values() else ""), parts.path
