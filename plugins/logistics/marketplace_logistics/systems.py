"""Facts of port and warehouse software, and the certificates; with them the two schemas are complete."""

from __future__ import annotations

from marketplace.plugin_api import L, Range, Terms, at_least, contains_all, fields, one_of
from marketplace_logistics import choices, standards
from marketplace_logistics.operations import OperationFields

_SOFTWARE = (
    "tos",
    "crane_automation",
    "gate_ocr_tas",
    "pcs_customs",
    "vts_berth",
    "warehouse_automation",
    "fleet_tms",
    "visibility",
    "edocs_trade",
    "last_mile",
)


class LogisticsFields(OperationFields):
    """Operations and the systems that run them."""

    interfaces = fields.Standards(
        standards.INTERFACES,
        label=L("Data interfaces", "Chuẩn kết nối dữ liệu"),
        help=L(
            "In productive use, or needed. The customs link is the usual deal breaker in Viet Nam.",
            "Đang chạy thật hoặc cần có. Ở Việt Nam, kết nối hải quan thường là điều kiện quyết định.",
        ),
        example="VASSCM; EDIFACT CODECO; REST",
        facet=Terms(),
        match=contains_all(hard=True),
        first=True,
    )
    host_systems = fields.Choices(
        choices.HOST_SYSTEMS,
        label=L("Works with", "Tương thích hệ thống"),
        help=L(
            "Systems it is integrated with. On a demand only parties see it: your systems are your attack surface.",
            "Hệ thống đã tích hợp. Với nhu cầu, chỉ các bên đã kết nối mới thấy, để tránh lộ hệ thống đang dùng.",
        ),
        example="Navis N4; CATOS",
        facet=Terms(),
        demand_tier="party",
        match=contains_all(),
    )
    recognition_accuracy = fields.Quantity(
        unit="%",
        dimension="percent",
        low=80,
        high=100,
        label=L("Recognition accuracy", "Độ chính xác nhận dạng"),
        help=L(
            "In rain and at night too; attach the test report for NDA.",
            "Kể cả mưa và ban đêm; đính kèm báo cáo ở mức NDA.",
        ),
        example=L("≥ 98 %", "≥ 98 %"),
        facet=Range(95, 98, 99),
        match=at_least(hard=True),
        show=("gate_ocr_tas", "visibility", "vts_berth"),
    )
    recognises = fields.Choices(
        choices.RECOGNISED,
        label=L("What is recognised", "Đối tượng nhận dạng"),
        help=L("What the accuracy stands for.", "Độ chính xác nêu trên áp dụng cho đối tượng nào."),
        example=L("Container number; Truck plate", "Số container; Biển số xe"),
        match=contains_all(),
        show=("gate_ocr_tas", "visibility", "vts_berth"),
    )
    deployment = fields.Choices(
        choices.DEPLOYMENT,
        label=L("Hosting", "Hình thức triển khai"),
        help=L(
            "Where software and data can run; on a demand, all that you accept.",
            "Nơi đặt phần mềm và dữ liệu; bên cầu chọn mọi hình thức chấp nhận.",
        ),
        example=L("On premises; Cloud in Viet Nam", "Tại chỗ; Đám mây trong nước"),
        facet=Terms(),
        match=one_of(hard=True),
        show=_SOFTWARE,
    )
    uptime = fields.Quantity(
        unit="%",
        dimension="percent",
        low=0,
        high=100,
        label=L("Uptime", "Mức sẵn sàng hệ thống"),
        help=L("Over a year, as promised in the contract.", "Tính cả năm, theo cam kết hợp đồng."),
        example=L("99.9 %", "99,9 %"),
        tier="party",
        match=at_least(),
        show=_SOFTWARE,
    )
    certifications = fields.Standards(
        standards.CERTIFICATIONS,
        label=L("Certificates", "Chứng nhận"),
        help=L(
            "Valid ones only; attach copies for parties.", "Chỉ chọn chứng nhận còn hạn; bản sao đính kèm cho các bên."
        ),
        example="HACCP; ISO 22000",
        facet=Terms(),
        match=contains_all(hard=True),
    )


class LogisticsOffer(LogisticsFields):
    """What a maker, software house or warehouse offers."""


class LogisticsDemand(LogisticsFields):
    """What a port, warehouse or carrier needs."""
