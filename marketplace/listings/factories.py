# ruff: noqa: E501
"""Listings for tests, complete enough to be published, written straight into the session."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from marketplace.listings.models import Listing, ListingText
from marketplace.organisations.models import Organisation
from marketplace.uow import UnitOfWork

VIETNAMESE: dict[str, Any] = {
    "title": "Tàu lai điện lực kéo 60 tấn cho cảng sông",
    "summary": "Xưởng đóng tàu ở Việt Nam chào thiết kế tàu lai chạy điện, tiết kiệm 40 % năng lượng, tìm bên nhận li-xăng.",
    "description": "Pin 2,5 MWh đủ cho ba lượt lai dắt và sạc đầy tại cầu trong 90 phút.",
    "advantages": "Tiêu thụ ít hơn 40 % so với tàu lai dầu cùng lực kéo.",
    "partner_role": "Cảng chạy thử một năm và chia sẻ số liệu vận hành; xưởng đóng tàu nhận chuyển quyền sử dụng thiết kế.",
    "keywords": ["tàu lai", "pin"],
}
ENGLISH: dict[str, Any] = {
    "title": "Electric tug of 60 t bollard pull for river ports",
    "summary": "A shipyard in Viet Nam offers the design of an electric tug that saves 40 % of energy and seeks a licensee.",
    "description": "A 2.5 MWh battery lasts for three jobs and charges in 90 minutes at the berth.",
    "advantages": "Needs 40 % less energy than a diesel tug of the same pull.",
    "partner_role": "A port that runs it for a year and shares operating data; a yard that takes a licence on the design.",
    "keywords": ["harbour tug", "battery"],
}


def listing_data(kind: str = "offer", **changes: Any) -> dict[str, Any]:
    """Return data that a form could send for a complete listing without a sector."""
    data: dict[str, Any] = {
        "partnership_types": ["licence", "rd_cooperation"],
        "country": "VN",
        "province": "31",
        "languages": ["vi", "en"],
        "stage": "demo_ready",
        "trl": 7,
        "ip_status": "applied",
        "texts": {"vi": dict(VIETNAMESE), "en": dict(ENGLISH)},
    }
    if kind == "demand":
        for words in data["texts"].values():
            words["expertise"] = "≥ 60 t, ≤ 30 m, pin hoặc methanol / battery or methanol"
    return data | changes


def make_listing(uow: UnitOfWork, organisation: Organisation | None = None, **values: Any) -> Listing:
    """Return a flushed listing: a complete, published offer valid for 90 more days unless `values` say otherwise."""
    data = listing_data(values.get("kind", "offer"))
    texts = values.pop("texts", data.pop("texts"))
    now = uow.now()
    columns: dict[str, Any] = {"kind": "offer", "status": "published", "valid_until": (now + timedelta(days=90)).date()}
    columns |= {"created_at": now, "updated_at": now, "published_at": now, "version": 1} | data | values
    listing = Listing(**columns, organisation_id=organisation.id if organisation else None)
    for lang, words in texts.items():
        listing.texts[lang] = ListingText(lang=lang, **words)
    uow.session.add(listing)
    uow.session.flush()
    return listing
