"""Viet Nam's fields of research: 6 fields and their groups.

Circular 24/2025/TT-BKHCN (in force 15 Dec 2025) replaced Decision 12/2008/QĐ-BKHCN. The group names here are those of
2008: both tables have 46 groups, but that the names were kept is not verified. Hence the edition. Groups 10x and
3xx–6xx are from memory. Five- and seven-digit codes of the full table are accepted by pattern.
"""

from __future__ import annotations

from marketplace.i18n import L
from marketplace.taxonomies.base import Entry, Taxonomy

_FIELDS: tuple[tuple[str, str, str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "1",
        "Natural sciences",
        "Khoa học tự nhiên",
        (
            ("101", "Mathematics and statistics", "Toán học và thống kê"),
            ("102", "Computer and information sciences", "Khoa học máy tính và thông tin"),
            ("103", "Physical sciences", "Vật lý"),
            ("104", "Chemical sciences", "Hóa học"),
            ("105", "Earth and environmental sciences", "Các khoa học trái đất và môi trường"),
            ("106", "Biological sciences", "Sinh học"),
            ("199", "Other natural sciences", "Khoa học tự nhiên khác"),
        ),
    ),
    (
        "2",
        "Engineering and technology",
        "Khoa học kỹ thuật và công nghệ",
        (
            ("201", "Civil engineering", "Kỹ thuật dân dụng"),
            ("202", "Electrical, electronic, information engineering", "Kỹ thuật điện, điện tử, thông tin"),
            ("203", "Mechanical engineering", "Kỹ thuật cơ khí"),
            ("204", "Chemical engineering", "Kỹ thuật hóa học"),
            ("205", "Materials and metallurgy", "Kỹ thuật vật liệu và luyện kim"),
            ("206", "Medical engineering", "Kỹ thuật y học"),
            ("207", "Environmental engineering", "Kỹ thuật môi trường"),
            ("208", "Environmental biotechnology", "Công nghệ sinh học môi trường"),
            ("209", "Industrial biotechnology", "Công nghệ sinh học công nghiệp"),
            ("210", "Nanotechnology", "Công nghệ nano"),
            ("211", "Food and beverages", "Kỹ thuật thực phẩm và đồ uống"),
            ("299", "Other engineering and technologies", "Khoa học kỹ thuật và công nghệ khác"),
        ),
    ),
    (
        "3",
        "Medical and pharmaceutical sciences",
        "Khoa học y, dược",
        (
            ("301", "Basic medicine", "Y học cơ sở"),
            ("302", "Clinical medicine", "Y học lâm sàng"),
            ("303", "Health sciences", "Y tế"),
            ("304", "Pharmacy", "Dược học"),
            ("305", "Medical biotechnology", "Công nghệ sinh học trong y học"),
            ("399", "Other medical sciences", "Khoa học y, dược khác"),
        ),
    ),
    (
        "4",
        "Agricultural sciences",
        "Khoa học nông nghiệp",
        (
            ("401", "Crops", "Trồng trọt"),
            ("402", "Animal husbandry", "Chăn nuôi"),
            ("403", "Veterinary science", "Thú y"),
            ("404", "Forestry", "Lâm nghiệp"),
            ("405", "Fisheries and aquaculture", "Thủy sản"),
            ("406", "Agricultural biotechnology", "Công nghệ sinh học trong nông nghiệp"),
            ("499", "Other agricultural sciences", "Khoa học nông nghiệp khác"),
        ),
    ),
    (
        "5",
        "Social sciences",
        "Khoa học xã hội",
        (
            ("501", "Psychology", "Tâm lý học"),
            ("502", "Economics and business", "Kinh tế và kinh doanh"),
            ("503", "Education", "Khoa học giáo dục"),
            ("504", "Sociology", "Xã hội học"),
            ("505", "Law", "Pháp luật"),
            ("506", "Political science", "Khoa học chính trị"),
            ("507", "Economic and social geography", "Địa lý kinh tế và xã hội"),
            ("508", "Media and communications", "Thông tin đại chúng và truyền thông"),
            ("599", "Other social sciences", "Khoa học xã hội khác"),
        ),
    ),
    (
        "6",
        "Humanities",
        "Khoa học nhân văn",
        (
            ("601", "History and archaeology", "Lịch sử và khảo cổ học"),
            ("602", "Languages and literature", "Ngôn ngữ học và văn học"),
            ("603", "Philosophy, ethics, religion", "Triết học, đạo đức học và tôn giáo"),
            ("604", "Arts", "Nghệ thuật"),
            ("699", "Other humanities", "Khoa học nhân văn khác"),
        ),
    ),
)

VN_FIELDS = Taxonomy(
    slug="vn_fields",
    name=L("Field of research (Viet Nam)", "Lĩnh vực nghiên cứu"),
    edition="2008 names, Circular 24/2025/TT-BKHCN codes",
    entries=tuple(
        entry
        for code, en, vi, groups in _FIELDS
        for entry in (Entry(code, L(en, vi)), *(Entry(sub, L(sub_en, sub_vi), code) for sub, sub_en, sub_vi in groups))
    ),
    pattern=r"[1-6]\d{2}(\d{2}){1,2}",
)
