"""Notifications: what somebody was told, and whether they have looked at it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base, Moment, PublicId
from marketplace.i18n import current_locale
from marketplace.ids import new_public_id
from marketplace.jobs.models import BigId

UNREAD = "read_at IS NULL"


class Notification(Base):
    """One line for one person, in both languages as it was when it was written; `path` is where it leads."""

    __tablename__ = "notifications"
    __table_args__ = (
        Index("ix_notifications_newest", "user_id", "id"),
        # The bell on every page counts these.
        Index("ix_notifications_unread", "user_id", sqlite_where=text(UNREAD), postgresql_where=text(UNREAD)),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId(11), unique=True, default=new_public_id)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))  # the event's name: "interest.accepted"
    path: Mapped[str] = mapped_column(String(200))  # of a page of this site, without the language
    text_vi: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def text(self) -> str:
        """Return the line in the reader's language."""
        return self.text_vi if current_locale() == "vi" else self.text_en
