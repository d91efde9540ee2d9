"""What chip people type, in both languages: the search adds these words to each other.

"Ăn mòn khô" is etching here, not corrosion; "đóng gói" is chip packaging, not parcels.
"""

from __future__ import annotations

from marketplace.plugin_api import Term

GLOSSARY = [
    Term(vi=("bán dẫn", "ban dan"), en=("semiconductor",)),
    Term(vi=("vi mạch", "mạch tích hợp", "vi mach", "mach tich hop"), en=("integrated circuit", "IC", "chip")),
    Term(vi=("phiến bán dẫn", "tấm wafer", "phiến", "đế silic", "phien ban dan", "phien"), en=("wafer",)),
    Term(vi=("khuôn chip", "đế chip", "con chip", "de chip"), en=("die",)),
    Term(vi=("tiến trình", "nút công nghệ", "tien trinh", "nut cong nghe"), en=("process node", "node", "nm")),
    Term(vi=("xưởng đúc", "xuong duc"), en=("foundry", "fab")),
    Term(vi=("thiết kế bố trí", "thiet ke bo tri"), en=("layout design", "layout", "GDS")),
    Term(vi=("mặt nạ quang", "mat na quang"), en=("photomask", "mask", "reticle")),
    Term(vi=("quang khắc", "quang khac"), en=("lithography", "litho")),
    Term(vi=("ăn mòn khô", "khắc khô", "an mon kho", "khac kho"), en=("etching", "etch")),
    Term(vi=("lắng đọng", "lang dong"), en=("deposition", "CVD", "PVD", "ALD")),
    Term(vi=("cấy ion", "cay ion"), en=("ion implantation",)),
    Term(vi=("đóng gói chip", "đóng gói", "dong goi"), en=("packaging", "ATP")),
    Term(vi=("kiểm thử", "kiem thu"), en=("test", "CP", "FT")),
    Term(vi=("hàn dây", "han day"), en=("wire bonding", "wire bond")),
    Term(vi=("phòng sạch", "phong sach"), en=("cleanroom", "clean room")),
    Term(vi=("nước siêu tinh khiết", "nuoc sieu tinh khiet"), en=("ultrapure water", "UPW")),
    Term(
        vi=("chế thử dùng chung phiến", "che thu dung chung phien"),
        en=("multi-project wafer", "MPW", "shuttle"),
    ),
    Term(
        vi=("linh kiện công suất", "linh kien cong suat"),
        en=("power device", "IGBT", "MOSFET", "SiC", "GaN"),
    ),
    Term(vi=("độ tin cậy", "do tin cay"), en=("reliability", "HTOL")),
]
