"""The conformance kit: every plugin here passes it, and a plugin with a fault of each kind fails where it should."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.plugins.conftest import DUMMY
from tests.support.wheels import ROOT, install, python

SECTORS = sorted(path.parent.name for path in (ROOT / "plugins").glob("*/pyproject.toml"))
KIT = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=line", "-rf")

BROKEN = """
from pathlib import Path

from flask import Blueprint
from sqlalchemy import text

from marketplace.db import db
from marketplace.plugin_api import L, Range, Schema, Sector, Subcategory, at_least, fields, hookimpl

requires_api = ">=1,<2"
pages = Blueprint("broken", __name__, url_prefix="/broken")


@pages.get("/")
def index():
    raise RuntimeError("kaput")


class Facts(Schema):
    load = fields.Quantity(
        unit="t", dimension="mass", high=10, label=L("Load", ""), facet=Range(5, 20), match=at_least(), example="≥ 2 t"
    )
    deck = fields.Text(label=L("Deck", "Boong"), example=L("12345", "12345"), length=4)


SECTOR = Sector(
    slug="broken", name=L("Broken", "Hỏng"), icon="unicorn", summary=L("Broken", "Hỏng"),
    subcategories=[Subcategory("all", L("All", "Tất cả"))], offer=Facts, demand=Facts,
)


@hookimpl
def register_sectors():
    return [SECTOR]


@hookimpl
def register_blueprints():
    return [pages]


@hookimpl
def register_migrations():
    return Path(__file__).parent / "versions"


@hookimpl
def menu_items():
    db.session().execute(text("SELECT 1"))
    return []
"""
MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "b1", None


def upgrade():
    op.create_table("broken_things", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    pass
"""
PROJECT = """
[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"
[project]
name = "marketplace-broken"
version = "0.1"
[project.entry-points."marketplace.plugins"]
broken = "marketplace_broken"
[tool.setuptools]
packages = ["marketplace_broken", "marketplace_broken.versions"]
"""


@pytest.mark.parametrize("name", SECTORS)
def test_a_sector_plugin_conforms(name: str, tmp_path: Path) -> None:
    done = python(tmp_path, *KIT, "--marketplace-plugin", name)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"1[0-9] passed", done.stdout)


def test_the_dummy_with_every_hook_conforms(tmp_path: Path) -> None:
    site = install(DUMMY, tmp_path / "dummy")
    done = python(tmp_path, *KIT, "--marketplace-plugin", "dummy", site=site)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "skipped" not in done.stdout


@pytest.fixture(scope="module")
def verdict(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the kit says of a plugin that does everything wrong."""
    folder = tmp_path_factory.mktemp("broken")
    versions = folder / "project" / "marketplace_broken" / "versions"
    versions.mkdir(parents=True)
    (versions / "b1_things.py").write_text(MIGRATION)
    (versions.parent / "__init__.py").write_text(BROKEN)
    (folder / "project" / "pyproject.toml").write_text(PROJECT)
    site = install(folder / "project", folder / "installed")
    done = python(folder, *KIT, "--marketplace-plugin", "broken", site=site)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ("test_every_label_is_in_both_languages", "lacks a language"),
        ("test_sectors_and_choices_are_sound", "unicorn"),
        ("test_facets_and_match_rules_fit", "bound 20"),
        ("test_every_example_can_be_typed", "At most 4 characters"),
        ("test_it_imports_nothing_of_the_marketplace", "marketplace.db"),
        ("test_each_migration_can_be_undone", "undoing b1 leaves something behind"),
    ],
)
def test_a_fault_of_each_kind_is_found(verdict: str, test: str, words: str) -> None:
    assert [line for line in verdict.splitlines() if line.startswith("FAILED") and test in line], verdict
    assert words in verdict


def test_each_fault_has_its_line_and_what_builds_on_them_is_left_out(verdict: str) -> None:
    lines = verdict.splitlines()
    assert "sector broken: load: no value reaches beyond its facet's bound 20" in lines
    assert len([line for line in lines if line.startswith("sector broken: deck: its example")]) == 2  # languages
    assert re.search(r"SKIPPED \[\d\].*: not tried before what it declares is sound: 5 fault", verdict)
    assert not re.search(r"FAILED .*test_(its_listings|the_site|the_form|it_costs)", verdict)
    assert len(lines) < 60


@pytest.mark.parametrize(
    ("slip", "words"),
    [
        ("from marketplace.plugin_api import Schemata", "load: ImportError: cannot import name 'Schemata'"),
        ("1 / 0", "load: ZeroDivisionError: division by zero (__init__.py, line 1)"),
        ("def (", "load: SyntaxError"),
        ("requires_api = '>=9'", "version: ValueError: it needs plugin API >=9"),
    ],
)
def test_a_plugin_that_cannot_be_loaded_is_refused_in_one_line(tmp_path: Path, slip: str, words: str) -> None:
    package = tmp_path / "site" / "marketplace_slip"
    (tmp_path / "site" / "marketplace_slip-0.1.dist-info").mkdir(parents=True)
    package.mkdir()
    (package / "__init__.py").write_text(slip)
    (tmp_path / "site" / "marketplace_slip-0.1.dist-info" / "METADATA").write_text(
        "Name: marketplace-slip\nVersion: 0.1\n"
    )
    entry = "[marketplace.plugins]\nslip = marketplace_slip\n"
    (tmp_path / "site" / "marketplace_slip-0.1.dist-info" / "entry_points.txt").write_text(entry)
    (tmp_path / "test_slip.py").write_text("import marketplace_slip\n")
    done = python(tmp_path, *KIT, "test_slip.py", "--marketplace-plugin", "slip", site=tmp_path / "site")
    assert done.returncode == 4
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("ERROR: the plugin 'slip' can't be used: ")
    assert words in line


def test_a_page_that_breaks_and_a_menu_that_asks_the_database_are_found_out(tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "marketplace_broken").mkdir(parents=True)
    (project / "pyproject.toml").write_text(PROJECT.replace(', "marketplace_broken.versions"', ""))
    chatty = BROKEN[: BROKEN.index("class Facts")] + BROKEN[BROKEN.index("@hookimpl\ndef register_blue") :]
    chatty = chatty.replace('Path(__file__).parent / "versions"', "Path(__file__).parent")
    (project / "marketplace_broken" / "__init__.py").write_text(chatty)
    done = python(tmp_path, *KIT, "--marketplace-plugin", "broken", site=install(project, tmp_path / "installed"))
    assert "test_it_costs_no_statement_at_start_and_on_other_pages" in done.stdout
    assert "1 more" in done.stdout
    assert "/vi/broken/: 500" in done.stdout


def test_a_plugin_that_is_not_installed_is_named_in_one_line(tmp_path: Path) -> None:
    done = python(tmp_path, *KIT, "--marketplace-plugin", "ghost")
    assert done.returncode == 4
    assert "no plugin called 'ghost' is installed; there are: greentech, logistics" in done.stderr


def test_without_the_option_the_kit_stays_away(tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text("def test_mine():\n    pass\n")
    assert "1 passed" in python(tmp_path, *KIT).stdout
    both = python(tmp_path, *KIT, "test_mine.py", "--collect-only", "--marketplace-plugin", "marine").stdout
    assert "test_mine.py::test_mine" in both
    assert "test_its_own_pages_answer[marine]" in both
