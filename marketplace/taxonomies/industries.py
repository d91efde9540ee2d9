"""Industries: VSIC 2025 (Viet Nam) and NACE Rev. 2.1 (EU). Both have the same 22 sections, A to V.

Beware of older codes: in VSIC 2018 and NACE Rev. 2, J was IT, K finance and M the professions. The edition is stored
with each code for that reason. VSIC 2025 is Decision 36/2025/QĐ-TTg, in force 15 Nov 2025; that its sections pair
with those of NACE Rev. 2.1 letter by letter, and the division numbers, are from memory (both lists count 87 divisions).
"""

from __future__ import annotations

import re

from marketplace.i18n import L
from marketplace.taxonomies.base import Entry, Taxonomy

# section: English, Vietnamese, first and last division
SECTIONS: dict[str, tuple[str, str, int, int]] = {
    "A": ("Agriculture, forestry and fishing", "Nông nghiệp, lâm nghiệp và thủy sản", 1, 3),
    "B": ("Mining and quarrying", "Khai khoáng", 5, 9),
    "C": ("Manufacturing", "Công nghiệp chế biến, chế tạo", 10, 33),
    "D": ("Electricity, gas, steam", "Sản xuất và phân phối điện, khí đốt, hơi nước", 35, 35),
    "E": ("Water supply, sewerage, waste", "Cung cấp nước, quản lý rác thải, nước thải", 36, 39),
    "F": ("Construction", "Xây dựng", 41, 43),
    "G": ("Wholesale and retail trade", "Bán buôn, bán lẻ", 46, 47),
    "H": ("Transport and storage", "Vận tải, kho bãi", 49, 53),
    "I": ("Accommodation and food service", "Dịch vụ lưu trú, ăn uống", 55, 56),
    "J": ("Publishing, broadcasting, content", "Xuất bản, phát sóng, sản xuất nội dung", 58, 60),
    "K": ("Telecommunications, programming, computing", "Viễn thông, lập trình, hạ tầng máy tính", 61, 63),
    "L": ("Finance and insurance", "Tài chính, ngân hàng, bảo hiểm", 64, 66),
    "M": ("Real estate", "Bất động sản", 68, 68),
    "N": ("Professional, scientific, technical", "Chuyên môn, khoa học và công nghệ", 69, 75),
    "O": ("Administrative and support services", "Hành chính và dịch vụ hỗ trợ", 77, 82),
    "P": ("Public administration and defence", "Đảng, Nhà nước, quản lý công, quốc phòng", 84, 84),
    "Q": ("Education", "Giáo dục và đào tạo", 85, 85),
    "R": ("Health and social work", "Y tế và trợ giúp xã hội", 86, 88),
    "S": ("Arts, sports, recreation", "Nghệ thuật, thể thao, vui chơi giải trí", 90, 93),
    "T": ("Other services", "Dịch vụ khác", 94, 96),
    "U": ("Households as employers", "Hộ gia đình", 97, 98),
    "V": ("Extraterritorial organisations", "Tổ chức và cơ quan quốc tế", 99, 99),
}

DIVISIONS: dict[str, L] = {
    "A03": L("Fishing and aquaculture", "Khai thác, nuôi trồng thủy sản"),
    "C22": L("Rubber and plastic products", "Sản phẩm từ cao su và plastic"),
    "C26": L("Computer, electronic and optical products", "Sản phẩm điện tử, máy vi tính và quang học"),
    "C27": L("Electrical equipment", "Thiết bị điện"),
    "C28": L("Machinery and equipment n.e.c.", "Máy móc, thiết bị chưa phân vào đâu"),
    "C30": L("Other transport equipment, ships", "Phương tiện vận tải khác, đóng tàu"),
    "C33": L("Repair and installation of machinery", "Sửa chữa, bảo dưỡng và lắp đặt máy móc"),
    "D35": L("Electricity, gas, steam, air conditioning", "Điện, khí đốt, nước nóng, hơi nước"),
    "E36": L("Water collection, treatment, supply", "Khai thác, xử lý và cung cấp nước"),
    "E37": L("Sewerage and wastewater", "Thoát nước và xử lý nước thải"),
    "E38": L("Waste collection, treatment, recovery", "Thu gom, xử lý, tái chế rác thải"),
    "E39": L("Remediation", "Xử lý ô nhiễm và quản lý chất thải khác"),
    "H49": L("Land transport, pipelines", "Vận tải đường sắt, đường bộ, đường ống"),
    "H50": L("Water transport", "Vận tải đường thủy"),
    "H51": L("Air transport", "Vận tải hàng không"),
    "H52": L("Warehousing, support for transport", "Kho bãi và hỗ trợ vận tải"),
    "H53": L("Post and courier", "Bưu chính và chuyển phát"),
    "K62": L("Programming and consultancy", "Lập trình, tư vấn máy tính"),
    "N71": L("Architecture, engineering, testing", "Kiến trúc, kỹ thuật, kiểm tra và phân tích"),
    "N72": L("Scientific research and development", "Nghiên cứu khoa học và phát triển"),
}


class IndustryTaxonomy(Taxonomy):
    """Sections and divisions; deeper codes are written behind the section's letter ("C3011") and checked by range."""

    def accepts(self, code: str) -> bool:
        """Tell whether `code` is a section, or its division lies in the range of its section."""
        if code in SECTIONS:
            return True
        match = re.fullmatch(r"([A-V])(\d{2})\d{0,3}", code)
        if match is None:
            return False
        _, _, first, last = SECTIONS[match[1]]
        return first <= int(match[2]) <= last

    def clean(self, typed: str) -> str | None:
        """Also take "30.11" and "3011" as "C3011": the number alone settles the section."""
        bare = re.sub(r"[\s.]", "", typed.upper())
        if re.fullmatch(r"\d{2,5}", bare):
            bare = next((f"{letter}{bare}" for letter in SECTIONS if self.accepts(f"{letter}{bare}")), bare)
        return bare if self.accepts(bare) else super().clean(typed)


_ENTRIES = tuple(
    entry
    for letter, (en, vi, _, _) in SECTIONS.items()
    for entry in (
        Entry(letter, L(en, vi)),
        *(Entry(code, label, letter) for code, label in DIVISIONS.items() if code.startswith(letter)),
    )
)

VSIC = IndustryTaxonomy("vsic", L("Industry (VSIC)", "Ngành kinh tế (VSIC)"), "VSIC 2025", _ENTRIES)
NACE = IndustryTaxonomy("nace", L("Industry (NACE)", "Ngành kinh tế EU (NACE)"), "NACE Rev. 2.1", _ENTRIES)
