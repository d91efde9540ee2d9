"""What happens to notifications by itself: old ones go. What they told of stays where it happened."""

from __future__ import annotations

from datetime import timedelta

from marketplace.i18n import L
from marketplace.jobs.registry import JobContext, JobRegistry, Payload
from marketplace.notifications import service

PURGE = "notifications.purge"
KEPT = timedelta(days=180)
BATCH = 1000  # a run; what is left is a job of its own, so that no transaction grows long


def register(registry: JobRegistry) -> None:
    """Make the job and its schedule known."""
    registry.register(PURGE, purge, L("Delete old notifications", "Xóa thông báo cũ"))
    registry.schedule(PURGE, "40 3 * * *", PURGE)


def purge(context: JobContext, payload: Payload) -> None:
    """Remove what is too old, in batches."""
    if service.purge(context.uow, context.uow.now() - KEPT, BATCH) == BATCH:
        context.uow.enqueue(PURGE, {})
