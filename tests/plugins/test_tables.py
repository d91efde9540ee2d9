"""A plugin's tables: made by migrations of its own, kept when it is removed, dropped when asked. And `plugins …`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from marketplace import migrate, prepare
from marketplace.cli.plugins import icons, plugins
from marketplace.config import Settings
from marketplace.database import open_engine
from marketplace.errors import MarketplaceError
from marketplace.plugin_host.manager import PluginHost

OLD = type("Old", (), {"name": "old", "requires_api": ">=9"})


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: PluginHost) -> sa.Engine:
    """Return a database that commands use, with the dummy's tables in it."""
    url = f"sqlite:///{tmp_path}/site.sqlite3"
    monkeypatch.setenv("MARKETPLACE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MARKETPLACE_DATABASE_URL", url)
    engine = open_engine(Settings(data_dir=tmp_path, database_url=url))
    migrate.upgrade(engine, [migrate.plugin(name, folder) for name, folder in host.migrations().items()])
    return engine


@pytest.fixture
def run(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch, dummy: ModuleType) -> Callable[..., Result]:
    """Return a function that runs `plugins …` with the given plugin objects installed."""

    def command(*arguments: str, answer: str = "", having: tuple[object, ...] = ()) -> Result:
        monkeypatch.setattr(prepare, "host", lambda settings: PluginHost(having, discover=False))
        return CliRunner().invoke(plugins, arguments, input=answer)

    return command


def tables(engine: sa.Engine) -> set[str]:
    return set(sa.inspect(engine).get_table_names())


def test_a_plugin_has_its_tables_and_its_own_version_table(engine: sa.Engine) -> None:
    assert tables(engine) == {"plugin_dummy_log", "plugin_dummy_alembic_version"}


def test_purge_asks_and_then_drops_tables_and_version_table(engine: sa.Engine, run: Callable[..., Result]) -> None:
    assert run("purge", "dummy", answer="n\n").exit_code == 1
    assert "plugin_dummy_log" in tables(engine)

    done = run("purge", "dummy", answer="y\n")

    assert done.exit_code == 0, done.output
    assert "plugin_dummy_log" in done.output
    assert tables(engine) == set()


def test_purge_leaves_an_active_plugin_alone(engine: sa.Engine, run: Callable[..., Result], dummy: ModuleType) -> None:
    refused = run("purge", "dummy", "--yes", having=(dummy.DummyPlugin(),))
    assert isinstance(refused.exception, MarketplaceError)
    assert len(tables(engine)) == 2


def test_purge_of_a_plugin_that_left_nothing_is_an_error(run: Callable[..., Result]) -> None:
    assert isinstance(run("purge", "ghost", "--yes").exception, MarketplaceError)


def test_purge_spares_a_plugin_whose_name_begins_alike(engine: sa.Engine, run: Callable[..., Result]) -> None:
    with engine.begin() as connection:
        for name in ("plugin_dummy_two_alembic_version", "plugin_dummy_two_log"):
            connection.execute(sa.text(f"create table {name} (id int)"))
    assert run("purge", "dummy", "--yes").exit_code == 0
    assert tables(engine) == {"plugin_dummy_two_alembic_version", "plugin_dummy_two_log"}


def test_list_says_what_became_of_each_plugin(run: Callable[..., Result], dummy: ModuleType) -> None:
    shown = run("list", having=(dummy.DummyPlugin(), OLD())).output
    assert "active" in shown
    assert "1.2.3" in shown
    assert "quarantined" in shown
    assert "version: ValueError: it needs plugin API >=9, and this marketplace has 1.0" in shown


def test_check_passes_a_sound_plugin(run: Callable[..., Result], dummy: ModuleType) -> None:
    done = run("check", "dummy", having=(dummy.DummyPlugin(),))
    assert done.exit_code == 0, done.output


def test_check_fails_for_a_plugin_set_aside(run: Callable[..., Result], caplog: pytest.LogCaptureFixture) -> None:
    failed = run("check", "--trace", having=(OLD(),))
    assert "Traceback" not in caplog.text, "the log would say it a second time"
    assert failed.exit_code == 1
    assert "Traceback" in failed.output


def test_check_fails_for_a_declaration_that_is_wrong(
    run: Callable[..., Result], dummy: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(dummy.SECTOR.__dict__, "icon", "unicorn")
    failed = run("check", "dummy", having=(dummy.DummyPlugin(),))
    assert failed.exit_code == 1
    assert "unicorn" in failed.output


def test_the_icons_are_those_of_the_site() -> None:
    assert {"ship", "container", "cpu", "leaf"} <= icons()
