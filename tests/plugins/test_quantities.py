"""Quantities as people type them: `marketplace.plugin_host.parsing`, `.numbers`, `.units` through the field."""

from __future__ import annotations

import contextlib

import marshmallow as ma
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.i18n import LOCALES, use_locale
from marketplace.plugin_api import Dimension, L, Preset, Unit, fields
from marketplace.plugin_host.dimensions import DIMENSIONS
from marketplace.plugin_host.numbers import format_number, read_number, unmistakable


def quantity(unit, dimension=None, **options) -> fields.Quantity:
    """Make a field outside a schema."""
    field = fields.Quantity(unit=unit, dimension=dimension, label=L("Field", "Mục"), **options)
    field.name = "field"
    return field


def read(text, unit, dimension=None, locale="vi", **options):
    with use_locale(locale):
        return quantity(unit, dimension, **options).read(text)


def ends(*arguments, **options) -> tuple[float | None, float | None]:
    found = read(*arguments, **options)
    return found["min"], found["max"]


@pytest.mark.parametrize(
    ("typed", "unit", "dimension", "value"),
    [
        ("1.200 kW", "kW", "power", 1200),
        ("1,6 MW", "kW", "power", 1600),
        ("5.000CV", "kW", "power", 3677.5),
        ("5.000 mã lực", "kW", "power", 3677.5),
        ("100 hp", "kW", "power", 74.57),
        ("2 × 120 kW", "kW", "power", 240),
        ("2 x 1.920 kW", "kW", "power", 3840),
        ("40 hải lý/giờ", "kn", "speed", 40),
        ("40 hải lí/giờ", "kn", "speed", 40),
        ("100 km/h", "kn", "speed", 53.9957),
        ("62 tấn lực", "t", "force", 62),
        ("5 kg/cm²", "bar", "pressure", 4.903325),
        ("5 kgf/cm2", "bar", "pressure", 4.903325),
        ("10 mph", "kn", "speed", 8.68976),
        ("30 mph", "moves/h", "moves_rate", 30),
        ("600kN", "t", "force", 61.1832),
        ("5 tạ", "t", "mass", 0.5),
        ("20 yến", "t", "mass", 0.2),
        ("3 hải lý", "m", "distance", 5556),
        ("2 NM", "m", "distance", 3704),
        ("30 bar", "m", "depth", 298.5),
        ("10 sải", "m", "depth", 18.288),
        ("50 m3/h", "m³/day", "flow", 1200),
        ("10.000 lít/phút", "m³/h", "flow", 600),
        ("24 m³/ngđ", "m³/h", "flow", 1),
        ("1,5 sào", "m²", "area", 540),
        ("20 x 27 m", "m²", "area", 540),
        ("2,4 × 2,1 mm", "mm²", "die_area", 5.04),
        ("2,4 mm × 2,1 mm", "mm²", "die_area", 5.04),
        ("5040000 µm²", "mm²", "die_area", 5.04),
        ("1 TOE", "kWh", "energy", 11630),
        ("-4°F", "°C", "temperature", -20),
        ("−4 °F", "°C", "temperature", -20),
        ("âm 18 độ", "°C", "temperature", -18),
        ("am 18 do", "°C", "temperature", -18),
        ("300 K", "°C", "temperature", 26.85),
        ("0,18u", "nm", "small_length", 180),
        ("0.13 µm", "nm", "small_length", 130),
        ("28nm", "nm", "small_length", 28),
        ("18A", "nm", "small_length", 1.8),
        ("8 inch", "mm", "wafer", 200),
        ('6"', "mm", "wafer", 150),
        ("6-inch", "mm", "wafer", 150),
        ("2 W", "dBm", "rf_power", 33.0103),
        ("3 dBW", "dBm", "rf_power", 33),
        ("35 ‰", "mg/L", "concentration", 35_000),
        ("2.050 tấn CO2tđ/năm", "tCO2e/yr", "ghg", 2050),
        ("10 tấn CO2tđ/tháng", "tCO2e/yr", "ghg", 120),
        ("3 tC", "tCO2e/yr", "ghg", 11),
        ("1,1 triệu TEU", "TEU/yr", "teu_rate", 1_100_000),
        ("10 × 40'", "TEU", "teu", 20),
        ("2 x 45'", "TEU", "teu", 4.5),
        ("72 tháng", "years", "years", 6),
        ("2 tuần", "days", "duration", 14),
        ("12.5kg/h", "t/day", "mass_rate", 0.3),
        ("365 t/năm", "t/day", "mass_rate", 1),
        ("1,2 tr chip/tháng", "units/month", "chip_rate", 1_200_000),
        ("20k TEU", "TEU", "teu", 20_000),
        ("25M TEU", "TEU/yr", "teu_rate", 25_000_000),
        ("3 vạn", "", "count", 30_000),
        ("class 10.000", "ISO", "cleanroom", 7),
        ("ISO 5", "ISO", "cleanroom", 5),
        ("2,4 MHz", "GHz", "frequency", 0.0024),
        ("98,6%", "%", "percent", 98.6),
        ("3,840 kW (2 × 1,920)", "kW", "power", 3.84),
        ("1 200 kW", "kW", "power", 1200),
        ("1e3 kW", "kW", "power", 1000),
        ("0.180 kW", "kW", "power", 0.18),
        ("1.234.567,5 kW", "kW", "power", 1_234_567.5),
        ("60 t", "t", "force", 60),
        ("60", "t", "force", 60),
    ],
)
def test_one_amount_is_read_in_the_fields_unit(typed: str, unit: str, dimension: str, value: float) -> None:
    low, high = ends(typed, unit, dimension)
    assert low == high == pytest.approx(value, rel=1e-5)


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [
        ("≥60 t", 60, None),
        (">= 60 t", 60, None),
        ("ít nhất 60 t", 60, None),
        ("at least 60 t", 60, None),
        ("từ 60 t", 60, None),
        ("60 t trở lên", 60, None),
        ("60 t or more", 60, None),
        ("60+", 60, None),
        ("<= 10 t", None, 10),
        ("không quá 10 t", None, 10),
        ("up to 10 t", None, 10),
        ("đến 10 t", None, 10),
        ("từ 5 đến 8", 5, 8),
        ("tu 5 den 8 t", 5, 8),
        ("from 5 to 8 t", 5, 8),
        ("between 5 and 8 t", 5, 8),
        ("5–8 t", 5, 8),
        ("5-8 t", 5, 8),
        ("5 t - 8 t", 5, 8),
        ("5 … 8 t", 5, 8),
        ("khoảng 5–8 t", 5, 8),
        ("500 kg – 2 t", 0.5, 2),
        ("20 ± 2 t", 18, 22),
        ("20 t ± 5%", 19, 21),
    ],
)
def test_operators_and_ranges_set_the_ends(typed: str, low: float | None, high: float | None) -> None:
    assert ends(typed, "t", "mass") == (low, high)


def test_ranges_may_cross_zero_and_units() -> None:
    assert ends("−25…+5 °C", "°C", "temperature") == (-25, 5)
    assert ends("từ −4 °F đến 8 °C", "°C", "temperature") == (-20, 8)
    assert ends("-80 đến -60 °C", "°C", "temperature") == (-80, -60)
    assert ends("1–2 triệu TEU", "TEU", "teu") == (1e6, 2e6)


def test_about_means_ten_percent_either_way_and_is_kept() -> None:
    assert read("khoảng 500", "kW", "power") == {"typed": "khoảng 500", "min": 450.0, "max": 550.0, "approx": True}
    assert ends("about −20 °C", "°C", "temperature") == (-22, -18)


@pytest.mark.parametrize("typed", ["trên 60 t", "> 60 t", "hơn 60 t", "more than 60 t"])
def test_strict_bounds_are_marked(typed: str) -> None:
    assert read(typed, "t", "force") == {"typed": typed, "min": 60.0, "max": None, "strict": True}


def test_several_values_share_the_last_unit() -> None:
    for typed in ("180, 130 nm", "180 và 130 nm", "180/130 nm", "0,18 µm; 130 nm"):
        assert read(typed, "nm", "small_length", multiple=True)["values"] == [[180.0, 180.0], [130.0, 130.0]]


def test_the_language_decides_an_ambiguous_number_and_is_kept() -> None:
    assert read("1.200 kW", "kW", locale="vi") == {"typed": "1.200 kW", "min": 1200.0, "max": 1200.0, "lang": "vi"}
    assert read("1.200 kW", "kW", locale="en") == {"typed": "1.200 kW", "min": 1.2, "max": 1.2, "lang": "en"}
    assert "lang" not in read("1,6 kW", "kW", locale="en")


def test_a_stored_form_means_the_same_in_either_language() -> None:
    stored = read("1.200 kW", "kW", locale="vi")
    assert read(stored, "kW", locale="en") == stored
    assert read({"typed": "1.200 kW", "min": 1200.0, "max": 1200.0}, "kW", locale="en")["min"] == 1200.0


def test_a_stored_form_that_only_one_language_reads_still_loads() -> None:
    assert read({"typed": "1.234.567 kW"}, "kW", locale="en")["min"] == 1_234_567
    stored = {"typed": "5 kW", "min": 7.0, "max": 7.0}  # the typed text is what counts
    assert read(stored, "kW", locale="en")["min"] == 5.0


@pytest.mark.parametrize(
    ("typed", "unit", "dimension", "turned"),
    [
        ("5.000 CV", "kW", "power", "5,000 CV"),
        ("từ 1.200 đến 1.500,5 kW", "kW", "power", "từ 1,200 đến 1,500.5 kW"),
        ("khoảng 3.000 m3/ngày", "m³/h", "flow", "khoảng 3,000 m3/ngày"),
        ("2.000 ± 1.500 kW", "kW", "power", "2,000 ± 1,500 kW"),
        ("1.500 hp", "kW", "power", "1,500 hp"),
    ],
)
def test_the_words_typed_survive_a_change_of_language(typed: str, unit: str, dimension: str, turned: str) -> None:
    field = quantity(unit, dimension)
    with use_locale("vi"):
        stored = field.read(typed)
    with use_locale("en"):
        assert field.form_value(stored) == turned
        again = field.read(turned)
    assert (again["min"], again["max"]) == (stored["min"], stored["max"])


def test_a_tolerance_is_read_in_the_language_it_was_typed_in() -> None:
    stored = read("20 ± 1.500 kW", "kW", locale="vi")
    assert (stored["min"], stored["max"], stored["lang"]) == (-1480, 1520, "vi")
    assert read(stored, "kW", locale="en") == stored


def test_what_is_shown_in_another_unit_than_stored_has_no_noise_of_the_conversion() -> None:
    field = quantity("t/day", Dimension("rate", L("Rate", "Lưu lượng"), (
        Unit("t/day"), Unit("m³/day", 1.025, tag="sea"), Unit("h", 0.7457, tag="h")
    )))  # fmt: skip
    for unit in ("m³/day", "h"):
        for number in (499, 500, 1000, 33.3, 7):
            with use_locale("vi"):
                stored = field.read(f"{number} {unit}".replace(".", ","))
            shown = field.value(stored | {"typed": ""}).text("en", 15)
            assert shown == f"{number:,}\u00a0{unit}"


@pytest.mark.parametrize(
    ("locale", "typed", "said"),
    [
        ("en", "1.200 kW", "“1.200” was read as 1.2; if 1,200 is meant, write 1200 or 1,200."),
        ("vi", "1,200 kW", "“1,200” được đọc là 1,2; nếu là 1.200, hãy viết 1200 hoặc 1.200."),
        ("en", "1,200 kW", ""),
        ("vi", "1.200 kW", ""),
        ("en", "1.25 kW", ""),
        ("vi", "0,180 kW", ""),
    ],
)
def test_a_fraction_that_looks_like_thousands_is_said_to_be_read_as_one(locale: str, typed: str, said: str) -> None:
    field = quantity("kW", "power")
    with use_locale(locale):
        assert field.doubt(field.read(typed)) == said
    with use_locale("vi" if locale == "en" else "en"):
        assert field.doubt(read(typed, "kW", locale=locale)) == ""


@pytest.mark.parametrize(
    ("locale", "typed", "said"),
    [
        ("en", "1.200 kW", "expected. “1.200” was read as 1.2; if 1,200 is meant, write 1200 or 1,200."),
        ("vi", "1,200 kW", "trở lên. “1,200” được đọc là 1,2; nếu là 1.200, hãy viết 1200 hoặc 1.200."),
        ("en", "12,500 kW", "accepted. “12,500” was read as 12,500; if 12.5 is meant, write 12.5."),
        ("en", "3 kW", "At least 5 kW is expected."),
    ],
)  # fmt: skip
def test_a_number_out_of_range_says_how_it_was_read_where_that_is_in_doubt(locale: str, typed: str, said: str) -> None:
    with pytest.raises(ma.ValidationError) as caught:
        read(typed, "kW", "power", locale=locale, low=5, high=9000)
    assert str(caught.value.messages[0]).replace("\u00a0", " ").endswith(said)


@given(st.decimals(min_value="-1e9", max_value="1e9", places=6).map(float))
def test_a_number_of_a_workbook_is_written_as_both_languages_read_it(value: float) -> None:
    readings = [read_number(unmistakable(value).removeprefix("-"), locale) for locale in LOCALES]
    assert readings[0] == readings[1]
    assert readings[0].value == abs(value)
    assert not readings[0].ambiguous


def test_a_form_in_the_other_language_gets_text_that_means_the_same() -> None:
    field = quantity("kW")
    with use_locale("vi"):
        stored = field.read("1.200 kW")
        assert field.form_value(stored) == "1.200 kW"
    with use_locale("en"):
        assert field.form_value(stored) == "1,200 kW"
        assert field.read(field.form_value(stored))["min"] == 1200.0


@pytest.mark.parametrize(
    ("typed", "unit", "vi", "en"),
    [
        ("5.000 CV", "kW", "5.000 CV (3.677,5\u00a0kW)", "5,000 CV (3,677.5\u00a0kW)"),
        ("1,6 MW", "kW", "1,6 MW (1.600\u00a0kW)", "1.6 MW (1,600\u00a0kW)"),
        ("từ 5 đến 8 MW", "kW", "từ 5 đến 8 MW (5.000 – 8.000\u00a0kW)", "5,000 – 8,000\u00a0kW"),
        ("from 5 to 8 kW", "kW", "5 – 8\u00a0kW", "5 – 8\u00a0kW"),
        ("1.200 kW", "kW", "1.200\u00a0kW", "1,200\u00a0kW"),
        ("≥60 kW", "kW", "≥ 60\u00a0kW", "≥ 60\u00a0kW"),
        ("2 × 120 kW", "kW", "2 × 120 kW (240\u00a0kW)", "2 × 120 kW (240\u00a0kW)"),
        ("khoảng 500 kW", "kW", "khoảng 500\u00a0kW (450 – 550\u00a0kW)", "about 500\u00a0kW (450 – 550\u00a0kW)"),
        ("5 MWp", "kW", "5 MWp (5.000\u00a0kWp)", "5 MWp (5,000\u00a0kWp)"),
    ],
)
def test_what_was_typed_is_shown_with_its_reading(typed: str, unit: str, vi: str, en: str) -> None:
    field, shown = quantity(unit, "power"), {}
    with use_locale("vi"):
        stored = field.read(typed)
    for locale in LOCALES:
        with use_locale(locale):
            shown[locale] = field.display(stored)
    assert shown == {"vi": vi, "en": en}


@pytest.mark.parametrize(
    ("typed", "unit", "dimension", "word"),
    [
        ("3.000 GT", "t", "deadweight", "volume"),
        ("5 kWh", "kW", "power", "kWp"),
        ("5 kWp", "kWh", "energy", "kWp"),
        ("500 m²", "pallets", "pallets", "pallets"),
        ("20 moves/h", "TEU/yr", "teu_rate", "moves"),
        ("500 wafers/month", "units/month", "chip_rate", "Wafers"),
        ("3 mS/cm", "mg/L", "concentration", "mS/cm"),
        ("200 Ah", "kWh", "energy", "voltage"),
    ],
)
def test_pairs_that_are_never_converted_are_refused_with_the_reason(
    typed: str, unit: str, dimension: str, word: str
) -> None:
    with pytest.raises(ma.ValidationError, match=word):
        read(typed, unit, dimension, locale="en")


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", "A plain number is expected here: leave out “kg/kg”."),
        ("vi", "Mục này chỉ cần một số, không kèm đơn vị: hãy bỏ “kg/kg”."),
    ],
)
def test_a_ratio_with_a_unit_is_refused_by_asking_for_a_plain_number(locale: str, words: str) -> None:
    with pytest.raises(ma.ValidationError) as refused:
        read("1.3 kg/kg", "", "count", locale=locale)
    assert refused.value.messages == [words]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    "typed",
    [
        "abc",
        "NaN",
        "inf",
        "∞",
        "-",
        "kW",
        "5 bananas",
        "5 kW kW",
        "9223372036854775808000",
        "1e400",
        "1" * 300,
        "8–5 kW",
        "5 nm",
        "1.2.3 kW",
        "1,2.3,4",
        "２ kW",
        "٣ kW",
        "",
        "≥",
        "từ đến",
        "5 × kW",
        "²",
        "<script>alert(1)</script>",
        "5 kW – 3 m",
        "=1+1",
    ],
)
def test_what_is_no_quantity_is_refused_in_the_readers_language(typed: str, locale: str) -> None:
    with pytest.raises(ma.ValidationError) as caught:
        read(typed, "kW", "power", locale=locale)
    assert type(caught.value.messages[0]) is str


@pytest.mark.parametrize(
    "value", [True, float("nan"), float("inf"), 2**63, 10**400, [], {"min": None}, {"min": "x"}, object(), b"5 kW"]
)
def test_values_that_are_no_quantity_are_refused(value: object) -> None:
    with pytest.raises(ma.ValidationError):
        read(value, "kW", "power")


def test_numbers_and_ends_are_taken_from_an_api() -> None:
    assert ends(1200.5, "kW") == (1200.5, 1200.5)
    assert ends({"min": 40, "max": 60}, "kW") == (40, 60)
    assert ends({"min": 40}, "kW", locale="en") == (40, None)


def test_bounds_of_the_field_are_named_in_its_unit() -> None:
    with pytest.raises(ma.ValidationError, match="At most 300\u00a0t"):
        read("400 t", "t", "force", locale="en", low=1, high=300)
    with pytest.raises(ma.ValidationError, match="từ 1\u00a0t"):
        read("0,5 t", "t", "force", low=1, high=300)


def test_a_second_dimension_keeps_its_own_unit() -> None:
    units = ("units/month", "wafers/month")
    assert "unit" not in read("4 triệu chip/tháng", units)
    assert read("500 phiến/tháng", units)["unit"] == "wafers/month"


def test_tags_and_reference_oxygen_are_kept() -> None:
    assert read("10 TR", "kW", "power")["tag"] == "cooling"
    assert read("0,5–5 MWp", "kW", "power")["tag"] == "p"
    assert read("20 mg/Nm³ @ 11 % O₂", "mg/Nm³", "emission")["tag"] == "O2 11"


def test_presets_may_be_named() -> None:
    frozen = Preset("frozen", L("Frozen", "Đông lạnh"), None, -18)
    assert ends("đông lạnh", "°C", "temperature", presets=[frozen]) == (None, -18)


def test_a_plugin_brings_units_of_its_own() -> None:
    plugs = Dimension("plugs", L("plugs", "ổ cắm"), (Unit("plugs", 1, ("ổ",), vi="ổ"),))
    assert ends("1,3 nghìn ổ", "plugs", plugs) == (1300, 1300)
    assert ends("2 kVA", "kW", DIMENSIONS["power"].plus(Unit("kVA", 0.8))) == (1.6, 1.6)


def test_every_unit_reads_itself_and_its_names() -> None:
    for dimension in DIMENSIONS.values():
        for unit in dimension.units:
            for name in filter(None, (unit.symbol, unit.vi, *unit.names)):
                assert dimension.find(name) is unit, f"{dimension.name}: {name}"


LINEAR = [
    (dimension.name, unit.symbol)
    for dimension in DIMENSIONS.values()
    for unit in dimension.units
    if unit.table is None and unit.decibels is None and not unit.tag
]
NUMBERS = st.floats(min_value=0.001, max_value=1e9).map(lambda number: float(f"{number:.9g}"))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200), st.sampled_from(LINEAR), st.sampled_from(LOCALES))
def test_no_text_does_more_than_be_refused(text: str, kind: tuple[str, str], locale: str) -> None:
    with contextlib.suppress(ma.ValidationError):
        read(text, kind[1], kind[0], locale=locale)


TOKENS = st.sampled_from(
    "5 1.200 1,6 - – − ± × x từ đến khoảng ≥ < kW MW m³/h triệu k % ( ) ; e9 . , O2 @ _".replace("_", "\u00a0").split(
        " "
    )
)


@settings(max_examples=500, deadline=None)
@given(st.lists(TOKENS, max_size=12).map("".join), st.sampled_from(LOCALES), st.booleans())
def test_no_jumble_of_known_words_does_more_than_be_refused(text: str, locale: str, multiple: bool) -> None:
    try:
        stored = read(text, "kW", "power", locale=locale, multiple=multiple)
    except ma.ValidationError:
        return
    assert stored["min"] is not None or stored["max"] is not None


@settings(max_examples=300, deadline=None)
@given(
    NUMBERS,
    NUMBERS,
    st.sampled_from(["point", "range", "min", "max", "over", "under"]),
    st.sampled_from(LINEAR),
    st.sampled_from(LOCALES),
)
def test_what_is_written_is_read_again_as_the_same(
    a: float, b: float, shape: str, kind: tuple[str, str], locale: str
) -> None:
    low, high = sorted((a, b))
    words = {
        "point": str(low),
        "range": f"{low!r} – {high!r}",
        "min": f"≥ {low!r}",
        "max": f"≤ {low!r}",
        "over": f"> {low!r}",
        "under": f"< {low!r}",
    }
    field = quantity(kind[1], kind[0])
    with use_locale("en"):
        stored = field.read(words[shape])
    with use_locale(locale):
        again = field.read(field.value(stored).text(locale, 15))
    assert {key: again.get(key) for key in ("min", "max", "strict")} == {
        key: stored.get(key) for key in ("min", "max", "strict")
    }


@given(NUMBERS, st.sampled_from(LOCALES))
def test_numbers_are_written_as_they_are_read(number: float, locale: str) -> None:
    assert read_number(format_number(number, locale, 15), locale).value == number
