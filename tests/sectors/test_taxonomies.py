"""The core classifications: complete, bilingual, and kind to how people type codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.i18n import use_locale
from marketplace.taxonomies import (
    CORE,
    PLAUSIBLE_TRL,
    Taxonomy,
    core_taxonomies,
    plausible,
    taxonomy,
)

ALL = pytest.mark.parametrize("item", core_taxonomies(), ids=lambda item: item.slug)


@ALL
def test_every_entry_is_named_in_both_languages_under_a_unique_code(item: Taxonomy) -> None:
    codes = [entry.code for entry in item]
    assert len(codes) == len(set(codes))
    assert all(entry.label.en.strip() and entry.label.vi.strip() for entry in item)


@ALL
def test_every_parent_is_listed_and_paths_end_at_the_code(item: Taxonomy) -> None:
    for entry in item:
        assert entry.parent is None or item.lookup(entry.parent)
        assert item.path(entry.code)[-1] == entry.code


@ALL
def test_every_code_is_found_by_its_own_text_and_name(item: Taxonomy) -> None:
    for entry in item:
        assert item.clean(entry.code) == entry.code
        assert entry in item.search(entry.label.vi, limit=50)


@pytest.mark.parametrize(
    ("slug", "size"),
    [("trl", 9), ("sdg", 17), ("province", 34), ("zone", 18), ("stage", 5), ("ip_kinds", 9), ("partnership_types", 12)],
)
def test_sizes_are_those_of_the_sources(slug: str, size: int) -> None:
    assert len(taxonomy(slug).entries) == size


def test_vietnam_has_six_research_fields_with_46_groups() -> None:
    fields = taxonomy("vn_fields")
    assert len(fields.children()) == 6
    assert sum(len(fields.children(field.code)) for field in fields.children()) == 46


@pytest.mark.parametrize("slug", ["vsic", "nace"])
def test_industries_have_22_sections_and_accept_87_divisions(slug: str) -> None:
    industry = taxonomy(slug)
    assert [entry.code for entry in industry.children()] == list("ABCDEFGHIJKLMNOPQRSTUV")
    assert sum(letter.code + f"{n:02}" in industry for letter in industry.children() for n in range(1, 100)) == 87


@pytest.mark.parametrize(
    ("slug", "typed", "code"),
    [
        ("ipc", "c02f1/00", "C02F 1/00"),
        ("ipc", "C02F 1/461", "C02F 1/461"),
        ("ipc", "h10", "H10"),
        ("ipc", "Z99", None),
        ("vsic", "3011", "C3011"),
        ("vsic", "30.11", "C3011"),
        ("vsic", "c30", "C30"),
        ("vsic", "J62", None),  # IT is section K since 2025
        ("nace", "62.01", "K6201"),
        ("vn_fields", "20203", "20203"),
        ("vn_fields", "99999", None),
        ("province", "hai phong", "31"),
        ("province", "Hải Dương", "31"),
        ("province", "BINH DUONG", "79"),
        ("country", "viet nam", "VN"),
        ("country", "vietnam", "VN"),
        ("trl", "TRL 7", "7"),
        ("stage", "đang phát triển", "developing"),
    ],
)
def test_typed_codes_and_names_are_understood(slug: str, typed: str, code: str | None) -> None:
    assert taxonomy(slug).clean(typed) == code


def test_an_unlisted_code_shows_the_class_above_it() -> None:
    with use_locale("en"):
        assert taxonomy("ipc").label("C02F 1/461") == "C02F 1/461 (Treatment of water and sewage)"
    assert taxonomy("ipc").path("C02F 1/461") == ("C", "C02F", "C02F 1/461")


def test_old_province_names_find_the_new_province_without_diacritics() -> None:
    assert [entry.label.vi for entry in taxonomy("province").search("quang nam")] == ["Đà Nẵng"]


def test_stage_and_trl_are_compared_as_a_hint() -> None:
    assert all(plausible(*pair) for pair in (("on_market", 9), ("on_market", None), (None, 1)))
    assert not plausible("concept", 8)
    assert set(PLAUSIBLE_TRL) == {entry.code for entry in taxonomy("stage")}


@given(text=st.text(max_size=60), slug=st.sampled_from(sorted(CORE)))
def test_no_text_breaks_a_look_up_and_what_is_cleaned_is_accepted(text: str, slug: str) -> None:
    item = taxonomy(slug)
    item.search(text)
    item.label(text)
    code = item.clean(text)
    assert code is None or code in item


def test_a_listed_class_is_no_part_of_one_whose_code_it_begins_with() -> None:
    assert taxonomy("sdg").path("14") == ("14",)
    assert taxonomy("partnership_types").path("commercial_ta") == ("commercial_ta",)
