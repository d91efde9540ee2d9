"""Words of technology transfer: rights, partnerships, partners and statuses of a listing. Slugs are stored for ever."""

from __future__ import annotations

from marketplace.i18n import L
from marketplace.taxonomies.base import Entry, Taxonomy


def _taxonomy(slug: str, name: L, edition: str, *rows: tuple[str, str, str]) -> Taxonomy:
    return Taxonomy(slug, name, edition, tuple(Entry(code, L(en, vi)) for code, en, vi in rows))


IP_STATUS = _taxonomy(
    "ip_status",
    L("IP status", "Tình trạng sở hữu trí tuệ"),
    "EEN 2024",
    ("none", "None applied for", "Chưa đăng ký"),
    ("know_how", "Secret know-how", "Bí quyết"),
    ("applied", "Applied for, not yet granted", "Đã nộp đơn"),
    ("granted", "Granted", "Đã cấp bằng"),
)

IP_KINDS = _taxonomy(
    "ip_kinds",
    L("Kinds of IP", "Loại quyền sở hữu trí tuệ"),
    "2026",
    ("patent", "Patent (invention)", "Bằng độc quyền sáng chế"),
    ("utility_solution", "Utility solution (utility model)", "Giải pháp hữu ích"),
    ("industrial_design", "Industrial design", "Kiểu dáng công nghiệp"),
    ("ic_layout", "Layout design of integrated circuits", "Thiết kế bố trí mạch tích hợp"),
    ("copyright_software", "Software copyright", "Quyền tác giả phần mềm"),
    ("trade_secret", "Trade secret", "Bí mật kinh doanh"),
    ("plant_variety", "Plant variety", "Giống cây trồng"),
    ("trademark", "Trademark", "Nhãn hiệu"),
    ("exclusive_rights", "Exclusive right to use", "Quyền sử dụng độc quyền"),
)

PARTNERSHIP_TYPES = _taxonomy(
    "partnership_types",
    L("Types of partnership", "Hình thức hợp tác"),
    "2026",
    ("licence", "Licence", "Chuyển quyền sử dụng (li-xăng)"),
    ("assignment", "Assignment of rights", "Chuyển nhượng quyền sở hữu"),
    ("commercial_ta", "Commercial agreement with technical assistance", "Hợp đồng thương mại kèm hỗ trợ kỹ thuật"),
    ("rd_cooperation", "R&D cooperation", "Hợp tác nghiên cứu và phát triển"),
    ("investment", "Investment", "Đầu tư"),
    ("joint_venture", "Joint venture", "Liên doanh"),
    ("commercial", "Commercial agreement", "Hợp đồng thương mại"),
    ("supply", "Supplier agreement", "Cung ứng"),
    ("outsourcing", "Outsourcing", "Thuê ngoài"),
    ("manufacturing", "Contract manufacturing", "Sản xuất theo hợp đồng"),
    ("franchise", "Franchise", "Nhượng quyền thương mại"),
    ("mta_test", "Testing or material transfer", "Thử nghiệm, chuyển giao vật liệu"),
)

PARTNER_SIZES = _taxonomy(
    "partner_sizes",
    L("Types and sizes of organisation", "Loại hình và quy mô tổ chức"),
    "EEN 2024",
    ("sme_0_10", "SME, up to 10 people", "Doanh nghiệp đến 10 người"),
    ("sme_11_49", "SME, 11–49 people", "Doanh nghiệp 11–49 người"),
    ("sme_50_249", "SME, 50–249 people", "Doanh nghiệp 50–249 người"),
    ("large", "Large company", "Doanh nghiệp lớn"),
    ("rto", "Research institute", "Viện nghiên cứu"),
    ("university", "University", "Đại học"),
    ("other", "Other", "Khác"),
)

EXCLUSIVITY = _taxonomy(
    "exclusivity",
    L("Exclusivity", "Mức độ độc quyền"),
    "2026",
    ("exclusive", "Exclusive", "Độc quyền"),
    ("field_exclusive", "Exclusive in one field of use", "Độc quyền theo lĩnh vực"),
    ("sole", "Sole (owner keeps own use)", "Duy nhất (chủ sở hữu vẫn được dùng)"),
    ("non_exclusive", "Non-exclusive", "Không độc quyền"),
)

LISTING_STATUS = _taxonomy(
    "listing_status",
    L("Listing status", "Trạng thái tin"),
    "2026",
    ("draft", "Draft", "Bản nháp"),
    ("in_review", "In review", "Đang thẩm định"),
    ("returned", "Returned for revision", "Trả lại chỉnh sửa"),
    ("client_check", "Awaiting owner's consent", "Chờ chủ sở hữu xác nhận"),
    ("on_hold", "On hold", "Tạm giữ"),
    ("published", "Published", "Đã đăng"),
    ("paused", "Closed to interest", "Tạm ngừng nhận quan tâm"),
    ("flagged", "Flagged", "Bị báo cáo"),
    ("expired", "Expired", "Hết hạn"),
    ("rejected", "Rejected", "Từ chối"),
    ("archived", "Archived", "Lưu trữ"),
)
