"""The plugin host: one per app, made by `create_app`. It asks every plugin on its own and isolates their errors."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketplace.errors import NotFound
from marketplace.i18n import L
from marketplace.plugin_host import checks
from marketplace.plugin_host.contributions import Contributions, collect
from marketplace.plugin_host.declarations import KINDS, Event, MenuItem, Panel, Permission, Sector
from marketplace.plugin_host.loading import Candidate, candidates, check_version, join, module_of
from marketplace.plugin_host.schema import Schema
from marketplace.plugin_host.status import PluginError, PluginStatus, State
from marketplace.taxonomies.base import Taxonomy
from marketplace.taxonomies.provinces import place_names
from marketplace.viewer import Viewer
from search.expand import Term
from search.schema import Field as SearchField

if TYPE_CHECKING:
    import click
    from flask import Blueprint

log = logging.getLogger(__name__)

_CANNOT_CHECK = L(
    "The plugin “{name}” could not check this; please try again or tell the operator.",
    "Trình cắm “{name}” không kiểm tra được; hãy thử lại hoặc báo cho người vận hành.",
)


class PluginHost:
    """Loads plugins and calls their hooks. Nothing here reads a database.

    `extra` are plugin objects beside the installed ones. `strict` (or PLUGINS_STRICT=1 in the environment) raises
    PluginError for the first broken plugin instead of setting it aside; `disabled` names plugins to leave out.
    """

    def __init__(
        self, extra: Iterable[Any] = (), *, strict: bool = False, disabled: Iterable[str] = (), discover: bool = True
    ) -> None:
        self._strict = strict or os.environ.get("PLUGINS_STRICT") == "1"
        self._statuses: dict[str, PluginStatus] = {}
        self.given: dict[str, Contributions] = {}
        self._schemas: dict[tuple[str, str], Schema] = {}
        for candidate in candidates(extra, discover):
            self._add(candidate, set(disabled))

    # -- loading

    def _add(self, candidate: Candidate, disabled: set[str]) -> None:
        name, known = candidate.name, {"distribution": candidate.distribution}
        if name in disabled:
            self._statuses[name] = PluginStatus(name, State.DISABLED, **known)
            return
        if name in self._statuses:
            error = ValueError(f"the name {name!r} is taken")
            self._set_aside(PluginStatus.failed(f"{name} (again)", "load", error, **known), error)
            return
        stage = "load"
        try:
            plugin = candidate.load()
            known |= {
                "version": str(getattr(plugin, "version", "")),
                "requires_api": str(getattr(plugin, "requires_api", "")),
            }
            stage = "version"
            check_version(plugin)
            stage = "register"
            hooks = join(plugin, name)
            self.given[name] = collect(name, module_of(plugin), hooks, self.given.values())
        except Exception as error:  # noqa: BLE001 – the border around plugins
            stage = getattr(error, "stage", stage)
            self._set_aside(PluginStatus.failed(name, stage, error, package=candidate.package, **known), error)
            return
        self._statuses[name] = PluginStatus(name, State.ACTIVE, **known)

    def _set_aside(self, status: PluginStatus, error: Exception) -> None:
        log.error("plugin %s | %s | %s", status.name, status.stage, status.reason, exc_info=error)
        if self._strict:
            raise PluginError(status.name, status.stage, status.reason) from error
        self.given.pop(status.name, None)
        self._statuses[status.name] = status
        self._forget()

    def quarantine(self, name: str, stage: str, error: Exception) -> None:
        """Set a plugin aside after start, when joining what it registered failed (a blueprint's name is taken)."""
        self._set_aside(PluginStatus.failed(name, stage, error), error)

    def _forget(self) -> None:
        """Drop what was computed from the plugins before."""
        self._schemas.clear()
        for name in ("sectors", "taxonomies", "glossary", "permissions"):
            self.__dict__.pop(name, None)

    def check(self, name: str, icons: frozenset[str] | None = None) -> list[str]:
        """Return what is wrong with an active plugin, or why it is not active. NotFound for a name that is unknown."""
        status = self._statuses.get(name)
        if status is None:
            raise NotFound(f"there is no plugin {name!r}")
        if status.state is not State.ACTIVE:
            return [f"{status.state} {status.stage} {status.reason}".rstrip()]
        return checks.problems(self.given[name], icons)

    # -- what plugins brought

    def statuses(self) -> list[PluginStatus]:
        """Return every plugin known, whether active, disabled or set aside, by name."""
        return [self._statuses[name] for name in sorted(self._statuses)]

    @property
    def names(self) -> list[str]:
        """Return the names of the active plugins in the order in which they are asked."""
        return list(self.given)

    @cached_property
    def sectors(self) -> dict[str, Sector]:
        """Return the sectors by slug."""
        return {sector.slug: sector for given in self.given.values() for sector in given.sectors}

    def sector(self, slug: str | None) -> Sector | None:
        """Return the sector of that slug, None if its plugin is gone."""
        return self.sectors.get(slug) if slug else None

    def schema(self, slug: str | None, kind: str) -> Schema | None:
        """Return the schema of a sector's offers or demands; None without a sector or when its plugin is gone."""
        sector = self.sector(slug)
        return None if sector is None else self.schema_for(sector, kind)

    def schema_for(self, sector: Sector, kind: str) -> Schema:
        """Return the schema of a sector's offers or demands: one instance, shared."""
        key = sector.slug, kind
        if key not in self._schemas:
            self._schemas[key] = sector.schema_class(kind)(kind=kind)
        return self._schemas[key]

    @cached_property
    def taxonomies(self) -> dict[str, Taxonomy]:
        """Return the plugins' taxonomies by slug."""
        return {taxonomy.slug: taxonomy for given in self.given.values() for taxonomy in given.taxonomies}

    @cached_property
    def permissions(self) -> dict[str, Permission]:
        """Return the plugins' permissions by slug."""
        return {entry.slug: entry for given in self.given.values() for entry in given.permissions}

    @cached_property
    def glossary(self) -> tuple[Term, ...]:
        """Return the terms of all sectors, and the names of places, for search expansion."""
        return (*(term for sector in self.sectors.values() for term in sector.glossary), *place_names())

    def search_fields(self) -> list[SearchField]:
        """Return what the index must hold for all sectors, each name once."""
        found: dict[str, SearchField] = {}
        for sector in self.sectors.values():
            for kind in KINDS:
                for field in self.schema_for(sector, kind).declared:
                    found.update({entry.name: entry for entry in field.search_fields(sector.slug)})
        return list(found.values())

    def blueprints(self) -> list[tuple[str, Blueprint]]:
        """Return (plugin's name, blueprint) pairs for the app to join."""
        return [(name, blueprint) for name, given in self.given.items() for blueprint in given.blueprints]

    def commands(self) -> list[tuple[str, click.Command]]:
        """Return (plugin's name, command) pairs for the command line."""
        return [(name, command) for name, given in self.given.items() for command in given.commands]

    def migrations(self) -> dict[str, Path]:
        """Return each plugin's folder of Alembic versions."""
        return {name: given.migrations for name, given in self.given.items() if given.migrations is not None}

    def register_jobs(self, registry: Any) -> None:
        """Let each plugin register its jobs; one that fails is set aside."""
        for name, caller in self._hooks("register_jobs"):
            try:
                caller(registry=registry)
            except Exception as error:  # noqa: BLE001 – the border around plugins
                self.quarantine(name, "register_jobs", error)

    # -- what plugins are asked

    def validate_listing(self, listing: Mapping[str, Any], viewer: Viewer) -> list[tuple[str, str]]:
        """Return what all plugins find wrong: (dotted field name, reason). One that fails refuses, under "_"."""
        return self._closed("validate_listing", listing=listing, viewer=viewer)

    def check_transition(self, listing: Mapping[str, Any], transition: str, viewer: Viewer) -> list[tuple[str, str]]:
        """Return all plugins' reasons against a change of status. One that fails is a reason itself."""
        return self._closed("check_transition", listing=listing, transition=transition, viewer=viewer)

    def _closed(self, hook: str, **arguments: Any) -> list[tuple[str, str]]:
        """Return every plugin's reasons; one that fails is logged and counts as a reason."""
        reasons: list[tuple[str, str]] = []
        for name, caller in self._hooks(hook):
            try:
                reasons += [(str(field), str(text)) for answer in caller(**arguments) for field, text in answer]
            except Exception:  # fails closed
                log.exception("plugin %s | %s", name, hook)
                reasons.append(("_", _CANNOT_CHECK.format(name=name)))
        return reasons

    def enrich_documents(self, documents: Mapping[str, dict[str, Any]]) -> None:
        """Add to the documents, by id and in place, what plugins return; ids that were not asked about are left out."""
        for name, caller in self._hooks("enrich_documents"):
            try:
                answers = [dict(answer) for answer in caller(documents=documents)]
                for document_id, values in [pair for answer in answers for pair in answer.items()]:
                    if document_id in documents:
                        _merge(documents[document_id], dict(values))
            except Exception:  # fails open: one plugin's words are not worth the whole index
                log.exception("plugin %s | enrich_documents", name)

    def handle_event(self, event: Event, plugin: str | None = None) -> None:
        """Tell all plugins, or one, what happened; then raise their errors together, for the job to retry."""
        errors = []
        for name, caller in self._hooks("handle_event"):
            if plugin in (None, name):
                try:
                    caller(event=event)
                except Exception as error:  # noqa: BLE001 – the others are told all the same
                    error.add_note(f"plugin {name} | handle_event {event.name}")
                    errors.append(error)
        if errors:
            raise errors[0] if len(errors) == 1 else ExceptionGroup(f"event {event.name}", errors)

    def event_listeners(self) -> list[str]:
        """Return the plugins that handle events, so that each can have a job of its own."""
        return [name for name, _ in self._hooks("handle_event")]

    def menu_items(self, viewer: Viewer) -> list[MenuItem]:
        """Return the plugins' links in order."""
        found = [item for answer in self._open("menu_items", viewer=viewer) for item in answer]
        return sorted(found, key=lambda item: (item.place, item.order))

    def panels(self, place: str, context: Mapping[str, Any]) -> list[Panel]:
        """Return the plugins' boxes for a place on a page, in order."""
        found = [panel for answer in self._open("page_panels", place=place, context=context) for panel in answer]
        return sorted(found, key=lambda panel: panel.order)

    def _hooks(self, hook: str) -> list[tuple[str, Callable[..., Any]]]:
        return [(name, given.callers[hook]) for name, given in self.given.items() if hook in given.callers]

    def _open(self, hook: str, **arguments: Any) -> Iterator[list[Any]]:
        """Yield each plugin's answer; one that fails is logged and left out."""
        for name, caller in self._hooks(hook):
            try:
                yield [entry for answer in caller(**arguments) for entry in answer]
            except Exception:  # fails open
                log.exception("plugin %s | %s", name, hook)


def _merge(document: dict[str, Any], values: Mapping[str, Any]) -> None:
    """Add to lists, set the rest."""
    for name, value in values.items():
        present = document.get(name)
        document[name] = [*present, *value] if isinstance(present, list) and isinstance(value, list | tuple) else value
