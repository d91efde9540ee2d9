"""What can be picked in semiconductor listings. Slugs are stored for ever; labels may change."""

from __future__ import annotations

from marketplace.plugin_api import Choice, L, Preset, choices

SUBCATEGORIES = {
    "ic_design": L("IC design", "Thiết kế vi mạch"),
    "ip_cores": L("IP cores", "Lõi IP"),
    "eda": L("EDA tools", "Công cụ EDA"),
    "foundry": L("Wafer fabrication, photomasks", "Chế tạo phiến, mặt nạ quang"),
    "mpw_prototyping": L("MPW shuttles, prototyping", "Chế thử MPW"),
    "assembly": L("Assembly", "Đóng gói"),
    "test": L("Test", "Kiểm thử"),
    "advanced_packaging": L("Advanced packaging, chiplets", "Đóng gói tiên tiến, chiplet"),
    "power_devices": L("Power devices, SiC, GaN", "Linh kiện công suất SiC, GaN"),
    "mems_sensors": L("MEMS, sensors", "MEMS, cảm biến"),
    "photonics_display": L("Photonics, LED, displays", "Quang tử, LED, hiển thị"),
    "materials": L("Materials, chemicals, gases", "Vật liệu, hóa chất, khí"),
    "equipment_parts": L("Equipment, parts", "Thiết bị, phụ tùng"),
    "fab_facility": L("Cleanrooms, ultrapure water", "Phòng sạch, nước siêu tinh khiết"),
    "failure_analysis": L("Failure analysis, reliability", "Phân tích lỗi, độ tin cậy"),
    "training": L("Training", "Đào tạo nhân lực"),
}

CHAIN_ROLES = choices(
    ("fabless", "Chip company (fabless)", "Thiết kế chip (fabless)"),
    ("design_house", "Design service", "Dịch vụ thiết kế"),
    ("ip_vendor", "IP vendor", "Nhà cung cấp IP"),
    ("eda_vendor", "EDA vendor", "Hãng EDA"),
    ("foundry", "Foundry", "Xưởng đúc (foundry)"),
    ("idm", "Integrated device maker (IDM)", "Hãng tích hợp (IDM)"),
    ("osat", "Assembly and test (OSAT, ATP)", "Đóng gói, kiểm thử (OSAT, ATP)"),
    ("mask_shop", "Mask shop", "Xưởng mặt nạ"),
    ("materials", "Materials", "Vật liệu"),
    ("equipment", "Equipment", "Thiết bị"),
    ("facility", "Fab facilities", "Hạ tầng nhà máy"),
    ("mpw_broker", "MPW broker", "Trung gian MPW"),
    ("lab_fa", "Laboratory, failure analysis", "Phòng thí nghiệm, phân tích lỗi"),
    ("university", "University, institute", "Trường, viện"),
    ("system_house", "System or device maker", "Hãng thiết bị đầu cuối"),
)

PROCESS_FAMILIES = choices(
    ("cmos", "CMOS logic", "CMOS logic"),
    ("mixed_signal", "Mixed signal", "Tín hiệu hỗn hợp"),
    ("analog", "Analogue", "Tương tự"),
    ("rf", "RF", "Cao tần (RF)"),
    ("hv", "High voltage", "Điện áp cao"),
    ("bcd", "BCD", "BCD"),
    ("sensor", "Sensor", "Cảm biến"),
    ("envm", "Embedded non-volatile memory", "Nhúng bộ nhớ (eNVM)"),
    ("soi", "SOI", "SOI"),
    ("sige_bicmos", "SiGe BiCMOS", "SiGe BiCMOS"),
    ("cis", "Image sensor (CIS)", "Cảm biến ảnh (CIS)"),
    ("mems", "MEMS", "MEMS"),
    ("sic", "Silicon carbide (SiC)", "Silic cacbua (SiC)"),
    ("gan_si", "GaN on silicon", "GaN trên silic"),
    ("gan_sic", "GaN on SiC", "GaN trên SiC"),
    ("gaas_inp", "GaAs, InP", "GaAs, InP"),
    ("sipho", "Silicon photonics", "Quang tử silic"),
    ("finfet", "FinFET", "FinFET"),
    ("gaa", "Gate-all-around (GAA)", "GAA (cổng bao quanh)"),
    ("memory_dram", "DRAM", "DRAM"),
    ("memory_nand", "NAND flash", "NAND flash"),
    ("tft", "Thin-film transistors (TFT)", "Transistor màng mỏng (TFT)"),
)

# Nominal sizes: the "6-inch" wafer is 150 mm.
WAFERS = tuple(
    Choice(
        str(size),
        L(f"{size} mm ({inches}-inch)", f"{size} mm ({inches} inch)"),
        aliases=(f"{inches} inch", f'{inches}"', f"{inches}″", f"{inches}in", f"{size}mm", *others),
    )
    for size, inches, others in (
        (50, 2, ("51 mm",)),
        (75, 3, ("76 mm", "76")),
        (100, 4, ()),
        (125, 5, ()),
        (150, 6, ()),
        (200, 8, ()),
        (300, 12, ()),
    )
)

PACKAGES = choices(
    Choice("to_power", L("TO, DPAK", "TO, DPAK"), aliases=("TO-220", "TO-247", "DPAK")),
    ("dip", "DIP", "DIP"),
    Choice("sop_soic", L("SOP, SOIC", "SOP, SOIC"), aliases=("SOP", "SOIC")),
    Choice("qfp_lqfp", L("QFP, LQFP", "QFP, LQFP"), aliases=("QFP", "LQFP")),
    Choice("qfn_dfn", L("QFN, DFN", "QFN, DFN"), aliases=("QFN", "DFN")),
    ("lga", "LGA", "LGA"),
    ("bga", "BGA", "BGA"),
    ("fcbga", "Flip-chip BGA", "BGA lật chip (FCBGA)"),
    ("csp", "CSP", "CSP"),
    ("wlcsp", "WLCSP", "WLCSP"),
    ("fowlp", "Fan-out (FOWLP)", "Fan-out (FOWLP)"),
    ("sip_module", "System in package", "Hệ thống trong vỏ (SiP)"),
    ("mcm", "Multi-chip module", "Mô-đun đa chip (MCM)"),
    ("2p5d_interposer", "2.5D interposer", "2.5D interposer"),
    ("3d_stack_tsv", "3D stack, TSV", "Xếp chồng 3D, TSV"),
    ("cob", "Chip on board", "Chip trên bo mạch (COB)"),
    ("ceramic", "Ceramic", "Vỏ gốm"),
    ("power_module", "Power module", "Mô-đun công suất"),
    ("bare_die", "Bare die", "Chip trần"),
    ("tape_reel", "Tape and reel", "Cuộn băng (tape and reel)"),
)

QUALIFICATIONS = choices(
    ("iso9001", "ISO 9001", "ISO 9001"),
    Choice("iatf16949", L("IATF 16949 (automotive)", "IATF 16949 (ô tô)"), aliases=("IATF 16949",)),
    Choice("iso26262", L("ISO 26262 (functional safety)", "ISO 26262 (an toàn chức năng)"), aliases=("ISO 26262",)),
    Choice("aecq100", L("AEC-Q100 (ICs)", "AEC-Q100 (vi mạch)"), aliases=("AEC-Q100",)),
    Choice("aecq101", L("AEC-Q101 (discretes)", "AEC-Q101 (linh kiện rời)"), aliases=("AEC-Q101",)),
    Choice("aecq200", L("AEC-Q200 (passives)", "AEC-Q200 (linh kiện thụ động)"), aliases=("AEC-Q200",)),
    Choice("jesd47", L("JESD47 (stress tests)", "JESD47 (thử ứng suất)"), aliases=("JESD47",)),
    ("milstd883", "MIL-STD-883", "MIL-STD-883"),
    ("milprf38535", "MIL-PRF-38535", "MIL-PRF-38535"),
    Choice("as9100", L("AS9100 (aerospace)", "AS9100 (hàng không)"), aliases=("AS9100",)),
    Choice("iso13485", L("ISO 13485 (medical)", "ISO 13485 (y tế)"), aliases=("ISO 13485",)),
    ("ansi_esd_s2020", "ANSI/ESD S20.20", "ANSI/ESD S20.20"),
    ("semi_s2_s8", "SEMI S2, S8", "SEMI S2, S8"),
    ("semi_e10_secs_gem", "SEMI E10, SECS/GEM", "SEMI E10, SECS/GEM"),
    Choice("iso14644", L("ISO 14644 (cleanrooms)", "ISO 14644 (phòng sạch)"), aliases=("ISO 14644",)),
    ("iso14001", "ISO 14001", "ISO 14001"),
    ("rohs_reach", "RoHS, REACH", "RoHS, REACH"),
    ("iso27001", "ISO/IEC 27001", "ISO/IEC 27001"),
    ("common_criteria", "Common Criteria", "Common Criteria"),
)

EXPORT_CONTROL = choices(
    ("none_known", "None known", "Chưa thấy thuộc diện"),
    ("vn_dual_use", "Vietnamese dual-use list (Decree 259/2025)", "Lưỡng dụng theo NĐ 259/2025"),
    ("foreign_controlled", "Controlled abroad (EAR, EU)", "Nước ngoài kiểm soát (EAR, EU)"),
    ("licence_held", "Licence held", "Đã có giấy phép"),
    ("unknown", "Not known", "Chưa rõ"),
)

# Public stand-ins for the number itself; wafers and chips are apart because they are never converted.
VOLUME_BANDS = choices(
    ("wafers_1k", "Up to 1,000 wafers a month", "Đến 1.000 phiến/tháng"),
    ("wafers_10k", "1,000 to 10,000 wafers a month", "1.000 đến 10.000 phiến/tháng"),
    ("wafers_more", "Over 10,000 wafers a month", "Trên 10.000 phiến/tháng"),
    ("units_100k", "Up to 100,000 units a month", "Đến 100.000 chip/tháng"),
    ("units_1m", "100,000 to 1 million units a month", "100.000 đến 1 triệu chip/tháng"),
    ("units_10m", "1 to 10 million units a month", "1 đến 10 triệu chip/tháng"),
    ("units_more", "Over 10 million units a month", "Trên 10 triệu chip/tháng"),
)

# From least to most open, so that "ordered" reads: the offer is at least as open as needed.
PDK_ACCESS = choices(
    ("none", "No PDK", "Không có PDK"),
    ("broker", "Through a broker", "Qua trung gian"),
    ("nda_online", "On line under NDA", "Trực tuyến, theo NDA"),
    ("open", "Open", "Mở"),
)

# °C; the grades are those of usual data sheets, from memory.
TEMPERATURES = (
    Preset("commercial", L("Commercial, 0 to 70 °C", "Thương mại, 0 đến 70 °C"), 0, 70),
    Preset("industrial", L("Industrial, −40 to 85 °C", "Công nghiệp, −40 đến 85 °C"), -40, 85),
    Preset("auto_g1", L("Automotive grade 1, −40 to 125 °C", "Ô tô cấp 1, −40 đến 125 °C"), -40, 125),
    Preset("auto_g0", L("Automotive grade 0, −40 to 150 °C", "Ô tô cấp 0, −40 đến 150 °C"), -40, 150),
    Preset("military", L("Military, −55 to 125 °C", "Quân sự, −55 đến 125 °C"), -55, 125),
)
