"""Match rules: rows of (offer as typed, demand as typed, result)."""

from __future__ import annotations

import pytest

from marketplace.i18n import use_locale
from marketplace.plugin_api import (
    Choice,
    Comparison,
    L,
    at_least,
    at_most,
    choices,
    contains_all,
    equals,
    fields,
    one_of,
    ordered,
    overlaps,
    within,
)

M, G, U = "match", "gap", "unknown"


def compare(field: fields.Field, offer: object, demand: object) -> Comparison:
    """Read both sides as Vietnamese users type them, and compare."""
    field.name = "field"
    with use_locale("vi"):
        read = [None if value is None else field.read(value) for value in (offer, demand)]
    row = field.compare(*read)
    assert row is not None
    return row


def quantity(rule, unit="kW", dimension="power", **options) -> fields.Quantity:
    return fields.Quantity(unit=unit, dimension=dimension, label=L("Field", "Mục"), match=rule, **options)


@pytest.mark.parametrize(
    ("rule", "offer", "demand", "result", "amount", "percent"),
    [
        # at_least: an offered range counts by its upper end
        (at_least(), "65", "≥ 60", M, None, None),
        (at_least(), "60", "60", M, None, None),
        (at_least(), "500", "600", G, 100, 16.7),
        (at_least(), "40–70", "60", M, None, None),
        (at_least(), "40–50", "60", G, 10, 16.7),
        (at_least(), "60", "> 60", G, 0, 0),
        (at_least(), "≥ 70", "60", M, None, None),
        (at_least(), "≥ 50", "60", U, None, None),
        (at_least(), "≤ 70", "60", M, None, None),
        (at_least(), "≤ 50", "60", G, 10, 16.7),
        (at_least(), "65", "từ 60 đến 70", M, None, None),
        (at_least(), "80", "từ 60 đến 70", G, 10, None),
        (at_least(), "50", "60–70", G, 10, None),
        (at_least(), "≥ 80", "60–70", G, 10, None),
        (at_least(), "≥ 65", "60–70", U, None, None),
        (at_least(), "≥ 50", "60–70", U, None, None),
        (at_least(), "520", "khoảng 500", M, None, None),
        (at_least(), "600", "khoảng 500", G, 50, None),
        (at_least(), "28", "≤ 30", M, None, None),
        (at_least(), "31", "≤ 30", G, 1, 3.33),
        (at_least(), "0", "0", M, None, None),
        # at_most: an offered range counts by its lower end
        (at_most(), "12", "10", G, 2, 20),
        (at_most(), "8–12", "10", M, None, None),
        (at_most(), "≤ 8", "10", M, None, None),
        (at_most(), "≤ 12", "10", U, None, None),
        (at_most(), "≥ 12", "10", G, 2, 20),
        (at_most(), "12", "≥ 10", M, None, None),
        (at_most(), "10", "< 10", G, 0, 0),
        # within: a single offer counts as v ± tol; the amount is measured from v itself
        (within(tol=0.1), "100", "109", M, None, None),
        (within(tol=0.1), "100", "112", G, 12, 10.7),
        (within(tol=0.1), "3.000–35.000", "22.500", M, None, None),
        (within(tol=0.1), "3.000–35.000", "36.000", G, 1000, 2.78),
        (within(tol=0.1), "100–200", "150–220", G, 20, None),
        (within(tol=0.1), "150", "140–145", M, None, None),
        (within(tol=0.1), "150", "100–120", G, 30, None),
        (within(), "150", "140–160", M, None, None),
        (within(cover=True), "150", "140–160", G, 10, None),
        (within(), "28,5", "≤ 30", M, None, None),
        (within(), "≥ 100", "150", U, None, None),
        (within(), "≥ 100", "50", G, 50, 100),
        (within(), "≤ 100", "50", U, None, None),
        # overlaps: no amount
        (overlaps(), "130", "180", G, None, None),
        (overlaps(), "100–200", "180", M, None, None),
        (overlaps(), "100–200", "150–300", M, None, None),
        # equals
        (equals(), "50", "50", M, None, None),
        (equals(), "50", "60", G, 10, 16.7),
        # blank or hidden
        (at_least(), None, "60", U, None, None),
        (at_least(), "60", None, U, None, None),
    ],
)
def test_numbers(rule, offer, demand, result: str, amount: float | None, percent: float | None) -> None:
    row = compare(quantity(rule), offer, demand)
    assert (row.result, row.amount, row.percent) == (result, amount, percent)


def test_a_range_that_must_be_covered_says_at_which_end_it_falls_short() -> None:
    field = quantity(within(hard=True, cover=True), "°C", "temperature", range=True)
    row = compare(field, "−25…+5 °C", "từ −4 °F đến 8 °C")
    assert (row.result, row.amount, row.direction, row.percent) == (G, 3, "upper end", None)
    assert row.unit.en == "°C"
    assert compare(field, "−10…+8 °C", "-20 đến 8").direction == "lower end"


def test_no_percent_of_a_temperature_or_a_decibel() -> None:
    assert compare(quantity(at_least(), "°C", "temperature"), "10", "20").percent is None
    assert compare(quantity(at_least(), "dBm", "rf_power"), "1 W", "2 W").percent is None


def test_kinds_that_are_never_converted_are_unknown() -> None:
    assert compare(quantity(at_least()), "5 MWp", "5 MW").result == U
    assert compare(quantity(at_least()), "10 TR", "5 kW").result == U
    two = quantity(at_least(), ("kWh/m³", "kWh/t"), None)
    assert compare(two, "5 kWh/t", "5 kWh/m³").result == U
    gas = quantity(at_most(), "mg/Nm³", "emission")
    assert compare(gas, "20 mg/Nm³ @ 11 % O2", "30 mg/Nm³ @ 6 % O2").result == U
    assert compare(gas, "20 mg/Nm³ @ 11 % O2", "30 mg/Nm³ @ 11,0 % O2").result == M
    money = fields.Money(label=L("Price", "Giá"), match=at_most(), per=("m³",))
    assert compare(money, "4.500 đ/m³", "5.000 đ/m³").result == M
    assert compare(money, "2 USD/m³", "5.000 đ/m³").result == U


def test_units_are_converted_before_comparing() -> None:
    row = compare(quantity(at_least(hard=True), "t", "force"), "65 tấn", "≥ 600 kN")
    assert row.result == M
    assert row.hard


def test_an_oversized_offer_matches_with_a_note() -> None:
    row = compare(quantity(at_least(oversized=1.5)), "6–12 MW", "2 × 120 kW")
    assert row.result == M
    assert "25" in row.note.en
    assert compare(quantity(at_least(oversized=1.5)), "300", "240").note is None


def test_several_offered_values_count_each() -> None:
    nodes = quantity(overlaps(hard=True), "nm", "small_length", multiple=True)
    assert compare(nodes, "180; 130 nm", "0,18 µm").result == M
    row = compare(nodes, "130 nm", "0,18 µm")
    assert (row.result, row.amount) == (G, None)
    assert row.missing


MARKS = choices(
    Choice("any", L("Any", "Bất kỳ"), members=("ce", "cr")), ("ce", "CE", "CE"), ("cr", "CR", "CR"), ("vr", "VR", "VR")
)


@pytest.mark.parametrize(
    ("rule", "offer", "demand", "result", "missing"),
    [
        (contains_all(), ["ce", "cr"], ["ce"], M, ()),
        (contains_all(), ["ce"], ["vr", "ce", "cr"], G, ("cr", "vr")),
        (contains_all(), ["ce"], {"values": ["ce", "cr"], "mode": "any"}, M, ()),
        (one_of(), ["ce"], ["cr", "ce"], M, ()),
        (one_of(), ["vr"], ["ce", "cr"], G, ("ce", "cr")),
        (one_of(), ["ce"], {"values": ["ce", "cr"], "mode": "all"}, G, ("cr",)),
        (overlaps(), ["ce"], ["cr", "ce"], M, ()),
        # "any member" is met by each member; as an offer it is one of them, not known which
        (one_of(), ["ce", "vr"], ["any"], M, ()),
        (one_of(), ["any"], ["any"], M, ()),
        (one_of(), ["any"], ["ce"], U, ()),
        (one_of(), ["any"], ["vr"], G, ("vr",)),
        (one_of(), ["vr"], ["any"], G, ("any",)),
        (contains_all(), ["any"], ["ce", "vr"], G, ("vr",)),
        (contains_all(), ["any", "vr"], ["ce", "vr"], U, ()),
        (equals(), ["ce", "cr"], ["cr", "ce"], M, ()),
        (equals(), ["ce"], ["cr", "ce"], G, ("cr",)),
    ],
)
def test_sets(rule, offer, demand, result: str, missing: tuple[str, ...]) -> None:
    row = compare(fields.Choices(MARKS, label=L("Marks", "Dấu"), match=rule), offer, demand)
    assert (row.result, row.missing, row.amount) == (result, missing, None)


@pytest.mark.parametrize(
    ("offer", "demand", "result"),
    [
        (["q40:A"], ["q40:B"], M),
        (["q40:B"], ["q40:A"], G),
        (["q40"], ["q40:B"], U),
        (["q40:C"], ["q40"], M),
        (["q40:A"], ["iso"], G),
    ],
)
def test_a_stricter_column_satisfies_a_laxer_one(offer: list[str], demand: list[str], result: str) -> None:
    norms = choices(Choice("q40", L("Q40", "Q40"), columns=("A", "B", "C")), "iso")
    assert (
        compare(fields.Standards(norms, label=L("Norms", "Quy chuẩn"), match=contains_all()), offer, demand).result
        == result
    )


def test_ranks_run_from_low_to_high() -> None:
    field = fields.Ordered(
        choices(("low", "Low", "Thấp"), ("high", "High", "Cao")), label=L("Level", "Mức"), match=ordered()
    )
    assert compare(field, "high", "low").result == M
    row = compare(field, "low", "high")
    assert (row.result, row.ranks[0].vi, row.ranks[1].vi) == (G, "Thấp", "Cao")
    assert ordered().compare(field, "gone", "low").result == U


@pytest.mark.parametrize(
    ("offer", "demand", "result", "days"),
    [
        ("15/03/2027; 20/09/2027", "trước 30/06/2027", M, None),
        ("30/06/2027", "trước 30/06/2027", G, 1),
        ("30/06/2027", "đến 30/06/2027", M, None),
        ("30/06/2027", "30/06/2027", M, None),
        ("10/07/2027", "chậm nhất 30/06/2027", G, 10),
    ],
)
def test_days(offer: str, demand: str, result: str, days: int | None) -> None:
    row = compare(fields.Dates(label=L("Days", "Ngày"), match=at_most(hard=True)), offer, demand)
    assert (row.result, row.amount, row.percent) == (result, days, None)


def test_yes_and_no_and_single_choices_are_equal_or_not() -> None:
    assert compare(fields.Boolean(label=L("a", "b"), match=equals()), "yes", "no").result == G
    assert compare(fields.Choice(MARKS, label=L("a", "b"), match=equals()), "ce", "ce").result == M


def test_the_demands_owner_switches_hard_and_soft() -> None:
    field = quantity(at_least(hard=True))
    with use_locale("vi"):
        offer, demand = field.read("5"), field.read("10")
    assert field.compare(offer, demand).decisive
    assert not field.compare(offer, demand, hard=False).decisive
    assert quantity(None).compare(offer, demand) is None
