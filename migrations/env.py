"""Alembic's environment, for the core and for every plugin. It is always called with a connection: see marketplace.migrate."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from marketplace.db import Moment
from marketplace.migrate import CORE_TABLE, core_only, models


def render(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Write our own types as plain ones: a migration must not change its meaning when the code does."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, Moment) else False


branch = context.config.attributes["branch"]
context.configure(
    connection=context.config.attributes["connection"],
    version_table=branch.version_table,
    target_metadata=models() if branch.version_table == CORE_TABLE else None,
    include_name=core_only,
    render_item=render,
    transaction_per_migration=context.config.attributes["connection"].dialect.name == "postgresql",
    render_as_batch=True,  # SQLite can't alter most things in place
)
with context.begin_transaction():
    context.run_migrations()
