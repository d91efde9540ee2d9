"""Facts of cargo handling and storage, each field once."""

from __future__ import annotations

from marketplace.plugin_api import (
    Dimension,
    L,
    Range,
    Schema,
    Terms,
    Unit,
    at_least,
    contains_all,
    equals,
    fields,
    one_of,
    ordered,
    within,
)
from marketplace_logistics import choices
from marketplace_logistics.standards import TEMPERATURES

_SHORE = ("green_port",)
_PLUGS = Dimension(
    "reefer_plugs",
    L("reefer plugs", "số ổ cắm lạnh"),
    (Unit("plugs", 1, ("plug", "sockets", "socket", "ổ cắm"), vi="ổ"),),
)


class OperationFields(Schema):
    """What is handled, where, with what, how much of it and how cold."""

    cargo_types = fields.Choices(
        choices.CARGO_TYPES,
        label=L("Cargo types", "Loại hàng"),
        help=L(
            "Every cargo it must handle: reefer and dangerous goods need their own tools.",
            "Chọn mọi loại hàng phải phục vụ: hàng lạnh, hàng nguy hiểm cần thiết bị riêng.",
        ),
        example=L("Dry containers; Reefer containers", "Container khô; Container lạnh"),
        facet=Terms(),
        match=contains_all(hard=True),
        first=True,
    )
    facility_types = fields.Choices(
        choices.FACILITY_TYPES,
        label=L("Facility types", "Loại cơ sở"),
        help=L("Where it works or will work.", "Nơi đang dùng hoặc sẽ dùng."),
        example=L("Container terminal; Inland container depot (ICD)", "Bến container; Cảng cạn (ICD)"),
        facet=Terms(),
        match=contains_all(hard=True),
        first=True,
    )
    equipment = fields.Choices(
        choices.EQUIPMENT,
        label=L("Equipment covered", "Thiết bị xếp dỡ"),
        help=L(
            "Every machine that is supplied, driven or connected; a mixed fleet counts as a whole.",
            "Mọi thiết bị được cung cấp, điều khiển hoặc kết nối; đội thiết bị hỗn hợp được xét trọn bộ.",
        ),
        example=L("Electric RTG; Terminal tractor", "RTG điện; Đầu kéo nội bãi"),
        facet=Terms(),
        match=contains_all(hard=True),
        show=("tos", "crane_automation", "yard_vehicles", "green_port"),
    )
    lift_capacity = fields.Quantity(
        unit="t",
        dimension="mass",
        low=0.05,
        high=150,
        label=L("Safe working load", "Sức nâng (SWL)"),
        help=L(
            "Under the spreader. Usual: quay cranes 40–65 t, yard gantries 40–50 t, reach stackers to 45 t.",
            "Dưới khung chụp. Thường: cẩu bờ 40–65 t, cẩu bãi 40–50 t, xe nâng chụp đến 45 t.",
        ),
        example=L("40.6 t", "40,6 t"),
        facet=Range(5, 20, 41, 50, 65),
        match=at_least(hard=True),
        show=("crane_automation", "yard_vehicles", "warehouse_automation"),
    )
    throughput = fields.Quantity(
        unit=("TEU/yr", "t/yr"),
        low=1_000,
        high=25_000_000,
        label=L("Design throughput", "Sản lượng thiết kế"),
        help=L(
            "Containers in TEU a year, bulk in tonnes a year; the two are never converted.",
            "Container: TEU/năm; hàng rời: tấn/năm; hai đơn vị không quy đổi cho nhau.",
        ),
        example=L("1.1 million TEU/year", "1,1 triệu TEU/năm"),
        facet=Range(100_000, 500_000, 1_000_000, 3_000_000),
        demand_tier="member",
        match=at_least(hard=True),
        show=("tos", "gate_ocr_tas", "pcs_customs", "vts_berth", "barge_rail_icd"),
    )
    handling_rate = fields.Quantity(
        unit="moves/h",
        dimension="moves_rate",
        low=5,
        high=250,
        label=L("Productivity", "Năng suất xếp dỡ"),
        help=L("Moves an hour, per crane unless you say otherwise.", "Lượt/giờ, tính cho một cẩu nếu không ghi khác."),
        example=L("≥ 28 moves/h", "≥ 28 lượt/giờ"),
        tier="member",
        match=at_least(),
        show=("crane_automation", "yard_vehicles", "gate_ocr_tas"),
    )
    temp_range = fields.Quantity(
        unit="°C",
        dimension="temperature",
        range=True,
        low=-80,
        high=60,
        presets=TEMPERATURES,
        label=L("Temperature range", "Dải nhiệt độ"),
        help=L(
            "All set-points held, or all that you need, from coldest to warmest.",
            "Mọi mức nhiệt giữ được hoặc cần giữ, từ lạnh nhất đến ấm nhất.",
        ),
        example=L("−25 to +5 °C", "từ −25 đến +5 °C"),
        facet=Terms(),
        match=within(hard=True, cover=True),
        show=("cold_chain", "warehouse_automation", "visibility"),
        first=True,
    )
    pallet_positions = fields.Quantity(
        unit="pallets",
        dimension="pallets",
        low=50,
        high=300_000,
        label=L("Pallet positions", "Số vị trí pallet"),
        help=L("Positions, not square metres.", "Số vị trí, không phải diện tích m²."),
        example=L("8,000 pallets", "8.000 pallet"),
        facet=Range(1_000, 5_000, 20_000, 50_000),
        demand_tier="member",
        match=at_least(hard=True),
        show=("cold_chain", "warehouse_automation"),
    )
    reefer_plugs = fields.Quantity(
        unit="plugs",
        dimension=_PLUGS,
        low=0,
        high=5_000,
        label=L("Reefer plugs", "Ổ cắm lạnh"),
        help=L("Sockets for reefer containers.", "Số ổ cắm cho container lạnh."),
        example=L("1,350", "1.350"),
        match=at_least(),
        show=("tos", "cold_chain", "green_port", "barge_rail_icd", "port_engineering"),
    )
    vessel_max_teu = fields.Quantity(
        unit="TEU",
        dimension="teu",
        low=50,
        high=25_000,
        label=L("Largest ship", "Cỡ tàu tối đa"),
        help=L("Capacity of the largest container ship served.", "Sức chở của tàu container lớn nhất phục vụ được."),
        example=L("18,000 TEU", "18.000 TEU"),
        match=at_least(),
        show=("crane_automation", "vts_berth", "barge_rail_icd", "port_engineering"),
    )
    automation_level = fields.Ordered(
        choices.AUTOMATION,
        label=L("Automation level", "Mức tự động hóa"),
        help=L(
            "What runs in everyday work, not what may come later.",
            "Mức đang chạy hằng ngày, không tính dự kiến sau này.",
        ),
        example=L("Semi-automatic", "Bán tự động"),
        facet=Terms(),
        match=ordered(),
    )
    power_source = fields.Choices(
        choices.POWER_SOURCES,
        label=L("Power source", "Nguồn năng lượng"),
        help=L(
            "What drives the machines; on a demand, all that you accept.",
            "Nguồn của thiết bị; bên cầu chọn mọi nguồn chấp nhận.",
        ),
        example=L("Cable reel; Battery", "Tang cáp; Pin"),
        match=one_of(),
        show=("crane_automation", "yard_vehicles", "green_port", "warehouse_automation"),
    )
    shore_power = fields.Quantity(
        unit="MVA",
        dimension="apparent_power",
        low=0.05,
        high=20,
        label=L("Shore power", "Công suất điện bờ"),
        help=L("Per berth connection.", "Cho một điểm đấu nối tại bến."),
        example=L("≥ 2.5 MVA", "≥ 2,5 MVA"),
        match=at_least(),
        show=_SHORE,
    )
    shore_voltage = fields.Choice(
        choices.SHORE_VOLTAGE,
        label=L("Shore power voltage", "Điện áp điện bờ"),
        help=L("High-voltage ships take 6.6 or 11 kV.", "Tàu dùng cao áp nhận 6,6 hoặc 11 kV."),
        example=L("6.6 kV", "6,6 kV"),
        match=equals(),
        show=_SHORE,
    )
    shore_frequency = fields.Choice(
        choices.SHORE_FREQUENCY,
        label=L("Shore power frequency", "Tần số điện bờ"),
        help=L("The grid has 50 Hz; most ships run on 60 Hz.", "Lưới điện 50 Hz; phần lớn tàu chạy 60 Hz."),
        example="60 Hz",
        match=equals(),
        show=_SHORE,
    )
