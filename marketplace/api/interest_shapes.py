"""An interest as the API answers it, made from `see` only, and the schemas of what is sent and answered."""

from __future__ import annotations

from typing import Any

from flask import url_for

from marketplace.api import etags, shapes
from marketplace.api.answers import FLAG, MAYBE, MOMENT, TEXT, WHOLE, Json, many, maybe, ref, things
from marketplace.api.parameters import CURSOR, query, size
from marketplace.interests.models import Interest
from marketplace.interests.queries import BOXES
from marketplace.interests.seen import Person, SeenInterest, Step, contacts, see, timeline
from marketplace.interests.service import MESSAGE_LEAST, NOTE_LIMIT
from marketplace.interests.statuses import ACTIONS, BY_ACTION, REASONS, Side, Status
from marketplace.plugin_host.declarations import KINDS
from marketplace.web.context import market, viewer

SIDES = [each.value for each in Side]
STATUS: Json = {"type": "string", "enum": [each.value for each in Status]}
MAYBE_SIDE: Json = {"type": ["string", "null"], "enum": [*SIDES, None]}
MAYBE_REASON: Json = {"type": ["string", "null"], "enum": [*REASONS, None]}
PERSON = things(name=TEXT, email=TEXT)
ANSWERS: dict[str, Json] = {
    "InterestStep": things(
        action={"type": "string", "enum": list(BY_ACTION)},
        label=TEXT,
        side=MAYBE_SIDE,
        by=TEXT,
        at=MOMENT,
        note=TEXT,
        reason=MAYBE_REASON,
        reason_label=TEXT,
    ),
    "Interest": things(
        id=TEXT,
        url=TEXT,
        status=STATUS,
        status_label=TEXT,
        version=WHOLE,
        side={"type": "string", "enum": SIDES},
        listing=things(id=TEXT, kind={"type": "string", "enum": list(KINDS)}, title=TEXT, url=TEXT, anonymous=FLAG),
        organisation=ref("Organisation"),
        owner=maybe(ref("Organisation")),
        owner_label=TEXT,
        created_at=MOMENT,
        updated_at=MOMENT,
        lapses_at={"type": ["string", "null"], "format": "date-time"},
        waits_for=MAYBE_SIDE,
        actions=many({"type": "string", "enum": list(ACTIONS)}),
        contacts=things("sender", "owner", sender=PERSON, owner=PERSON),
        steps=many(ref("InterestStep")),
    ),
    "InterestPage": things(items=many(ref("Interest")), cursor=MAYBE, next=MAYBE),
}
_NOTE: Json = {"type": "string", "maxLength": NOTE_LIMIT}
INPUTS: dict[str, Json] = {
    "NewInterest": {
        "type": "object",
        "properties": {
            "listing": {"type": "string", "description": "Its id"},
            "organisation": {"type": ["string", "null"], "description": "Its id; left out: the only one you belong to"},
            "message": {**_NOTE, "minLength": MESSAGE_LEAST},
        },
        "required": ["listing", "message"],
        "additionalProperties": False,
    },
    "InterestNote": {
        "type": "object",
        "properties": {"note": _NOTE, "reason": {"type": "string", "enum": list(REASONS)}},
        "additionalProperties": False,
    },
}


PARAMETERS = (
    query("box", {"type": "string", "enum": list(BOXES), "default": "received"}, "all: for the broker desk"),
    query("status", STATUS, "Of this status only"),
    size("Interests"),
    CURSOR,
)


def of_interest(interest: Interest) -> Json:
    """Return an interest as the caller may see it."""
    seen = see(viewer(), interest, market())
    steps = [_step(each) for each in timeline(seen, interest)]
    found = {side.value: _person(each) for side, each in contacts(seen, interest).items()}
    return {**_head(seen), "contacts": found, "steps": steps}


def tag(body: Json) -> str:
    """Return the ETag of an answer."""
    return etags.tag(body, body["version"], body["side"])


def _head(seen: SeenInterest) -> Json:
    return {
        "id": seen.public_id,
        "url": url_for("api_interests.show", public_id=seen.public_id),
        "status": seen.status,
        "status_label": seen.status_label,
        "version": seen.version,
        "side": seen.side.value,
        "listing": _listing(seen),
        "organisation": shapes.of_organisation(seen.sender),
        "owner": shapes.of_organisation(seen.listing.organisation),
        "owner_label": seen.owner_text,
        "created_at": shapes.moment(seen.created_at),
        "updated_at": shapes.moment(seen.updated_at),
        "lapses_at": shapes.moment(seen.due_at),
        "waits_for": seen.waits.value if seen.waits else None,
        "actions": [each.action for each in seen.actions],
    }


def _listing(seen: SeenInterest) -> Json:
    listing = seen.listing
    url = url_for("api_listings.show", public_id=listing.public_id)
    facts = {"id": listing.public_id, "kind": listing.kind, "anonymous": listing.anonymous}
    return {**facts, "title": listing.title, "url": url}


def _step(step: Step) -> Json:
    said: dict[str, Any] = {"note": step.note, "reason": step.reason, "reason_label": step.reason_label}
    side = step.side.value if step.side else None
    return {
        "action": step.action,
        "label": step.label,
        "side": side,
        "by": step.who,
        "at": shapes.moment(step.at),
        **said,
    }


def _person(person: Person) -> Json:
    return {"name": person.name, "email": person.email}
