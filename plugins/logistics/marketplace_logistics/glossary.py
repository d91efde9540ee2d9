"""What people in ports and warehouses type, in both languages: the search adds these words to each other."""

from __future__ import annotations

from marketplace.plugin_api import Term

GLOSSARY = [
    Term(vi=("cẩu bờ", "cẩu giàn", "cau bo", "cau gian"), en=("ship-to-shore crane", "STS", "QC")),
    Term(vi=("cẩu khung bánh lốp", "cau khung banh lop"), en=("rubber-tyred gantry", "RTG", "e-RTG")),
    Term(vi=("xe nâng chụp", "xe nang chup"), en=("reach stacker", "RS")),
    Term(vi=("bãi container", "bai container", "bai cont"), en=("container yard", "CY")),
    Term(vi=("cầu bến", "cầu tàu", "cau ben", "cau tau"), en=("berth", "quay")),
    Term(vi=("luồng hàng hải", "luong hang hai"), en=("navigation channel", "fairway")),
    Term(vi=("phần mềm khai thác cảng", "phan mem khai thac cang"), en=("terminal operating system", "TOS")),
    Term(vi=("lệnh giao hàng điện tử", "lệnh giao hàng", "lenh giao hang"), en=("e-delivery order", "eDO", "D/O")),
    Term(vi=("vận đơn", "van don"), en=("bill of lading", "B/L", "eBL")),
    Term(vi=("tờ khai hải quan", "to khai hai quan"), en=("customs declaration", "VNACCS")),
    Term(vi=("một cửa quốc gia", "mot cua quoc gia"), en=("national single window", "NSW", "VNSW")),
    Term(vi=("cảng cạn", "cang can"), en=("dry port", "ICD")),
    Term(vi=("kho ngoại quan", "kho ngoai quan"), en=("bonded warehouse",)),
    Term(vi=("kho lạnh", "kho lanh"), en=("cold store", "cold storage")),
    Term(vi=("ổ cắm lạnh", "o cam lanh"), en=("reefer socket", "reefer plug")),
    Term(vi=("đặt lịch xe", "dat lich xe"), en=("truck appointment", "TAS", "VBS")),
    Term(vi=("sà lan", "xà lan", "sa lan", "xa lan"), en=("barge",)),
    Term(vi=("hàng rời", "hang roi"), en=("bulk cargo",)),
    Term(
        vi=("hàng siêu trường siêu trọng", "sieu truong sieu trong", "STST"),
        en=("project cargo", "OOG"),
    ),
    Term(vi=("nạo vét", "nao vet"), en=("dredging",)),
]
