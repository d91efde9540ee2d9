"""Opaque cursors: where a page ended, tied to the query it was made for and checked on return."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import replace

from search.engine import BadCursor
from search.query import Query

_KEY = b"search.cursor.1"
_MAX_LENGTH = 4_000


def seal(query: Query, state: list[object]) -> str:
    """Return `state` (JSON values) as a URL-safe string that `unseal` accepts for the same query only."""
    body = json.dumps(state, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_digest(query, body) + body).decode().rstrip("=")


def unseal(query: Query, cursor: str) -> list[object]:
    """Return the state in a cursor. Raises `BadCursor` if it was altered or belongs to another query."""
    if len(cursor) > _MAX_LENGTH or not cursor.isascii():
        raise BadCursor("not a cursor")
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (binascii.Error, ValueError) as error:
        raise BadCursor("not a cursor") from error
    if not hmac.compare_digest(raw[:12], _digest(query, raw[12:])):
        raise BadCursor("cursor of another query")
    try:
        state = json.loads(raw[12:])
    except ValueError as error:
        raise BadCursor("not a cursor") from error
    if not isinstance(state, list):
        raise BadCursor("not a cursor")
    return state


def _digest(query: Query, body: bytes) -> bytes:
    """Bind the state to what decides the order of hits; page size and facets may change between pages."""
    same = replace(query, cursor=None, offset=0, limit=0, facets=())
    return hashlib.blake2b(repr(same).encode("utf-8", "replace") + body, key=_KEY, digest_size=12).digest()
