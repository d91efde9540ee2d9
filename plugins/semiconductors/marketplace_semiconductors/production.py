"""Facts of packaging, volume, dates and proof; with them the two schemas are complete."""

from __future__ import annotations

from marketplace.plugin_api import Dimension, L, Range, Terms, Unit, at_least, at_most, contains_all, fields, ordered
from marketplace_semiconductors import choices
from marketplace_semiconductors.process import ProcessFields

_PINS = Dimension("pins", L("pins", "số chân"), (Unit("pins", 1, ("pin", "balls", "ball", "bi"), vi="chân"),))
_SAMPLES = Dimension("samples", L("samples", "số mẫu"), (Unit("samples", 1, ("sample", "chips", "chip"), vi="mẫu"),))
_BACKEND = ("assembly", "advanced_packaging", "test")


class SemiconductorFields(ProcessFields):
    """From process to parts in a box."""

    packages = fields.Choices(
        choices.PACKAGES,
        label=L("Packages", "Kiểu đóng gói"),
        help=L("Every package offered, or all that you need.", "Mọi kiểu cung cấp, hoặc mọi kiểu cần."),
        example="QFN, DFN; BGA",
        facet=Terms(),
        match=contains_all(hard=True),
        show=(*_BACKEND, "ic_design", "power_devices", "mpw_prototyping"),
    )
    pin_count = fields.Quantity(
        unit="pins",
        dimension=_PINS,
        low=2,
        high=10_000,
        label=L("Maximum pins or balls", "Số chân tối đa"),
        help=L("Limits tester channels and substrates.", "Quyết định số kênh máy kiểm thử và đế."),
        example="64",
        facet=Range(48, 100, 256, 1_000),
        match=at_least(hard=True),
        show=("assembly", "test", "mpw_prototyping"),
    )
    min_pitch = fields.Quantity(
        unit="µm",
        dimension="small_length",
        low=0.4,
        high=1_270,
        label=L("Finest pitch", "Bước nhỏ nhất"),
        help=L("Of pads, bumps or balls.", "Của chân, bump hoặc bi hàn."),
        example="40 µm",
        match=at_most(hard=True),
        show=_BACKEND,
    )
    volume = fields.Quantity(
        unit=("units/month", "wafers/month"),
        low=0,
        high=1e10,
        label=L("Capacity or need", "Sản lượng"),
        help=L(
            "Wafers or chips a month; the two are never converted. Only parties see the number.",
            "Số phiến hoặc số chip mỗi tháng; không quy đổi cho nhau. Chỉ các bên đã kết nối thấy con số.",
        ),
        example=L("1.2 million units/month", "1,2 tr chip/tháng"),
        tier="party",
        match=at_least(),
        show=("foundry", "assembly", "test", "materials"),
    )
    volume_band = fields.Choice(
        choices.VOLUME_BANDS,
        label=L("Volume band", "Khoảng sản lượng"),
        help=L("A rough public hint in place of the number.", "Gợi ý công khai thay cho con số."),
        example=L("1 to 10 million units a month", "1 đến 10 triệu chip/tháng"),
        facet=Terms(),
        show=("foundry", "assembly", "test", "materials"),
    )
    tapeout_date = fields.Dates(
        label=L("Next shuttle or start", "Ngày tape-out, khởi chạy"),
        help=L("All dates on offer, or the latest that suits you.", "Mọi ngày cung cấp, hoặc hạn muộn nhất của bạn."),
        example=L("15/03/2027; 20/09/2027", "15/03/2027; 20/09/2027"),
        facet=Terms(),
        match=at_most(hard=True),
        show=("mpw_prototyping", "foundry"),
    )
    mpw_min_samples = fields.Quantity(
        unit="samples",
        dimension=_SAMPLES,
        low=1,
        high=100_000,
        label=L("Samples per seat", "Số mẫu mỗi suất"),
        help=L("Chips delivered for one seat on the shuttle.", "Số chip nhận được cho một suất MPW."),
        example="40",
        match=at_least(),
        show=("mpw_prototyping",),
    )
    pdk_access = fields.Ordered(
        choices.PDK_ACCESS,
        label=L("PDK access", "Tiếp cận PDK"),
        help=L("How designers get the design kit.", "Cách nhận bộ thiết kế PDK."),
        example=L("On line under NDA", "Trực tuyến, theo NDA"),
        match=ordered(),
        show=("ic_design", "mpw_prototyping", "foundry", "eda"),
    )
    yield_pct = fields.Quantity(
        unit="%",
        dimension="percent",
        low=0,
        high=100,
        label=L("Yield", "Tỷ lệ đạt (yield)"),
        help=L("Shown only under NDA.", "Chỉ hiển thị khi đã ký NDA."),
        example=L("≥ 98.5 %", "≥ 98,5 %"),
        tier="nda",
        match=at_least(),
        show=("foundry", *_BACKEND),
    )
    cleanroom_class = fields.Quantity(
        unit="ISO",
        dimension="cleanroom",
        low=1,
        high=9,
        label=L("Cleanroom class", "Cấp phòng sạch"),
        help=L("ISO class; FS209E class 100 is ISO 5.", "Cấp ISO; class 100 (FS209E) là ISO 5."),
        example="ISO 6",
        match=at_most(),
        show=("fab_facility", "foundry", "assembly", "advanced_packaging", "mems_sensors", "equipment_parts"),
    )
    qualifications = fields.Standards(
        choices.QUALIFICATIONS,
        label=L("Standards, qualification", "Chuẩn, chứng nhận"),
        help=L(
            "Valid ones only; car makers stop at IATF 16949 and AEC. Attach reports for NDA.",
            "Chỉ chọn chứng nhận còn hạn; khách ô tô đòi IATF 16949, AEC. Báo cáo đính kèm ở mức NDA.",
        ),
        example="ISO 9001; JESD47",
        facet=Terms(),
        match=contains_all(hard=True),
        first=True,
    )
    export_control = fields.Choice(
        choices.EXPORT_CONTROL,
        label=L("Export-control status", "Kiểm soát xuất khẩu"),
        help=L(
            "What you know; a notice to both sides, never a verdict.",
            "Điều bạn biết; là lưu ý cho hai bên, không phải kết luận pháp lý.",
        ),
        example=L("None known", "Chưa thấy thuộc diện"),
        tier="member",
    )


class SemiconductorOffer(SemiconductorFields):
    """What a foundry, OSAT, design house or supplier offers."""


class SemiconductorDemand(SemiconductorFields):
    """What a chip or device maker needs."""
