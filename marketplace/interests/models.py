"""The tables of interests: the interest itself, and what was done and said about it, step by step."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.db import Base, Moment, PublicId
from marketplace.ids import new_public_id
from marketplace.listings.models import Listing
from marketplace.organisations.models import Organisation

LIVE = "status IN ('submitted', 'info_requested', 'accepted')"  # see `statuses.LIVE`
WAITING = "status IN ('submitted', 'info_requested')"  # see `statuses.WAITING`


class Interest(Base):
    """An organisation's interest in a listing. `version` is the number of its last step: lock, ETag and timeline."""

    __tablename__ = "interests"
    __table_args__ = (
        Index(
            "uq_interests_live",
            "listing_id",
            "organisation_id",
            unique=True,
            sqlite_where=text(LIVE),
            postgresql_where=text(LIVE),
        ),
        Index("ix_interests_received", "listing_id", "status"),
        Index("ix_interests_sent", "organisation_id", "updated_at"),
        Index("ix_interests_newest", "updated_at"),
        Index("ix_interests_desk", "status", "updated_at"),
        Index("ix_interests_quota", "created_by_id", "created_at"),
        Index("ix_interests_due", "due_at", sqlite_where=text(WAITING), postgresql_where=text(WAITING)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId(11), unique=True, default=new_public_id)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    status: Mapped[str] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)  # when it lapses, if it still waits for somebody by then

    listing: Mapped[Listing] = relationship()
    organisation: Mapped[Organisation] = relationship()
    steps: Mapped[list[InterestStep]] = relationship(
        order_by="InterestStep.number", cascade="all, delete-orphan", passive_deletes=True
    )


class InterestStep(Base):
    """What somebody did with an interest, and what they wrote with it. Steps are never changed."""

    __tablename__ = "interest_steps"
    __table_args__ = (UniqueConstraint("interest_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    interest_id: Mapped[int] = mapped_column(ForeignKey("interests.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    action: Mapped[str] = mapped_column(String(16))
    side: Mapped[str | None] = mapped_column(String(8))  # None: the system
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    note: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str | None] = mapped_column(String(24))  # of `statuses.REASONS`

    by: Mapped[User | None] = relationship()
