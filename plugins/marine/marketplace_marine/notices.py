"""The notice for gear that works deep enough to be dual-use. It informs; it never judges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketplace.plugin_api import L, Panel

# Decree 259/2025/NĐ-CP of 10 Oct 2025 lists submersibles for more than 1,000 m.
DUAL_USE_DEPTH = 1_000

_TITLE = L("Possible dual-use item", "Có thể thuộc hàng lưỡng dụng")
_BODY = L(
    "Submersibles for more than 1,000 m may need a licence under Decree 259/2025/NĐ-CP. Check before samples, "
    "drawings or data leave the country. This is a notice, not a legal opinion.",
    "Thiết bị lặn sâu trên 1.000 m có thể phải có giấy phép theo Nghị định 259/2025/NĐ-CP. Hãy kiểm tra trước khi "
    "chuyển mẫu, bản vẽ hay dữ liệu ra nước ngoài. Đây là lưu ý, không phải ý kiến pháp lý.",
)


def panels(place: str, context: Mapping[str, Any]) -> list[Panel]:
    """Return the notice for a listing whose disclosed depth is beyond the limit."""
    listing = context.get("listing")
    if place != "listing.aside" or listing is None or listing.sector != "marine":
        return []
    depth = listing.attrs.get("depth_rating")
    return [Panel(_TITLE, body=str(_BODY))] if depth and _beyond(depth.value) else []


def _beyond(value: Mapping[str, Any] | None) -> bool:
    ends = [value.get("min"), value.get("max")] if value else []
    return any(end is not None and end > DUAL_USE_DEPTH for end in ends)
