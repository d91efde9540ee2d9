"""Facts of water, air and waste treatment, each field once."""

from __future__ import annotations

from marketplace.plugin_api import L, Range, Schema, Terms, at_least, at_most, contains_all, fields, within
from marketplace_greentech import choices, standards

_WATER = ("wastewater", "water_supply")
_WASTE = ("solid_waste", "hazardous_waste", "biogas_wte")


class TreatmentFields(Schema):
    """What is treated, how much of it, to which standard."""

    streams = fields.Choices(
        choices.STREAMS,
        label=L("Stream or medium", "Dòng thải, đối tượng xử lý"),
        help=L(
            "Every stream it treats or must treat: dye-house and seafood effluent need different trains.",
            "Mọi dòng xử lý được hoặc cần xử lý: nước thải dệt nhuộm và thủy sản cần dây chuyền khác nhau.",
        ),
        example=L("Seafood processing wastewater", "Nước thải chế biến thủy sản"),
        facet=Terms(size=40),
        match=contains_all(hard=True),
        first=True,
    )
    flow = fields.Quantity(
        unit="m³/day",
        dimension="flow",
        range=True,
        low=0.5,
        high=1_000_000,
        label=L("Treatment flow", "Công suất xử lý"),
        help=L(
            "Daily flow; modular plants give a range. Ten times too large is no fit.",
            "Lưu lượng ngày; cụm mô-đun ghi dải. Lớn gấp mười cũng không phù hợp.",
        ),
        example=L("200–2,000 m³/day", "200–2.000 m³/ngày"),
        facet=Range(50, 200, 1_000, 5_000, 20_000),
        match=within(hard=True, tol=0.20),
        show=_WATER,
        first=True,
    )
    air_flow = fields.Quantity(
        unit="Nm³/h",
        dimension="air_flow",
        range=True,
        low=10,
        high=10_000_000,
        label=L("Gas flow", "Lưu lượng khí"),
        help=L("At normal conditions.", "Ở điều kiện tiêu chuẩn."),
        example=L("50,000 Nm³/h", "50.000 Nm³/h"),
        facet=Range(1_000, 10_000, 100_000, 500_000),
        match=within(hard=True, tol=0.20),
        show=("air_emissions",),
        first=True,
    )
    influent_cod = fields.Quantity(
        unit="mg/L",
        dimension="concentration",
        range=True,
        low=10,
        high=200_000,
        label=L("Influent COD handled", "COD đầu vào"),
        help=L(
            "The most it takes, or what your plant sends. On a demand only members see it.",
            "Mức cao nhất nhận được, hoặc mức của nhà máy. Với nhu cầu, chỉ thành viên thấy.",
        ),
        example=L("≤ 1,500 mg/L", "≤ 1.500 mg/L"),
        facet=Range(300, 1_000, 5_000, 20_000),
        demand_tier="member",
        match=at_least(hard=True),
        show=("wastewater",),
    )
    salinity_max = fields.Quantity(
        unit="mg/L",
        dimension="concentration",
        low=0,
        high=70_000,
        label=L("Highest salinity", "Độ mặn cao nhất"),
        help=L("Matters on the coast; not mS/cm.", "Quan trọng với cơ sở ven biển; không ghi mS/cm."),
        example=L("15 ‰", "15 ‰"),
        match=at_least(hard=True),
        show=_WATER,
    )
    discharge_standards = fields.Standards(
        standards.DISCHARGE,
        label=L("Discharge standard met", "Quy chuẩn xả thải"),
        help=L(
            "With its column after a colon; what meets A meets B. Limits depend on source, receiving water and flow.",
            "Kèm cột sau dấu hai chấm; đạt A là đạt B. Giới hạn tùy nguồn thải, nguồn tiếp nhận và lưu lượng.",
        ),
        example="QCVN 40:2025:A",
        facet=Terms(),
        match=contains_all(hard=True),
        show=(*_WATER, "air_emissions", "solid_waste", "hazardous_waste"),
        first=True,
    )
    discharge_flow_band = fields.Text(
        label=L("Flow band and receiving water", "Khoảng lưu lượng và nguồn tiếp nhận"),
        help=L("They decide which limits of the column apply.", "Quyết định giới hạn nào của cột được áp dụng."),
        example=L("1,000–2,000 m³/day, estuary", "1.000–2.000 m³/ngày, vùng cửa sông"),
        show=_WATER,
    )
    waste_throughput = fields.Quantity(
        unit="t/day",
        dimension="mass_rate",
        range=True,
        low=0.01,
        high=5_000,
        label=L("Waste throughput", "Công suất chất thải"),
        help=L(
            "Tonnes a day as delivered; kg/h and t/year are read too.", "Tấn/ngày khi nhận; kg/h, tấn/năm cũng được."
        ),
        example=L("12.5 kg/h", "12,5 kg/h"),
        facet=Range(1, 10, 100, 500),
        match=within(hard=True, tol=0.25),
        show=_WASTE,
    )
    recovery_rate = fields.Quantity(
        unit="%",
        dimension="percent",
        low=0,
        high=100,
        label=L("Recovery or reuse", "Tỷ lệ thu hồi, tái sử dụng"),
        help=L("Share that comes back; say of what below.", "Phần thu hồi được; ghi rõ đối tượng bên dưới."),
        example="≥ 75 %",
        facet=Range(30, 60, 80, 95),
        match=at_least(),
    )
    recovered = fields.Choices(
        choices.RECOVERED,
        label=L("What is recovered", "Thu hồi gì"),
        help=L("What the rate stands for.", "Tỷ lệ trên áp dụng cho đối tượng nào."),
        example=L("Water", "Nước"),
        match=contains_all(),
    )
    footprint = fields.Quantity(
        unit="m²",
        dimension="area",
        low=1,
        high=1_000_000,
        label=L("Footprint", "Diện tích chiếm đất"),
        help=L(
            "Plots in industrial parks are fixed. A sào is 360 m² here.",
            "Lô đất KCN là cố định. Ở đây 1 sào là 360 m².",
        ),
        example=L("≤ 540 m²", "≤ 540 m²"),
        match=at_most(hard=True),
    )
