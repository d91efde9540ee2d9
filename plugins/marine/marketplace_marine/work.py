"""Facts of approval, treatment, depth and fitting; with them the two schemas are complete."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, validates_schema

from marketplace.plugin_api import (
    L,
    Range,
    Terms,
    at_least,
    at_most,
    contains_all,
    fields,
    one_of,
)
from marketplace_marine import choices
from marketplace_marine.ships import ShipFields

_NO_BASELINE = L("Say what the fuel saving is measured against.", "Hãy ghi mốc so sánh cho mức tiết kiệm nhiên liệu.")


class MarineFields(ShipFields):
    """The ship and the work on it."""

    approvals = fields.Choices(
        choices.APPROVALS,
        label=L("Class and type approval", "Đăng kiểm, chứng nhận kiểu"),
        help=L(
            "Which societies approved it, or which you accept (any one will do). VR is not an IACS member.",
            "Tổ chức nào đã duyệt, hoặc bạn chấp nhận tổ chức nào (một là đủ). VR không thuộc IACS.",
        ),
        example="NK; VR",
        facet=Terms(),
        match=one_of(hard=True),
        first=True,
    )
    imo_rules = fields.Standards(
        choices.IMO_RULES,
        label=L("Rules met", "Quy định đáp ứng"),
        help=L(
            "Only what a certificate proves: port State control checks each.",
            "Chỉ chọn khi có giấy chứng nhận: PSC kiểm tra từng mục.",
        ),
        example=L("NOx Tier III; Ballast water D-2", "NOx Tier III; Nước dằn D-2"),
        facet=Terms(),
        match=contains_all(hard=True),
    )
    treatment_flow = fields.Quantity(
        unit="m³/h",
        dimension="flow",
        low=1,
        high=6_000,
        label=L("Treatment rated capacity", "Lưu lượng xử lý"),
        help=L(
            "Not below the flow of the ballast pumps. For scrubbers give the engine power instead.",
            "Không nhỏ hơn lưu lượng bơm dằn. Với scrubber, hãy ghi công suất máy.",
        ),
        example=L("500 m³/h", "500 m³/h"),
        facet=Range(150, 300, 600, 1_000),
        match=at_least(hard=True),
        show=("ballast_waste", "emissions"),
    )
    depth_rating = fields.Quantity(
        unit="m",
        dimension="depth",
        low=1,
        high=11_000,
        label=L("Depth rating", "Độ sâu làm việc"),
        help=L(
            "Beyond 1,000 m a dual-use licence may be needed (Decree 259/2025/NĐ-CP).",
            "Trên 1.000 m có thể phải xin phép lưỡng dụng (Nghị định 259/2025/NĐ-CP).",
        ),
        example=L("300 m", "300 m"),
        facet=Range(50, 300, 1_000, 3_000),
        match=at_least(hard=True),
        show=("subsea_survey", "offshore_structures", "aqua_fishing"),
    )
    offhire_days = fields.Quantity(
        unit="days",
        dimension="duration",
        low=0,
        high=120,
        label=L("Off-hire or docking days", "Số ngày dừng tàu (lên đà)"),
        help=L(
            "Lost charter income often exceeds the price of the kit.",
            "Tiền thuê tàu mất đi thường lớn hơn giá thiết bị.",
        ),
        example=L("≤ 10 days", "≤ 10 ngày"),
        tier="member",
        match=at_most(),
        show=("repair_conversion", "ballast_waste", "coatings_corrosion", "propulsion"),
    )
    fuel_saving = fields.Quantity(
        unit="%",
        dimension="percent",
        low=0,
        high=60,
        label=L("Fuel saving", "Mức tiết kiệm nhiên liệu"),
        help=L("Against the baseline below.", "So với mốc ghi bên dưới."),
        example=L("7.5 %", "7,5 %"),
        match=at_least(),
    )
    fuel_saving_baseline = fields.Text(
        label=L("Baseline of the fuel saving", "Mốc so sánh mức tiết kiệm"),
        help=L(
            "Needed with a fuel saving: which ship, speed, load and how measured.",
            "Bắt buộc khi ghi mức tiết kiệm: tàu nào, tốc độ, tải, cách đo.",
        ),
        example=L(
            "Sister ship, 12 knots laden, flow meter over 30 days",
            "Tàu cùng loại, 12 hải lý/giờ, đủ tải, đo lưu lượng 30 ngày",
        ),
    )
    install_mode = fields.Choices(
        choices.INSTALL_MODES,
        label=L("Installation", "Cách lắp đặt"),
        help=L("On a new ship, or retrofitted afloat or in dock.", "Trên tàu đóng mới, hoán cải khi nổi hay trên đà."),
        example=L("Retrofit afloat", "Hoán cải khi tàu nổi"),
        match=one_of(),
    )

    @validates_schema
    def baseline_goes_with_saving(self, data: dict[str, Any], **kwargs: Any) -> None:
        """Refuse a saving without the baseline that it is measured against."""
        if "fuel_saving" in data and "fuel_saving_baseline" not in data:
            raise ValidationError([_NO_BASELINE], "fuel_saving_baseline")


class MarineOffer(MarineFields):
    """What a yard, maker or institute offers."""


class MarineDemand(MarineFields):
    """What a shipowner or port needs."""
