"""The hooks of the marketplace. This page is the reference: when each fires, what it gets and what to return.

Mark a function of the same name with `@marketplace.plugin_api.hookimpl`; leave out arguments you don't need. The host
calls each plugin on its own. What a plugin registers is asked for once, at start, and an error there sets the whole
plugin aside; `validate_listing` and `check_transition` fail closed (an error refuses); `enrich_documents`, `menu_items`
and `page_panels` fail open (an error is logged and that plugin's part left out); `handle_event` is retried.
"""

# mypy: disable-error-code="empty-body"

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pluggy

from marketplace.plugin_host.declarations import Event, MenuItem, Panel, Permission, Reasons, Sector
from marketplace.taxonomies.base import Taxonomy
from marketplace.viewer import Viewer

if TYPE_CHECKING:
    import click
    from flask import Blueprint

    from marketplace.jobs.registry import JobRegistry

hookspec = pluggy.HookspecMarker("marketplace")


# -- what a plugin brings: asked for once, at start


@hookspec
def register_sectors() -> Iterable[Sector]:
    """Return the sectors the plugin declares: their words, subcategories and the schemas of offers and demands.

    Example: `return [Sector(slug="marine", name=L("Marine", "Hàng hải"), icon="ship", **rest)]`
    """


@hookspec
def register_taxonomies() -> Iterable[Taxonomy]:
    """Return lists or trees of codes that listings may carry beside the core's (IPC, VSIC, SDG …).

    Example: `return [Taxonomy("green_ipc", L("Green IPC", "IPC xanh"), "2026", (Entry("C02F", L("Water", "Nước")),))]`
    """


@hookspec
def register_permissions() -> Iterable[Permission]:
    """Return the rights that the plugin's own services ask for, and the site roles that hold them from the start.

    Example: `return [Permission("pilot:plan:write", L("Write pilot plans", "Lập kế hoạch thử nghiệm"), ("broker",))]`
    """


@hookspec
def register_blueprints() -> Iterable[Blueprint]:
    """Return Flask blueprints with the plugin's pages; the shell gives them layout, language and sign-in.

    Example: `return [Blueprint("pilot", __name__, url_prefix="/pilot", template_folder="templates")]`
    """


@hookspec
def register_commands() -> Iterable[click.Command]:
    """Return commands or groups for the `marketplace` command line.

    Example: `return [pilot_group]`
    """


@hookspec
def register_jobs(registry: JobRegistry) -> None:
    """Register the plugin's background jobs and their schedules. Called in the web process and in workers alike.

    :param registry: has `register(name, handler, label)` and `schedule(name, cron, job)`. Begin names with the
        plugin's; a label tells operators what the job does.

    Example: `registry.register("pilot.remind", remind, L("Remind of reports", "Nhắc nộp báo cáo"))`
    """


@hookspec
def register_migrations() -> Path:
    """Return the folder of the plugin's Alembic versions.

    Its tables are named `plugin_<name>_…`; it has a version table of its own, so that the core and other plugins go on
    working when it is removed.

    Example: `return Path(__file__).parent / "versions"`
    """


# -- what may be done to a listing


@hookspec
def validate_listing(listing: Mapping[str, Any], viewer: Viewer) -> Reasons | None:
    """Return what is wrong with a listing about to be saved, beyond its fields: (dotted field name, reason) pairs.

    Fires after the fields' own checks have passed, on every save from form, API and import. Reasons of all plugins are
    shown together.

    :param listing: the values to be saved, by name: "kind", "sector", "texts" by language, "attrs" with the sector's
        fields, and so on. Look at "sector" first: the hook fires for listings of every sector.
    :param viewer: who saves.

    Example: `return [("attrs.baseline", L("Say against what.", "Hãy nêu mốc so sánh."))]`
    """


@hookspec
def check_transition(listing: Mapping[str, Any], transition: str, viewer: Viewer) -> Reasons | None:
    """Return why a listing may not change its status now, as (dotted field name or "_", reason); none lets it pass.

    Fires before each change of status, after the policy has allowed it.

    :param listing: the listing's values by name, "status" and "public_id" among them.
    :param transition: its name, such as "publish" or "withdraw".
    :param viewer: who asks.

    Example: `return [("_", L("A certificate is missing.", "Thiếu giấy chứng nhận."))]`
    """


@hookspec
def enrich_documents(documents: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]] | None:
    """Return further values to index, by document id and index field: lists are added to, other values set.

    Fires before a batch is written to the search index. Only what everybody may see may be returned.

    :param documents: the public documents as they would be written, by id; read them, don't change them.

    Example: `return {id: {"keywords": ["techfest"]} for id, document in documents.items()}`
    """


# -- what happens and what is shown


@hookspec
def handle_event(event: Event) -> None:
    """Do what follows from something that happened. Fires in a worker, after the transaction that recorded it.

    It may fire again after an error of this plugin or a crash: be idempotent, by `event.id` if need be. An exception
    makes the job retry with growing waits.

    :param event: what happened ("listing.published", "listing.edited", "interest.accepted", "organisation.created" …),
        when, to what ("listing:" and its public id), by whom.

    Example: `if event.name == "listing.published": remember(event.subject)`
    """


@hookspec
def menu_items(viewer: Viewer) -> Iterable[MenuItem] | None:
    """Return links for the menu. Fires on every page, so ask no database here.

    :param viewer: who looks; leave out what they may not open.

    Example: `return [MenuItem(L("Pilots", "Thử nghiệm"), endpoint="pilot.index")]`
    """


@hookspec
def page_panels(place: str, context: Mapping[str, Any]) -> Iterable[Panel] | None:
    """Return boxes for a page, lowest `order` first.

    :param place: which page and where: "home", "listing.main" (below the text) or "listing.aside" (beside it).
    :param context: what the page shows, already disclosed for its "viewer"; on listing pages "listing" too.

    Example: `return [Panel(L("Tide today", "Thủy triều hôm nay"), body="3,2 m")] if place == "home" else []`
    """
