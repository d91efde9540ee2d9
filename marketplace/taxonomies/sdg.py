"""The 17 Sustainable Development Goals, by short names (Decision 841/QĐ-TTg of 2023 has long Vietnamese ones)."""

from __future__ import annotations

from marketplace.i18n import L
from marketplace.taxonomies.base import Entry, Taxonomy

_GOALS = (
    L("No poverty", "Xóa nghèo"),
    L("Zero hunger", "Xóa đói"),
    L("Good health and well-being", "Sức khỏe và cuộc sống tốt"),
    L("Quality education", "Giáo dục có chất lượng"),
    L("Gender equality", "Bình đẳng giới"),
    L("Clean water and sanitation", "Nước sạch và vệ sinh"),
    L("Affordable and clean energy", "Năng lượng sạch với giá hợp lý"),
    L("Decent work and economic growth", "Việc làm tốt và tăng trưởng kinh tế"),
    L("Industry, innovation and infrastructure", "Công nghiệp, sáng tạo và hạ tầng"),
    L("Reduced inequalities", "Giảm bất bình đẳng"),
    L("Sustainable cities and communities", "Đô thị và cộng đồng bền vững"),
    L("Responsible consumption and production", "Tiêu dùng và sản xuất có trách nhiệm"),
    L("Climate action", "Hành động về khí hậu"),
    L("Life below water", "Tài nguyên và môi trường biển"),
    L("Life on land", "Tài nguyên và môi trường đất liền"),
    L("Peace, justice and strong institutions", "Hòa bình, công lý, thể chế vững mạnh"),
    L("Partnerships for the goals", "Quan hệ đối tác"),
)

SDG = Taxonomy(
    slug="sdg",
    name=L("Sustainable Development Goals", "Mục tiêu phát triển bền vững (SDG)"),
    edition="UN 2015",
    entries=tuple(Entry(str(number), label, synonyms=(f"SDG {number}",)) for number, label in enumerate(_GOALS, 1)),
)
