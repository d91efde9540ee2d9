"""The four sector plugins as they are: complete, bilingual, and true to the fact sheet."""

from __future__ import annotations

import importlib

import pytest

from marketplace.i18n import L, use_locale
from marketplace.plugin_api import Sector, Tier

NAMES = ("marine", "logistics", "semiconductors", "greentech")
SECTORS: list[Sector] = [importlib.import_module(f"marketplace_{name}").SECTOR for name in NAMES]
EACH = pytest.mark.parametrize("sector", SECTORS, ids=NAMES)
BOTH_SIDES = pytest.mark.parametrize("kind", ["offer", "demand"])

# slug → (facet?, hard?, public on an offer?, public on a demand?) of a few rows whose slip would hurt most
DECISIVE = {
    "marine": {
        "bollard_pull": (True, True, True, True),
        "offhire_days": (False, False, False, False),
        "approvals": (True, True, True, True),
    },
    "logistics": {
        "throughput": (True, True, True, False),
        "host_systems": (True, False, True, False),
        "uptime": (False, False, False, False),
    },
    "semiconductors": {
        "process_node": (True, True, True, False),
        "volume": (False, False, False, False),
        "yield_pct": (False, False, False, False),
    },
    "greentech": {
        "influent_cod": (True, True, True, False),
        "opex_unit": (False, False, False, False),
        "discharge_standards": (True, True, True, True),
    },
}


def labels(sector: Sector) -> list[L]:
    found = [sector.name, sector.summary, *(entry.label for entry in sector.subcategories)]
    for field in sector.demand().declared + sector.offer().declared:
        found += [field.label, field.help, *(choice.label for choice in field.choices)]
        found += [preset.label for preset in getattr(field, "presets", ())]
    return found


@EACH
def test_everything_shown_speaks_both_languages(sector: Sector) -> None:
    assert all(isinstance(label, L) and label.en.strip() and label.vi.strip() for label in labels(sector))


@EACH
def test_a_sector_has_sixteen_parts_and_twenty_glossary_lines(sector: Sector) -> None:
    assert len(sector.subcategories) == 16
    assert len({entry.slug for entry in sector.subcategories}) == 16
    assert len(sector.glossary) == 20
    assert all(term.vi and term.en for term in sector.glossary)


@EACH
@BOTH_SIDES
@pytest.mark.parametrize("locale", ["vi", "en"])
def test_every_example_is_accepted_as_it_stands_beside_its_field(sector: Sector, kind: str, locale: str) -> None:
    with use_locale(locale):
        schema = sector.schema_class(kind)(kind=kind)
        refused = {
            field.slug: str(field.example) for field in schema.declared if not _accepts(field, str(field.example))
        }
    assert refused == {}


def _accepts(field: object, text: str) -> bool:
    from marshmallow import ValidationError

    try:
        return bool(text) and field.deserialize(text) not in (None, [], {})
    except ValidationError:
        return False


@EACH
@BOTH_SIDES
def test_fields_are_asked_only_in_parts_that_exist(sector: Sector, kind: str) -> None:
    parts = {entry.slug for entry in sector.subcategories}
    shown = {slug for field in sector.schema_class(kind)(kind=kind).declared for slug in field.show}
    assert shown <= parts


@EACH
def test_key_fields_exist_and_are_public_on_offers(sector: Sector) -> None:
    fields = sector.offer(kind="offer").fields
    assert sector.key_fields
    assert {fields[slug].tier for slug in sector.key_fields} == {Tier.PUBLIC}


@EACH
def test_prices_and_yields_are_in_no_facet(sector: Sector) -> None:
    for field in sector.offer(kind="offer").declared:
        assert field.facet is None or field.tier_for("offer").rank <= Tier.MEMBER.rank


@pytest.mark.parametrize(("name", "slug"), [(name, slug) for name, rows in DECISIVE.items() for slug in rows])
def test_rules_and_tiers_are_those_of_the_fact_sheet(name: str, slug: str) -> None:
    field = SECTORS[NAMES.index(name)].offer(kind="offer").fields[slug]
    public = tuple(field.tier_for(kind) is Tier.PUBLIC for kind in ("offer", "demand"))
    assert (field.facet is not None, field.match.hard, *public) == DECISIVE[name][slug]


def test_plugins_import_nothing_of_the_core_but_the_plugin_api() -> None:
    import ast
    from pathlib import Path

    root = Path(__file__).resolve().parents[2] / "plugins"
    for path in (file for name in NAMES for file in (root / name / f"marketplace_{name}").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            modules += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            foreign = [module for module in modules if module.split(".")[0] in ("marketplace", "search")]
            assert set(foreign) <= {"marketplace.plugin_api"}, path
