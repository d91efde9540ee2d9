"""What can be picked in logistics listings. Slugs are stored for ever; labels may change."""

from __future__ import annotations

from marketplace.plugin_api import L, choices

SUBCATEGORIES = {
    "tos": L("Terminal operating systems", "Hệ điều hành cảng (TOS)"),
    "crane_automation": L("Crane automation", "Tự động hóa cẩu"),
    "gate_ocr_tas": L("Smart gate, truck appointment", "Cổng thông minh, đặt lịch xe"),
    "yard_vehicles": L("Yard vehicles (AGV, IGV)", "Xe tự hành bãi (AGV, IGV)"),
    "pcs_customs": L("Port community, customs", "Cộng đồng cảng, hải quan số"),
    "vts_berth": L("VTS, berth planning", "Điều độ tàu, cầu bến"),
    "warehouse_automation": L("Warehouse automation, WMS", "Kho tự động, WMS"),
    "cold_chain": L("Cold chain", "Chuỗi lạnh"),
    "fleet_tms": L("Trucking, TMS", "Vận tải bộ, TMS"),
    "barge_rail_icd": L("Barge, rail, inland ports", "Sà lan, đường sắt, cảng cạn"),
    "visibility": L("Track and trace", "Truy vết, định vị"),
    "edocs_trade": L("E-documents", "Chứng từ điện tử"),
    "green_port": L("Green port, shore power", "Cảng xanh, điện bờ"),
    "dg_safety_security": L("Dangerous goods, security", "Hàng nguy hiểm, an ninh"),
    "last_mile": L("Last mile, e-commerce", "Giao chặng cuối, TMĐT"),
    "port_engineering": L("Port works, dredging", "Công trình bến, nạo vét"),
}

CARGO_TYPES = choices(
    ("dry_container", "Dry containers", "Container khô"),
    ("reefer_container", "Reefer containers", "Container lạnh"),
    ("bulk_dry", "Dry bulk", "Hàng rời khô"),
    ("bulk_liquid", "Liquid bulk", "Hàng lỏng"),
    ("break_bulk", "Break bulk", "Bách hóa"),
    ("project_oog", "Project cargo, out of gauge", "Siêu trường siêu trọng"),
    ("vehicles", "Cars, ro-ro", "Ô tô, Ro-Ro"),
    ("dangerous", "Dangerous goods (DG)", "Hàng nguy hiểm (DG)"),
    ("frozen_seafood", "Frozen seafood", "Thủy sản đông lạnh"),
    ("pharma", "Pharmaceuticals, vaccines", "Dược phẩm, vắc-xin"),
    ("fresh_produce", "Fresh produce", "Nông sản tươi"),
    ("electronics", "High-value electronics", "Điện tử giá trị cao"),
    ("parcel", "Parcels, e-commerce", "Bưu kiện, TMĐT"),
)

FACILITY_TYPES = choices(
    ("container_terminal", "Container terminal", "Bến container"),
    ("general_port", "General cargo port", "Cảng tổng hợp"),
    ("river_port", "River port", "Cảng sông"),
    ("icd", "Inland container depot (ICD)", "Cảng cạn (ICD)"),
    ("depot", "Empty container depot", "Depot rỗng"),
    ("cfs", "Container freight station (CFS)", "Kho CFS"),
    ("bonded", "Bonded warehouse", "Kho ngoại quan"),
    ("dc", "Distribution centre", "Trung tâm phân phối"),
    ("cold_store", "Cold store", "Kho lạnh"),
    ("ftz", "Free trade or non-tariff zone", "Khu thương mại tự do, phi thuế quan"),
    ("rail_yard", "Rail freight yard", "Ga hàng hóa"),
    ("air_cargo", "Air cargo terminal", "Ga hàng không"),
    ("factory", "Factory", "Nhà máy"),
    ("border_gate", "Border gate", "Cửa khẩu"),
)

EQUIPMENT = choices(
    ("sts", "Ship-to-shore crane (STS, QC)", "Cẩu bờ (STS, QC)"),
    ("mhc", "Mobile harbour crane", "Cẩu di động"),
    ("rtg", "Rubber-tyred gantry (RTG)", "Cẩu khung bánh lốp (RTG)"),
    ("ertg", "Electric RTG", "RTG điện"),
    ("rmg_asc", "Rail-mounted gantry (RMG, ASC)", "Cẩu khung ray (RMG, ARMG)"),
    ("straddle", "Straddle carrier", "Xe nâng chân đế"),
    ("reach_stacker", "Reach stacker", "Xe nâng chụp"),
    ("ech", "Empty container handler", "Xe nâng rỗng"),
    ("forklift", "Forklift", "Xe nâng"),
    ("terminal_tractor", "Terminal tractor", "Đầu kéo nội bãi"),
    ("agv_igv", "Driverless vehicle (AGV, IGV)", "Xe tự hành (AGV, IGV)"),
    ("spreader", "Spreader", "Khung chụp"),
    ("ship_unloader", "Ship unloader", "Máy dỡ tàu"),
    ("conveyor", "Conveyor", "Băng tải"),
    ("asrs_shuttle", "Automated storage, shuttles", "Kho tự động, shuttle"),
    ("amr", "Warehouse robots (AMR)", "Robot kho (AMR)"),
    ("gate_portal", "OCR portal", "Cổng OCR"),
    ("weighbridge", "Weighbridge", "Cân ô tô"),
    ("reefer_rack", "Reefer rack", "Giàn lạnh"),
)

HOST_SYSTEMS = choices(
    ("navis_n4", "Navis N4", "Navis N4"),
    ("catos", "CATOS", "CATOS"),
    ("tideworks", "Tideworks", "Tideworks"),
    ("gtos_ctos", "GTOS, CTOS", "GTOS, CTOS"),
    ("ngen", "nGen", "nGen"),
    ("opus", "OPUS Terminal", "OPUS Terminal"),
    ("tops", "TOPS", "TOPS"),
    ("sap_ewm", "SAP EWM", "SAP EWM"),
    ("sap_tm", "SAP TM", "SAP TM"),
    ("own", "Own development", "Phần mềm tự phát triển"),
    ("other", "Other", "Khác"),
)

AUTOMATION = choices(
    ("manual", "Manual", "Thủ công"),
    ("assisted", "Driver assistance", "Hỗ trợ người lái"),
    ("remote", "Remote control", "Điều khiển từ xa"),
    ("semi_auto", "Semi-automatic", "Bán tự động"),
    ("full_auto", "Fully automatic", "Tự động hoàn toàn"),
)

DEPLOYMENT = choices(
    ("on_prem", "On premises", "Tại chỗ"),
    ("cloud_vn", "Cloud in Viet Nam", "Đám mây trong nước"),
    ("cloud_abroad", "Cloud abroad", "Đám mây nước ngoài"),
    ("hybrid", "Hybrid", "Kết hợp"),
    ("edge", "Edge devices", "Thiết bị biên"),
)

POWER_SOURCES = choices(
    ("diesel", "Diesel", "Dầu diesel"),
    ("cable", "Cable reel", "Tang cáp"),
    ("busbar", "Busbar", "Thanh dẫn"),
    ("battery", "Battery", "Pin"),
    ("hydrogen", "Hydrogen", "Hydro"),
)

SHORE_VOLTAGE = choices(("6_6", "6.6 kV", "6,6 kV"), ("11", "11 kV", "11 kV"))
SHORE_FREQUENCY = choices(("50", "50 Hz", "50 Hz"), ("60", "60 Hz", "60 Hz"))

RECOGNISED = choices(
    ("container_no", "Container number", "Số container"),
    ("plate", "Truck plate", "Biển số xe"),
    ("seal", "Seal", "Kẹp chì"),
    ("damage", "Damage", "Hư hỏng vỏ"),
)
