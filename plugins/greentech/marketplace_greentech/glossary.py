"""What environment and energy people type, in both languages: the search adds these words to each other."""

from __future__ import annotations

from marketplace.plugin_api import Term

GLOSSARY = [
    Term(vi=("nước thải", "nuoc thai", "NT"), en=("wastewater", "effluent")),
    Term(vi=("xử lý nước thải", "xu ly nuoc thai", "XLNT", "HTXLNT"), en=("wastewater treatment",)),
    Term(
        vi=("bùn hoạt tính", "bun hoat tinh"),
        en=("activated sludge", "AAO", "SBR", "MBR", "MBBR"),
    ),
    Term(vi=("khử mặn", "khu man"), en=("desalination", "RO", "SWRO")),
    Term(vi=("quan trắc tự động", "quan trắc", "quan trac"), en=("continuous monitoring", "AWMS", "CEMS")),
    Term(vi=("quy chuẩn", "quy chuan", "QCVN"), en=("national technical regulation",)),
    Term(vi=("chất thải nguy hại", "chat thai nguy hai", "CTNH"), en=("hazardous waste",)),
    Term(
        vi=("chất thải rắn sinh hoạt", "rác sinh hoạt", "chat thai ran sinh hoat", "rac sinh hoat", "CTRSH"),
        en=("municipal solid waste", "MSW"),
    ),
    Term(vi=("đốt rác phát điện", "dot rac phat dien"), en=("waste-to-energy", "WtE")),
    Term(vi=("khí nhà kính", "khi nha kinh", "KNK"), en=("greenhouse gas", "GHG")),
    Term(
        vi=("tín chỉ các-bon", "tín chỉ carbon", "tin chi cacbon", "tin chi carbon"),
        en=("carbon credit",),
    ),
    Term(vi=("kiểm kê khí nhà kính", "kiem ke khi nha kinh", "kiểm kê KNK", "kiem ke KNK"), en=("GHG inventory",)),
    Term(vi=("điện mặt trời áp mái", "dien mat troi ap mai", "ĐMTAM"), en=("rooftop solar", "rooftop PV", "PV")),
    Term(vi=("điện gió ngoài khơi", "dien gio ngoai khoi", "ĐGNK"), en=("offshore wind", "OSW")),
    Term(
        vi=("lưu trữ năng lượng", "pin lưu trữ", "luu tru nang luong", "pin luu tru"),
        en=("energy storage", "battery storage", "BESS"),
    ),
    Term(vi=("tiết kiệm năng lượng", "tiet kiem nang luong", "TKNL"), en=("energy efficiency",)),
    Term(vi=("thu hồi nhiệt", "thu hoi nhiet"), en=("heat recovery", "ORC", "WHR")),
    Term(vi=("kinh tế tuần hoàn", "kinh te tuan hoan", "KTTH"), en=("circular economy",)),
    Term(
        vi=("trách nhiệm mở rộng của nhà sản xuất", "trach nhiem mo rong cua nha san xuat"),
        en=("extended producer responsibility", "EPR"),
    ),
    Term(vi=("rừng ngập mặn", "rung ngap man", "RNM"), en=("mangrove",)),
]
