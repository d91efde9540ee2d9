"""Alembic's environment, for the core and for every plugin. It is always called with a connection: see marketplace.migrate."""

from __future__ import annotations

from alembic import context

from marketplace.migrate import CORE_TABLE, core_only, models

branch = context.config.attributes["branch"]
context.configure(
    connection=context.config.attributes["connection"],
    version_table=branch.version_table,
    target_metadata=models() if branch.version_table == CORE_TABLE else None,
    include_name=core_only,
    render_as_batch=True,  # SQLite can't alter most things in place
    user_module_prefix="db.",
)
with context.begin_transaction():
    context.run_migrations()
