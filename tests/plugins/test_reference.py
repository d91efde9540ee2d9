"""The generated pages: every hook is documented, every documented hook exists, and the files are up to date."""

from __future__ import annotations

import ast
import re

import pytest

from marketplace import plugin_api
from marketplace.plugin_host import hookspecs, reference
from marketplace.plugin_host.dimensions import DIMENSIONS
from marketplace.plugin_host.physical import PER
from tests.support.wheels import ROOT

PAGES = {"hooks.md": reference.hooks, "units.md": reference.units}


@pytest.mark.parametrize("name", PAGES)
def test_the_file_is_what_the_code_says(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"


def test_each_hook_is_documented_and_each_documented_hook_exists() -> None:
    page = (ROOT / "docs" / "hooks.md").read_text(encoding="utf-8")
    hooks = [name for name, found in vars(hookspecs).items() if hasattr(found, "marketplace_spec")]
    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == hooks
    assert re.findall(r"^def (\w+)\(", page, re.MULTILINE) == hooks
    assert re.findall(r"\]\(#(\w+)\)", page) == hooks


@pytest.mark.parametrize("hook", reference.specs())
def test_its_example_is_python(hook: str) -> None:
    blocks = re.findall(r"```python\n(.+?)\n```", reference.hook(hook, reference.specs()[hook]), re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        ast.parse(f"def example():\n    {block}")


def test_every_place_for_a_panel_is_documented() -> None:
    views = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "marketplace").rglob("views/*.py"))
    places = set(re.findall(r'\.panels\("([\w.]+)"', views))
    assert places
    assert set(re.findall(r'"([\w.]+)"', hookspecs.page_panels.__doc__.partition(":param context")[0])) == places


def test_the_dimension_that_it_shows_can_be_declared() -> None:
    code = re.search(r"`(Dimension\(.+\))`", reference.units())[1]
    made = eval(code, {"Dimension": plugin_api.Dimension, "Unit": plugin_api.Unit, "L": plugin_api.L})
    field = plugin_api.fields.Quantity(unit="NTU", dimension=made, label=made.label)
    assert field.deserialize("≤ 4 FTU")["max"] == 4


def test_every_unit_is_listed() -> None:
    page = reference.units()
    assert all(f"| `{name}` |" in page for name in DIMENSIONS)
    assert "**kn** (hải lý/giờ" in page


@pytest.mark.parametrize("unit", [unit for each in DIMENSIONS.values() for unit in each.units], ids=lambda u: u.symbol)
def test_what_is_told_of_a_unit_is_what_may_be_typed(unit: plugin_api.Unit) -> None:
    names, things, periods = reference.told(unit)
    combined = {f"{thing}{word}{period}" for thing in things for word in PER for period in periods}
    assert {*names, *combined} | {unit.symbol} == {*unit.names, unit.vi or unit.symbol, unit.symbol}


def test_the_page_on_units_can_be_read() -> None:
    assert max(map(len, reference.units().splitlines())) < 1500
