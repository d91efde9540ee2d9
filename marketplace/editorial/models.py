"""Rows of what operators write."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base, Moment


class SiteText(Base):
    """What an operator put in place of a shipped page. `words`: language → title and body; one without is as shipped.

    No row means that the page was never touched.
    """

    __tablename__ = "site_texts"

    slug: Mapped[str] = mapped_column(String(40), primary_key=True)
    words: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(Moment)


class SiteTextRevision(Base):
    """What a page was after each change; `action` is "edited", "restored" or "reset"."""

    __tablename__ = "site_text_revisions"
    __table_args__ = (UniqueConstraint("slug", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    action: Mapped[str] = mapped_column(String(20))
    words: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
