"""Economic zones, ports and industrial parks of Hải Phòng. Areas come from the press and city plans."""

from __future__ import annotations

from marketplace.i18n import L
from marketplace.taxonomies.base import Entry, Taxonomy

_ZONES = (
    Entry(
        "ez_dinh_vu_cat_hai",
        L("Dinh Vu – Cat Hai Economic Zone", "KKT Đình Vũ – Cát Hải"),
        note=L("Coastal economic zone, 2008, 22,540 ha", "Khu kinh tế ven biển, 2008, 22.540 ha"),
    ),
    Entry(
        "ez_south_coastal",
        L("Southern Coastal Economic Zone", "KKT ven biển phía Nam Hải Phòng"),
        note=L("Decision 1511/QĐ-TTg of 2024, 20,000 ha", "Quyết định 1511/QĐ-TTg năm 2024, 20.000 ha"),
    ),
    # About 6,292 ha in three parts by the city's proposal; the founding decision is not confirmed.
    Entry("ftz_hai_phong", L("Hai Phong Free Trade Zone", "Khu thương mại tự do Hải Phòng"), synonyms=("FTZ", "KTMTD")),
    Entry(
        "port_lach_huyen",
        L("Lach Huyen port", "Cảng Lạch Huyện"),
        note=L("Deep-water berths 1–6, channel 14 m", "Bến nước sâu số 1–6, luồng 14 m"),
        synonyms=("TC-HICT", "HHIT", "HTIT"),
    ),
    Entry("port_dinh_vu", L("Dinh Vu port", "Cảng Đình Vũ")),
    Entry("port_nam_dinh_vu", L("Nam Dinh Vu port", "Cảng Nam Đình Vũ")),
    Entry(
        "port_river_cam",
        L("Cam River berths", "Các bến sông Cấm"),
        note=L(
            "Chua Ve, Hoang Dieu, Vat Cach; draught about 7 m", "Chùa Vẽ, Hoàng Diệu, Vật Cách; mớn nước khoảng 7 m"
        ),
        synonyms=("Chùa Vẽ", "Hoàng Diệu", "Vật Cách"),
    ),
    Entry("deep_c", L("DEEP C industrial zones", "Các KCN DEEP C"), synonyms=("Deep C", "KCN Đình Vũ Deep C")),
    Entry(
        "ip_nam_dinh_vu", L("Nam Dinh Vu industrial park and non-tariff area", "KCN và khu phi thuế quan Nam Đình Vũ")
    ),
    Entry(
        "xuan_cau_lach_huyen",
        L("Xuan Cau – Lach Huyen park and non-tariff zone", "KCN và khu phi thuế quan Xuân Cầu – Lạch Huyện"),
        note=L("752 ha", "752 ha"),
    ),
    Entry("vsip_hp", L("VSIP Hai Phong", "VSIP Hải Phòng"), note=L("Thuy Nguyen", "Thủy Nguyên")),
    Entry("ip_trang_due", L("Trang Due 1–3 industrial parks", "KCN Tràng Duệ 1–3")),
    Entry("ip_nomura", L("Nomura 1 and 2 industrial parks", "KCN Nomura 1, 2")),
    Entry("ip_an_duong", L("An Duong industrial park", "KCN An Dương")),
    Entry(
        "ip_nam_cau_kien",
        L("Nam Cau Kien eco-industrial park", "KCN sinh thái Nam Cầu Kiền"),
        note=L("Turns eco-industrial (UNIDO, SECO)", "Đang chuyển sang KCN sinh thái (UNIDO, SECO)"),
    ),
    Entry("ip_do_son", L("Do Son industrial park", "KCN Đồ Sơn")),
    Entry("ip_dinh_vu", L("Dinh Vu industrial park", "KCN Đình Vũ")),
    Entry(
        "ip_hai_duong_group",
        L("Parks of former Hai Duong", "Các KCN thuộc Hải Dương cũ"),
        note=L(
            "Dai An, Tan Truong, Phuc Dien, Nam Sach, Lai Vu …", "Đại An, Tân Trường, Phúc Điền, Nam Sách, Lai Vu …"
        ),
        synonyms=("Đại An", "Tân Trường", "Phúc Điền", "Nam Sách", "Lai Vu", "Hải Dương"),
    ),
)

ZONES = Taxonomy(
    slug="zone",
    name=L("Zone, port or park in Hai Phong", "Khu kinh tế, cảng, KCN tại Hải Phòng"),
    edition="2026",
    entries=_ZONES,
)
