"""Firms, institutes and brokers, and who belongs to them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.db import Base, Moment, PublicId
from marketplace.i18n import L, current_locale
from marketplace.ids import new_public_id

# The sizes are those of the EU's definition of an SME (Recommendation 2003/361/EC) and of the listings' client size.
KINDS: dict[str, L] = {
    "sme_0_10": L("Enterprise, up to 10 people", "Doanh nghiệp đến 10 người"),
    "sme_11_49": L("Enterprise, 11–49 people", "Doanh nghiệp 11–49 người"),
    "sme_50_249": L("Enterprise, 50–249 people", "Doanh nghiệp 50–249 người"),
    "large": L("Large enterprise", "Doanh nghiệp lớn"),
    "rto": L("Research institute", "Viện nghiên cứu"),
    "university": L("University", "Trường đại học"),
    "broker": L("Network partner or broker", "Đối tác mạng lưới hoặc môi giới"),
    "investor": L("Investor", "Nhà đầu tư"),
    "public": L("Public body", "Cơ quan nhà nước"),
    "other": L("Other", "Khác"),
}
MEMBER_ROLES: dict[str, L] = {"member": L("Member", "Thành viên"), "manager": L("Manager", "Quản lý")}


def _now() -> datetime:
    return datetime.now(UTC)


class Named:
    """What has a name in Vietnamese, in English or in both."""

    __slots__ = ()
    name_vi: Any
    name_en: Any

    @property
    def name(self) -> str:
        """Return the name in the reader's language, or the other one where there is none."""
        vi_first = current_locale() == "vi"
        return str((self.name_vi or self.name_en) if vi_first else (self.name_en or self.name_vi))


class Organisation(Named, Base):
    """A body that offers or needs technology. At least one of the two names is filled in."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId(11), unique=True, default=new_public_id)
    name_vi: Mapped[str] = mapped_column(String(200), default="")
    name_en: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[str] = mapped_column(String(20))
    country: Mapped[str] = mapped_column(String(2), default="VN")  # ISO 3166-1 alpha-2
    province: Mapped[str | None] = mapped_column(String(10))  # code, Vietnam only
    zone: Mapped[str | None] = mapped_column(String(60))  # slug of an industrial or economic zone
    website: Mapped[str | None] = mapped_column(String(300))
    about_vi: Mapped[str] = mapped_column(Text, default="")
    about_en: Mapped[str] = mapped_column(Text, default="")
    year_founded: Mapped[int | None]
    verified_at: Mapped[datetime | None] = mapped_column(Moment)
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=_now)
    updated_at: Mapped[datetime] = mapped_column(Moment, default=_now, onupdate=_now)
    version: Mapped[int] = mapped_column(default=1)

    memberships: Mapped[list[Membership]] = relationship(back_populates="organisation", cascade="all, delete-orphan")

    people: Mapped[list[User]] = relationship(secondary="memberships", viewonly=True)

    # A second editor's UPDATE finds no row of the version it read, on every database.
    __mapper_args__ = {"version_id_col": version}

    @property
    def about(self) -> str:
        """Return the description in the reader's language, or the other one where there is none."""
        vi_first = current_locale() == "vi"
        return (self.about_vi or self.about_en) if vi_first else (self.about_en or self.about_vi)


class Membership(Base):
    """One person's place in one organisation."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("user_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(10), default="member")
    since: Mapped[datetime] = mapped_column(Moment, default=_now)

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)  # nobody asks for the one without the other
    organisation: Mapped[Organisation] = relationship(back_populates="memberships")


class Invitation(Base):
    """An invitation that was mailed and not accepted yet; a newer one to the same address takes its place."""

    __tablename__ = "invitations"
    __table_args__ = (UniqueConstraint("organisation_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId(11), unique=True, default=new_public_id)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(10))
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment, index=True)
