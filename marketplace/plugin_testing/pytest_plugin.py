"""What pytest is told: `--marketplace-plugin NAME`, `marketplace_plugin = "NAME"` in a project, and the fixtures.

Every pytest run in an environment with the marketplace loads this module: what is heavy is imported when used.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from marketplace.plugin_host.contributions import Contributions
    from marketplace.plugin_testing.site import PluginSite

KIT = str(Path(__file__).with_name("conformance.py"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option, and its like for a project's configuration."""
    parser.getgroup("marketplace").addoption(
        "--marketplace-plugin",
        action="append",
        default=[],
        metavar="NAME",
        help="check that the installed plugin NAME conforms, beside the tests at the paths given; may be repeated",
    )
    parser.addini("marketplace_plugin", "check this plugin together with the project's own tests", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Add the kit to what is run. The option alone runs nothing else."""
    if not (names := chosen(config)):
        return
    installed = {entry.name for entry in entry_points(group="marketplace.plugins")}
    if unknown := [name for name in names if name not in installed]:
        raise pytest.UsageError(
            f"no plugin called {unknown[0]!r} is installed; there are: {', '.join(sorted(installed))}"
        )
    for name in names:
        if fault := unusable(name, installed):
            raise pytest.UsageError(f"the plugin {name!r} can't be used: {fault}")
    config.option.reportchars += "s"  # why a test was skipped is worth a line
    named = config.args_source is pytest.Config.ArgsSource.ARGS  # paths on the command line
    if config.option.marketplace_plugin and not named:
        config.args[:] = [KIT]
    elif (config.option.marketplace_plugin or not named) and KIT not in config.args:
        config.args.append(KIT)


def unusable(name: str, installed: set[str]) -> str:
    """Return in one line why an installed plugin can't be loaded, with the line of its code; "" when it can."""
    from marketplace.plugin_host import manager

    manager.log.disabled, before = True, manager.log.disabled  # it would print the whole traceback
    host = manager.PluginHost(disabled=installed - {name})
    manager.log.disabled = before
    status = next(status for status in host.statuses() if status.name == name)
    return f"{status.stage}: {status.reason}" if status.reason else ""


def chosen(config: pytest.Config) -> list[str]:
    """Return the plugins to check: the option's, else the project's own."""
    own = config.getini("marketplace_plugin")
    return list(config.option.marketplace_plugin) or ([own] if own else [])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what asks for a plugin once for each."""
    if "marketplace_plugin" in metafunc.fixturenames:
        metafunc.parametrize("marketplace_plugin", chosen(metafunc.config), scope="session")


@pytest.fixture(scope="session")
def plugin_given(marketplace_plugin: str) -> Contributions:
    """All that the plugin registers; an error of its own is raised here, with the hook's name."""
    from marketplace.plugin_host.manager import PluginHost
    from marketplace.plugin_testing.site import others

    return PluginHost(strict=True, disabled=others(marketplace_plugin)).given[marketplace_plugin]


@pytest.fixture(scope="session")
def plugin_site(marketplace_plugin: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PluginSite]:
    """A whole site with this plugin only, with an offer and a demand for each of its sectors."""
    from marketplace.plugin_testing.site import PluginSite

    site = PluginSite(marketplace_plugin, tmp_path_factory.mktemp(marketplace_plugin))
    yield site
    site.close()
