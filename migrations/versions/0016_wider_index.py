"""one index that answers "is it public?", the desk and the figures without reading listings, for a narrower one.

Older code runs on with either. Why it is there: docs/postgresql.md.
"""

from __future__ import annotations

from marketplace import online

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KEPT = "deleted_at IS NULL"
NARROW = ("status", "valid_until", "kind")
WIDE = (*NARROW, "sector", "trl", "country", "province", "published_at", "updated_at", "public_id")


def upgrade() -> None:
    """Apply this revision."""
    online.create_index("ix_listings_public", "listings", WIDE, where=KEPT)
    online.drop_index("ix_listings_open", "listings")


def downgrade() -> None:
    """Undo this revision."""
    online.create_index("ix_listings_open", "listings", NARROW, where=KEPT)
    online.drop_index("ix_listings_public", "listings")
