"""What happens to listings by itself: they expire; deleted drafts, forgotten forms and unused files go."""

from __future__ import annotations

from marketplace.i18n import L
from marketplace.jobs.registry import JobContext, JobRegistry, Payload
from marketplace.listings import attachments, lifecycle, service, stash

EXPIRE, PURGE = "listings.expire", "listings.purge"
BATCH = 200  # listings a run; what is left is a job of its own, so that no transaction grows long


def register(registry: JobRegistry) -> None:
    """Make the jobs and their schedules known."""
    registry.register(EXPIRE, expire, L("End listings whose validity is over", "Kết thúc các tin đã hết hạn"))
    registry.register(
        PURGE,
        purge,
        L("Delete drafts and half-typed forms for good", "Xóa hẳn bản nháp và biểu mẫu gõ dở đã quá hạn giữ"),
    )
    registry.register(
        attachments.FORGET, forget_file, L("Delete a file that nothing refers to", "Xóa tệp không còn được dùng")
    )
    registry.schedule("listings.expire", "5 * * * *", EXPIRE)
    registry.schedule("listings.purge", "20 3 * * *", PURGE)


def expire(context: JobContext, payload: Payload) -> None:
    """Expire what is due, in batches. Searches leave out what has run out even before this comes round."""
    if lifecycle.expire_due(context.viewer, context.uow, context.market, BATCH) == BATCH:
        context.uow.enqueue(EXPIRE, {})


def purge(context: JobContext, payload: Payload) -> None:
    """Remove deleted drafts after their 30 days, and expired half-typed forms."""
    stash.purge(context.uow)
    if service.purge_deleted(context.viewer, context.uow, BATCH) == BATCH:
        context.uow.enqueue(PURGE, {})


def forget_file(context: JobContext, payload: Payload) -> None:
    """Delete a file's bytes unless an attachment refers to them."""
    attachments.forget(context.uow, context.market, str(payload["storage_key"]))
