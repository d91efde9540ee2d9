"""Facts of the chain, the process and the chip, each field once."""

from __future__ import annotations

from marketplace.plugin_api import L, Range, Schema, Terms, at_least, contains_all, fields, one_of, overlaps, within
from marketplace_semiconductors import choices

_SILICON = ("ic_design", "mpw_prototyping", "foundry")


class ProcessFields(Schema):
    """Non-confidential facts that a foundry or broker asks first. Layouts, netlists and PDK data never belong here."""

    chain_role = fields.Choices(
        choices.CHAIN_ROLES,
        label=L("Value-chain role", "Vai trò trong chuỗi"),
        help=L("What you are; on a demand, the partner you look for.", "Bạn là ai; bên cầu chọn loại đối tác cần tìm."),
        example=L("Assembly and test (OSAT, ATP)", "Đóng gói, kiểm thử (OSAT, ATP)"),
        facet=Terms(),
        match=one_of(hard=True),
        first=True,
    )
    process_node = fields.Quantity(
        unit="nm",
        dimension="small_length",
        range=True,
        multiple=True,
        low=1.4,
        high=10_000,
        label=L("Process node", "Tiến trình công nghệ"),
        help=L(
            "All nodes on offer, or the one designed for. A finer line does not build a coarser design.",
            "Mọi tiến trình cung cấp, hoặc của thiết kế. Dây chuyền nhỏ hơn không làm được thiết kế lớn hơn.",
        ),
        example=L("180 nm; 130 nm", "180 nm; 130 nm"),
        facet=Range(8, 17, 29, 66, 131, 251),
        demand_tier="member",
        match=overlaps(hard=True),
        show=("ic_design", "ip_cores", "eda", "foundry", "mpw_prototyping", "test"),
        first=True,
    )
    process_family = fields.Choices(
        choices.PROCESS_FAMILIES,
        label=L("Process family", "Loại công nghệ"),
        help=L("Every option the chip needs or the line runs.", "Mọi tùy chọn mà chip cần hoặc dây chuyền có."),
        example=L("BCD; Mixed signal", "BCD; Tín hiệu hỗn hợp"),
        facet=Terms(),
        match=contains_all(hard=True),
        first=True,
    )
    wafer_diameter = fields.Choices(
        choices.WAFERS,
        label=L("Wafer size", "Đường kính phiến"),
        help=L(
            "Nominal size: the 6-inch wafer is 150 mm. A larger chuck does not hold a smaller wafer.",
            "Cỡ danh định: phiến 6 inch là 150 mm. Đầu kẹp lớn không giữ được phiến nhỏ.",
        ),
        example=L("200 mm (8-inch)", "200 mm (8 inch)"),
        facet=Terms(),
        match=contains_all(hard=True),
        show=("foundry", "mpw_prototyping", "assembly", "test", "materials", "equipment_parts"),
        first=True,
    )
    die_area = fields.Quantity(
        unit="mm²",
        dimension="die_area",
        range=True,
        low=0.01,
        high=858,  # one reticle field of 26 × 33 mm, from memory
        label=L("Die area", "Diện tích chip"),
        help=L(
            "Rough size; shuttle blocks have a smallest and a largest one.",
            "Cỡ gần đúng; ô MPW có cỡ nhỏ nhất và lớn nhất.",
        ),
        example=L("2.4 × 2.1 mm", "2,4 × 2,1 mm"),
        facet=Range(1, 5, 25, 100),
        demand_tier="member",
        match=within(hard=True),
        show=(*_SILICON, "assembly"),
    )
    supply_voltage = fields.Quantity(
        unit="V",
        dimension="voltage",
        range=True,
        low=0.3,
        high=10_000,
        label=L("Voltage range", "Dải điện áp"),
        help=L("From the lowest to the highest rail.", "Từ mức thấp nhất đến cao nhất."),
        example=L("1.8–60 V", "1,8–60 V"),
        facet=Range(1.3, 5.1, 60, 650, 1_200),
        match=within(hard=True, cover=True),
        show=(*_SILICON, "ip_cores", "power_devices"),
    )
    frequency_max = fields.Quantity(
        unit="GHz",
        dimension="frequency",
        low=0,
        high=500,
        label=L("Maximum frequency", "Tần số tối đa"),
        help=L("Clock or carrier, whichever is higher.", "Xung nhịp hoặc sóng mang, lấy giá trị cao hơn."),
        example=L("2.4 GHz", "2,4 GHz"),
        facet=Range(0.1, 1, 6, 30),
        match=at_least(),
        show=("ic_design", "ip_cores", "test", "photonics_display"),
    )
    temp_grade = fields.Quantity(
        unit="°C",
        dimension="temperature",
        range=True,
        low=-65,
        high=250,
        presets=choices.TEMPERATURES,
        label=L("Operating temperature", "Dải nhiệt độ làm việc"),
        help=L("Pick a grade or type the range.", "Chọn cấp hoặc ghi dải nhiệt độ."),
        example=L("−40 to 125 °C", "từ −40 đến 125 °C"),
        facet=Terms(),
        match=within(hard=True, cover=True),
    )
    rf_power = fields.Quantity(
        unit="dBm",
        dimension="rf_power",
        low=-60,
        high=70,
        label=L("RF output power", "Công suất phát RF"),
        help=L("dBm or watts: 33 dBm is 2 W.", "dBm hoặc W: 33 dBm là 2 W."),
        example="33 dBm",
        match=at_least(),
        show=("ic_design", "ip_cores", "test", "power_devices"),
    )
    bandgap = fields.Quantity(
        unit="eV",
        dimension="bandgap",
        low=0,
        high=15,
        label=L("Band gap", "Độ rộng vùng cấm"),
        help=L("Of the material offered or needed.", "Của vật liệu chào hoặc cần."),
        example=L("3.26 eV", "3,26 eV"),
        match=within(tol=0.02),
        show=("materials",),
    )
    resistivity_ohm_cm = fields.Quantity(
        unit="Ω·cm",
        dimension="resistivity",
        range=True,
        low=0,
        high=1e12,
        label=L("Resistivity", "Điện trở suất"),
        help=L("Range of the wafers or substrates.", "Dải điện trở suất của phiến, đế."),
        example="1–10 Ω·cm",
        match=within(),
        show=("materials",),
    )
