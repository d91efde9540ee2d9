"""Three pairs of a marine offer and demand, typed as Vietnamese users type them, and the rows they must give."""

from __future__ import annotations

import pytest

from marketplace import plugin_testing
from marketplace.i18n import use_locale
from marketplace_marine import SECTOR

OFFERS = {
    "tug": {
        "vessel_types": ["tug"],
        "bollard_pull": "65 tấn",
        "power": "3.840 kW",
        "length_overall": "28,5 m",
        "fuels": ["mgo", "bio"],
        "approvals": ["nk", "vr"],
        "operating_area": "restricted_2",
    },
    "ballast": {
        "vessel_types": ["bulk", "general_cargo"],
        "dwt": "3.000–35.000 DWT",
        "treatment_flow": "500 m³/h",
        "offhire_days": "12 ngày",
        "approvals": ["ccs", "vr"],
        "imo_rules": ["bwm_d2"],
    },
    "gas engine": {
        "vessel_types": ["lng", "container"],
        "power": "6–12 MW",
        "fuels": ["lng", "mgo"],
        "approvals": ["bv", "dnv"],
        "operating_area": "unrestricted",
    },
}
DEMANDS = {
    "tug": {
        "vessel_types": ["tug"],
        "bollard_pull": "≥ 600 kN",
        "power": "≥ 5.000 CV",
        "length_overall": "≤ 30 m",
        "approvals": ["nk", "vr"],
        "operating_area": "restricted_3",
    },
    "ballast": {
        "vessel_types": ["bulk"],
        "dwt": "22.500 DWT",
        "treatment_flow": "10.000 lít/phút",
        "offhire_days": "≤ 10 ngày",
        "approvals": ["iacs_any"],
        "imo_rules": ["bwm_d2"],
    },
    "bay boat": {
        "vessel_types": ["passenger_hsc"],
        "power": "2 × 120 kW",
        "fuels": ["battery"],
        "approvals": ["vr"],
        "operating_area": "s2",
    },
}


def rows(offer: str, demand: str) -> dict:
    return plugin_testing.rows(SECTOR, OFFERS[offer], DEMANDS[demand])


def test_the_tug_fits_in_every_row() -> None:
    assert {slug: row.result for slug, row in rows("tug", "tug").items()} == dict.fromkeys(DEMANDS["tug"], "match")


def test_the_ballast_plant_lacks_flow_and_takes_two_days_too_long() -> None:
    found = rows("ballast", "ballast")
    gaps = {
        slug: (row.amount, round(row.percent, 1), row.direction) for slug, row in found.items() if row.result == "gap"
    }
    assert gaps == {"treatment_flow": (100, 16.7, "below"), "offhire_days": (2, 20, "above")}
    assert sum(row.result == "match" for row in found.values()) == 4


def test_a_big_gas_engine_does_not_suit_a_battery_boat() -> None:
    found = rows("gas engine", "bay boat")
    assert {slug: row.missing for slug, row in found.items() if row.decisive} == {
        "vessel_types": ("passenger_hsc",),
        "fuels": ("battery",),
        "approvals": ("vr",),
    }
    assert found["operating_area"].result == found["power"].result == "match"
    assert found["power"].note  # 25 times too large


@pytest.mark.parametrize(
    ("offered", "result"), [(["dnv"], "match"), (["iacs_any"], "match"), (["vr"], "gap"), (["vr", "nk"], "match")]
)
def test_any_iacs_member_will_do_but_the_vietnam_register_is_none(offered: list[str], result: str) -> None:
    assert SECTOR.demand().fields["approvals"].compare(offered, ["iacs_any"]).result == result


def test_a_saving_needs_its_baseline() -> None:
    from marshmallow import ValidationError

    schema = SECTOR.offer(kind="offer")
    with pytest.raises(ValidationError) as refused:
        schema.load({"fuel_saving": "7,5 %"})
    assert list(refused.value.messages) == ["fuel_saving_baseline"]
    with use_locale("vi"):
        assert (
            schema.load({"fuel_saving": "7,5 %", "fuel_saving_baseline": "Tàu cùng loại"})["fuel_saving"]["min"] == 7.5
        )
