"""Finding plugins and joining them to the hooks, each on its own, so that one broken plugin harms no other."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import pluggy
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from marketplace.plugin_host import hookspecs
from marketplace.plugin_host.version import API_VERSION

GROUP = "marketplace.plugins"
NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")


@dataclass(frozen=True)
class Candidate:
    """A plugin that may be loaded: an entry point, or an object handed to the app (tests)."""

    name: str
    entry: EntryPoint | None = None
    object: Any = None

    @property
    def distribution(self) -> str:
        """Return the name and version of the package that brings it."""
        package = self.entry.dist if self.entry is not None else None
        return f"{package.name} {package.version}" if package is not None else ""

    @property
    def package(self) -> str:
        """Return the name of the package that the entry point names."""
        return self.entry.module.partition(".")[0] if self.entry is not None else ""

    def load(self) -> Any:
        """Import and return the plugin; a class is instantiated."""
        if not NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is no plugin name: lower-case letters, digits and _ only, at most 31")
        found = self.entry.load() if self.entry is not None else self.object
        return found() if inspect.isclass(found) else found


def candidates(extra: Iterable[Any] = (), discover: bool = True) -> Iterator[Candidate]:
    """Yield installed plugins by name (if they are to be discovered), then the extra objects."""
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name) if discover else ():
        yield Candidate(entry.name, entry=entry)
    for found in extra:
        yield Candidate(name_of(found), object=found)


def name_of(plugin: Any) -> str:
    """Return an object's own `name`, else the last part of its module's or class's name."""
    own = getattr(plugin, "name", None)
    if isinstance(own, str):
        return own
    made = plugin if inspect.ismodule(plugin) or inspect.isclass(plugin) else type(plugin)
    return str(made.__name__).rpartition(".")[2].removeprefix("marketplace_").lower()


def module_of(plugin: Any) -> str:
    """Return the name of the module that a plugin is, or whose class it is of."""
    return str(plugin.__name__ if inspect.ismodule(plugin) else type(plugin).__module__)


def check_version(plugin: Any) -> None:
    """Raise ValueError, with both versions in it, unless the plugin's `requires_api` covers this API."""
    wanted = getattr(plugin, "requires_api", None)
    if not isinstance(wanted, str):
        raise ValueError(f'it does not say which API it needs; write requires_api = ">=1,<2" (this is {API_VERSION})')
    try:
        fits = SpecifierSet(wanted).contains(API_VERSION)
    except InvalidSpecifier as error:
        raise ValueError(f"requires_api is {wanted!r}, which is no version range (this is {API_VERSION})") from error
    if not fits:
        raise ValueError(f"it needs plugin API {wanted}, and this marketplace has {API_VERSION}")


def join(plugin: Any, name: str) -> dict[str, Callable[..., Any]]:
    """Return the plugin's hooks by name. Raises when one is misspelt or has a wrong argument.

    Each plugin has a pluggy manager of its own, so that each is asked, and fails, alone.
    """
    manager = pluggy.PluginManager("marketplace")
    manager.add_hookspecs(hookspecs)
    manager.register(plugin, name=name)
    manager.check_pending()
    hooks = manager.get_hookcallers(plugin)
    if not hooks:
        raise ValueError("it has no hook: is @hookimpl missing?")
    return {hook.name: hook for hook in hooks}
