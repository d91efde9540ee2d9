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


def of_action(action: str) -> str:
    """Return the event of a transition of the table of statuses: "publish" → "listing.publish"."""
    return f"listing.{action}"


def subject(public_id: str) -> str:
    """Return how events refer to a listing."""
    return f"listing:{public_id}"
