"""The builds of indexes: this table is the truth about which index is being made, in use, kept or to be dropped."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base, Moment
from marketplace.i18n import L


class State(StrEnum):
    """The life of an index: the first three while it is made or brought up to date, then in use, kept, gone."""

    FILLING = "filling"
    REPLAYING = "replaying"
    COMPARING = "comparing"
    LIVE = "live"
    KEPT = "kept"
    DROPPED = "dropped"
    FAILED = "failed"


LABELS = {
    State.FILLING: L("Filling from the database", "Đang nạp từ cơ sở dữ liệu"),
    State.REPLAYING: L("Applying what changed meanwhile", "Đang áp dụng thay đổi phát sinh"),
    State.COMPARING: L("Comparing with the database", "Đang đối chiếu với cơ sở dữ liệu"),
    State.LIVE: L("In use", "Đang dùng"),
    State.KEPT: L("Kept for a way back", "Giữ lại để có thể quay về"),
    State.DROPPED: L("Dropped", "Đã xóa"),
    State.FAILED: L("Failed", "Không thành"),
}
ACTIVE = text("active")
CATCHING_UP = (State.REPLAYING, State.COMPARING)  # from here on every change is written to this index, too


class IndexBuild(Base):
    """One index, from its making to its end. At most one is `active`, that is on its way into use."""

    __tablename__ = "index_builds"
    __table_args__ = (
        Index("uq_index_builds_active", "active", unique=True, sqlite_where=ACTIVE, postgresql_where=ACTIVE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    index_name: Mapped[str] = mapped_column(String(100), unique=True)
    recipe: Mapped[str] = mapped_column(String(40))  # fingerprint of all that documents depend on
    state: Mapped[str] = mapped_column(String(12))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    reason: Mapped[str] = mapped_column(Text, default="")  # why it failed, or what could not be indexed
    rolled_back: Mapped[bool] = mapped_column(Boolean, default=False)  # an operator turned away from it
    total: Mapped[int] = mapped_column(Integer, default=0)  # listings to copy
    started_at: Mapped[datetime] = mapped_column(Moment)
    since: Mapped[datetime] = mapped_column(Moment)  # what changed from here on may be missing until it is replayed
    changed_at: Mapped[datetime] = mapped_column(Moment)  # when it came into this state


class IndexPart(Base):
    """A span of listing ids that one job at a time copies; a build has as many as its engine takes writers."""

    __tablename__ = "index_parts"

    build_id: Mapped[int] = mapped_column(ForeignKey("index_builds.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    first: Mapped[int] = mapped_column(Integer)
    last: Mapped[int] = mapped_column(Integer)
    cursor: Mapped[int] = mapped_column(Integer)  # all up to this id are in the index for good
    done: Mapped[int] = mapped_column(Integer, default=0)  # listings
    refused: Mapped[int] = mapped_column(Integer, default=0)
