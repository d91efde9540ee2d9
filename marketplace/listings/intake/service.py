"""A draft out of a text: the fields that were guessed are filled in, what can't be read stays beside the form.

What was guessed, and what found no field, is kept as a half-typed form is (30 days, for who brought the text): a step
that its author saves has been checked.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from marketplace.errors import Invalid
from marketplace.i18n import gettext as _
from marketplace.listings import fields, partial, service, stash
from marketplace.listings.intake.guess import MAX_TEXT, Guess, guess, sector_of
from marketplace.listings.models import Listing
from marketplace.listings.ports import Market, today
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Marks:
    """What of a draft came out of a text and was not checked yet, and what found no field: (label, text)."""

    guessed: frozenset[str] = frozenset()
    rest: tuple[tuple[str, str], ...] = ()


def key_of(public_id: str) -> str:
    """Return the name under which a draft's marks are kept."""
    return f"listing:{public_id}:text"


def draft(viewer: Viewer, uow: UnitOfWork, market: Market, token: str, start: dict[str, Any], text: str) -> Listing:
    """Make a draft from a text. `start`: kind, sector, organisation_id. Raise Invalid with the key "text".

    A sector that was not chosen is guessed, too, where the text is clearly about one.
    """
    if not text.strip():
        raise Invalid({"text": [_("Paste the text, or choose a Word file.")]})
    if len(text) > MAX_TEXT:
        raise Invalid({"text": [_("The text is too long: at most %(limit)s characters.", limit=MAX_TEXT)]})
    kind = start["kind"]
    sector = start["sector"] or sector_of(text, kind, market)
    first = {"sector": sector, **fields.initial(today(uow, market))}
    listing = service.create_draft(viewer, uow, market, kind, first, organisation_id=start["organisation_id"])
    found = guess(text, kind, sector, market)
    if found.data:
        listing, refused = partial.edit(viewer, uow, market, listing.public_id, found.data, listing.version)
        _take_back(found, refused)
    if sector != start["sector"]:
        found.said["sector"] = str(sector)
    kept = {"guessed": sorted(found.said), "rest": [list(each) for each in found.rest]}
    stash.put(viewer, uow, token, key_of(listing.public_id), "", kept)
    return listing


def _take_back(found: Guess, refused: Collection[str]) -> None:
    """Move what the listing did not accept to the rest."""
    for name in refused:
        if name in found.said:
            found.rest.append(("", found.said.pop(name)))


def marks(viewer: Viewer, uow: UnitOfWork, token: str, public_id: str) -> Marks:
    """Return what is still to be checked of a draft."""
    kept = stash.load(viewer, uow, token, key_of(public_id))
    if kept is None:
        return Marks()
    rest = tuple((str(label), str(text)) for label, text in kept.data.get("rest", ()))
    return Marks(frozenset(kept.data.get("guessed", ())), rest)


def checked(viewer: Viewer, uow: UnitOfWork, token: str, public_id: str, names: Collection[str]) -> None:
    """Remember that these fields were looked through and saved by a person."""
    known = marks(viewer, uow, token, public_id)
    if known.guessed.isdisjoint(names):
        return
    left = {"guessed": sorted(known.guessed.difference(names)), "rest": [list(each) for each in known.rest]}
    stash.put(viewer, uow, token, key_of(public_id), "", left)
