"""What happens to interests by itself: those that nobody answers lapse, and both sides are told."""

from __future__ import annotations

from marketplace.interests import service
from marketplace.jobs.registry import JobContext, JobRegistry, Payload

LAPSE = "interests.lapse"
BATCH = 100  # interests a run; what is left is a job of its own, so that no transaction grows long


def register(registry: JobRegistry) -> None:
    """Make the job and its schedule known."""
    registry.register(LAPSE, lapse)
    registry.schedule(LAPSE, "35 * * * *", LAPSE)


def lapse(context: JobContext, payload: Payload) -> None:
    """Let lapse what is due, in batches."""
    if service.lapse_due(context.viewer, context.uow, context.market, BATCH) == BATCH:
        context.uow.enqueue(LAPSE, {})
