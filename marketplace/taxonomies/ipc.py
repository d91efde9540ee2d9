"""The International Patent Classification: its sections and the classes our sectors use. Full symbols go by pattern.

Class titles are our short forms, from memory. G06Q 50/28 moved in newer editions, but people still type it.
"""

from __future__ import annotations

import re

from marketplace.i18n import L
from marketplace.taxonomies.base import Entry, Taxonomy

_SECTIONS = {
    "A": L("Human necessities", "Các nhu cầu đời sống con người"),
    "B": L("Performing operations; transporting", "Các quy trình công nghệ; giao thông vận tải"),
    "C": L("Chemistry; metallurgy", "Hóa học; luyện kim"),
    "D": L("Textiles; paper", "Dệt; giấy"),
    "E": L("Fixed constructions", "Xây dựng; mỏ"),
    "F": L("Mechanical engineering; lighting; heating", "Cơ khí; chiếu sáng; cấp nhiệt; vũ khí; chất nổ"),
    "G": L("Physics", "Vật lý"),
    "H": L("Electricity", "Điện"),
    "Y": L("Cross-sectional tags (CPC only)", "Nhãn liên ngành (chỉ có ở CPC)"),
}

_CLASSES = {
    "B01D 53": L("Separation of gases, flue-gas cleaning", "Tách khí, làm sạch khí thải"),
    "B09B": L("Disposal of solid waste", "Xử lý chất thải rắn"),
    "B63B": L("Ships and their equipment", "Tàu thuyền và thiết bị tàu"),
    "B63H": L("Marine propulsion and steering", "Thiết bị đẩy và lái tàu"),
    "B63J": L("Auxiliaries on ships", "Thiết bị phụ trên tàu"),
    "B65G": L("Conveying and storage", "Vận chuyển, lưu kho"),
    "B66C": L("Cranes", "Cần trục, cẩu"),
    "C02F": L("Treatment of water and sewage", "Xử lý nước, nước thải"),
    "C02F 1/00": L("Water treatment in general, also ballast water", "Xử lý nước nói chung, cả nước dằn"),
    "C25B": L("Electrolysis, hydrogen", "Điện phân, hydro"),
    "F02M": L("Fuel supply of engines", "Cấp nhiên liệu cho động cơ"),
    "G03F": L("Photolithography", "Quang khắc"),
    "G06F 30": L("Computer-aided design, EDA", "Thiết kế bằng máy tính, EDA"),
    "G06Q 10/08": L("Logistics, stock management", "Logistics, quản lý kho"),
    "G06Q 50/28": L("Logistics business (older symbol)", "Nghiệp vụ logistics (ký hiệu cũ)"),
    "H01L": L("Semiconductor devices", "Linh kiện bán dẫn"),
    "H01M": L("Batteries, fuel cells", "Pin, ắc quy, pin nhiên liệu"),
    "H02S": L("Photovoltaic power", "Điện mặt trời"),
    "H05K": L("Printed circuits", "Mạch in"),
    "H10": L("Semiconductor devices (new class, since 2023)", "Linh kiện bán dẫn (lớp mới từ 2023)"),
    "Y02": L("Climate change mitigation", "Giảm nhẹ biến đổi khí hậu"),
}


class PatentTaxonomy(Taxonomy):
    """IPC symbols, written as WIPO prints them: "C02F 1/00"."""

    def clean(self, typed: str) -> str | None:
        """Put the space and capitals right: "c02f1/44" → "C02F 1/44"."""
        bare = re.sub(r"\s", "", typed.upper())
        if match := re.fullmatch(r"([A-HY]\d{2}[A-Z])(\d.*)", bare):
            bare = f"{match[1]} {match[2]}"
        return bare if self.accepts(bare) else super().clean(typed)


def _parent(code: str) -> str:
    return next((code[:cut] for cut in range(len(code) - 1, 1, -1) if code[:cut] in _CLASSES), code[0])


IPC = PatentTaxonomy(
    slug="ipc",
    name=L("Patent class (IPC/CPC)", "Phân loại sáng chế (IPC/CPC)"),
    edition="IPC from 2023.01",
    entries=(
        *(Entry(code, label) for code, label in _SECTIONS.items()),
        *(Entry(code, label, _parent(code)) for code, label in _CLASSES.items()),
    ),
    pattern=r"[A-HY]\d{2}(?:[A-Z](?: \d{1,4}(?:/\d{2,6})?)?)?",
)
