"""One line declares a field; here is every surface of it, on the dummy's sector with a field of every kind."""

from __future__ import annotations

import json

import marshmallow as ma
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.i18n import LOCALES, use_locale
from marketplace.plugin_api import Choice, L, Preset, Range, Schema, Terms, choices, fields
from marketplace.plugin_host.facets import band_id
from marketplace.plugin_host.manager import PluginHost
from search.schema import Kind

FILLED = {
    "span": "≥ 2,5 m",
    "wind": "5–12 kn",
    "lines": "4",
    "line": "30 m",
    "weight": "1,2 kg",
    "materials": "Lụa; nylon",
    "marks": ["ce", "any_mark"],
    "norms": "kite_1:a; Kite norm 2",
    "skill": "Người lớn",
    "shape": "DELTA",
    "night": "có",
    "flights": "20/09/2027, 15/03/2027",
    "ready": "trước 30/06/2027",
    "price": "4,5 triệu đồng",
    "baseline": " Bãi\t thả diều ",
}
STORED = {
    "span": {"typed": "≥ 2,5 m", "min": 2.5, "max": None},
    "wind": {"typed": "5–12 kn", "min": 5.0, "max": 12.0},
    "lines": 4,
    "line": {"typed": "30 m", "min": 30.0, "max": 30.0},
    "weight": {"typed": "1,2 kg", "min": 1.2, "max": 1.2},
    "materials": ["silk", "nylon"],
    "marks": ["any_mark", "ce"],
    "norms": ["kite_1:A", "kite_2"],
    "skill": "adult",
    "shape": "delta",
    "night": True,
    "flights": ["2027-03-15", "2027-09-20"],
    "ready": {"typed": "trước 30/06/2027", "min": None, "max": "2027-06-29"},
    "price": {"typed": "4,5 triệu đồng", "min": 4_500_000.0, "max": 4_500_000.0, "currency": "VND"},
    "baseline": "Bãi thả diều",
}


@pytest.fixture
def schema(host: PluginHost) -> Schema:
    """Return the schema of the dummy's demands."""
    return host.schema_for(host.sectors["kites"], "demand")


def refused(schema: Schema, data: dict) -> dict:
    with pytest.raises(ma.ValidationError) as caught:
        schema.load(data)
    return caught.value.messages


class TestReading:
    """Input from a form, an API or a file becomes one stored form, which is plain JSON."""

    def test_every_kind_of_field_is_stored_in_its_form(self, schema: Schema) -> None:
        with use_locale("vi"):
            assert schema.load(FILLED) == STORED

    @pytest.mark.parametrize("locale", LOCALES)
    def test_what_is_stored_is_json_and_loads_as_itself(self, schema: Schema, locale: str) -> None:
        with use_locale(locale):
            assert schema.load(json.loads(json.dumps(STORED))) == STORED
        assert schema.dump(STORED) == STORED

    def test_blank_input_is_left_out(self, schema: Schema) -> None:
        assert schema.load({"span": " ", "materials": ["", ""], "shape": None, "flights": []}) == {}

    @pytest.mark.parametrize(("locale", "message"), [("en", "There is no such field."), ("vi", "Không có mục này.")])
    def test_an_unknown_field_is_refused_in_the_readers_language(
        self, schema: Schema, locale: str, message: str
    ) -> None:
        with use_locale(locale):
            assert refused(schema, {"wings": 2}) == {"wings": [message]}

    def test_messages_are_whole_plain_sentences_of_one_language(self, schema: Schema) -> None:
        with use_locale("vi"):
            messages = refused(schema, {"shape": "moon", "span": "far", "night": "maybe", "flights": "31/02/2027"})
        assert messages["shape"] == ["“moon” không có trong danh sách."]
        assert messages["flights"] == ["Không có ngày này: 31/02/2027."]
        assert all(type(text) is str for texts in messages.values() for text in texts)

    def test_a_required_field_says_so(self) -> None:
        class Strict(Schema):
            name = fields.Text(label=L("Name", "Tên"), required=True)

        with use_locale("vi"):
            assert refused(Strict(), {"name": ""}) == {"name": ["Vui lòng điền mục này."]}

    def test_both_sides_of_one_schema_have_their_own_fields_and_tiers(self, host: PluginHost) -> None:
        offer, demand = (host.schema_for(host.sectors["kites"], kind) for kind in ("offer", "demand"))
        assert "story" in offer.fields
        assert "story" not in demand.fields
        assert (offer.fields["baseline"].tier, demand.fields["baseline"].tier) == ("party", "nda")

    def test_a_field_of_one_side_is_unknown_on_the_other(self) -> None:
        class Sided(Schema):
            stock = fields.Text(label=L("Stock", "Kho"), side="offer")

        assert Sided(kind="offer").load({"stock": "5"}) == {"stock": "5"}
        assert "stock" in refused(Sided(kind="demand"), {"stock": "5"})


class TestText:
    """Text is kept as typed, less what can't be stored or deceives the eye."""

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("<script>alert(1)</script>", "<script>alert(1)</script>"),
            ("a\x00b\ud800c", "abc"),
            ("moc\u202etxt.exe", "moctxt.exe"),
            ("\u200bTa\u0300u\ufeff", "Tàu"),
            ("two\r\nlines", "two lines"),
        ],
    )
    def test_one_line_is_cleaned(self, typed: str, kept: str) -> None:
        assert fields.Text(label=L("a", "b")).deserialize(typed) == kept

    def test_paragraphs_keep_their_line_ends(self) -> None:
        assert fields.LongText(label=L("a", "b")).deserialize("one\r\n\r\ntwo\u2028three") == "one\n\ntwo\nthree"

    def test_too_long_a_text_is_refused_with_the_limit(self) -> None:
        with use_locale("en"), pytest.raises(ma.ValidationError, match="At most 5 characters; this has 6"):
            fields.Text(length=5, label=L("a", "b")).deserialize("diều g")

    @pytest.mark.parametrize("value", [5, ["a"], {"a": 1}, True, b"x"])
    def test_what_is_no_text_is_refused(self, value: object) -> None:
        with pytest.raises(ma.ValidationError):
            fields.Text(label=L("a", "b")).deserialize(value)


class TestChoices:
    """Slugs, labels of both languages and aliases are read, in any case and with or without diacritics."""

    @pytest.mark.parametrize("typed", ["silk", "Silk", "LỤA", "lua", "tơ tằm", "to tam"])
    def test_a_choice_is_known_by_any_name(self, schema: Schema, typed: str) -> None:
        assert schema.load({"materials": [typed]}) == {"materials": ["silk"]}

    def test_a_cell_may_use_commas_even_though_labels_have_them(self, schema: Schema) -> None:
        assert schema.load({"materials": "Lụa, Ni lông, chống xé, giấy"}) == {"materials": ["silk", "nylon", "paper"]}

    def test_a_demand_may_carry_its_mode(self, schema: Schema) -> None:
        moded = {"values": ["silk", "paper"], "mode": "any"}
        assert schema.load({"materials": moded}) == {"materials": moded}
        with use_locale("en"):
            assert schema.fields["materials"].display(moded) == "any of: Silk; Paper"
            assert "mode" in refused(schema, {"materials": {"values": ["silk"], "mode": "none"}})["materials"][0]

    @pytest.mark.parametrize("value", [5, {"values": {}}, [["silk"]], [5], {"x": 1}, ["silk"] * 300])
    def test_what_is_no_choice_is_refused(self, schema: Schema, value: object) -> None:
        assert "materials" in refused(schema, {"materials": value})

    def test_a_column_that_a_standard_lacks_is_refused(self, schema: Schema) -> None:
        with use_locale("en"):
            assert refused(schema, {"norms": ["kite_1:Z"]})["norms"] == [
                "Kite norm 1 has no column “Z”; it has A, B, C."
            ]
            assert "no column" in refused(schema, {"norms": ["kite_2:A"]})["norms"][0]

    def test_a_choice_that_is_gone_is_still_shown(self, schema: Schema) -> None:
        assert schema.fields["materials"].display(["silk", "feathers"]) == "Lụa; feathers"


class TestDates:
    """Day first; an ISO day is stored as such, operators keep what was typed."""

    @pytest.mark.parametrize(
        "typed",
        [
            *("2027-06-30", "30/06/2027", "30.6.2027", "30-06-2027", "30 Jun 2027", "30th June, 2027", "30-JUN-2027"),
            *("30 tháng 6 năm 2027", "ngày 30 tháng 6, 2027", "30 thang 06 nam 2027"),
        ],
    )
    def test_a_day(self, typed: str) -> None:
        assert fields.Date(label=L("a", "b")).deserialize(typed) == "2027-06-30"

    @pytest.mark.parametrize(
        ("typed", "low", "high"),
        [
            ("trước 30/06/2027", None, "2027-06-29"),
            ("before 30/06/2027", None, "2027-06-29"),
            ("đến 30/06/2027", None, "2027-06-30"),
            ("by 30/06/2027", None, "2027-06-30"),
            ("chậm nhất ngày 30/06/2027", None, "2027-06-30"),
            ("≤ 2027-06-30", None, "2027-06-30"),
            ("sau 30/06/2027", "2027-07-01", None),
            ("từ 01/06/2027", "2027-06-01", None),
            ("từ 01/06/2027 đến 30/06/2027", "2027-06-01", "2027-06-30"),
            ("01/06/2027 – 30/06/2027", "2027-06-01", "2027-06-30"),
            ("1 Jun 2027 – 30 Jun 2027", "2027-06-01", "2027-06-30"),
            ("trước ngày 30 tháng 6 năm 2027", None, "2027-06-29"),
        ],
    )
    def test_operators(self, typed: str, low: str | None, high: str | None) -> None:
        assert fields.Date(label=L("a", "b")).deserialize(typed) == {"typed": typed, "min": low, "max": high}

    @pytest.mark.parametrize(
        "typed",
        [
            "31/02/2027",
            "tomorrow",
            "30/06/2027 đến 01/06/2027",
            "06/30/2027",
            "0000-01-01",
            5,
            "2027",
            "31 Jun 2027",
            "3 Junk 2027",
            "3 tháng 13 năm 2027",
        ],
    )
    def test_what_is_no_day_is_refused(self, typed: object) -> None:
        with pytest.raises(ma.ValidationError):
            fields.Date(label=L("a", "b")).deserialize(typed)

    def test_days_are_shown_as_the_language_does(self) -> None:
        field, shown = fields.Date(label=L("a", "b")), []
        for locale in LOCALES:
            with use_locale(locale):
                shown.append(field.display("2026-11-21"))
        assert shown == ["21/11/2026", "21 Nov 2026"]
        assert [field.deserialize(text) for text in shown] == ["2026-11-21"] * 2


class TestForm:
    """What the form builder needs of a field."""

    def test_widgets_and_options(self, schema: Schema) -> None:
        widgets = {name: field.widget for name, field in schema.fields.items()}
        assert widgets["span"], widgets["wind"] == ("quantity", "range")
        assert widgets["materials"] == "choices"
        assert [slug for slug, _ in schema.fields["norms"].options()] == [
            "kite_1",
            "kite_1:A",
            "kite_1:B",
            "kite_1:C",
            "kite_2",
        ]
        assert [slug for slug, _ in schema.fields["wind"].options()] == ["breeze", "storm"]

    def test_fields_appear_where_they_make_sense(self, schema: Schema) -> None:
        assert "line" in [field.slug for field in schema.shown(["stunt_kites"])]
        assert "line" not in [field.slug for field in schema.shown(["cargo"])]
        assert [field.slug for field in schema.shown()][:2] == ["span", "materials"]

    @pytest.mark.parametrize("locale", LOCALES)
    def test_what_a_form_shows_is_read_again_as_the_same(self, schema: Schema, locale: str) -> None:
        with use_locale(locale):
            shown = {name: schema.fields[name].form_value(value) for name, value in STORED.items()}
            again = schema.load(shown)
        numbers = {name: value.get("min") if isinstance(value, dict) else value for name, value in STORED.items()}
        assert {
            name: value.get("min") if isinstance(value, dict) else value for name, value in again.items()
        } == numbers


class TestFiles:
    """One column a field; what is exported is imported as the same."""

    def test_columns(self, schema: Schema) -> None:
        column = schema.fields["materials"].columns()[0]
        assert (column.name, str(column.label)) == ("materials", "Vật liệu")

    @pytest.mark.parametrize("locale", LOCALES)
    def test_cells_are_read_again(self, schema: Schema, locale: str) -> None:
        with use_locale(locale):
            cells = {name: schema.fields[name].to_cell(value) for name, value in STORED.items()}
            assert all(isinstance(cell, str) for cell in cells.values())
            assert cells["materials"] == "silk; nylon"
            assert schema.load(cells)["materials"] == ["silk", "nylon"]
            assert schema.load(cells)["night"] is True


class TestApi:
    """The JSON schema says what a field takes."""

    def test_the_schema_has_every_field_with_label_and_tier(self, schema: Schema) -> None:
        with use_locale("en"):
            made = schema.json_schema()
        assert set(made["properties"]) == set(schema.fields)
        assert made["properties"]["span"]["title"] == "Span"
        assert made["properties"]["span"]["x-unit"] == "m"
        assert made["properties"]["weight"]["x-tier"] == "member"
        assert made["properties"]["lines"]["maximum"] == 8
        assert json.dumps(made)

    def test_whole_numbers_are_bounded(self) -> None:
        with pytest.raises(ma.ValidationError):
            fields.Integer(label=L("a", "b")).deserialize(2**63)
        with pytest.raises(ma.ValidationError):
            fields.Integer(label=L("a", "b")).deserialize("2,5")
        assert fields.Integer(label=L("a", "b"), low=-5).deserialize(-3) == -3


class TestSearch:
    """Index fields, values and facets."""

    def test_index_fields_are_named_by_sector(self, host: PluginHost) -> None:
        kinds = {field.name: field.kind for field in host.search_fields()}
        assert kinds["kites.span"] == Kind.KEYWORD
        assert kinds["kites.span.value"] == Kind.INTERVAL
        assert kinds["kites.lines.value"] == Kind.INTEGER
        assert not [name for name in kinds if name.startswith("kites.price")]
        assert all(field.dynamic for field in host.search_fields())

    def test_values_are_bands_slugs_presets_and_quarters(self, schema: Schema) -> None:
        values: dict[str, object] = {}
        for name, value in STORED.items():
            values |= schema.fields[name].index_values(value, "kites")
        assert values["kites.span"] == ["2-5", "5-"]
        assert values["kites.span.value"] == (2.5, None)
        assert values["kites.wind"] == ["breeze"]
        assert values["kites.materials"] == ["silk", "nylon"]
        assert values["kites.norms"] == ["kite_1", "kite_2"]
        assert values["kites.lines"] == ["3-"]
        assert values["kites.night"] == ["true"]
        assert values["kites.flights"] == ["2027-Q1", "2027-Q3"]
        assert "kites.price" not in values

    def test_every_value_fits_a_declared_index_field(self, host: PluginHost, schema: Schema) -> None:
        known = {field.name for field in host.search_fields()}
        for name, value in STORED.items():
            assert set(schema.fields[name].index_values(value, "kites")) <= known

    def test_buckets_have_labels_in_both_languages(self, schema: Schema) -> None:
        span = schema.fields["span"]
        assert [bucket.id for bucket in span.buckets()] == ["-1", "1-2", "2-5", "5-"]
        assert span.bucket_label("1-2") == "1 – 2\u00a0m"
        with use_locale("en"):
            assert (span.bucket_label("-1"), span.bucket_label("5-")) == ("under 1\u00a0m", "5\u00a0m and more")
            assert schema.fields["flights"].bucket_label("2027-Q1") == "Q1 2027"
            assert schema.fields["materials"].bucket_label("silk") == "Silk"
        assert span.facet_field("kites") == "kites.span"
        assert schema.fields["price"].facet_field("kites") is None

    def test_words_of_both_languages_find_a_choice(self, schema: Schema) -> None:
        assert schema.fields["materials"].search_text(["silk"]) == "Silk; Lụa; tơ tằm"

    def test_bands_hold_their_lower_bound(self) -> None:
        bands = Range(10, 20)
        assert (bands.ids(10, 10), bands.ids(9.9, 9.9), bands.ids(5, 20), bands.ids(None, None)) == (
            ["10-20"], ["-10"], ["-10", "10-20", "20-"], ["-10", "10-20", "20-"],
        )  # fmt: skip
        assert band_id(100_000, None) == "100000-"
        with pytest.raises(ValueError, match="rising"):
            Range(5, 5)

    @pytest.mark.parametrize(
        ("low", "high", "kinds"),
        [
            (-25, 5, ["frozen", "chilled"]),
            (2, 8, []),
            (1, 2, ["chilled"]),
            (-20, -20, ["frozen"]),
            (None, None, ["frozen", "chilled"]),
        ],
    )
    def test_a_range_counts_for_the_presets_it_serves(self, low, high, kinds: list[str]) -> None:
        presets = [Preset("frozen", L("a", "b"), None, -18), Preset("chilled", L("a", "b"), 0, 4)]
        field = fields.Quantity(unit="°C", label=L("a", "b"), presets=presets, facet=Terms())
        assert field.keywords({"typed": "", "min": low, "max": high}) == kinds


class TestDeclaring:
    """A wrong declaration fails where it stands."""

    @pytest.mark.parametrize(
        "wrong",
        [
            lambda: fields.Text(label=L("a", "b"), tier="secret"),
            lambda: fields.Text(label=L("a", "b"), side="left"),
            lambda: fields.Money(label=L("a", "b"), tier="public"),
            lambda: fields.Money(label=L("a", "b"), facet=Terms()),
            lambda: fields.Money(label=L("a", "b"), currencies=("XXX",)),
            lambda: fields.Quantity(unit="furlong", label=L("a", "b")),
            lambda: fields.Quantity(unit="kW", dimension="length", label=L("a", "b")),
        ],
    )
    def test_refused(self, wrong) -> None:
        with pytest.raises((ValueError, KeyError)):
            wrong()

    def test_bare_slugs_get_a_label(self) -> None:
        assert choices("fcbga") == (Choice("fcbga", L("FCBGA", "FCBGA")),)


TYPED = [value for value in FILLED.values() if isinstance(value, str)] + [
    "≥ 3",
    "khoảng 5",
    "5–8",
    "vi",
    "VND",
    "any",
    "m",
    "silk",
]
KEYS = ["typed", "min", "max", "values", "mode", "lang", "unit", "currency", "per", "x"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.sampled_from(TYPED),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_no_input_does_more_than_be_refused_and_what_is_taken_can_be_shown(dummy, data) -> None:
    host = PluginHost([dummy.DummyPlugin()], discover=False)
    schema = host.schema_for(host.sectors["kites"], "demand")
    name = data.draw(st.sampled_from(sorted(schema.fields)))
    value = data.draw(JSON)
    with use_locale(data.draw(st.sampled_from(LOCALES))):
        try:
            stored = schema.load({name: value})
        except ma.ValidationError:
            return
        field = schema.fields[name]
        for kept in stored.values():
            json.dumps(kept, allow_nan=False)
            assert field.read(kept) == kept
            assert isinstance(field.display(kept), str)
            field.index_values(kept, "kites")
            field.compare(kept, kept)
