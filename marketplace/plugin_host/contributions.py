"""What one plugin registers, asked for once and checked before any of it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from marketplace.plugin_host.declarations import KINDS, SLUG, Permission, Sector
from marketplace.plugin_host.fields.base import Field
from marketplace.plugin_host.schema import Schema
from marketplace.taxonomies.base import Taxonomy

Callers = Mapping[str, Callable[..., Any]]


class DeclarationError(ValueError):
    """A plugin's declaration is wrong; `stage` is the hook that returned it."""

    def __init__(self, stage: str, reason: str) -> None:
        self.stage = stage
        super().__init__(reason)


@dataclass(frozen=True)
class Contributions:
    """All that a plugin brought, and its hooks, each of which calls that plugin alone."""

    plugin: str
    module: str
    callers: Callers
    sectors: tuple[Sector, ...] = ()
    taxonomies: tuple[Taxonomy, ...] = ()
    permissions: tuple[Permission, ...] = ()
    blueprints: tuple[Any, ...] = ()
    commands: tuple[Any, ...] = ()
    migrations: Path | None = field(default=None)


def collect(plugin: str, module: str, callers: Callers, others: Iterable[Contributions]) -> Contributions:
    """Ask a plugin for all it registers. Raises DeclarationError or the plugin's error, `stage` being its hook."""
    given = Contributions(
        plugin,
        module,
        callers,
        sectors=_asked(callers, "register_sectors"),
        taxonomies=_asked(callers, "register_taxonomies"),
        permissions=_asked(callers, "register_permissions"),
        blueprints=_asked(callers, "register_blueprints"),
        commands=_asked(callers, "register_commands"),
        migrations=_folder(callers),
    )
    before = list(others)
    for kind in ("sectors", "taxonomies", "permissions"):
        taken = {entry.slug: other.plugin for other in before for entry in getattr(other, kind)}
        _unique(plugin, f"register_{kind}", [entry.slug for entry in getattr(given, kind)], taken)
    for sector in given.sectors:
        _check_sector(sector)
    return given


def _asked(callers: Callers, hook: str) -> tuple[Any, ...]:
    if hook not in callers:
        return ()
    try:
        return tuple(entry for answer in callers[hook]() for entry in answer)
    except Exception as error:
        error.stage = hook  # type: ignore[attr-defined]
        raise


def _folder(callers: Callers) -> Path | None:
    if "register_migrations" not in callers:
        return None
    try:
        folder = Path(callers["register_migrations"]()[0])
    except Exception as error:
        error.stage = "register_migrations"  # type: ignore[attr-defined]
        raise
    if not folder.is_dir():
        raise DeclarationError("register_migrations", f"there is no folder {folder}")
    return folder


def _unique(plugin: str, stage: str, slugs: list[str], taken: dict[str, str]) -> None:
    for slug in slugs:
        if slug in taken:
            raise DeclarationError(stage, f"{slug!r} is declared already, by the plugin {taken[slug]}")
        taken[slug] = plugin


def _check_sector(sector: Sector) -> None:
    """Check what would break later, far from its cause."""

    def wrong(reason: str) -> DeclarationError:
        return DeclarationError("register_sectors", f"sector {sector.slug!r}: {reason}")

    if not SLUG.fullmatch(sector.slug):
        raise wrong("a slug has lower-case letters, digits and _ only")
    names: set[str] = set()
    for kind in KINDS:
        schema = sector.schema_class(kind)
        if not (isinstance(schema, type) and issubclass(schema, Schema)):
            raise wrong(f"its {kind} is no plugin_api.Schema")
        made = schema(kind=kind)
        if strange := [name for name, entry in made.fields.items() if not isinstance(entry, Field)]:
            raise wrong(f"{strange[0]} is not a field of plugin_api.fields")
        if bad := [name for name in made.fields if not SLUG.fullmatch(name)]:
            raise wrong(f"{bad[0]!r} is no slug")
        names |= set(made.fields)
    if missing := [name for name in sector.key_fields if name not in names]:
        raise wrong(f"key field {missing[0]!r} is in neither schema")
