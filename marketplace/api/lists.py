"""Lists that go on by cursor: their parameters, read strictly, and the page that the caller asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import request
from sqlalchemy import Select, and_, or_

from marketplace.api.cursors import seal, unseal
from marketplace.errors import Invalid
from marketplace.i18n import gettext as _
from marketplace.listings.queries import MAX_PAGE_SIZE, PAGE_SIZE
from marketplace.web.context import uow


def read(choices: Mapping[str, Collection[str]]) -> tuple[dict[str, str], int]:
    """Return the parameters sent and the page's length; `choices` are filters with their values. Raise Invalid."""
    given, errors = {name: value for name, value in request.args.items() if value}, {}
    for name, value in given.items():
        if name in choices and value not in choices[name]:
            errors[name] = [_("Choose one of the values offered.")]
    typed = given.get("limit", str(PAGE_SIZE))
    if not (typed.isascii() and typed.isdigit() and len(typed) < 8 and 1 <= int(typed) <= MAX_PAGE_SIZE):
        errors["limit"] = [_("Give a whole number from %(low)s to %(high)s.", low=1, high=MAX_PAGE_SIZE)]
    if errors:
        raise Invalid(errors)
    return given, int(typed)


def by_change(
    model: Any, query: Select[Any], purpose: str, cursor: str | None, limit: int
) -> tuple[Sequence[Any], str | None]:
    """Return a page of rows of `model`, last changed first, and the cursor of the next one.

    Going on by cursor neither repeats nor skips what stays unchanged. `purpose` names the list, filters included.
    """
    if cursor is not None:
        text, key = unseal(purpose, cursor)
        at = datetime.fromisoformat(text)
        query = query.where(or_(model.updated_at < at, and_(model.updated_at == at, model.id < key)))
    query = query.order_by(model.updated_at.desc(), model.id.desc()).limit(limit + 1)
    rows = uow().session.scalars(query).all()
    items = rows[:limit]
    last = items[-1] if len(rows) > limit else None
    return items, seal(purpose, [last.updated_at.isoformat(), last.id]) if last is not None else None
