from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.errors import Invalid
from marketplace.i18n import LOCALES, use_locale
from marketplace.listings import fields, schemas
from marketplace.listings.document import COLUMNS, WORDS, empty
from marketplace.plugin_host.declarations import KINDS
from marketplace.plugin_host.manager import PluginHost
from tests.listings.conftest import Market
from tests.listings.sector import Plugin

SMALL = SimpleNamespace(plugins=PluginHost([Plugin()], discover=False))
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def load(market: Market, name: str, value: object, kind: str = "offer") -> object:
    return schemas.validate({name: value}, kind, market)[name]


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_has_words_in_both_languages_and_a_place_in_the_form(kind: str, market: Market) -> None:
    for name, field in fields.declared(kind, None, market).items():
        for locale in LOCALES:
            with use_locale(locale):
                assert str(field.label)
                assert str(field.help)
                assert str(field.example) or field.widget == "boolean"
                assert field.json_schema()["title"] == str(field.label)
        assert sum(name in step.words + step.facts for step in fields.STEPS) == 1
    assert {*fields.words(kind), *fields.core(kind)} <= {*COLUMNS, *WORDS}


@given(data=st.dictionaries(st.sampled_from([*COLUMNS, "texts", "attrs", "tiers", "x"]), JUNK, max_size=6))
def test_junk_is_refused_by_name_or_read_never_crashed_on(data: dict[str, object]) -> None:
    try:
        loaded = schemas.validate(data, "offer", SMALL)  # type: ignore[arg-type]
    except Invalid:
        return
    assert set(loaded) <= set(data)


@pytest.mark.parametrize("name", sorted({*COLUMNS} - {"kind"}))
def test_a_blank_value_means_not_stated(name: str, market: Market) -> None:
    for blank in (None, "", "  "):
        assert load(market, name, blank) == empty(name)


@pytest.mark.parametrize(
    ("name", "typed", "stored"),
    [
        ("trl", "7", 7),
        ("trl", "TRL 7", 7),
        ("province", "Hải Dương", "31"),
        ("province", "hai phong", "31"),
        ("country", "Việt Nam", "VN"),
        ("country", "vn", "VN"),
        ("partnership_types", "licence;rd_cooperation;licence", ["licence", "rd_cooperation"]),
        ("sdg", [14, "9"], ["14", "9"]),
        ("anonymous", "có", True),
        ("valid_until", "31/12/2026", "2026-12-31"),
    ],
)
def test_what_people_type_is_understood(name: str, typed: object, stored: object, market: Market) -> None:
    assert load(market, name, typed) == stored


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("trl", 0),
        ("trl", 2**63),
        ("trl", float("nan")),
        ("trl", True),
        ("country", "Atlantis"),
        ("valid_until", "31/02/2027"),
        ("sdg", ["18"]),
        ("languages", {"vi": 1}),
        ("anonymous", "maybe"),
        ("partnership_types", [["licence"]]),
    ],
)
def test_what_cannot_be_meant_is_refused(name: str, typed: object, market: Market) -> None:
    with pytest.raises(Invalid) as refused:
        load(market, name, typed)
    assert set(refused.value.messages) == {name}


def test_keywords_are_kept_once_in_their_order_and_limited(market: Market) -> None:
    words = schemas.validate({"texts": {"vi": {"keywords": "pin, tàu lai; Pin,,  cảng "}}}, "offer", market)
    assert words["texts"]["vi"]["keywords"] == ["pin", "tàu lai", "cảng"]
    with pytest.raises(Invalid):
        schemas.validate({"texts": {"vi": {"keywords": [str(n) for n in range(11)]}}}, "offer", market)


def test_the_longest_summary_is_counted_as_readers_count(market: Market) -> None:
    flags = "🇻🇳" * 500
    assert schemas.validate({"texts": {"en": {"summary": flags}}}, "offer", market)["texts"]["en"]["summary"] == flags
    with use_locale("en"), pytest.raises(Invalid) as refused:
        schemas.validate({"texts": {"en": {"summary": flags + "ab"}}}, "offer", market)
    assert refused.value.messages == {"texts.en.summary": ["At most 500 characters; this is 2 too long."]}


def test_who_needs_something_gets_examples_of_needs() -> None:
    offered, wanted = fields.words("offer"), fields.words("demand")
    for name in ("title", "summary", "description", "partner_role"):
        assert str(offered[name].example) != str(wanted[name].example)
