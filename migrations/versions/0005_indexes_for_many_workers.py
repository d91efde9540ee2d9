"""indexes that many workers and a million listings need: the first half, which older code runs on with.

Why each is there: docs/postgresql.md.
"""

from __future__ import annotations

from marketplace import online

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

READY, RUNNING = "state = 'ready'", "state = 'running'"
ADDED = (
    ("ix_jobs_next", "jobs", ("priority", "run_at", "id"), READY),
    ("ix_jobs_ready", "jobs", ("name", "priority", "run_at", "id"), READY),
    ("ix_jobs_running", "jobs", ("lease_until",), RUNNING),
    ("ix_listings_open", "listings", ("status", "valid_until", "kind"), "deleted_at IS NULL"),
    ("ix_listing_revisions_by_id", "listing_revisions", ("by_id",), "by_id IS NOT NULL"),
    ("ix_attachments_storage_key", "attachments", ("storage_key",), None),
)


def upgrade() -> None:
    """Apply this revision."""
    for name, table, columns, where in ADDED:
        online.create_index(name, table, columns, where=where)


def downgrade() -> None:
    """Undo this revision."""
    for name, table, _columns, _where in ADDED:
        online.drop_index(name, table)
