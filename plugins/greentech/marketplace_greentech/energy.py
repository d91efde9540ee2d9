"""Facts of energy, climate and cost; with them the two schemas are complete."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, validates_schema

from marketplace.plugin_api import Dimension, L, Range, Terms, Unit, at_least, at_most, contains_all, fields, within
from marketplace_greentech import choices, standards
from marketplace_greentech.results import ResultFields

_SITES = Dimension(
    "sites", L("sites", "số công trình"), (Unit("sites", 1, ("site", "plants", "nhà máy", "dự án"), vi="công trình"),)
)
_NO_BASELINE = L("Say what the reduction is measured against.", "Hãy ghi mốc so sánh cho mức giảm phát thải.")


class GreentechFields(ResultFields):
    """Treatment, energy, greenhouse gas and money."""

    power = fields.Quantity(
        unit="kW",
        dimension="power",
        range=True,
        low=0.001,
        high=10_000_000,
        label=L("Rated power", "Công suất"),
        help=L(
            "Say which: kWp (solar), kWe, kWth or cooling; different kinds are not compared.",
            "Ghi rõ loại: kWp (mặt trời), kWe, kWth hay lạnh; khác loại thì không so sánh.",
        ),
        example=L("0.5–5 MWp", "0,5–5 MWp"),
        facet=Range(10, 100, 1_000, 10_000, 50_000),
        match=within(hard=True, tol=0.20),
        show=("solar", "wind", "biogas_wte", "hydrogen", "efficiency_cooling", "ev_charging"),
        first=True,
    )
    storage_energy = fields.Quantity(
        unit="kWh",
        dimension="energy",
        low=1,
        high=10_000_000,
        label=L("Storage capacity", "Dung lượng lưu trữ"),
        help=L("Usable kWh; Ah need the voltage.", "kWh dùng được; không ghi Ah."),
        example=L("≥ 3,000 kWh", "≥ 3.000 kWh"),
        facet=Range(100, 1_000, 10_000),
        match=at_least(hard=True),
        show=("storage_grid", "solar", "ev_charging"),
    )
    specific_energy = fields.Quantity(
        unit=("kWh/m³", "kWh/t", "kWh/kg"),
        low=0,
        high=100,
        label=L("Specific energy", "Suất tiêu hao điện"),
        help=L("Per m³, per tonne or per kg of product.", "Theo m³, theo tấn hoặc theo kg sản phẩm."),
        example=L("≤ 1.1 kWh/m³", "≤ 1,1 kWh/m³"),
        match=at_most(),
    )
    ghg_reduction = fields.Quantity(
        unit="tCO2e/yr",
        dimension="ghg",
        low=0,
        high=100_000_000,
        label=L("Greenhouse gas reduction", "Giảm phát thải KNK"),
        help=L(
            "Tonnes a year against the baseline below. Claims hold for one site: put the calculation in the files.",
            "Tấn/năm so với mốc bên dưới. Con số gắn với từng địa điểm: đính kèm bản tính cho các bên.",
        ),
        example=L("2,050 tCO2e/year", "2.050 tấn CO2tđ/năm"),
        facet=Range(100, 1_000, 10_000, 100_000),
        match=at_least(),
        first=True,
    )
    ghg_baseline = fields.Text(
        label=L("Baseline of the reduction", "Mốc so sánh giảm phát thải"),
        help=L(
            "Needed with a reduction: what would run without it.",
            "Bắt buộc khi ghi mức giảm: tình huống khi chưa có công nghệ.",
        ),
        example=L("Grid power, 0.66 tCO2/MWh", "Điện lưới, 0,66 tCO2/MWh"),
        first=True,
    )
    ghg_evidence = fields.Choice(
        choices.EVIDENCE,
        label=L("Evidence for the reduction", "Căn cứ của mức giảm"),
        help=L("Claimed, documented or verified by a third party.", "Tự công bố, có tài liệu hay bên thứ ba thẩm tra."),
        example=L("Documented", "Có tài liệu"),
        facet=Terms(),
        side="offer",
    )
    mrv_methods = fields.Standards(
        standards.MRV_METHODS,
        label=L("Accounting and credits", "Phương pháp, tín chỉ"),
        help=L("Methods used, or accepted by you.", "Phương pháp đã dùng hoặc bạn yêu cầu."),
        example="ISO 14064-2",
        facet=Terms(),
        match=contains_all(),
    )
    opex_unit = fields.Money(
        currencies=("VND", "USD"),
        per=("m³", "t", "kWh"),
        label=L("Running cost", "Chi phí vận hành"),
        help=L(
            "Per m³, t or kWh, in VND or USD; only parties see it.",
            "Theo m³, t hoặc kWh, bằng VND hoặc USD; chỉ các bên đã kết nối thấy.",
        ),
        example=L("6,500 VND/m³", "6.500 đ/m³"),
        tier="party",
        match=at_most(),
    )
    payback = fields.Quantity(
        unit="years",
        dimension="years",
        low=0,
        high=30,
        label=L("Simple payback", "Thời gian hoàn vốn"),
        help=L("Without subsidies.", "Chưa tính hỗ trợ."),
        example=L("5.5 years", "5,5 năm"),
        tier="member",
        match=at_most(),
    )
    lifetime = fields.Quantity(
        unit="years",
        dimension="years",
        low=0,
        high=100,
        label=L("Design life", "Tuổi thọ thiết kế"),
        help=L("With normal maintenance.", "Khi bảo dưỡng bình thường."),
        example=L("20 years", "20 năm"),
        match=at_least(),
    )
    grid_code = fields.Text(
        label=L("Grid code", "Quy định đấu nối lưới"),
        help=L("Rules and voltage level met for grid connection.", "Quy định và cấp điện áp đấu nối đáp ứng."),
        example=L("22 kV, rides through voltage dips", "22 kV, chịu được sụt áp ngắn hạn"),
        show=("solar", "wind", "storage_grid", "biogas_wte"),
    )
    reference_sites = fields.Quantity(
        unit="sites",
        dimension=_SITES,
        low=0,
        high=100_000,
        label=L("Reference sites", "Số công trình đã lắp"),
        help=L("Installations in operation.", "Số công trình đang vận hành."),
        example="12",
        match=at_least(),
    )

    @validates_schema
    def baseline_goes_with_reduction(self, data: dict[str, Any], **kwargs: Any) -> None:
        """Refuse a reduction without the baseline that it is measured against."""
        if "ghg_reduction" in data and "ghg_baseline" not in data:
            raise ValidationError([_NO_BASELINE], "ghg_baseline")


class GreentechOffer(GreentechFields):
    """What a plant builder, maker or institute offers."""


class GreentechDemand(GreentechFields):
    """What a factory, park or town needs."""
