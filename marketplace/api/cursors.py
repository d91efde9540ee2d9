"""Opaque places in a list: signed, so that one made up or taken from another list is refused and not interpreted."""

from __future__ import annotations

from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from marketplace.errors import Invalid
from marketplace.i18n import L

FORGED = L("This cursor is not one of this list.", "Con trỏ này không thuộc danh sách này.")


def seal(purpose: str, place: list[Any]) -> str:
    """Return the cursor of a place in the list that `purpose` names, filters included."""
    return str(_serializer(purpose).dumps(place))


def unseal(purpose: str, cursor: str) -> list[Any]:
    """Return the place. Raise Invalid for anything that `seal` did not make for this very list."""
    try:
        return list(_serializer(purpose).loads(cursor[:500]))
    except (BadData, UnicodeError, ValueError):
        raise Invalid({"cursor": [str(FORGED)]}) from None


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"cursor {purpose}")
