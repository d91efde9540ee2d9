"""expressions of interest and notifications. Only adds tables, so older code runs on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LIVE = sa.text("status IN ('submitted', 'info_requested', 'accepted')")
WAITING = sa.text("status IN ('submitted', 'info_requested')")
UNREAD = sa.text("read_at IS NULL")


def upgrade() -> None:
    """Apply this revision."""
    op.create_table(
        "interests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=11), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, MOMENT, nullable=False) for name in ("created_at", "updated_at", "due_at")),
        refers("interests", "listing_id", "listings", "CASCADE"),
        refers("interests", "organisation_id", "organisations", "CASCADE"),
        refers("interests", "created_by_id", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interests")),
        sa.UniqueConstraint("public_id", name=op.f("uq_interests_public_id")),
    )
    live = {"unique": True, "sqlite_where": LIVE, "postgresql_where": LIVE}
    op.create_index("uq_interests_live", "interests", ["listing_id", "organisation_id"], **live)
    op.create_index("ix_interests_received", "interests", ["listing_id", "status"])
    op.create_index("ix_interests_sent", "interests", ["organisation_id", "updated_at"])
    op.create_index("ix_interests_newest", "interests", ["updated_at"])
    op.create_index("ix_interests_quota", "interests", ["created_by_id", "created_at"])
    op.create_index("ix_interests_due", "interests", ["due_at"], sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_table(
        "interest_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interest_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("side", sa.String(length=8), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=True),
        refers("interest_steps", "interest_id", "interests", "CASCADE"),
        refers("interest_steps", "by_id", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest_steps")),
        sa.UniqueConstraint("interest_id", "number", name=op.f("uq_interest_steps_interest_id_number")),
    )
    op.create_index(op.f("ix_interest_steps_by_id"), "interest_steps", ["by_id"])
    op.create_table(
        "notifications",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=11), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("text_vi", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        refers("notifications", "user_id", "users", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("public_id", name=op.f("uq_notifications_public_id")),
    )
    op.create_index("ix_notifications_newest", "notifications", ["user_id", "id"])
    op.create_index(
        "ix_notifications_unread", "notifications", ["user_id"], sqlite_where=UNREAD, postgresql_where=UNREAD
    )


def refers(table: str, column: str, target: str, on_delete: str) -> sa.ForeignKeyConstraint:
    """Return a foreign key, named as the models name theirs."""
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"), ondelete=on_delete
    )


def downgrade() -> None:
    """Undo this revision."""
    for table in ("notifications", "interest_steps", "interests"):
        op.drop_table(table)
