"""Which version of a listing or interest somebody read: the ETag that reading gives and writing wants in `If-Match`."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from flask import json, request

from marketplace.interests.models import Interest
from marketplace.interests.queries import granted
from marketplace.listings.disclosure import disclose
from marketplace.listings.models import Listing
from marketplace.organisations.models import Organisation
from marketplace.web.context import market, uow, viewer

_TAG = re.compile(r'(?:W/)?"(\d{1,9})-[a-z]+-[0-9a-f]{16}"')


def tag(body: Any, version: int, tier: str) -> str:
    """Return the ETag of an answer: the record's version, the reader's tier or side, and what was answered.

    The last part is there because an answer also changes with its language, its files and its organisation's name,
    which have no part in the listing's version.
    """
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16]
    return f'"{version}-{tier}-{digest}"'


def of(record: Listing | Interest | Organisation) -> str:
    """Return the ETag of a listing, an interest or an organisation as the viewer would read it now."""
    from marketplace.api import interest_shapes, organisations, shapes

    if isinstance(record, Organisation):
        return tag(organisations.of_organisation(record), record.version, "public")
    if isinstance(record, Interest):
        return interest_shapes.tag(interest_shapes.of_interest(record))
    seen = disclose(viewer(), record, market(), granted(viewer(), uow(), record))
    return tag(shapes.of_listing(seen), seen.version, seen.tier.value)


def unchanged(etag: str) -> bool:
    """Tell whether the caller already has the answer with this ETag."""
    known = request.if_none_match
    return known.star_tag or known.contains_weak(etag.strip('"'))


def read_version() -> int | None:
    """Return the version named by `If-Match`: None without the header or for `*`, -1 for one that names none of ours.

    A weak tag is taken, too: proxies that compress make ours weak, and the version in it stays what it was.
    """
    header = request.headers.get("If-Match", "*").strip()
    if header == "*":
        return None
    found = {int(match[1]) for match in _TAG.finditer(header)}
    return found.pop() if len(found) == 1 else -1
