"""Facts of the ship itself, each field once."""

from __future__ import annotations

from marketplace.plugin_api import (
    L,
    Range,
    Schema,
    Terms,
    at_least,
    at_most,
    contains_all,
    fields,
    ordered,
    within,
)
from marketplace_marine import choices

_HULL = ("ship_design", "shipbuilding")
_DRIVE = (*_HULL, "propulsion")


class ShipFields(Schema):
    """Both sides speak of ships in the same terms; the match rule says who has to reach whom."""

    vessel_types = fields.Choices(
        choices.VESSEL_TYPES,
        label=L("Vessel types", "Loại tàu áp dụng"),
        help=L(
            "Name every type it must suit: a fleet is judged ship by ship.",
            "Chọn mọi loại tàu cần dùng: đội tàu được xét theo từng loại.",
        ),
        example=L("Bulk carrier; General cargo ship", "Tàu hàng rời; Tàu bách hóa"),
        facet=Terms(),
        match=contains_all(hard=True),
        first=True,
    )
    dwt = fields.Quantity(
        unit="t",
        dimension="deadweight",
        range=True,
        low=10,
        high=450_000,
        label=L("Deadweight", "Trọng tải"),
        help=L(
            "The band of ship sizes: approvals and pumps are sized for it. DWT is not GT.",
            "Dải cỡ tàu: phê duyệt và bơm được tính theo đó. DWT khác với GT.",
        ),
        example=L("3,000–35,000 DWT", "3.000–35.000 DWT"),
        facet=Range(500, 5_000, 20_000, 60_000, 120_000),
        match=within(tol=0.10),
        show=tuple(slug for slug in choices.SUBCATEGORIES if slug not in ("aqua_fishing", "training_sim")),
    )
    length_overall = fields.Quantity(
        unit="m",
        dimension="length",
        range=True,
        low=4,
        high=420,
        label=L("Length overall", "Chiều dài lớn nhất (Lmax)"),
        help=L(
            "Slipways, docks and fishing rules go by length; tugs and fishing boats have no useful DWT.",
            "Đà, ụ và quy định tàu cá tính theo chiều dài; tàu lai, tàu cá không tính theo DWT.",
        ),
        example=L("28.5 m", "28,5 m"),
        facet=Range(12, 15, 24, 50, 150),  # 12, 15 and 24 m are the classes of the fisheries law, from memory
        match=within(),
    )
    power = fields.Quantity(
        unit="kW",
        dimension="power",
        range=True,
        low=5,
        high=90_000,
        label=L("Rated power (MCR)", "Công suất định mức (MCR)"),
        help=L(
            "Total of all engines or motors; kW, hp or metric horsepower (CV).",
            "Tổng công suất các máy; ghi kW, hp hoặc mã lực (CV).",
        ),
        example=L("2 × 1,920 kW", "2 × 1.920 kW"),
        facet=Range(100, 500, 2_000, 5_000, 15_000),
        match=at_least(oversized=1.5),
        show=("propulsion", "alt_fuels", *_HULL),
        first=True,
    )
    service_speed = fields.Quantity(
        unit="kn",
        dimension="speed",
        low=0,
        high=60,
        label=L("Service speed", "Tốc độ khai thác"),
        help=L("The speed kept loaded, in fair weather.", "Tốc độ giữ được khi có tải, thời tiết tốt."),
        example=L("12.5 knots", "12,5 hải lý/giờ"),
        facet=Range(8, 12, 18, 25),
        match=at_least(),
        show=_DRIVE,
    )
    bollard_pull = fields.Quantity(
        unit="t",
        dimension="force",
        low=1,
        high=300,
        label=L("Bollard pull", "Lực kéo (bollard pull)"),
        help=L(
            "Ahead, as in the charter clause; 60 t is usual for port tugs.",
            "Lực kéo tiến như trong hợp đồng thuê; tàu lai cảng thường khoảng 60 tấn.",
        ),
        example=L("≥ 60 t", "≥ 60 tấn"),
        facet=Range(10, 20, 40, 60, 80),
        match=at_least(hard=True),
        show=_DRIVE,
    )
    draught = fields.Quantity(
        unit="m",
        dimension="length",
        low=0.3,
        high=25,
        label=L("Maximum draught", "Mớn nước lớn nhất"),
        help=L(
            "Laden. Old Hai Phong river berths take about 7 m, the Lach Huyen channel 14 m.",
            "Khi đầy tải. Bến sông Hải Phòng cũ khoảng 7 m, luồng Lạch Huyện 14 m.",
        ),
        example=L("≤ 5.2 m", "≤ 5,2 m"),
        facet=Range(3, 5, 7, 10, 14),
        match=at_most(hard=True),
        show=(*_HULL, "offshore_structures"),
    )
    fuels = fields.Choices(
        choices.FUELS,
        label=L("Fuels", "Nhiên liệu"),
        help=L(
            "Everything it can or must run on; dual fuel means both.",
            "Mọi nguồn năng lượng dùng được hoặc cần dùng; lưỡng nhiên liệu là cả hai.",
        ),
        example=L("MGO; Biofuel, HVO", "Dầu DO/MGO; Nhiên liệu sinh học, HVO"),
        facet=Terms(),
        match=contains_all(hard=True),
        show=("propulsion", "alt_fuels", *_HULL),
        first=True,
    )
    operating_area = fields.Ordered(
        choices.OPERATING_AREAS,
        label=L("Operating area notation", "Vùng hoạt động"),
        help=L(
            "The notation of the ship or asked of it; a higher one may also work in lower areas.",
            "Cấp vùng của tàu hoặc cần có; cấp cao được hoạt động ở vùng thấp hơn.",
        ),
        example=L("Restricted II", "Hạn chế II"),
        facet=Terms(),
        match=ordered(hard=True),
    )
