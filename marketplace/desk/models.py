"""The table of the desk: who has what in hand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base, Moment


class Hand(Base):
    """A listing or an interest in somebody's hands; none, or one without `broker_id`, means nobody's.

    `version` is the lock: it grows with each hand-over. `batch` is that of the last one, `previous_id` who had it
    before, so that a hand-over of many rows can be taken back where nobody has gone on since.
    """

    __tablename__ = "desk_hands"
    __table_args__ = (CheckConstraint("listing_id IS NOT NULL OR interest_id IS NOT NULL", name="of_something"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int | None] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"), unique=True)
    interest_id: Mapped[int | None] = mapped_column(ForeignKey("interests.id", ondelete="CASCADE"), unique=True)
    broker_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    batch: Mapped[str] = mapped_column(String(11), index=True)
    version: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(Moment)
