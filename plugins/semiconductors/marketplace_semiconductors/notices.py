"""The notice on export control, for both sides. It informs; it never judges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketplace.plugin_api import L, Panel

_TITLE = L("Export control", "Kiểm soát xuất khẩu")
_CHECK = L(
    "Check before samples, layouts or data leave the country. This is a notice, not a legal opinion.",
    "Hãy kiểm tra trước khi chuyển mẫu, bản vẽ hay dữ liệu ra nước ngoài. Đây là lưu ý, không phải ý kiến pháp lý.",
)
# Decree 259/2025/NĐ-CP of 10 Oct 2025 lists substrates, high-performance ICs, sensors and lasers among others.
_REASONS = {
    "vn_dual_use": L(
        "The author says that a licence under Decree 259/2025/NĐ-CP is needed.",
        "Người đăng cho biết cần giấy phép theo Nghị định 259/2025/NĐ-CP.",
    ),
    "foreign_controlled": L(
        "The author says that a foreign authority controls re-export.",
        "Người đăng cho biết cơ quan nước ngoài kiểm soát việc tái xuất.",
    ),
    "unknown": L(
        "The author does not know whether export control applies.",
        "Người đăng chưa rõ có thuộc diện kiểm soát xuất khẩu hay không.",
    ),
}


def panels(place: str, context: Mapping[str, Any]) -> list[Panel]:
    """Return the notice for a listing whose disclosed status calls for one."""
    listing = context.get("listing")
    if place != "listing.aside" or listing is None or listing.sector != "semiconductors":
        return []
    status = listing.attrs.get("export_control")
    reason = _REASONS.get(status.value) if status else None
    return [Panel(_TITLE, body=f"{reason} {_CHECK}")] if reason else []
