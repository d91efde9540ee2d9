"""A plugin that uses every hook there is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from flask import Blueprint, render_template

from marketplace.plugin_api import (
    Entry,
    Event,
    L,
    MenuItem,
    Panel,
    Permission,
    Reasons,
    Sector,
    Taxonomy,
    Viewer,
    hookimpl,
)
from marketplace_dummy.sector import SECTOR

pages = Blueprint("dummy", __name__, url_prefix="/dummy", template_folder="templates")


@pages.get("/")
def index() -> str:
    """Show the plugin's page."""
    return render_template("dummy/index.html")


@click.command("dummy")
def command() -> None:
    """Greet from the dummy plugin."""
    click.echo("dummy")


def count(context: Any, payload: Mapping[str, Any]) -> None:
    """Do a job: nothing but keep the worker alive."""
    context.heartbeat()


class DummyPlugin:
    """Every hook, each with the least that shows what it is for."""

    name = "dummy"
    version = "1.2.3"
    requires_api = ">=1,<2"

    def __init__(self) -> None:
        self.heard: list[Event] = []

    @hookimpl
    def register_sectors(self) -> list[Sector]:
        """Bring a sector."""
        return [SECTOR]

    @hookimpl
    def register_taxonomies(self) -> list[Taxonomy]:
        """Bring a list of codes."""
        taxa = (Entry("K", L("Kites", "Diều")), Entry("K1", L("Box kites", "Diều hộp"), parent="K"))
        return [Taxonomy("kite_classes", L("Kite classes", "Phân loại diều"), "2026", taxa)]

    @hookimpl
    def register_permissions(self) -> list[Permission]:
        """Name a right."""
        return [Permission("dummy:kite:certify", L("Certify kites", "Chứng nhận diều"), roles=("operator",))]

    @hookimpl
    def register_blueprints(self) -> list[Blueprint]:
        """Bring a page."""
        return [pages]

    @hookimpl
    def register_commands(self) -> list[click.Command]:
        """Bring a command."""
        return [command]

    @hookimpl
    def register_jobs(self, registry: Any) -> None:
        """Bring a job that runs at night."""
        registry.register("dummy.count", count, L("Count", "Đếm"))
        registry.schedule("dummy.nightly", "15 2 * * *", "dummy.count")

    @hookimpl
    def register_migrations(self) -> Path:
        """Bring a table."""
        return Path(__file__).parent / "versions"

    @hookimpl
    def validate_listing(self, listing: Mapping[str, Any], viewer: Viewer) -> Reasons:
        """Ask for a wing with a line."""
        attrs = listing.get("attrs", {})
        if listing.get("sector") == "kites" and "line" in attrs and "span" not in attrs:
            return [("attrs.span", L("A line needs a wing.", "Có dây thì phải có cánh."))]
        return []

    @hookimpl
    def check_transition(self, listing: Mapping[str, Any], transition: str, viewer: Viewer) -> Reasons:
        """Keep kites without a material from being published."""
        bare = listing.get("sector") == "kites" and not listing.get("attrs", {}).get("materials")
        return (
            [("attrs.materials", L("Name a material.", "Hãy nêu vật liệu."))]
            if bare and transition == "publish"
            else []
        )

    @hookimpl
    def enrich_documents(self, documents: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
        """Add a keyword to the kites."""
        return {
            key: {"keywords": ["windborne"]} for key, document in documents.items() if document.get("sector") == "kites"
        }

    @hookimpl
    def handle_event(self, event: Event) -> None:
        """Remember what happened."""
        self.heard.append(event)

    @hookimpl
    def menu_items(self, viewer: Viewer) -> list[MenuItem]:
        """Link to the page."""
        return [MenuItem(L("Kites", "Diều"), endpoint="dummy.index", order=50)] if viewer.signed_in else []

    @hookimpl
    def page_panels(self, place: str, context: Mapping[str, Any]) -> list[Panel]:
        """Put a box beside a listing."""
        return [Panel(L("Wind today", "Gió hôm nay"), body="3 Bft")] if place == "listing.aside" else []


plugin = DummyPlugin()
