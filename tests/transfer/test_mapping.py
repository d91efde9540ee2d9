"""Columns find their fields by the names people give them, and options correct what was guessed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from marketplace.listings.transfer import mapping
from marketplace.listings.transfer.derive import first_keywords, first_sentences
from marketplace.listings.transfer.records import FileError, Record


def decide(market: Any, names: list[str], cells: list[str] | None = None, **wishes: Any) -> mapping.ColumnMap:
    constants = {"kind": "offer"} | wishes.pop("constants", {})
    sample = [Record(2, dict(zip(names, cells or [""] * len(names), strict=True)))]
    return mapping.decide(names, sample, mapping.Wishes(constants=constants, **wishes), market)


@pytest.mark.parametrize(
    ("column", "target"),
    [
        ("title", "texts.vi.title"),
        ("Tên công nghệ", "texts.vi.title"),
        ("name", "texts.vi.title"),
        ("texts.en.title", "texts.en.title"),
        ("title_en", "texts.en.title"),
        ("Title (en)", "texts.en.title"),
        ("Tiêu đề VI", "texts.vi.title"),
        ("abstract", "texts.vi.description"),
        ("Mô tả", "texts.vi.description"),
        ("MO TA", "texts.vi.description"),
        ("từ khóa", "texts.vi.keywords"),
        ("tags", "texts.vi.keywords"),
        ("org", "organisation"),
        ("Đơn vị", "organisation"),
        ("id", "source_id"),
        ("TRL", "trl"),
        ("Quốc gia", "country"),
        ("subcategory", "subcategories"),
        ("Subcategories", "subcategories"),
        ("Tiểu ngành", "subcategories"),
        ("Phân ngành", "subcategories"),
        ("Chuyên ngành", "subcategories"),
        ("attrs.power", "attrs.power"),
        ("power", "attrs.power"),
    ],
)
def test_a_column_is_understood(market: Any, column: str, target: str) -> None:
    found = decide(market, [column], lang="vi", constants={"sector": "marine"})
    assert found.columns == {column: target}
    assert found.guessed == {column}


def test_every_column_of_every_field_finds_its_field(market: Any) -> None:
    from marketplace.listings import fields

    for sector in market.plugins.sectors:
        for kind in ("offer", "demand"):
            for name, item in fields.declared(kind, sector, market).items():
                for column in item.columns():
                    given = f"attrs.{column.name}" if name.startswith("attrs.") else column.name
                    found = decide(market, [given], lang="en", constants={"kind": kind, "sector": sector})
                    assert found.columns[given].removeprefix("texts.en.") == name


def test_the_surest_name_wins_and_the_other_column_is_listed_as_unmapped(market: Any) -> None:
    found = decide(market, ["text", "description", "colour"], lang="en")
    assert found.columns == {"description": "texts.en.description"}
    assert found.unmapped == ("text", "colour")


def test_options_correct_the_guess(market: Any) -> None:
    found = decide(market, ["text", "name"], lang="en", columns={"text": "summary"}, ignored=frozenset({"name"}))
    assert found.columns == {"text": "texts.en.summary"}
    assert found.unmapped == ()
    assert not found.guessed


def test_the_language_of_texts_is_guessed_from_them(market: Any) -> None:
    assert decide(market, ["title"], ["Xử lý nước thải bằng màng lọc"]).lang == "vi"
    assert decide(market, ["title"], ["Treatment of waste water by membranes"]).lang == "en"


def test_constants_stand_where_a_row_states_nothing(market: Any) -> None:
    found = decide(market, ["title", "country"], lang="en", columns={"country": "country"}, constants={"country": "VN"})
    assert found.values(Record(2, {"title": "A", "country": ""}))["country"] == "VN"
    assert found.values(Record(3, {"title": "A", "country": "JP"}))["country"] == "JP"


@pytest.mark.parametrize(
    "wishes",
    [
        {"columns": {"nothing": "title"}},
        {"columns": {"title": "no such field"}},
        {"constants": {"sector": "astrology"}},
        {"constants": {"kind": "gift"}},
        {"constants": {"colour": "red"}},
        {"derived": {"summary": "eval(title)"}},
        {"derived": {"summary": "first_sentences(nothing)"}},
        {"columns": {"title": "title", "text": "title"}},
        {"lang": "xx"},
    ],
)
def test_a_mapping_that_cannot_be_is_refused_by_name(market: Any, wishes: dict[str, Any]) -> None:
    with pytest.raises(FileError):
        decide(market, ["title", "text"], **({"lang": "en"} | wishes))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("sumary", "Did you mean: summary"),
        ("sub_category", "Did you mean: subcategories"),
        ("powr", "Did you mean: attrs.power"),
        ("nothing", "There are: title, summary, "),
    ],
)
def test_a_field_that_is_not_there_is_refused_with_those_that_are(market: Any, name: str, words: str) -> None:
    with pytest.raises(FileError) as refused:
        decide(market, ["title"], lang="en", constants={"sector": "marine"}, columns={"title": name})
    assert f"There is no field “{name}” for these listings. {words}" in str(refused.value)


def test_a_mapping_file_is_read_and_options_go_over_it(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text(
        'source="nasa"\nlang="en"\nignore=["x"]\n[columns]\na="title"\n[set]\nkind="offer"\ncountry="US"\n', "utf-8"
    )
    wishes, others = mapping.load(path)
    joined = mapping.Wishes(constants={"country": "VN"}).over(wishes)
    assert others == {"source": "nasa"}
    assert joined.constants == {"kind": "offer", "country": "VN"}
    assert joined.columns == {"a": "title"}
    for wrong in ("[columns\n", "colour = 1", "columns = 5"):
        path.write_text(wrong, "utf-8")
        with pytest.raises(FileError):
            mapping.load(path)


def test_derived_summaries_end_with_a_sentence_and_fit() -> None:
    text = "One sentence. " * 80
    short = first_sentences(text, 500)
    assert short.endswith("sentence.")
    assert 400 < len(short) <= 500
    endless = first_sentences("word " * 400, 500)
    assert endless.endswith("…")
    assert len(endless) <= 500
    assert len(first_sentences("x" * 2000, 500)) <= 500
    assert first_sentences(None, 500) == ""
    assert first_keywords("a, b; A, " + "z" * 80, 500) == ["A", "b"]
