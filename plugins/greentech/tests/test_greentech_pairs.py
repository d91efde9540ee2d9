"""Three pairs of a green offer and demand, typed as Vietnamese users type them, and the rows they must give."""

from __future__ import annotations

import pytest
from marshmallow import ValidationError

from marketplace import plugin_testing
from marketplace.i18n import use_locale
from marketplace_greentech import SECTOR

BASELINE = {"ghg_baseline": "Điện lưới, 0,66 tCO2/MWh"}
OFFERS = {
    "mbr": {
        "streams": ["seafood_ww", "domestic_ww"],
        "flow": "200–2.000 m³/ngày",
        "influent_cod": "≤ 1.500 mg/L",
        "discharge_standards": ["qcvn40_2025:A"],
        "specific_energy": "0,9 kWh/m³",
        "footprint": "420 m²",
    },
    "rooftop": {
        "streams": ["electricity_use"],
        "power": "0,5–5 MWp",
        "storage_energy": "2 MWh",
        "ghg_reduction": "2.050 tCO2e/năm",
        "payback": "5,5 năm",
        **BASELINE,
    },
    "microwave": {"streams": ["medical"], "waste_throughput": "12,5 kg/h"},
}
DEMANDS = {
    "squid": {
        "streams": ["seafood_ww"],
        "flow": "50 m3/h",
        "influent_cod": "1.200 mg/L",
        "discharge_standards": ["qcvn40_2025:B"],
        "specific_energy": "≤ 1,1 kWh/m³",
        "footprint": "≤ 1,5 sào",
    },
    "factory": {
        "streams": ["electricity_use"],
        "power": "3 MWp",
        "storage_energy": "≥ 3.000 kWh",
        "ghg_reduction": "≥ 2.000 tấn CO2tđ/năm",
        "payback": "≤ 72 tháng",
        **BASELINE,
    },
    "incinerator": {"streams": ["msw"], "waste_throughput": "300 tấn/ngày", "power": "≥ 6 MW"},
}


def rows(offer: str, demand: str) -> dict:
    return plugin_testing.rows(SECTOR, OFFERS[offer], DEMANDS[demand])


def test_the_membrane_plant_fits_in_every_row() -> None:
    assert {slug: row.result for slug, row in rows("mbr", "squid").items()} == dict.fromkeys(DEMANDS["squid"], "match")


def test_the_rooftop_lacks_a_third_of_the_storage() -> None:
    found = rows("rooftop", "factory")
    storage = found.pop("storage_energy")
    assert {row.result for row in found.values()} == {"match"}
    assert (storage.amount, round(storage.percent, 1), storage.direction) == (1_000, 33.3, "below")


def test_a_clinic_steriliser_is_no_waste_to_energy_plant() -> None:
    found = rows("microwave", "incinerator")
    assert found["streams"].missing == ("msw",)
    assert found["streams"].decisive
    assert (round(found["waste_throughput"].amount, 1), round(found["waste_throughput"].percent, 1)) == (299.7, 99.9)
    assert found["power"].result == "unknown"


@pytest.mark.parametrize(
    ("offered", "wanted", "result"),
    [
        ("qcvn40_2025:A", "qcvn40_2025:B", "match"),
        ("qcvn40_2025:C", "qcvn40_2025:B", "gap"),
        ("qcvn40_2011:A", "qcvn40_2025:B", "gap"),
    ],
)
def test_column_a_meets_b_within_one_edition_only(offered: str, wanted: str, result: str) -> None:
    assert SECTOR.demand().fields["discharge_standards"].compare([offered], [wanted]).result == result


def test_cooling_is_not_compared_with_electric_power() -> None:
    schema = SECTOR.offer(kind="offer")
    with use_locale("vi"):
        cold, electric = (schema.load({"power": text})["power"] for text in ("100 TR", "350 kWe"))
    assert schema.fields["power"].compare(cold, electric).result == "unknown"


def test_a_reduction_needs_its_baseline() -> None:
    with pytest.raises(ValidationError) as refused:
        SECTOR.offer(kind="offer").load({"ghg_reduction": "2050 tCO2e"})
    assert list(refused.value.messages) == ["ghg_baseline"]
