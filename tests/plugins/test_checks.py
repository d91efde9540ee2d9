"""`plugins check`: each fault of a declaration is named."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from marketplace.i18n import use_locale
from marketplace.plugin_api import (
    Choice,
    L,
    Range,
    Schema,
    Sector,
    Subcategory,
    Term,
    Terms,
    at_least,
    at_most,
    contains_all,
    fields,
    hookimpl,
    ordered,
    overlaps,
)
from marketplace.plugin_host.checks import imports
from marketplace.plugin_host.manager import PluginHost

AB = L("a", "b")


def metres(**facts: Any) -> fields.Quantity:
    """Return a length."""
    return fields.Quantity(unit="m", dimension="length", label=AB, **facts)


def check(field: fields.Field | None = None, icons: frozenset[str] | None = None, **changes: object) -> list[str]:
    """Check a sector with this one field."""
    schema = type("Things", (Schema,), {"thing": field or fields.Text(label=AB)})
    given = {"name": AB, "icon": "leaf", "summary": AB, "subcategories": [Subcategory("all_things", AB)]}
    sector = Sector(slug="things", **(given | {"offer": schema, "demand": schema} | changes))
    plugin = type(
        "P", (), {"name": "p", "requires_api": ">=1,<2", "register_sectors": hookimpl(lambda self: [sector])}
    )()
    host = PluginHost([plugin], discover=False, strict=True)
    with use_locale("en"):
        return [problem for problem in host.check("p", icons) if ".py:" not in problem]


def test_a_sound_sector_has_no_problems() -> None:
    assert check() == []


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (fields.Text(label=L("a", "")), "lacks a language"),
        (fields.Text(label="plain"), "not a label in two languages"),
        (fields.Choice([("x", "X", " ")], label=AB), "lacks a language"),
        (fields.Choice([("x", "X", "X"), ("x", "Y", "Y")], label=AB), "listed twice"),
        (fields.Choice([Choice("x", AB, members=("y",))], label=AB), "no choice"),
        (fields.Text(label=AB, show=("marine",)), "fits no subcategory"),
        (fields.Text(label=AB, facet=Range(1)), "needs a number"),
        (metres(facet=Terms()), "needs presets"),
        (fields.Quantity(unit="t", label=AB), "was taken as force: write dimension= and one of force, mass"),
        (fields.Text(label=AB, match=at_least()), "needs a number or a date"),
        (fields.Text(label=AB, match=overlaps()), "needs a set or a number"),
        (fields.Text(label=AB, match=contains_all()), "needs choices"),
        (fields.Choice(["x"], label=AB, match=ordered()), "needs fields.Ordered"),
        (metres(example="ten metres"), "is refused"),
        (metres(match=at_least(), side="offer"), "only one side"),
        (metres(high=10, facet=Range(5, 20)), "beyond its facet's bound 20"),
        (metres(facet=Range(1), tier="member"), "stays empty"),
        (metres(example=L("1,200 m", "1,200 m")), "means one thing in Vietnamese"),
    ],
)
def test_a_fault_of_a_field_is_named(field: fields.Field, words: str) -> None:
    assert [problem for problem in check(field) if words in problem]


@pytest.mark.parametrize(
    ("demand", "words"),
    [
        (fields.Quantity(unit="kg", label=AB, match=at_least()), "one unit in offers"),
        (metres(match=at_most()), "one match rule in offers"),
        (metres(match=at_least(), facet=Range(1)), "one facet in offers"),
        (fields.Integer(unit="m", label=AB, match=at_least()), "one type in offers"),
        (None, "only one side has the field"),
    ],
)
def test_offers_and_demands_that_speak_other_terms_are_named(demand: fields.Field | None, words: str) -> None:
    wanted = type("Wanted", (Schema,), {"thing": demand} if demand else {})
    (problem,) = check(metres(match=at_least()), demand=wanted)
    assert problem.startswith("sector things: thing has ")
    assert words in problem


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": L("Things", "")}, "lacks a language"),
        ({"sdg": (18,)}, "18"),
        ({"subcategories": []}, "no subcategories"),
        ({"glossary": [Term(vi=(), en=("thing",))]}, "glossary"),
    ],
)
def test_a_fault_of_a_sector_is_named(changes: dict, words: str) -> None:
    assert [problem for problem in check(**changes) if words in problem]


def test_a_glossary_term_of_bare_strings_is_named() -> None:
    (problem,) = check(glossary=[Term(vi="độ mặn", en="salinity")])
    assert "has tuples of names: write ('độ mặn',) in Term(" in problem


def test_a_subcategory_listed_twice_is_named() -> None:
    assert check(subcategories=[Subcategory("a", AB), Subcategory("b", AB), Subcategory("a", AB)]) == [
        "sector things: subcategory 'a' is listed 2 times"
    ]


def test_a_fault_that_both_sides_share_is_told_once_and_one_of_a_side_names_it() -> None:
    assert check(fields.Text(label=L("a", ""))) == ["sector things: thing: 'a' / '' lacks a language"]
    other = type("Wanted", (Schema,), {"thing": fields.Text(label=L("a", ""))})
    assert [problem.split(": ")[1] for problem in check(demand=other)] == ["demand thing"]


def test_an_icon_that_the_site_lacks_is_named() -> None:
    assert check(icons=frozenset({"ship"})) == ["sector things: there is no icon 'leaf'"]
    assert check(icons=frozenset({"leaf"})) == []


def test_imports_past_the_api_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "marketplace_nosy"
    package.mkdir()
    lines = [
        "from marketplace.plugin_api import L",
        "from marketplace import plugin_api",
        "import marketplace.db",
        "from search.query import Query",
    ]
    (package / "__init__.py").write_text("\n".join(lines))
    monkeypatch.syspath_prepend(tmp_path)
    found = imports("marketplace_nosy.sub")
    assert [problem.partition(":")[2][:1] for problem in found] == ["3", "4"]
    assert "marketplace.db" in found[0]


def test_the_dummy_conforms(host: PluginHost) -> None:
    assert host.check("dummy") == []


def test_the_sector_plugins_of_this_repository_conform(monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(__file__).parents[2] / "plugins"
    names = ("marine", "logistics", "semiconductors", "greentech")
    for name in names:
        monkeypatch.syspath_prepend(root / name)
    found = [__import__(f"marketplace_{name}").plugin for name in names]
    host = PluginHost(found, discover=False, strict=True)
    assert {name: host.check(name) for name in host.names} == {name: [] for name in host.names}
    assert "marketplace_marine" in sys.modules
