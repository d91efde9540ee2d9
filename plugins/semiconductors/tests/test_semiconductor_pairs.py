"""Three pairs of a semiconductor offer and demand, typed as Vietnamese users type them, and the rows they must give."""

from __future__ import annotations

import pytest

from marketplace import plugin_testing
from marketplace.i18n import use_locale
from marketplace_semiconductors import SECTOR

OFFERS = {
    "mpw": {
        "chain_role": ["mpw_broker"],
        "process_family": ["bcd", "mixed_signal"],
        "process_node": "180 nm; 130 nm",
        "wafer_diameter": ["200"],
        "die_area": "1,5–25 mm²",
        "packages": ["qfn_dfn"],
        "pin_count": "≤ 64",
        "supply_voltage": "1,8–60 V",
        "temp_grade": "từ −40 đến 125 °C",
        "tapeout_date": "15/03/2027; 20/09/2027",
    },
    "osat": {
        "chain_role": ["osat"],
        "packages": ["qfn_dfn", "bga"],
        "wafer_diameter": ["200", "300"],
        "pin_count": "≤ 256",
        "volume": "4 triệu chip/tháng",
        "qualifications": ["iso9001", "jesd47"],
    },
    "serdes": {
        "chain_role": ["ip_vendor"],
        "process_family": ["cmos"],
        "process_node": "28nm",
        "wafer_diameter": ["300"],
        "supply_voltage": "0,9–1,8 V",
    },
}
DEMANDS = {
    "bms": {
        "chain_role": ["mpw_broker", "foundry"],
        "process_family": ["bcd"],
        "process_node": "0,18 µm",
        "die_area": "2,4 × 2,1 mm",
        "packages": ["QFN"],
        "pin_count": "48",
        "supply_voltage": "5–40 V",
        "tapeout_date": "trước 30/06/2027",
    },
    "car sensor": {
        "chain_role": ["osat"],
        "packages": ["qfn_dfn"],
        "wafer_diameter": ["8 inch"],
        "pin_count": "32",
        "volume": "1,2 tr chip/tháng",
        "qualifications": ["iatf16949", "aecq100"],
    },
    "gan": {
        "chain_role": ["foundry", "idm"],
        "process_family": ["gan_si"],
        "wafer_diameter": ["6 inch"],
        "supply_voltage": "650 V",
    },
}


def rows(offer: str, demand: str) -> dict:
    return plugin_testing.rows(SECTOR, OFFERS[offer], DEMANDS[demand])


def test_the_shuttle_fits_the_battery_chip_in_every_row() -> None:
    assert {slug: row.result for slug, row in rows("mpw", "bms").items()} == dict.fromkeys(DEMANDS["bms"], "match")


def test_the_packager_lacks_only_the_automotive_standards() -> None:
    found = rows("osat", "car sensor")
    assert {slug for slug, row in found.items() if row.result == "gap"} == {"qualifications"}
    assert found["qualifications"].missing == ("iatf16949", "aecq100")
    assert found["volume"].result == "match"


def test_a_hidden_volume_stays_unknown() -> None:
    assert SECTOR.demand().fields["volume"].compare(None, {"min": 1, "max": 1}).result == "unknown"
    assert (
        SECTOR.offer(kind="offer").fields["volume"].tier
        == SECTOR.demand(kind="demand").fields["volume"].tier
        == "party"
    )


def test_a_fast_interface_block_is_no_gan_line() -> None:
    found = rows("serdes", "gan")
    assert {slug for slug, row in found.items() if row.decisive} == set(DEMANDS["gan"])
    assert found["process_family"].missing == ("gan_si",)
    assert found["wafer_diameter"].missing == ("150",)


@pytest.mark.parametrize(("offered", "wanted", "result"), [("130 nm", "180 nm", "gap"), ("0,18u", "180nm", "match")])
def test_a_finer_line_does_not_build_a_coarser_design(offered: str, wanted: str, result: str) -> None:
    schema = SECTOR.offer(kind="offer")
    with use_locale("vi"):
        given, asked = (schema.load({"process_node": text})["process_node"] for text in (offered, wanted))
    assert schema.fields["process_node"].compare(given, asked).result == result
