"""What happens to organisations by itself: invitations that nobody accepted go."""

from __future__ import annotations

from marketplace.i18n import L
from marketplace.jobs.registry import JobContext, JobRegistry, Payload
from marketplace.organisations import invitations

PURGE = "invitations.purge"


def register(registry: JobRegistry) -> None:
    """Make the job and its schedule known."""
    registry.register(PURGE, purge, L("Delete invitations that ran out", "Xóa lời mời đã hết hạn"))
    registry.schedule(PURGE, "50 3 * * *", PURGE)


def purge(context: JobContext, payload: Payload) -> None:
    """Remove what is too old."""
    invitations.purge(context.uow)
