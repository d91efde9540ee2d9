"""without the indexes that those of 0005 replace: the second half. Older code still works, but slowly."""

from __future__ import annotations

from marketplace import online

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

DROPPED = (
    ("ix_jobs_due", "jobs", ("state", "priority", "run_at", "id")),
    ("ix_listings_expiry", "listings", ("status", "valid_until")),
)


def upgrade() -> None:
    """Apply this revision."""
    for name, table, _columns in DROPPED:
        online.drop_index(name, table)


def downgrade() -> None:
    """Undo this revision."""
    for name, table, columns in DROPPED:
        online.create_index(name, table, columns)
