"""What can be picked in marine listings. Slugs are stored for ever; labels may change."""

from __future__ import annotations

from marketplace.plugin_api import Choice, L, choices

SUBCATEGORIES = {
    "shipbuilding": L("Shipbuilding", "Đóng tàu"),
    "repair_conversion": L("Repair and conversion", "Sửa chữa, hoán cải"),
    "ship_design": L("Ship design", "Thiết kế tàu"),
    "propulsion": L("Propulsion", "Hệ động lực, chân vịt"),
    "alt_fuels": L("Alternative fuels, electric ships", "Nhiên liệu thay thế, tàu điện"),
    "emissions": L("Emission control", "Xử lý khí thải tàu"),
    "ballast_waste": L("Ballast water and ship waste", "Nước dằn và chất thải tàu"),
    "coatings_corrosion": L("Coatings, corrosion", "Sơn chống hà, chống ăn mòn"),
    "nav_comms": L("Navigation, communications", "Nghi khí hàng hải, thông tin"),
    "autonomy": L("Automation, autonomous ships (MASS)", "Tự động hóa, tàu tự hành (MASS)"),
    "subsea_survey": L("Subsea and survey, ROV, AUV", "Khảo sát biển, ROV, AUV"),
    "offshore_structures": L("Offshore structures, wind", "Công trình biển, điện gió"),
    "aqua_fishing": L("Mariculture, fishing", "Nuôi biển, khai thác thủy sản"),
    "safety_rescue": L("Life-saving, fire-fighting", "Cứu sinh, cứu hỏa"),
    "training_sim": L("Training, simulators", "Huấn luyện, mô phỏng"),
    "green_recycling": L("Ship recycling", "Phá dỡ, tái chế tàu"),
}

# The families of IMO's carbon intensity indicator first, then local craft.
VESSEL_TYPES = choices(
    ("bulk", "Bulk carrier", "Tàu hàng rời"),
    ("container", "Container ship", "Tàu container"),
    ("general_cargo", "General cargo ship", "Tàu bách hóa"),
    ("tanker", "Oil or chemical tanker", "Tàu dầu, hóa chất"),
    ("gas", "LPG carrier", "Tàu LPG"),
    ("lng", "LNG carrier", "Tàu LNG"),
    ("reefer", "Refrigerated cargo ship", "Tàu đông lạnh"),
    ("combination", "Combination carrier", "Tàu hỗn hợp"),
    ("vehicle", "Car carrier", "Tàu chở ô tô"),
    ("roro_cargo", "Ro-ro cargo ship", "Tàu Ro-Ro"),
    ("ropax", "Ro-pax ferry", "Phà Ro-Pax"),
    ("cruise", "Cruise ship", "Du thuyền lớn"),
    ("passenger_hsc", "Passenger or high-speed craft", "Tàu khách, tàu cao tốc"),
    Choice("tug", L("Tug", "Tàu lai"), aliases=("tàu kéo", "tàu lai dắt")),
    ("barge", "Barge", "Sà lan"),
    ("inland", "Inland vessel", "Tàu sông"),
    ("river_sea", "River-sea vessel (SB)", "Tàu pha sông biển (SB)"),
    ("fishing", "Fishing vessel", "Tàu cá"),
    ("offshore_support", "Offshore support vessel (OSV, CTV)", "Tàu dịch vụ dầu khí (OSV, CTV)"),
    ("dredger", "Dredger", "Tàu hút bùn"),
    ("patrol", "Patrol vessel", "Tàu tuần tra"),
    ("usv", "Uncrewed surface craft (USV)", "Phương tiện không người lái (USV)"),
    ("fixed_platform", "Platform, fixed structure", "Giàn, công trình cố định"),
)

FUELS = choices(
    ("hfo", "Heavy fuel oil (HFO)", "Dầu nặng (HFO)"),
    ("vlsfo", "Low-sulphur fuel oil (VLSFO)", "Dầu ít lưu huỳnh (VLSFO)"),
    Choice("mgo", L("Diesel or marine gas oil (MGO)", "Dầu DO/MGO"), aliases=("DO", "MGO", "diesel")),
    ("bio", "Biofuel, HVO", "Nhiên liệu sinh học, HVO"),
    ("lng", "LNG", "LNG"),
    ("lpg", "LPG", "LPG"),
    ("methanol", "Methanol", "Metanol"),
    ("ammonia", "Ammonia", "Amoniac"),
    ("hydrogen", "Hydrogen", "Hydro"),
    Choice("battery", L("Battery", "Pin"), aliases=("điện pin", "pin lithium", "electric")),
    ("shore_power", "Shore power", "Điện bờ"),
    ("wind_assist", "Wind assistance", "Sức gió"),
    ("nuclear", "Nuclear", "Hạt nhân"),
)

# The twelve members of IACS (RS left in 2022, from memory). The Vietnam Register is not among them.
IACS = ("abs", "bv", "ccs", "crs", "dnv", "irs", "kr", "lr", "nk", "prs", "rina", "tl")
APPROVALS = choices(
    Choice("iacs_any", L("Any IACS society", "Một tổ chức IACS bất kỳ"), aliases=("IACS",), members=IACS),
    Choice("vr", L("Vietnam Register (VR)", "Đăng kiểm Việt Nam (VR)"), aliases=("ĐKVN", "cấp VR")),
    ("abs", "ABS (USA)", "ABS (Mỹ)"),
    ("bv", "BV (Bureau Veritas, France)", "BV (Bureau Veritas, Pháp)"),
    ("ccs", "CCS (China)", "CCS (Trung Quốc)"),
    ("crs", "CRS (Croatia)", "CRS (Croatia)"),
    Choice("dnv", L("DNV (Norway)", "DNV (Na Uy)"), aliases=("DNV GL",)),
    ("irs", "IRS (India)", "IRS (Ấn Độ)"),
    ("kr", "KR (Korea)", "KR (Hàn Quốc)"),
    ("lr", "LR (Lloyd's Register, UK)", "LR (Lloyd's Register, Anh)"),
    Choice("nk", L("NK (ClassNK, Japan)", "NK (ClassNK, Nhật Bản)"), aliases=("ClassNK", "Class NK")),
    ("prs", "PRS (Poland)", "PRS (Ba Lan)"),
    ("rina", "RINA (Italy)", "RINA (Ý)"),
    ("tl", "TL (Türk Loydu, Turkey)", "TL (Türk Loydu, Thổ Nhĩ Kỳ)"),
    ("bki", "BKI (Indonesia)", "BKI (Indonesia)"),
    ("rs", "RS (Russia)", "RS (Nga)"),
    ("eu_med", "EU marine equipment, wheel mark (MED)", "Dấu bánh lái EU (MED)"),
    ("uscg", "US Coast Guard (USCG)", "Tuần duyên Mỹ (USCG)"),
    ("other", "Other register", "Đăng kiểm khác"),
)

# From low to high. That river and SB classes rank below the sea classes is from memory; exact limits are not kept.
OPERATING_AREAS = choices(
    ("s2", "River SII", "Sông SII"),
    ("s1", "River SI (bays, estuaries)", "Sông SI (vịnh, cửa sông)"),
    ("vr_sb", "River-sea VR-SB", "Pha sông biển VR-SB"),
    ("restricted_3", "Restricted III", "Hạn chế III"),
    ("restricted_2", "Restricted II", "Hạn chế II"),
    ("restricted_1", "Restricted I", "Hạn chế I"),
    ("unrestricted", "Unrestricted", "Không hạn chế"),
)

INSTALL_MODES = choices(
    ("newbuild", "New ship", "Lắp trên tàu đóng mới"),
    ("retrofit_afloat", "Retrofit afloat", "Hoán cải khi tàu nổi"),
    ("retrofit_dock", "Retrofit in dock", "Hoán cải trên đà, ụ"),
)

IMO_RULES = choices(
    ("nox_t2", "NOx Tier II", "NOx Tier II"),
    ("nox_t3", "NOx Tier III", "NOx Tier III"),
    ("sox_050", "SOx: sulphur 0.50 %", "SOx: lưu huỳnh 0,50 %"),
    ("sox_eca_010", "SOx in ECAs: sulphur 0.10 %", "SOx vùng ECA: lưu huỳnh 0,10 %"),
    ("eedi_eexi", "EEDI, EEXI", "EEDI, EEXI"),
    ("cii", "CII rating (ships > 5,000 GT)", "Xếp hạng CII (tàu > 5.000 GT)"),
    Choice(
        "bwm_d2",
        L("Ballast water D-2 (BWMS Code, MEPC.300(72))", "Nước dằn D-2 (BWMS Code, MEPC.300(72))"),
        aliases=("Ballast water D-2", "Nước dằn D-2", "D-2"),
    ),
    ("igf", "IGF Code (low-flashpoint fuels)", "Bộ luật IGF (nhiên liệu điểm chớp cháy thấp)"),
    ("igc", "IGC Code (gas carriers)", "Bộ luật IGC (tàu chở khí)"),
    ("ibc", "IBC Code (chemical tankers)", "Bộ luật IBC (tàu chở hóa chất)"),
    ("hsc", "HSC Code (high-speed craft)", "Bộ luật HSC (tàu cao tốc)"),
    ("polar", "Polar Code", "Bộ luật vùng cực"),
    ("solas_lsa_ffa", "SOLAS life-saving, fire-fighting", "SOLAS: cứu sinh, cứu hỏa"),
    # From here on from memory.
    ("afs", "AFS Convention (antifouling)", "Công ước AFS (sơn chống hà)"),
    (
        "hkc_ihm",
        "Hong Kong Convention, inventory of hazardous materials",
        "Công ước Hồng Kông, danh mục vật liệu nguy hại (IHM)",
    ),
    ("mepc227_sewage", "Sewage plant MEPC.227(64)", "Xử lý nước thải tàu MEPC.227(64)"),
    ("mlc", "Maritime Labour Convention (MLC)", "Công ước Lao động hàng hải (MLC)"),
    ("cyber_e26_e27", "Cyber resilience UR E26, E27", "An ninh mạng UR E26, E27"),
)
