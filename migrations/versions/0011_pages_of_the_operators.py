"""pages of the site that operators have written, with their past. Only adds, so older code runs on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this revision."""
    op.create_table(
        "site_texts",
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_site_texts")),
    )
    op.create_table(
        "site_text_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["users.id"], name=op.f("fk_site_text_revisions_by_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_text_revisions")),
        sa.UniqueConstraint("slug", "number", name=op.f("uq_site_text_revisions_slug_number")),
    )
    op.create_index(op.f("ix_site_text_revisions_by_id"), "site_text_revisions", ["by_id"])


def downgrade() -> None:
    """Undo this revision."""
    op.drop_table("site_text_revisions")
    op.drop_table("site_texts")
