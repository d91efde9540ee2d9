"""what a request brought about: its id on events and jobs. Only adds columns that may be empty, so older code runs on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this revision."""
    for table in ("domain_events", "jobs"):
        op.add_column(table, sa.Column("request_id", sa.String(length=64), nullable=True))


def downgrade() -> None:
    """Undo this revision."""
    for table in ("jobs", "domain_events"):
        op.drop_column(table, "request_id")
