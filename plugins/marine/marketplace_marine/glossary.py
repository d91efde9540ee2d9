"""What mariners and yards type, in both languages: the search adds these words to each other."""

from __future__ import annotations

from marketplace.plugin_api import Term

GLOSSARY = [
    Term(vi=("tàu lai", "tàu kéo", "tau lai", "tau keo"), en=("tug", "tugboat")),
    Term(vi=("lực kéo", "luc keo"), en=("bollard pull", "BP")),
    Term(vi=("nước dằn", "nuoc dan", "nuoc ballast"), en=("ballast water", "BWTS", "BWMS")),
    Term(vi=("chân vịt", "chan vit"), en=("propeller",)),
    Term(vi=("mớn nước", "mon nuoc"), en=("draught", "draft")),
    Term(vi=("trọng tải", "trong tai"), en=("deadweight", "DWT")),
    Term(vi=("tổng dung tích", "tong dung tich"), en=("gross tonnage", "GT", "GRT")),
    Term(vi=("đăng kiểm", "dang kiem", "ĐKVN", "DKVN"), en=("classification", "register", "VR")),
    Term(vi=("phân cấp tàu", "phan cap tau"), en=("ship class",)),
    Term(vi=("đóng mới", "dong moi"), en=("newbuilding", "NB")),
    Term(vi=("hoán cải", "hoan cai"), en=("conversion", "retrofit")),
    Term(
        vi=("lên đà", "ụ khô", "ụ nổi", "len da", "u kho", "u noi"),
        en=("slipway", "dry dock", "floating dock"),
    ),
    Term(vi=("sơn chống hà", "son chong ha"), en=("antifouling paint", "antifouling")),
    Term(vi=("ăn mòn", "an mon"), en=("corrosion",)),
    Term(vi=("điện bờ", "dien bo"), en=("shore power", "cold ironing", "OPS", "AMP")),
    Term(vi=("tàu tự hành", "tau tu hanh"), en=("autonomous ship", "MASS", "USV")),
    Term(
        vi=("nghi khí hàng hải", "nghi khi hang hai"),
        en=("navigation equipment", "radar", "AIS", "ECDIS"),
    ),
    Term(
        vi=("thiết bị lặn điều khiển từ xa", "thiet bi lan dieu khien tu xa"),
        en=("remotely operated vehicle", "ROV", "AUV"),
    ),
    Term(vi=("lồng nuôi biển HDPE", "lồng nuôi biển", "long nuoi bien", "long be"), en=("sea cage",)),
    Term(vi=("thủy lực", "thuỷ lực", "thuy luc"), en=("hydraulics", "hydraulic")),
]
