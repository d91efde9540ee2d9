"""PUT /api/v1/listings/by-source/<source>: an institute's own system brings its listings, as often as it likes.

Items meet the rules that rows of an imported file meet, by the same code: known by (organisation, source, source_id),
passed over when they say what they said last time, refused one by one with the messages of form and API.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_smorest import Blueprint
from sqlalchemy import or_, select
from werkzeug.wrappers import Response

from marketplace.accounts.policy import require_confirmed
from marketplace.api import shapes
from marketplace.api.bodies import json_object, refuse_unknown
from marketplace.api.listings import require_sign_in
from marketplace.api.openapi import operation
from marketplace.errors import Invalid
from marketplace.i18n import L, current_locale
from marketplace.i18n import gettext as _
from marketplace.listings import policy
from marketplace.listings.models import Listing
from marketplace.listings.ports import today
from marketplace.listings.transfer.importing import Importer, Options
from marketplace.listings.transfer.jsonlines import flat
from marketplace.listings.transfer.mapping import ColumnMap
from marketplace.listings.transfer.records import Record, check_values
from marketplace.listings.transfer.rows import Row
from marketplace.listings.transfer.targets import Targets
from marketplace.plugin_host.clean import clean_line
from marketplace.web.context import market, uow, viewer

bp = Blueprint("api_upsert", __name__, url_prefix="/api/v1/listings", description="Listings of other systems")
AT_MOST = 100  # items
LARGEST = 5_000_000  # bytes
LONGEST_SOURCE = 80  # characters, see `Listing.source`
_SHAPES = ("texts", "attrs", "tiers")
_IDS = ("source_id", "source_url", "public_id", "organisation")


@operation(
    *(bp, "PUT", "/by-source/<source>", "UpsertResult", 401, 403, 413, 415, 422),
    body="Upsert",
    summary=L(
        "Bring up to 100 listings of another system, new and changed",
        "Đưa lên tối đa 100 tin mới và tin đã sửa từ hệ thống khác",
    ),
)
def upsert(source: str) -> Response:
    """Create what is new, change what is known, pass over what says the same; each item has its own result."""
    require_sign_in("import")
    data = json_object(largest=LARGEST)
    items, options = _asked(source, data)
    if options.publish:
        require_confirmed(viewer(), uow(), "publish")
    uow().commit()  # that the key was used: the importer has transactions of its own
    problems = [_misshapen(item) for item in items]
    records = [
        Record(number, values := flat(item), check_values(values))
        for number, (item, wrong) in enumerate(zip(items, problems, strict=True), start=1)
        if not wrong
    ]
    importer = Importer(viewer(), uow(), market(), _mapping(records), options)
    rows = {row.record.number: row for row in importer.settle(records)}
    return shapes.answer(_result(source, problems, rows))


def _asked(source: str, data: dict[str, Any]) -> tuple[list[Any], Options]:
    """Return the items and how to take them. Raise Invalid."""
    refuse_unknown(data, ("items", "publish", "dry_run"))
    errors: dict[str, list[str]] = {}
    items = data.get("items")
    if not isinstance(items, list) or not 1 <= len(items) <= AT_MOST:
        errors["items"] = [_("Give a list of 1 to %(limit)s listings.", limit=AT_MOST)]
    for name in ("publish", "dry_run"):
        if not isinstance(data.get(name, False), bool):
            errors[name] = [_("Choose one of the values offered.")]
    if not source or clean_line(source) != source or len(source) > LONGEST_SOURCE:
        errors["source"] = [_("Give a name of at most %(limit)s characters.", limit=LONGEST_SOURCE)]
    if errors:
        raise Invalid(errors)
    return list(items or ()), Options(source, bool(data.get("publish")), bool(data.get("dry_run")))


def _misshapen(item: Any) -> dict[str, list[str]]:
    """Return what keeps an item from being looked at like a row: a row has no such shapes."""
    named = _("A listing is an object of named fields.")
    if not isinstance(item, dict):
        return {"_": [named]}
    wrong = {name: [named] for name in _SHAPES if not isinstance(item.get(name, {}), dict)}
    wrong |= {name: [_("Enter text.")] for name in _IDS if isinstance(item.get(name), bool | list | dict)}
    texts = item.get("texts")
    if isinstance(texts, dict) and not all(isinstance(each, dict) for each in texts.values()):
        wrong["texts"] = [_("Texts are given by language: vi, en.")]
    return wrong


def _mapping(records: Sequence[Record]) -> ColumnMap:
    """Return the mapping of each name to itself: a program says what it means, nothing is guessed."""
    names = {name: name for record in records for name in record.values}
    return ColumnMap(names, {}, {}, frozenset(), (), current_locale(), Targets({}, {}, frozenset()))


def _result(source: str, problems: Sequence[dict[str, list[str]]], rows: dict[int, Row]) -> shapes.Json:
    stored = _stored(source, list(rows.values()))
    items = [
        {"source_id": "", "outcome": "rejected", "listing": None, "errors": wrong, "missing": {}}
        if wrong
        else _of_row(rows[number], stored)
        for number, wrong in enumerate(problems, start=1)
    ]
    outcomes = [each["outcome"] for each in items]
    counts = {name: outcomes.count(name) for name in ("created", "updated", "unchanged", "rejected")}
    return {**counts, "items": items}


def _stored(source: str, rows: Sequence[Row]) -> dict[Any, Listing]:
    """Return the listings that rows became or were about, by their ids, in one statement."""
    taken = [row for row in rows if not row.reasons]
    ours = (Listing.source == source) & Listing.source_id.in_([row.source_id for row in taken if row.source_id])
    named = Listing.public_id.in_([row.public_id for row in taken if row.public_id])
    found: dict[Any, Listing] = {}
    own = policy.allowed(viewer(), "own", today(uow(), market()))
    for listing in uow().session.scalars(select(Listing).where(own, or_(ours, named))) if taken else ():
        found[listing.public_id] = found[listing.organisation_id, listing.source_id] = listing
    return found


def _of_row(row: Row, stored: dict[Any, Listing]) -> shapes.Json:
    listing = None if row.reasons else stored.get(row.public_id) or stored.get((row.organisation_id, row.source_id))
    about = None
    if listing is not None:
        url = url_for("api_listings.show", public_id=listing.public_id)
        about = {"id": listing.public_id, "url": url, "status": listing.status, "version": listing.version}
    outcome = "rejected" if row.reasons else row.outcome
    return {
        "source_id": row.source_id,
        "outcome": outcome,
        "listing": about,
        "errors": row.reasons,
        "missing": {} if row.reasons else row.lacking,
    }
