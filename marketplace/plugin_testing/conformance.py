"""The kit: what any plugin must pass. `pytest --marketplace-plugin NAME` runs it for an installed plugin.

Each plugin is looked at alone, on a site of its own with SQLite: the other installed plugins are left out.
"""

from __future__ import annotations

from html import escape

import marshmallow as ma
import pytest
from flask import Flask
from sqlalchemy import Engine, inspect

from marketplace import migrate
from marketplace.app import create_app
from marketplace.cli.plugins import icons
from marketplace.config import Settings
from marketplace.database import open_engine
from marketplace.db import db
from marketplace.discovery.reindex import driver
from marketplace.i18n import LOCALES, use_locale
from marketplace.listings.models import Listing
from marketplace.plugin_host import checks
from marketplace.plugin_host.contributions import Contributions
from marketplace.plugin_host.declarations import KINDS
from marketplace.plugin_testing.site import TITLES, Made, PluginSite, example_attrs, statements

OTHERS = ("/vi/", "/en/search", "/en/search?q=technology", "/api/v1/search?q=technology", "/vi/listings/new")
PANELS = 1  # statements that a listing of its own sector may cost more: a panel over a table of the plugin's


needs_sound_declarations = pytest.mark.usefixtures("sound")


def none(faults: list[str]) -> None:
    """Fail with every fault on a line of its own."""
    if faults:
        pytest.fail("\n".join(["", *faults]), pytrace=False)


@pytest.fixture(scope="session")
def sound(plugin_given: Contributions) -> None:
    """Skip what builds on sound declarations: one slip there would be told hundreds of times."""
    if faults := len(checks.declared(plugin_given, icons())):
        pytest.skip(f"not tried before what it declares is sound: {faults} fault(s) above")


# -- what it declares


def test_every_label_is_in_both_languages(plugin_given: Contributions) -> None:
    none(checks.words(plugin_given))


def test_sectors_and_choices_are_sound(plugin_given: Contributions) -> None:
    none(checks.declarations(plugin_given, icons()))


def test_facets_and_match_rules_fit_and_both_sides_speak_the_same_terms(plugin_given: Contributions) -> None:
    none(checks.comparisons(plugin_given))


def test_every_example_can_be_typed_in_both_languages(plugin_given: Contributions) -> None:
    none(checks.examples(plugin_given))


@needs_sound_declarations
@pytest.mark.parametrize("locale", LOCALES)
def test_the_examples_together_make_a_listing(plugin_given: Contributions, locale: str) -> None:
    refused = []
    for sector in plugin_given.sectors:
        for kind in KINDS:
            try:
                example_attrs(sector, kind, locale)
            except ma.ValidationError as error:
                refused.append(f"{sector.slug} {kind}: {error.messages}")
    none(refused)


@needs_sound_declarations
def test_an_offer_that_says_what_the_demand_says_has_no_gap(plugin_given: Contributions) -> None:
    gaps = []
    for sector in plugin_given.sectors:
        offer, demand = (example_attrs(sector, kind) for kind in KINDS)
        for field in sector.demand(kind="demand").declared:
            if field.slug in offer and (row := field.compare(offer[field.slug], demand.get(field.slug))):
                gaps += [f"{sector.slug} {field.slug}: {row.result}"] if row.result != "match" else []
    none(gaps)


def test_it_imports_nothing_of_the_marketplace_but_plugin_api(plugin_given: Contributions) -> None:
    none(checks.imports(plugin_given.module))


# -- its tables


@pytest.fixture
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An empty database."""
    folder = tmp_path_factory.mktemp("migrations")
    return open_engine(Settings(data_dir=folder, database_url=f"sqlite:///{folder}/empty.sqlite3"))


def test_each_migration_can_be_undone_and_done_again(
    marketplace_plugin: str, plugin_given: Contributions, engine: Engine
) -> None:
    if plugin_given.migrations is None:
        pytest.skip("it has no tables")
    branch = migrate.plugin(marketplace_plugin, plugin_given.migrations)
    below = "base"
    for revision in migrate.revisions(branch):
        before = schema_of(engine, branch)
        migrate.upgrade(engine, [branch], to=revision)
        after = schema_of(engine, branch)
        migrate.downgrade(engine, branch, to=below)
        assert schema_of(engine, branch) == before, f"undoing {revision} leaves something behind"
        migrate.upgrade(engine, [branch], to=revision)
        assert schema_of(engine, branch) == after, f"{revision} can't be done again"
        below = revision
    strange = [table for table in schema_of(engine, branch) if not table.startswith(f"plugin_{marketplace_plugin}_")]
    assert strange == [], "a plugin's tables begin with plugin_ and its name"


def schema_of(engine: Engine, branch: migrate.Branch) -> dict[str, set[str]]:
    """Return the columns and indexes of each table but the one that keeps the version."""
    seen = inspect(engine)
    return {
        table: {str(column["name"]) for column in seen.get_columns(table)}
        | {f"index {index['name']}" for index in seen.get_indexes(table)}
        for table in seen.get_table_names()
        if table != branch.version_table
    }


# -- on a site


@needs_sound_declarations
def test_the_form_asks_for_every_field_in_both_languages(plugin_site: PluginSite) -> None:
    missing = []
    for made in own(plugin_site):
        schema = plugin_site.app.extensions["marketplace"].plugins.schema(made.sector, made.kind)
        for locale in LOCALES:
            address = f"/{locale}/listings/{made.public_id}/edit?step=technology"
            status, page = plugin_site.visit(plugin_site.app, address, signed_in=True)
            assert status == 200, address
            with use_locale(locale):
                labels = [str(field.label) for field in schema.declared]
            missing += [f"{address}: {label}" for label in labels if escape(label, quote=False) not in page]
    none(missing)


@needs_sound_declarations
def test_its_listings_are_shown_and_found(plugin_site: PluginSite) -> None:
    wrong = unreadable(plugin_site, plugin_site.app)
    for made in own(plugin_site):
        _, found = plugin_site.visit(plugin_site.app, f"/api/v1/search?sector={made.sector}&kind={made.kind}")
        wrong += [] if made.public_id in found else [f"{made.kind} in {made.sector} is not found"]
    none(wrong)


@needs_sound_declarations
def test_its_own_pages_answer(plugin_given: Contributions, plugin_site: PluginSite) -> None:
    names = tuple(f"{blueprint.name}." for blueprint in plugin_given.blueprints)
    rules = [rule for rule in plugin_site.app.url_map.iter_rules() if rule.endpoint.startswith(names or "\0")]
    pages = [rule.rule for rule in rules if "GET" in (rule.methods or ()) and not rule.arguments]
    broken = [
        f"/{locale}{page}: {status}"
        for page in pages
        for locale in LOCALES
        for signed_in in (False, True)
        if (status := plugin_site.visit(plugin_site.app, f"/{locale}{page}", signed_in=signed_in)[0]) >= 500
    ]
    none(broken)


@needs_sound_declarations
def test_it_costs_no_statement_at_start_and_on_other_pages(plugin_site: PluginSite) -> None:
    bare = plugin_site.removed()
    driver.rebuild(bare)
    neutral = [f"/vi/listings/{made.public_id}" for made in plugin_site.listings if not made.sector]
    mine = [f"/vi/listings/{made.public_id}" for made in own(plugin_site)]
    dearer = [
        f"{address}: {extra} more"
        for address, most in [(page, 0) for page in (*OTHERS, *neutral)] + [(page, PANELS) for page in mine]
        for signed_in in (False, True)
        if (extra := cost(plugin_site, address, signed_in) - cost(plugin_site, address, signed_in, bare)) > most
    ]
    none(dearer)
    with statements() as with_it:
        create_app(plugin_site.app.extensions["marketplace"].settings)
    assert with_it == [], "building the app asks the database nothing"


@needs_sound_declarations
def test_the_site_goes_on_without_it_and_its_listings_stay_readable(plugin_site: PluginSite) -> None:
    bare = plugin_site.removed()
    none([f"before there is a new index: {page}" for page in unreadable(plugin_site, bare)])
    driver.rebuild(bare)
    none(unreadable(plugin_site, bare))
    with bare.app_context():
        kept = {listing.public_id: listing.attrs for listing in db.session().query(Listing)}
    assert kept == {made.public_id: made.attrs for made in plugin_site.listings}


def own(site: PluginSite) -> list[Made]:
    """Return the listings in the plugin's sectors."""
    return [made for made in site.listings if made.sector]


def cost(site: PluginSite, address: str, signed_in: bool, app: Flask | None = None) -> int:
    """Return how many statements a page takes."""
    with statements() as seen:
        assert site.visit(app or site.app, address, signed_in=signed_in)[0] == 200, address
    return len(seen)


def unreadable(site: PluginSite, app: Flask) -> list[str]:
    """Return the pages on which a reader does not find the listings."""
    pages = [(f"/{lang}/listings/{made.public_id}", title) for made in site.listings for lang, title in TITLES.items()]
    pages += [(f"/vi/listings/{made.public_id}/edit", TITLES["vi"]) for made in site.listings]
    pages += [(f"/{lang}/search?q={title}", title.partition(" ")[0]) for lang, title in TITLES.items()]
    pages += [(f"/api/v1/listings/{made.public_id}", made.public_id) for made in site.listings]
    answers = [(address, words, *site.visit(app, address, signed_in=True)) for address, words in pages]
    return [f"{address}: {status}" for address, words, status, text in answers if status != 200 or words not in text]
