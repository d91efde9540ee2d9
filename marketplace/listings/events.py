"""Names of the domain events that listings record. Subject: "listing:<public id>"; data: see `revisions.changed`."""

from __future__ import annotations

CREATED = "listing.created"
ASSIGNED = "listing.assigned"
EDITED = "listing.edited"
FILES_CHANGED = "listing.files_changed"
RESTORED = "listing.restored"
DELETED = "listing.deleted"
UNDELETED = "listing.undeleted"
PURGED = "listing.purged"


# What each action of the table of statuses is called once it has happened. All ways to publication lead to one name.
OF_ACTION: dict[str, str] = {
    "approve": "listing.published",
    "archive": "listing.archived",
    "ask_owner": "listing.consent_asked",
    "clear": "listing.cleared",
    "consent": "listing.published",
    "expire": "listing.expired",
    "flag": "listing.flagged",
    "hold": "listing.held",
    "object": "listing.objected",
    "pause": "listing.paused",
    "publish": "listing.published",
    "reject": "listing.rejected",
    "renew": "listing.renewed",
    "renew_changed": "listing.resubmitted",
    "resubmit": "listing.resubmitted",
    "resume": "listing.resumed",
    "return": "listing.returned",
    "review": "listing.review_resumed",
    "submit": "listing.submitted",
    "withdraw": "listing.withdrawn",
}


def subject(public_id: str) -> str:
    """Return how events refer to a listing."""
    return f"listing:{public_id}"
