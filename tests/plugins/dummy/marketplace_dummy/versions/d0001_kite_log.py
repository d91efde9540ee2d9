"""Keep a log of kites."""

import sqlalchemy as sa
from alembic import op

revision = "d0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "plugin_dummy_log", sa.Column("id", sa.Integer, primary_key=True), sa.Column("line", sa.Text, nullable=False)
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("plugin_dummy_log")
