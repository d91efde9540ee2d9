"""The plugins as an operator sees them: whether each takes part, why not, and what it brought."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from marketplace.i18n import L
from marketplace.operating.policy import require
from marketplace.plugin_host.contributions import Contributions
from marketplace.plugin_host.manager import PluginHost
from marketplace.plugin_host.status import PluginStatus
from marketplace.viewer import Viewer

Names = Callable[[Contributions], list[str]]
# What a plugin may bring, and the names it goes by.
BROUGHT: tuple[tuple[L, Names], ...] = (
    (L("Sectors", "Lĩnh vực"), lambda given: [str(each.name) for each in given.sectors]),
    (L("Classifications", "Bảng phân loại"), lambda given: [str(each.name) for each in given.taxonomies]),
    (L("Permissions", "Quyền"), lambda given: [each.slug for each in given.permissions]),
    (L("Pages", "Trang"), lambda given: [each.name for each in given.blueprints]),
    (L("Commands", "Lệnh"), lambda given: [str(each.name) for each in given.commands]),
    (L("Tables of its own", "Bảng dữ liệu riêng"), lambda given: [given.migrations.name] if given.migrations else []),
    (
        L("Asked about", "Được hỏi về"),
        lambda given: [each for each in given.callers if not each.startswith("register_")],
    ),
)


@dataclass(frozen=True, slots=True)
class Plugin:
    """One plugin: its status, and (label, names) of all that it registers."""

    status: PluginStatus
    brought: list[tuple[str, list[str]]]


def every(viewer: Viewer, host: PluginHost) -> list[Plugin]:
    """Return every plugin that is installed, by name."""
    require(viewer, "plugins")
    return [Plugin(status, _brought(host.given.get(status.name))) for status in host.statuses()]


def _brought(given: Contributions | Any) -> list[tuple[str, list[str]]]:
    found = [(str(label), names(given)) for label, names in BROUGHT] if given is not None else []
    return [(label, names) for label, names in found if names]
