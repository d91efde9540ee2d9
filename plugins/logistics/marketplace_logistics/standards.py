"""Data interfaces and certificates, and the usual temperature ranges of the cold chain."""

from __future__ import annotations

from marketplace.plugin_api import Choice, L, Preset, choices

INTERFACES = choices(
    Choice("vasscm", L("VASSCM (customs at seaports)", "VASSCM (hải quan giám sát cảng biển)"), aliases=("VASSCM",)),
    Choice(
        "vnaccs",
        L("VNACCS/VCIS (customs declaration)", "VNACCS/VCIS (tờ khai hải quan)"),
        aliases=(
            "VNACCS",
            "VCIS",
        ),
    ),
    Choice(
        "vnsw",
        L("National single window", "Một cửa quốc gia (VNSW)"),
        aliases=(
            "VNSW",
            "NSW",
        ),
    ),
    Choice(
        "eport_edo",
        L("ePort, e-delivery order", "ePort, lệnh giao hàng điện tử (eDO)"),
        aliases=(
            "eDO",
            "ePort",
        ),
    ),
    Choice(
        "edifact_baplie",
        L("EDIFACT BAPLIE (bay plan)", "EDIFACT BAPLIE (sơ đồ xếp hàng)"),
        aliases=(
            "BAPLIE",
            "EDIFACT BAPLIE",
        ),
    ),
    Choice(
        "edifact_coprar",
        L("EDIFACT COPRAR (load and discharge order)", "EDIFACT COPRAR (lệnh xếp dỡ)"),
        aliases=(
            "COPRAR",
            "EDIFACT COPRAR",
        ),
    ),
    Choice(
        "edifact_codeco",
        L("EDIFACT CODECO (gate moves)", "EDIFACT CODECO (container qua cổng)"),
        aliases=(
            "CODECO",
            "EDIFACT CODECO",
        ),
    ),
    Choice(
        "edifact_copino",
        L("EDIFACT COPINO (truck notice)", "EDIFACT COPINO (báo trước xe giao nhận)"),
        aliases=(
            "COPINO",
            "EDIFACT COPINO",
        ),
    ),
    Choice(
        "edifact_movins",
        L("EDIFACT MOVINS (stowage instruction)", "EDIFACT MOVINS (chỉ dẫn xếp hàng)"),
        aliases=(
            "MOVINS",
            "EDIFACT MOVINS",
        ),
    ),
    Choice("tic40", L("TIC 4.0 (terminal data)", "TIC 4.0 (dữ liệu bến cảng)"), aliases=("TIC 4.0",)),
    Choice("iso28005", L("ISO 28005 (port clearance)", "ISO 28005 (thủ tục tàu vào rời cảng)"), aliases=("ISO 28005",)),
    ("dcsa_api", "DCSA APIs", "API của DCSA"),
    ("gs1_epcis", "GS1 EPCIS", "GS1 EPCIS"),
    ("opcua_mqtt", "OPC UA, MQTT", "OPC UA, MQTT"),
    Choice(
        "rest_json",
        L("REST, JSON", "REST, JSON"),
        aliases=(
            "REST",
            "JSON",
        ),
    ),
    ("s100_vts", "S-100 (VTS)", "S-100 (VTS)"),
    Choice(
        "iec80005_1",
        L("IEC/IEEE 80005-1 (HV shore link, ≥ 1 MVA)", "IEC/IEEE 80005-1 (điện bờ cao áp, ≥ 1 MVA)"),
        aliases=("IEC 80005-1",),
    ),
    Choice(
        "iec80005_3",
        L("IEC/IEEE 80005-3 (LV shore link, ≤ 1 MVA)", "IEC/IEEE 80005-3 (điện bờ hạ áp, ≤ 1 MVA)"),
        aliases=("IEC 80005-3",),
    ),
)

CERTIFICATIONS = choices(
    ("iso9001", "ISO 9001", "ISO 9001"),
    ("iso14001", "ISO 14001", "ISO 14001"),
    Choice(
        "iso28000", L("ISO 28000 (supply chain security)", "ISO 28000 (an ninh chuỗi cung ứng)"), aliases=("ISO 28000",)
    ),
    ("iso27001", "ISO/IEC 27001", "ISO/IEC 27001"),
    Choice("iso22000", L("ISO 22000 (food safety)", "ISO 22000 (an toàn thực phẩm)"), aliases=("ISO 22000",)),
    ("haccp", "HACCP", "HACCP"),
    Choice("gdp", L("GDP (pharma distribution)", "GDP (phân phối thuốc)"), aliases=("GDP",)),
    Choice(
        "iso23412", L("ISO 23412 (refrigerated parcels)", "ISO 23412 (giao nhận hàng lạnh)"), aliases=("ISO 23412",)
    ),
    Choice(
        "iso31512", L("ISO 31512 (B2B cold chain)", "ISO 31512 (chuỗi lạnh B2B)"), aliases=("ISO 31512",)
    ),  # number from memory
    ("tapa_fsr", "TAPA FSR", "TAPA FSR"),
    Choice("aeo", L("Authorised economic operator (AEO)", "Doanh nghiệp ưu tiên (AEO)"), aliases=("AEO",)),
    ("isps", "ISPS Code", "Bộ luật ISPS"),
    ("imdg", "IMDG Code", "Bộ luật IMDG"),
    ("iata_ceiv", "IATA CEIV", "IATA CEIV"),
)

# °C; None is open.
TEMPERATURES = (
    Preset("ultra_low", L("Ultra-low, −80 to −60 °C", "Siêu lạnh, −80 đến −60 °C"), -80, -60),
    Preset("deep", L("Deep frozen, −60 to −45 °C (tuna)", "Đông sâu, −60 đến −45 °C (cá ngừ)"), -60, -45),
    Preset("frozen", L("Frozen, −18 °C and below", "Đông lạnh, từ −18 °C trở xuống"), None, -18),
    Preset("chilled", L("Chilled, 0 to 4 °C", "Mát, 0 đến 4 °C"), 0, 4),
    Preset("pharma_2_8", L("Pharma, 2 to 8 °C", "Dược phẩm, 2 đến 8 °C"), 2, 8),
    Preset("cool", L("Cool, 8 to 15 °C", "Lạnh nhẹ, 8 đến 15 °C"), 8, 15),
    Preset("crt_15_25", L("Controlled room, 15 to 25 °C", "Nhiệt độ phòng kiểm soát, 15 đến 25 °C"), 15, 25),
)
