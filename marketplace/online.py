"""Changes of tables that readers and writers need not wait for; for use in migrations. Policy: docs/postgresql.md."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


def create_index(name: str, table: str, columns: Sequence[str], *, where: str | None = None) -> None:
    """Create an index. PostgreSQL builds it beside those who write (CONCURRENTLY), outside any transaction.

    What an attempt that was broken off left behind is not valid and is dropped first.
    """
    condition = sa.text(where) if where else None
    if op.get_bind().dialect.name != "postgresql":
        op.create_index(name, table, list(columns), sqlite_where=condition)
        return
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")  # it only waits for transactions to end and keeps out nobody meanwhile
        op.drop_index(name, table, if_exists=True, postgresql_concurrently=True)
        op.create_index(name, table, list(columns), postgresql_concurrently=True, postgresql_where=condition)
        op.execute("RESET lock_timeout")


def drop_index(name: str, table: str) -> None:
    """Drop an index without waiting for the queries that use it to keep others waiting."""
    if op.get_bind().dialect.name != "postgresql":
        op.drop_index(name, table)
        return
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")
        op.drop_index(name, table, if_exists=True, postgresql_concurrently=True)
        op.execute("RESET lock_timeout")
