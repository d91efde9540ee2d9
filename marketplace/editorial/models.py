"""Rows of what operators write."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base, Moment, PublicId
from marketplace.ids import new_public_id


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


class Announcement(Base):
    """A piece of news, in one language or in both. Everybody may read it from `publish_at` on; None is a draft."""

    __tablename__ = "announcements"
    __table_args__ = (Index("ix_announcements_newest", "publish_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId(11), unique=True, default=new_public_id)
    title_vi: Mapped[str] = mapped_column(String(160), default="")
    title_en: Mapped[str] = mapped_column(String(160), default="")
    body_vi: Mapped[str] = mapped_column(Text, default="")
    body_en: Mapped[str] = mapped_column(Text, default="")
    publish_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    version: Mapped[int] = mapped_column(default=1)

    # A second editor's UPDATE finds no row of the version it read, on every database.
    __mapper_args__ = {"version_id_col": version}

    def language(self, wanted: str) -> str:
        """Return the language in which somebody who reads `wanted` gets it: the other one where there is none."""
        other = "en" if wanted == "vi" else "vi"
        return wanted if getattr(self, f"title_{wanted}") else other

    def title(self, lang: str) -> str:
        """Return the title for a reader of `lang`."""
        return str(getattr(self, f"title_{self.language(lang)}"))

    def body(self, lang: str) -> str:
        """Return the Markdown for a reader of `lang`."""
        return str(getattr(self, f"body_{self.language(lang)}"))
