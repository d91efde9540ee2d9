"""Discharge standards and carbon methods.

A discharge limit depends on the source, the receiving water and the flow band: the standard, its column and the band
are kept, never one number. The columns A, B, C and their order of strictness are from memory and want a check.
"""

from __future__ import annotations

from marketplace.plugin_api import Choice, L, choices

COLUMNS = ("A", "B", "C")  # strictest first: what meets A meets B

DISCHARGE = choices(
    # Circular 06/2025, in force 1 Sep 2025, old plants until 31 Dec 2031; replaces QCVN 40:2011 and ten others.
    Choice(
        "qcvn40_2025",
        L("QCVN 40:2025 (industrial effluent)", "QCVN 40:2025/BTNMT (nước thải công nghiệp)"),
        aliases=("QCVN 40:2025",),
        columns=COLUMNS,
    ),
    Choice(
        "qcvn14_2025",
        L("QCVN 14:2025 (domestic wastewater)", "QCVN 14:2025/BTNMT (nước thải sinh hoạt)"),
        aliases=("QCVN 14:2025",),
        columns=COLUMNS,
    ),
    # Circular 45/2024, from 1 Jul 2025, old plants until 31 Dec 2031.
    Choice(
        "qcvn19_2024",
        L("QCVN 19:2024 (industrial emissions)", "QCVN 19:2024/BTNMT (khí thải công nghiệp)"),
        aliases=("QCVN 19:2024",),
    ),
    # The next four from memory (number and name).
    Choice("qcvn62", L("QCVN 62-MT (livestock wastewater)", "QCVN 62-MT (nước thải chăn nuôi)"), columns=COLUMNS[:2]),
    ("qcvn61_mt", "QCVN 61-MT (domestic waste incinerators)", "QCVN 61-MT (lò đốt rác sinh hoạt)"),
    ("qcvn30", "QCVN 30 (hazardous waste incinerators)", "QCVN 30 (lò đốt chất thải nguy hại)"),
    ("qcvn01_1_byt", "QCVN 01-1/BYT (clean water)", "QCVN 01-1/BYT (nước sạch)"),
    # People still type it; it is not equal to the edition of 2025.
    Choice(
        "qcvn40_2011",
        L("QCVN 40:2011 (replaced)", "QCVN 40:2011/BTNMT (đã thay thế)"),
        aliases=("QCVN 40:2011",),
        columns=COLUMNS[:2],
    ),
    Choice(
        "iso30500", L("ISO 30500 (non-sewered sanitation)", "ISO 30500 (vệ sinh không đấu nối)"), aliases=("ISO 30500",)
    ),
    ("eu_bat", "EU best available techniques", "Kỹ thuật tốt nhất hiện có (EU BAT)"),
    ("ifc_ehs", "IFC EHS Guidelines", "Hướng dẫn EHS của IFC"),
)

MRV_METHODS = choices(
    Choice(
        "iso14064_1",
        L("ISO 14064-1 (organisation inventory)", "ISO 14064-1 (kiểm kê tổ chức)"),
        aliases=("ISO 14064-1",),
    ),
    Choice("iso14064_2", L("ISO 14064-2 (projects)", "ISO 14064-2 (dự án)"), aliases=("ISO 14064-2",)),
    Choice(
        "iso14064_3", L("ISO 14064-3 (verification)", "ISO 14064-3 (thẩm định, thẩm tra)"), aliases=("ISO 14064-3",)
    ),
    Choice(
        "iso14067", L("ISO 14067 (product footprint)", "ISO 14067 (dấu vết các-bon sản phẩm)"), aliases=("ISO 14067",)
    ),
    Choice(
        "iso14040_44",
        L("ISO 14040, 14044 (life cycle)", "ISO 14040, 14044 (vòng đời)"),
        aliases=(
            "ISO 14040",
            "ISO 14044",
        ),
    ),
    ("ghg_protocol", "GHG Protocol", "GHG Protocol"),
    ("pa_6_4", "Paris Agreement, article 6.4", "Thỏa thuận Paris, điều 6.4"),
    Choice("cdm", L("CDM", "Cơ chế phát triển sạch (CDM)"), aliases=("CDM",)),
    Choice("jcm", L("Joint Crediting Mechanism (JCM)", "Cơ chế tín chỉ chung (JCM)"), aliases=("JCM",)),
    ("vcs", "Verra VCS", "Verra VCS"),
    ("gold_standard", "Gold Standard", "Gold Standard"),
    ("irec", "I-REC", "Chứng chỉ I-REC"),
    ("cbam_ready", "Ready for CBAM", "Sẵn sàng cho CBAM"),
    ("vn_decree_06_119", "Decrees 06/2022 and 119/2025", "Nghị định 06/2022 và 119/2025"),
)
