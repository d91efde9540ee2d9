"""listings of which somebody said that they are different ones. Only adds, so older code runs on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLE = "listings_told_apart"


def upgrade() -> None:
    """Apply this revision."""
    op.create_table(
        TABLE,
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("listing_id", "other_id")),
        *(
            sa.ForeignKeyConstraint(
                [name], ["listings.id"], name=op.f(f"fk_{TABLE}_{name}_listings"), ondelete="CASCADE"
            )
            for name in ("listing_id", "other_id")
        ),
        sa.PrimaryKeyConstraint("listing_id", "other_id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(op.f(f"ix_{TABLE}_other_id"), TABLE, ["other_id"])


def downgrade() -> None:
    """Undo this revision."""
    op.drop_table(TABLE)
