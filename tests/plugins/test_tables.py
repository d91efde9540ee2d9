"""A plugin's tables: made by migrations of its own, kept when it is removed, dropped when asked."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from flask import Flask

from marketplace import migrate
from marketplace.db import db
from marketplace.errors import Invalid
from marketplace.i18n import use_locale
from marketplace.plugin_host.cli import plugins, tables_of
from marketplace.plugin_host.manager import PluginHost


@pytest.fixture
def site(host: PluginHost, tmp_path: Path) -> Flask:
    """Return an app with a database of its own and the dummy plugin's tables in it."""
    app = Flask("site")
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{tmp_path}/site.sqlite3"
    db.init_app(app)
    app.extensions["marketplace"] = SimpleNamespace(plugins=host)
    with app.app_context():
        migrate.upgrade(db.engine, [migrate.plugin(name, path) for name, path in host.migrations().items()])
    return app


def run(site: Flask, *arguments: str, answer: str = "") -> Result:
    with site.app_context(), use_locale("en"):
        return CliRunner().invoke(plugins, arguments, input=answer)


def tables(site: Flask) -> set[str]:
    with site.app_context():
        return set(sa.inspect(db.engine).get_table_names())


def test_a_plugin_has_its_tables_and_its_own_version_table(site: Flask) -> None:
    assert tables(site) == {"plugin_dummy_log", "plugin_dummy_alembic_version"}


def test_purge_asks_and_then_drops_tables_and_version_table(site: Flask) -> None:
    assert run(site, "purge", "dummy", answer="n\n").exit_code == 1
    assert "plugin_dummy_log" in tables(site)

    done = run(site, "purge", "dummy", answer="y\n")

    assert done.exit_code == 0, done.output
    assert "plugin_dummy_log" in done.output
    assert tables(site) == set()


def test_purge_of_a_plugin_that_left_nothing_is_an_error(site: Flask) -> None:
    assert isinstance(run(site, "purge", "ghost", "--yes").exception, Invalid)
    assert len(tables(site)) == 2


def test_purge_does_not_take_the_tables_of_a_plugin_whose_name_begins_alike(site: Flask) -> None:
    with site.app_context():
        db.session.execute(sa.text("create table plugin_dummy_two_alembic_version (version_num text)"))
        with pytest.raises(Invalid):
            tables_of(db.engine, "dummy", [])
    assert isinstance(run(site, "purge", "dummy", "--yes").exception, Invalid)
    assert "plugin_dummy_log" in tables(site)


def test_list_says_what_became_of_each_plugin(site: Flask) -> None:
    broken = type("Broken", (), {"name": "broken", "requires_api": ">=9"})()
    site.extensions["marketplace"].plugins = PluginHost([broken], discover=False)
    shown = run(site, "list", "--traceback").output
    assert "broken" in shown
    assert "quarantined" in shown
    assert ">=9" in shown
    assert "Traceback" in shown


def test_check_passes_the_dummy_and_names_what_is_wrong_elsewhere(site: Flask) -> None:
    assert run(site, "check", "dummy").output.strip() == "dummy: ok"
    broken = type("Broken", (), {"name": "broken", "requires_api": ">=9"})()
    site.extensions["marketplace"].plugins = PluginHost([broken], discover=False)
    failed = run(site, "check", "broken")
    assert failed.exit_code == 1
    assert "version" in failed.output
