"""Saving a draft as far as it can be read: one wrong value must not keep all the others unsaved.

Only for drafts: what is public changes as a whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marketplace.errors import Invalid
from marketplace.listings import queries, service
from marketplace.listings.models import Listing
from marketplace.listings.ports import Market
from marketplace.listings.service import Errors
from marketplace.listings.statuses import Status
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer


def edit(
    viewer: Viewer,
    uow: UnitOfWork,
    market: Market,
    public_id: str,
    data: Mapping[str, Any],
    version: int,
    *,
    auto: bool = False,
) -> tuple[Listing, Errors]:
    """Change what `data` names as `service.edit` does, but for a draft leave out what can't be read.

    Return the listing and the messages for what was left out, by dotted name. Raise Invalid when nothing in `data` is
    to blame (or it is no draft), Stale as `service.edit`. `auto`: the form saved itself, see `revisions.changed`.
    """
    draft = queries.get(viewer, uow, market, public_id).status == Status.DRAFT
    refused: Errors = {}
    while True:
        try:
            return service.edit(viewer, uow, market, public_id, data, version, auto=auto), refused
        except Invalid as error:
            rest = without(data, error.messages)
            if not draft or rest == data:
                raise Invalid(refused | error.messages) from None
            refused, data = refused | error.messages, rest


def without(data: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return nested data without what the dotted names ("attrs.power", "texts.vi.title") stand for."""
    found = dict(data)
    for name in names:
        first, _, rest = name.partition(".")
        if rest and isinstance(found.get(first), Mapping):
            found[first] = without(found[first], [rest])
        else:
            found.pop(first, None)
    return found
