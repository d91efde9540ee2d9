"""A new sector is a folder of 40 lines. Built as a wheel and installed, it has every surface with no other change."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.wheels import install

ROOT = Path(__file__).parents[2]
PROJECT = """
[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"
[project]
name = "marketplace-beekeeping"
version = "0.1"
[project.entry-points."marketplace.plugins"]
beekeeping = "marketplace_beekeeping"
[tool.setuptools]
packages = ["marketplace_beekeeping"]
"""
SECTOR = '''
"""Beekeeping as a sector of the technology exchange."""

from marketplace.plugin_api import L, Range, Schema, Sector, Subcategory, Term, Terms
from marketplace.plugin_api import at_least, choices, contains_all, fields, hookimpl

requires_api = ">=1,<2"
BEES = choices(("cerana", "Eastern honey bee", "Ong nội"), ("mellifera", "Western honey bee", "Ong ngoại"))


class Hives(Schema):
    bees = fields.Choices(BEES, label=L("Bees", "Loài ong"), facet=Terms(), match=contains_all(hard=True), first=True)
    honey = fields.Quantity(
        unit="kg", dimension="mass", low=0, high=1_000_000, label=L("Honey per year", "Mật mỗi năm"),
        facet=Range(100, 1000), match=at_least(), example=L("≥ 1.5 t", "≥ 1,5 tấn"),
    )


SECTOR = Sector(
    slug="beekeeping",
    name=L("Beekeeping", "Nuôi ong"),
    icon="leaf",
    summary=L("Hives, honey and pollination", "Tổ ong, mật và thụ phấn"),
    subcategories=[Subcategory("hives", L("Hives", "Tổ ong")), Subcategory("honey", L("Honey", "Mật ong"))],
    offer=Hives,
    demand=Hives,
    glossary=[Term(vi=("ong",), en=("bee",))],
    key_fields=("bees", "honey"),
)


@hookimpl
def register_sectors():
    return [SECTOR]
'''
PROBE = """
import json
from marketplace.i18n import use_locale
from marketplace.plugin_host.manager import PluginHost

host = PluginHost()
status = next(status for status in host.statuses() if status.name == "beekeeping")
schema = host.schema("beekeeping", "offer")
field = schema.fields["honey"]
with use_locale("vi"):
    stored = schema.load({"bees": "Ong nội", "honey": "1,5 tấn"})
print(json.dumps({
    "state": status.state, "distribution": status.distribution, "problems": host.check("beekeeping"),
    "stored": stored,
    "form": [(entry.slug, entry.widget, entry.label.vi) for entry in schema.shown()],
    "api": sorted(schema.json_schema()["properties"]),
    "facet": [bucket.label.en for bucket in field.buckets()],
    "columns": [column.name for entry in schema.declared for column in entry.columns()],
    "index": [entry.name for entry in host.search_fields() if entry.name.startswith("beekeeping.")],
    "values": field.index_values(stored["honey"], "beekeeping"),
    "match": field.compare(stored["honey"], schema.load({"honey": "2 t"})["honey"]).amount,
    "words": [term.en for term in host.glossary if "ong" in term.vi],
}))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the new sector's wheel and install it into a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    package = folder / "beekeeping" / "marketplace_beekeeping"
    package.mkdir(parents=True)
    (package.parent / "pyproject.toml").write_text(PROJECT)
    (package / "__init__.py").write_text(SECTOR)
    return install(package.parent, folder / "installed")


@pytest.fixture(scope="module")
def surfaces(installed: Path) -> dict:
    """Return what a fresh process sees of the sector, with nothing but the wheel's folder added to its path."""
    path = os.pathsep.join([str(installed), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-c", PROBE],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_sector_is_about_forty_lines() -> None:
    assert len(SECTOR.strip().splitlines()) <= 45


def test_it_is_discovered_active_and_conforms(surfaces: dict) -> None:
    assert (surfaces["state"], surfaces["distribution"]) == ("active", "marketplace-beekeeping 0.1")
    assert surfaces["problems"] == []


def test_it_has_validation_form_api_and_import_column(surfaces: dict) -> None:
    assert surfaces["stored"]["bees"] == ["cerana"]
    assert surfaces["stored"]["honey"]["min"] == 1500
    assert surfaces["form"] == [["bees", "choices", "Loài ong"], ["honey", "quantity", "Mật mỗi năm"]]
    assert surfaces["api"] == surfaces["columns"] == ["bees", "honey"]


def test_it_has_facet_search_and_match(surfaces: dict) -> None:
    assert surfaces["facet"] == ["under 100\u00a0kg", "100 – 1,000\u00a0kg", "1,000\u00a0kg and more"]
    assert surfaces["index"] == ["beekeeping.bees", "beekeeping.honey", "beekeeping.honey.value"]
    assert surfaces["values"] == {"beekeeping.honey": ["1000-"], "beekeeping.honey.value": [1500, 1500]}
    assert surfaces["match"] == 500
    assert surfaces["words"] == [["bee"]]


def test_a_site_with_the_wheel_has_it_everywhere(installed: Path, tmp_path: Path) -> None:
    """Form, import, search with facet, range and both languages, API and export: with no other change."""
    environ = {"MARKETPLACE_DATA_DIR": str(tmp_path / "data"), "MARKETPLACE_LOG_LEVEL": "error"}
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("wheel_site.py")), str(tmp_path)],
        env={**os.environ, **environ, "PYTHONPATH": os.pathsep.join([str(installed), str(ROOT)])},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr

    assert json.loads(done.stdout.splitlines()[-1]) == {
        "form": ["Loài ong", "Ong nội", "Mật mỗi năm"],
        "form error": [422, True],
        "import": [["1", "1"]],
        "search": True,
        "facet": ["Loài ong", "Mật mỗi năm", "1.000"],
        "expansion": True,
        "out of range": False,
        "api": [200, True],
        "api search": [200, 1],
        "export": True,
    }
