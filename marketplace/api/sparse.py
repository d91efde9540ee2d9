"""Less or more in an answer: `fields=` leaves out what is not wanted, `include=` adds what belongs to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from flask import request
from sqlalchemy import select

from marketplace.api.answers import ANSWERS
from marketplace.errors import Invalid
from marketplace.i18n import gettext as _
from marketplace.organisations.models import Organisation
from marketplace.web.context import uow

Json = dict[str, Any]
PARAMETERS = ("fields", "include")
ALWAYS = "id"
ADDED = {"included", "warnings"}  # to an answer, beside the fields that may be left out


def wanted(component: str, includes: Collection[str] = ()) -> tuple[frozenset[str] | None, frozenset[str]]:
    """Return the fields asked for (None: all) and what to include. Raise Invalid for names that aren't there."""
    known = {"fields": ANSWERS[component]["properties"].keys() - ADDED, "include": set(includes)}
    asked = {name: frozenset(filter(None, request.args.get(name, "").split(","))) for name in PARAMETERS}
    strange = {name: sorted(found) for name in PARAMETERS if (found := asked[name] - known[name])}
    errors = {name: [_("There is no “%(name)s” here.", name=each[:60]) for each in strange[name]] for name in strange}
    if errors:
        raise Invalid(errors)
    return asked["fields"] or None, asked["include"]


def trimmed(body: Json, fields: frozenset[str] | None) -> Json:
    """Return an answer with the fields asked for, its id among them."""
    if fields is None:
        return body
    return {name: value for name, value in body.items() if name in fields or name in {ALWAYS, *ADDED}}


def organisations_of(bodies: Iterable[Mapping[str, Any]]) -> Json:
    """Return the organisations named in listings, whole and by id, in one statement."""
    from marketplace.api.organisations import of_organisation

    named = {body["organisation"]["id"] for body in bodies if body["organisation"] is not None}
    query = select(Organisation).where(Organisation.public_id.in_(named)).order_by(Organisation.id)
    return {each.public_id: of_organisation(each) for each in uow().session.scalars(query)} if named else {}


def page(items: list[Json], fields: frozenset[str] | None, include: frozenset[str]) -> Json:
    """Return the items of a list, trimmed, with what was to be included."""
    more = {"included": {"organisations": organisations_of(items)}} if "organisation" in include else {}
    return {"items": [trimmed(each, fields) for each in items], **more}
