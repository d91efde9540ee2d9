"""Three pairs of a logistics offer and demand, typed as Vietnamese users type them, and the rows they must give."""

from __future__ import annotations

from marketplace import plugin_testing
from marketplace.i18n import use_locale
from marketplace_logistics import SECTOR

OFFERS = {
    "gate": {
        "cargo_types": ["dry_container", "reefer_container"],
        "facility_types": ["container_terminal", "icd", "depot"],
        "recognition_accuracy": "98,6 %",
        "throughput": "≤ 1,5 triệu TEU/năm",
        "interfaces": ["vasscm", "edifact_codeco", "rest_json"],
        "host_systems": ["navis_n4", "catos"],
        "deployment": ["on_prem", "hybrid"],
    },
    "cold store": {
        "pallet_positions": "8.000 pallet",
        "temp_range": "từ −25 đến +5 °C",
        "certifications": ["haccp", "iso22000"],
    },
    "rtg": {"equipment": ["rtg"], "lift_capacity": "40,6 tấn", "automation_level": "assisted"},
}
DEMANDS = {
    "gate": {
        "cargo_types": ["dry_container"],
        "facility_types": ["container_terminal"],
        "recognition_accuracy": "≥ 98 %",
        "throughput": "1,1 triệu TEU/năm",
        "interfaces": ["vasscm", "edifact_codeco"],
        "host_systems": ["navis_n4"],
        "deployment": ["on_prem"],
    },
    "mixed cold": {
        "pallet_positions": "6.500 pallet",
        "temp_range": "từ −4 °F đến 8 °C",
        "certifications": ["haccp", "gdp"],
    },
    "driverless": {"equipment": ["agv_igv"], "lift_capacity": "65 tấn", "automation_level": "full_auto"},
}


def rows(offer: str, demand: str) -> dict:
    return plugin_testing.rows(SECTOR, OFFERS[offer], DEMANDS[demand])


def test_the_smart_gate_fits_in_every_row() -> None:
    assert {slug: row.result for slug, row in rows("gate", "gate").items()} == dict.fromkeys(DEMANDS["gate"], "match")


def test_the_cold_store_is_three_degrees_short_at_the_top_and_lacks_gdp() -> None:
    found = rows("cold store", "mixed cold")
    assert found["pallet_positions"].result == "match"
    assert (found["temp_range"].result, found["temp_range"].amount, found["temp_range"].percent) == ("gap", 3, None)
    assert found["certifications"].missing == ("gdp",)


def test_a_diesel_gantry_is_no_driverless_fleet() -> None:
    found = rows("rtg", "driverless")
    assert found["equipment"].missing == ("agv_igv",)
    assert found["equipment"].decisive
    assert (round(found["lift_capacity"].amount, 1), round(found["lift_capacity"].percent, 1)) == (24.4, 37.5)
    assert [str(rank) for rank in found["automation_level"].ranks] == ["Hỗ trợ người lái", "Tự động hoàn toàn"]


def test_a_demand_hides_its_systems_from_all_but_the_parties() -> None:
    assert SECTOR.demand(kind="demand").fields["host_systems"].tier == "party"
    assert SECTOR.offer(kind="offer").fields["host_systems"].tier == "public"


def test_bulk_tonnes_are_never_turned_into_teu() -> None:
    schema = SECTOR.offer(kind="offer")
    with use_locale("vi"):
        bulk, boxes = (
            schema.load({"throughput": text})["throughput"] for text in ("2 triệu tấn/năm", "200.000 TEU/năm")
        )
    assert schema.fields["throughput"].compare(bulk, boxes).result == "unknown"


def test_tonnes_a_year_are_a_mass_and_not_emissions() -> None:
    """Emissions may be written t/year, too; what is shown must be what was typed."""
    with use_locale("vi"):
        field = SECTOR.offer().fields["throughput"]
        assert field.display(field.read("500.000 tấn/năm")) == "500.000\u00a0tấn/năm"
