"""The form generator: what a field declares is what its input shows, and what is sent is what services take."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from marketplace.i18n import L, use_locale
from marketplace.listings import fields as listing_fields
from marketplace.listings.core_fields import CORE_FIELDS, WORD_FIELDS
from marketplace.plugin_api import Choice, Schema
from marketplace.plugin_api import fields as declared
from marketplace.web import forms
from marketplace.web.form_builder import build
from marketplace.web.forms import MANY, FormField, Sources


class Tug(Schema):
    """One field of each kind."""

    power = declared.Quantity(
        unit="kW", dimension="power", label=L("Power", "Công suất"), example=L("1,200 kW", "1.200 kW")
    )
    fuel = declared.Choices([("lng", "LNG", "LNG"), ("hfo", "Heavy oil", "Dầu nặng")], label=L("Fuels", "Nhiên liệu"))
    area = declared.Ordered([("near", "Near", "Gần"), ("far", "Far", "Xa")], label=L("Area", "Vùng"), required=True)
    rules = declared.Standards(
        [Choice("qcvn40", L("QCVN 40", "QCVN 40"), columns=("A", "B")), "vr"], label=L("Rules", "Quy chuẩn")
    )
    towing = declared.Boolean(label=L("Towing", "Kéo"))
    name = declared.Text(length=40, label=L("Name", "Tên"), help=L("Short", "Ngắn"))


FIELDS = Tug(kind="demand").fields


def sent(field: FormField) -> list[tuple[str, str]]:
    """Return what a browser would send for an input left as it is shown."""
    if field.widget in MANY:
        pairs = [(field.name, "")] + [(field.name, option.value) for option in field.options if option.chosen]
        pairs += [(f"{field.name}.column.{each.value}", each.column) for each in field.options if each.columns]
        return pairs + [(f"{field.name}.mode", each.value) for each in field.modes if each.chosen]
    if field.options:
        return [(field.name, next((option.value for option in field.options if option.chosen), ""))]
    return [(field.name, field.joined)]


def again(item: Any, name: str, stored: dict[str, Any]) -> Any:
    """Return what comes back when a stored value is shown and sent unchanged."""
    return forms.read(item, name, MultiDict(sent(build(item, name, Sources(stored), kind="demand"))))


@pytest.mark.parametrize(
    ("slug", "given"),
    [
        ("power", "1.200 kW"),
        ("power", "≥ 1,6 MW"),
        ("power", "40–60 kW"),
        ("fuel", ["hfo", "lng"]),
        ("fuel", {"values": ["lng"], "mode": "all"}),
        ("area", "far"),
        ("rules", ["qcvn40:B", "vr"]),
        ("towing", True),
        ("towing", False),
        ("name", "Sông Cấm 01"),
    ],
)
@pytest.mark.parametrize("locale", ["vi", "en"])
def test_a_value_shown_and_sent_again_is_the_same(slug: str, given: Any, locale: str) -> None:
    with use_locale(locale):
        item = FIELDS[slug]
        stored = item.read(given)
        assert item.read(again(item, f"attrs.{slug}", {"attrs": {slug: stored}})) == stored


@pytest.mark.parametrize("slug", FIELDS)
def test_an_empty_input_means_not_stated(slug: str) -> None:
    assert again(FIELDS[slug], f"attrs.{slug}", {}) is None


@pytest.mark.parametrize("name", [*CORE_FIELDS, *WORD_FIELDS])
def test_every_core_field_has_an_input_with_label_and_help(name: str) -> None:
    field = build({**CORE_FIELDS, **WORD_FIELDS}[name], name, Sources())
    assert field.label
    assert field.help
    assert field.widget in {"text", "textarea", "choice", "choices", "boolean", "date"}


def test_every_field_of_every_sector_has_an_input_with_an_example(app: Flask) -> None:
    host = app.extensions["marketplace"].plugins
    known = {"text", "textarea", "quantity", "choice", "choices", "standards", "boolean", "date", "number"}
    for sector in host.sectors:
        for kind in ("offer", "demand"):
            for slug, item in listing_fields.attributes(kind, sector, app.extensions["marketplace"]).items():
                field = build(item, f"attrs.{slug}", Sources(), kind=kind)
                assert field.widget in known, (sector, slug)
                assert field.label, (sector, slug)


def test_a_refused_input_shows_what_was_typed_and_why() -> None:
    typed = MultiDict([("attrs.power", "viel"), ("attrs.fuel", ""), ("attrs.fuel", "lng")])
    sources = Sources({"attrs": {"power": FIELDS["power"].read("5 kW")}}, typed, {"attrs.power": ["No number."]})
    power, fuel = (build(FIELDS[slug], f"attrs.{slug}", sources) for slug in ("power", "fuel"))
    assert (power.value, power.errors, power.echo) == ("viel", ["No number."], "")
    assert [option.value for option in fuel.options if option.chosen] == ["lng"]


def test_an_input_of_a_refused_form_says_how_what_was_typed_is_read_not_what_stood_there_before() -> None:
    stored = {"attrs": {"power": FIELDS["power"].read("5 kW")}}
    with use_locale("en"):
        shown = [
            build(FIELDS["power"], "attrs.power", Sources(stored, MultiDict([("attrs.power", typed)]))).echo
            for typed in ("1.6 MW", "viel", "")
        ]
    assert shown == ["1,600\u00a0kW", "", ""]


@given(st.text(max_size=300))
def test_typed_text_is_never_changed(text: str) -> None:
    field = build(FIELDS["name"], "attrs.name", Sources(typed=MultiDict([("attrs.name", text)])))
    assert field.value == text


def test_the_counter_counts_what_a_reader_takes_for_characters() -> None:
    with use_locale("en"):
        field = build(WORD_FIELDS["title"], "texts.vi.title", Sources({"texts": {"vi": {"title": "e\u0301" * 257}}}))
        assert field.count_text == "257/256 characters – too long by 1"


def test_an_input_names_all_that_describes_it() -> None:
    with use_locale("en"):
        field = build(FIELDS["power"], "attrs.power", Sources(errors={"attrs.power": ["x"]}))
    assert field.described == "f-attrs-power-eg f-attrs-power-err f-attrs-power-unit"


def test_a_plain_number_has_no_unit_beside_it() -> None:
    label = L("Feed conversion ratio", "Hệ số thức ăn")
    field = build(declared.Quantity(unit="", dimension="count", label=label), "attrs.fcr", Sources())
    assert (field.unit, field.units, field.described) == ("", "", "")


def test_the_summary_lists_errors_in_the_order_of_the_form_and_the_rest_last() -> None:
    first, second = FormField("a", "First"), FormField("attrs.b", "Second", lang="en")
    with use_locale("en"):
        rows = forms.problems({"_": ["whole"], "attrs.b": ["two"], "a": ["one"]}, [first, second])
    assert rows == [("First: one", "f-a"), ("Second (English): two", "f-attrs-b"), ("whole", None)]


def test_dotted_names_become_nested_data() -> None:
    assert forms.nested({"texts.vi.title": "x", "trl": 7}) == {"texts": {"vi": {"title": "x"}}, "trl": 7}
