"""the brokers' desk: who has what in hand, sectors of brokers. Only adds, so older code runs on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from marketplace import online

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

POINTS = {
    "listing_id": ("listings", "CASCADE"),
    "interest_id": ("interests", "CASCADE"),
    "broker_id": ("users", "SET NULL"),
    "previous_id": ("users", "SET NULL"),
    "by_id": ("users", "SET NULL"),
}


def upgrade() -> None:
    """Apply this revision."""
    op.create_table(
        "desk_hands",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in POINTS),
        sa.Column("batch", sa.String(length=11), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{table}.id"], name=op.f(f"fk_desk_hands_{name}_{table}"), ondelete=on_delete
            )
            for name, (table, on_delete) in POINTS.items()
        ),
        sa.CheckConstraint(
            "listing_id IS NOT NULL OR interest_id IS NOT NULL", name=op.f("ck_desk_hands_of_something")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_hands")),
        sa.UniqueConstraint("listing_id", name=op.f("uq_desk_hands_listing_id")),
        sa.UniqueConstraint("interest_id", name=op.f("uq_desk_hands_interest_id")),
    )
    for name in ("broker_id", "previous_id", "by_id", "batch"):
        op.create_index(op.f(f"ix_desk_hands_{name}"), "desk_hands", [name])
    op.create_table(
        "broker_sectors",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("sector", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_broker_sectors_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "sector", name=op.f("pk_broker_sectors")),
    )
    online.create_index("ix_interests_desk", "interests", ("status", "updated_at"))


def downgrade() -> None:
    """Undo this revision."""
    online.drop_index("ix_interests_desk", "interests")
    op.drop_table("broker_sectors")
    op.drop_table("desk_hands")
