"""builds of indexes and their parts. Only adds tables, so older code runs on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this revision."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "index_builds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("index_name", sa.String(length=100), nullable=False),
        sa.Column("recipe", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("rolled_back", sa.Boolean(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        *(sa.Column(name, moment, nullable=False) for name in ("started_at", "since", "changed_at")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_builds")),
        sa.UniqueConstraint("index_name", name=op.f("uq_index_builds_index_name")),
    )
    op.create_index(
        "uq_index_builds_active",
        "index_builds",
        ["active"],
        unique=True,
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )
    op.create_table(
        "index_parts",
        sa.Column("build_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("number", "first", "last", "cursor", "done")),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["build_id"], ["index_builds.id"], name=op.f("fk_index_parts_build_id_index_builds"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("build_id", "number", name=op.f("pk_index_parts")),
    )


def downgrade() -> None:
    """Undo this revision."""
    op.drop_table("index_parts")
    op.drop_table("index_builds")
