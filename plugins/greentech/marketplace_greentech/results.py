"""Measured results of treatment: what leaves the stack, what is removed from the water."""

from __future__ import annotations

from marketplace.plugin_api import L, at_least, at_most, fields
from marketplace_greentech.treatment import TreatmentFields

_EMISSIONS = L("Emissions after treatment", "Nồng độ khí thải sau xử lý")
_REMOVAL = L("Removal efficiency", "Hiệu suất xử lý")


def _emission(name: L, example: L | str) -> fields.Quantity:
    return fields.Quantity(
        unit="mg/Nm³",
        dimension="emission",
        low=0,
        high=100_000,
        label=L(f"{name.en} emitted", f"Nồng độ {name.vi}"),
        help=L(
            "State the reference O₂; other ones are not compared.", "Ghi rõ O₂ tham chiếu; khác O₂ thì không so sánh."
        ),
        example=example,
        group=_EMISSIONS,
        match=at_most(hard=True),
        show=("air_emissions", "biogas_wte", "hazardous_waste"),
    )


def _removal(name: L, example: L | str) -> fields.Quantity:
    return fields.Quantity(
        unit="%",
        dimension="percent",
        low=0,
        high=100,
        label=L(f"{name.en} removal", f"Hiệu suất xử lý {name.vi}"),
        help=L("Between inlet and outlet, over a month.", "Giữa đầu vào và đầu ra, tính trên một tháng."),
        example=example,
        group=_REMOVAL,
        match=at_least(),
        show=("wastewater", "water_supply"),
    )


class ResultFields(TreatmentFields):
    """One field for each parameter, so that each is compared on its own."""

    emission_dust = _emission(L("Dust", "bụi"), L("≤ 30 mg/Nm³ at 11 % O₂", "≤ 30 mg/Nm³ ở 11 % O₂"))
    emission_so2 = _emission(L("SO₂", "SO₂"), "≤ 50 mg/Nm³")
    emission_nox = _emission(L("NOx", "NOx"), "≤ 150 mg/Nm³")
    emission_co = _emission(L("CO", "CO"), "≤ 100 mg/Nm³")
    emission_hcl = _emission(L("HCl", "HCl"), "≤ 10 mg/Nm³")
    emission_voc = _emission(L("VOC", "VOC"), "≤ 20 mg/Nm³")
    emission_hg = _emission(L("Mercury", "thủy ngân"), L("≤ 0.05 mg/Nm³", "≤ 0,05 mg/Nm³"))
    emission_dioxin = fields.Quantity(
        unit="ng TEQ/Nm³",
        dimension="dioxin",
        low=0,
        high=1_000,
        label=L("Dioxins emitted", "Nồng độ dioxin/furan"),
        help=L("As toxic equivalents (TEQ).", "Tính theo độ độc tương đương (TEQ)."),
        example=L("≤ 0.1 ng TEQ/Nm³", "≤ 0,1 ng TEQ/Nm³"),
        group=_EMISSIONS,
        match=at_most(hard=True),
        show=("air_emissions", "biogas_wte", "hazardous_waste"),
    )
    removal_cod = _removal(L("COD", "COD"), "95 %")
    removal_bod5 = _removal(L("BOD5", "BOD5"), "97 %")
    removal_tss = _removal(L("TSS", "TSS"), "98 %")
    removal_nh4n = _removal(L("NH4-N", "N-NH4"), "95 %")
    removal_tn = _removal(L("Total nitrogen", "tổng nitơ"), "80 %")
    removal_tp = _removal(L("Total phosphorus", "tổng phốt-pho"), "85 %")
    removal_colour = _removal(L("Colour", "độ màu"), "90 %")
    removal_cr = _removal(L("Chromium", "crôm"), L("99.5 %", "99,5 %"))
    removal_ni = _removal(L("Nickel", "niken"), "99 %")
