"""The tables of offers and demands: the listing, its words by language, its past, its files, half-typed forms."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, attribute_keyed_dict, mapped_column, relationship

from marketplace.db import Base, Moment, PublicId
from marketplace.ids import new_public_id
from marketplace.organisations.models import Organisation

DELETED, KEPT = "deleted_at IS NOT NULL", "deleted_at IS NULL"
BY_SOMEBODY = "by_id IS NOT NULL"


class Listing(Base):
    """An offer or a demand. Facts without language are here; words are in `texts`, one row per language.

    `version` grows by one with every change: the optimistic lock, the ETag and the version the search index keeps.
    `tiers` overrides the disclosure tier of single fields; `attrs` holds the sector plugin's fields, a missing key
    meaning "not stated".
    """

    __tablename__ = "listings"
    __table_args__ = (
        UniqueConstraint("organisation_id", "source", "source_id"),
        Index("ix_listings_mine", "organisation_id", "status", "updated_at"),
        Index("ix_listings_author", "created_by_id", "updated_at"),
        Index("ix_listings_newest", "kind", "published_at"),
        Index("ix_listings_closing", "kind", "valid_until"),
        # Partial: most rows have none, and SQLite would take a plain one for the best way to every listing there is.
        Index("ix_listings_deleted_at", "deleted_at", sqlite_where=text(DELETED), postgresql_where=text(DELETED)),
        # Has all that "is it public?", the desk and the figures ask: a hundred thousand are counted without being read.
        Index(
            *("ix_listings_public", "status", "valid_until", "kind", "sector", "trl", "country", "province"),
            *("published_at", "updated_at", "public_id"),
            sqlite_where=text(KEPT),
            postgresql_where=text(KEPT),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId(16), unique=True, default=new_public_id)
    kind: Mapped[str] = mapped_column(String(8))  # "offer" | "demand"
    status: Mapped[str] = mapped_column(String(16), default="draft")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    sector: Mapped[str | None] = mapped_column(String(40))
    subcategories: Mapped[list[str]] = mapped_column(JSON, default=list)
    stage: Mapped[str | None] = mapped_column(String(40))
    trl: Mapped[int | None] = mapped_column(Integer)
    ip_status: Mapped[str | None] = mapped_column(String(40))
    ip_kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    partnership_types: Mapped[list[str]] = mapped_column(JSON, default=list)
    partner_sizes: Mapped[list[str]] = mapped_column(JSON, default=list)
    client_size: Mapped[str | None] = mapped_column(String(40))
    ipc: Mapped[list[str]] = mapped_column(JSON, default=list)
    vsic: Mapped[list[str]] = mapped_column(JSON, default=list)
    nace: Mapped[list[str]] = mapped_column(JSON, default=list)
    sdg: Mapped[list[str]] = mapped_column(JSON, default=list)
    vn_fields: Mapped[list[str]] = mapped_column(JSON, default=list)
    country: Mapped[str | None] = mapped_column(String(2))
    province: Mapped[str | None] = mapped_column(String(16))
    zone: Mapped[str | None] = mapped_column(String(40))
    target_countries: Mapped[list[str]] = mapped_column(JSON, default=list)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    valid_until: Mapped[date | None] = mapped_column(Date)
    renewals: Mapped[int] = mapped_column(Integer, default=0)
    anonymous: Mapped[bool] = mapped_column(Boolean, default=False)
    attrs: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    tiers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)

    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    deleted_at: Mapped[datetime | None] = mapped_column(Moment)

    source: Mapped[str | None] = mapped_column(String(80))
    source_id: Mapped[str | None] = mapped_column(String(160))
    source_hash: Mapped[str | None] = mapped_column(String(64))
    source_url: Mapped[str | None] = mapped_column(String(500))

    organisation: Mapped[Organisation | None] = relationship(viewonly=True)
    texts: Mapped[dict[str, ListingText]] = relationship(
        collection_class=attribute_keyed_dict("lang"), cascade="all, delete-orphan", passive_deletes=True
    )
    attachments: Mapped[list[Attachment]] = relationship(
        order_by="Attachment.position, Attachment.id", cascade="all, delete-orphan", passive_deletes=True
    )


class ListingText(Base):
    """The words of a listing in one language."""

    __tablename__ = "listing_texts"

    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True)
    lang: Mapped[str] = mapped_column(String(2), primary_key=True)
    title: Mapped[str] = mapped_column(Text, default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    description: Mapped[str] = mapped_column(Text, default="")
    advantages: Mapped[str] = mapped_column(Text, default="")
    expertise: Mapped[str] = mapped_column(Text, default="")
    partner_role: Mapped[str] = mapped_column(Text, default="")
    ip_comment: Mapped[str] = mapped_column(Text, default="")
    stage_comment: Mapped[str] = mapped_column(Text, default="")
    keywords: Mapped[list[str]] = mapped_column(JSON, default=list)
    machine_translated: Mapped[bool] = mapped_column(Boolean, default=False)


class ListingRevision(Base):
    """What a listing was after one change. `snapshot` is the form's data, so that restoring is an ordinary edit."""

    __tablename__ = "listing_revisions"
    __table_args__ = (
        UniqueConstraint("listing_id", "number"),
        # Removing an account looks for what it did.
        Index(
            "ix_listing_revisions_by_id", "by_id", sqlite_where=text(BY_SOMEBODY), postgresql_where=text(BY_SOMEBODY)
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)  # the listing's version after the change
    action: Mapped[str] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(Text, default="")


class Attachment(Base):
    """A picture or a document of a listing. The bytes are in the storage under `storage_key`."""

    __tablename__ = "attachments"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId(16), unique=True, default=new_public_id)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))  # "picture" | "document"
    filename: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Integer)  # bytes
    sha256: Mapped[str] = mapped_column(String(64))
    storage_key: Mapped[str] = mapped_column(String(255), index=True)
    clean: Mapped[bool] = mapped_column(Boolean, default=False)  # nothing in the file tells who made it
    width: Mapped[int | None] = mapped_column(Integer)  # pixels, pictures only
    height: Mapped[int | None] = mapped_column(Integer)
    alt_vi: Mapped[str] = mapped_column(Text, default="")
    alt_en: Mapped[str] = mapped_column(Text, default="")
    title_vi: Mapped[str] = mapped_column(Text, default="")
    title_en: Mapped[str] = mapped_column(Text, default="")
    tier: Mapped[str] = mapped_column(String(8), default="public")
    position: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(Moment)


class ToldApart(Base):
    """Of two listings that look alike somebody said that they are different: no more warning of duplicates."""

    __tablename__ = "listings_told_apart"

    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True, index=True)


class StashedForm(Base):
    """A half-typed form, kept for who holds the random `token` (a cookie) or for the signed-in person."""

    __tablename__ = "stashed_forms"
    __table_args__ = (
        Index("ix_stashed_forms_token", "token", "form_key"),
        Index("ix_stashed_forms_person", "user_id", "form_key", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    form_key: Mapped[str] = mapped_column(String(120))
    path: Mapped[str] = mapped_column(String(500))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)
