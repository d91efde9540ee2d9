"""The demonstration holds the pairs of the sector sheet: one that fits, one that nearly does, one that sounds alike."""

from __future__ import annotations

from typing import Any

import pytest

from marketplace.demo import files
from marketplace.i18n import use_locale
from marketplace.plugin_host.manager import PluginHost

# offer's organisation, demand's organisation, subcategory both are found by, rows that are no match
PAIRS = [
    ("logistics", "tam-bac-digital", "nam-trieu-terminal", "gate_ocr_tas", {"certifications": "match"}, set()),
    ("logistics", "cat-bi-cold", "an-bien-distribution", "cold_chain", {"pallet_positions": "match"},
     {"cargo_types", "temp_range", "certifications"}),
    ("semiconductors", "kien-an-mpw", "song-gia-ic", "mpw_prototyping", {"tapeout_date": "match"}, set()),
    ("semiconductors", "trang-cat-osat", "nui-deo-sensors", "assembly", {"volume": "match"}, {"qualifications"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def plugins() -> PluginHost:
    return PluginHost(strict=True, disabled=())


def one(kind: str, organisation: str, subcategory: str) -> files.Entry:
    """The first listing of an organisation in a subcategory."""
    wanted = (each for each in files.entries() if each.kind == kind and each.organisation == organisation)
    return next(each for each in wanted if subcategory in each.data["subcategories"])


def compare(plugins: PluginHost, sector: str, offer: files.Entry, demand: files.Entry) -> dict[str, Any]:
    known = plugins.sector(sector)
    with use_locale("vi"):
        given = known.offer(kind="offer").load(offer.data["attrs"])
        wanted = known.demand(kind="demand").load(demand.data["attrs"])
    fields = known.demand(kind="demand").fields
    rows = {slug: fields[slug].compare(given.get(slug), value) for slug, value in wanted.items()}
    return {slug: row for slug, row in rows.items() if row is not None}  # a field without a rule has no row


@pytest.mark.parametrize(("sector", "offerer", "seeker", "subcategory", "fits", "gaps"), PAIRS)
def test_a_pair_gives_the_rows_of_the_sheet(
    plugins: PluginHost, sector: str, offerer: str, seeker: str, subcategory: str, fits: dict[str, str], gaps: set[str]
) -> None:
    rows = compare(plugins, sector, one("offer", offerer, subcategory), one("demand", seeker, subcategory))
    assert {slug for slug, row in rows.items() if row.result == "gap"} == gaps
    assert {slug: rows[slug].result for slug in fits} == fits


def test_a_diesel_gantry_is_no_driverless_fleet_though_both_handle_the_yard(plugins: PluginHost) -> None:
    offer = one("offer", "vat-cach-port-machinery", "crane_automation")
    rows = compare(plugins, "logistics", offer, one("demand", "dong-hai-berth", "yard_vehicles"))
    assert {"equipment", "lift_capacity", "automation_level"} <= {s for s, row in rows.items() if row.result == "gap"}


def test_a_fast_interface_is_no_gan_line_though_both_are_fast(plugins: PluginHost) -> None:
    offer = one("offer", "quan-toan-chip", "ip_cores")
    rows = compare(plugins, "semiconductors", offer, one("demand", "thuy-duong-charging", "foundry"))
    assert {"chain_role", "process_family", "wafer_diameter", "supply_voltage"} <= {
        slug for slug, row in rows.items() if row.decisive
    }
