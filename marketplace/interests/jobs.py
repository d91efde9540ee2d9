"""What happens to interests by itself: a reminder, then they lapse; those in listings that are gone are closed."""

from __future__ import annotations

from marketplace.i18n import L
from marketplace.interests import service
from marketplace.jobs.models import DomainEvent
from marketplace.jobs.registry import JobContext, JobRegistry, Payload

LAPSE = "interests.lapse"
OVER = ("listing.withdrawn", "listing.archived", "listing.rejected")
BATCH = 100  # interests a run; what is left is a job of its own, so that no transaction grows long


def register(registry: JobRegistry) -> None:
    """Make the job and its schedule known."""
    registry.register(
        LAPSE, lapse, L("Close interests that nobody answered in time", "Đóng các bày tỏ quan tâm quá hạn trả lời")
    )
    registry.register(
        service.REMIND,
        remind,
        L("Remind of an interest that waits for an answer", "Nhắc trả lời bày tỏ quan tâm đang chờ"),
    )
    registry.schedule(LAPSE, "35 * * * *", LAPSE)
    registry.subscribe("interests in listings that are gone", close, OVER)


def lapse(context: JobContext, payload: Payload) -> None:
    """Let lapse what is due, in batches."""
    if service.lapse_due(context.viewer, context.uow, context.market, BATCH) == BATCH:
        context.uow.enqueue(LAPSE, {})


def remind(context: JobContext, payload: Payload) -> None:
    """Remind who is waited for, half-way between a step and the day on which the interest lapses."""
    service.remind(context.viewer, context.uow, context.market, payload["interest"], payload["version"])


def close(context: JobContext, event: DomainEvent) -> None:
    """Close what still waits for an answer about a listing that is gone."""
    service.close_waiting(context.viewer, context.uow, context.market, event.subject.removeprefix("listing:"))
