"""A whole site with one plugin in a folder of its own, and the same site once that plugin is removed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from marketplace import prepare
from marketplace.accounts.factories import make_user
from marketplace.app import Marketplace, create_app
from marketplace.config import Settings
from marketplace.db import db
from marketplace.discovery.reindex import driver
from marketplace.i18n import use_locale
from marketplace.listings.factories import make_listing
from marketplace.organisations.factories import make_organisation
from marketplace.organisations.models import Organisation
from marketplace.plugin_host.declarations import KINDS, Sector
from marketplace.plugin_host.fields import Boolean, Choice, Choices, Field, Text
from marketplace.plugin_host.loading import GROUP
from marketplace.plugin_host.schema import Schema
from marketplace.uow import UnitOfWork

TITLES = {"vi": "Công nghệ chạy thử của trình cắm", "en": "A technology that tries a plugin out"}


def others(name: str) -> tuple[str, ...]:
    """Return the names of the installed plugins but this one."""
    return tuple(sorted({entry.name for entry in entry_points(group=GROUP)} - {name}))


@dataclass(frozen=True)
class Made:
    """A listing of the site, by its address and what it holds."""

    public_id: str
    sector: str
    kind: str
    attrs: dict[str, Any]


class PluginSite:
    """`app` has the plugin; `removed()` gives a copy of the site as it starts once the plugin is uninstalled."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder = name, folder
        self.apps: list[Flask] = []
        self.app = self.start("with", others(name))
        self.listings: list[Made] = []
        self._member, self._owner = self._make_member()
        self.add_listings()
        driver.rebuild(self.app)

    def removed(self) -> Flask:
        """Return the app of a copy of this site, started without the plugin; tables and index are as they were."""
        copy = f"without-{len(self.apps)}"
        shutil.copytree(self.folder / "with", self.folder / copy)
        return self.start(copy, (*others(self.name), self.name))

    def start(self, part: str, disabled: tuple[str, ...]) -> Flask:
        """Start the site in a folder as `marketplace run` does: bring its database up to date, then build the app."""
        folder = self.folder / part
        settings = Settings(
            data_dir=folder,
            database_url=f"sqlite:///{folder}/site.sqlite3",
            secret_key="conformance " * 4,
            site_url="http://localhost",
            plugins_disabled=disabled,
            plugins_strict=True,
        )
        prepare.database(settings.prepare())
        app = create_app(settings)
        app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False)  # a page that breaks is a 500, as for a reader
        self.apps.append(app)
        return app

    def client(self, app: Flask, *, signed_in: bool = False) -> FlaskClient:
        """Return a browser: anybody's, or that of a member who owns the listings."""
        client: FlaskClient = app.test_client()
        if signed_in:
            with client.session_transaction() as session:
                session.update(_user_id=self._member, _fresh=True)
        return client

    def visit(self, app: Flask, address: str, *, signed_in: bool = False) -> tuple[int, str]:
        """Return status and text of a page."""
        answer = self.client(app, signed_in=signed_in).get(address, follow_redirects=True)
        return answer.status_code, answer.text

    def add_listings(self) -> None:
        """Add an offer and a demand for each sector, and an offer without one."""
        market: Marketplace = self.app.extensions["marketplace"]
        with self.app.app_context(), UnitOfWork(db.session(), write=True) as uow:
            sectors = market.plugins.sectors.values()
            owner = uow.session.get(Organisation, self._owner)
            wanted = [(kind, sector, example_attrs(sector, kind)) for sector in sectors for kind in KINDS]
            for kind, sector, attrs in [("offer", None, {}), *wanted]:
                slug = sector.slug if sector else None
                words = {lang: {"title": f"{title} {slug or ''}"} for lang, title in TITLES.items()}
                made = make_listing(uow, owner, kind=kind, sector=slug, attrs=attrs, texts=words)
                self.listings.append(Made(made.public_id, slug or "", kind, dict(attrs)))
            uow.commit()

    def close(self) -> None:
        """Let go of the databases."""
        for app in self.apps:
            with app.app_context():
                db.engine.dispose()

    def _make_member(self) -> tuple[str, int]:
        """Return how a person is signed in, and the id of the organisation that they manage."""
        with self.app.app_context(), UnitOfWork(db.session(), write=True) as uow:
            user = make_user(uow)
            organisation = make_organisation(uow, manager=user)
            uow.commit()
            return user.fs_uniquifier, organisation.id


def example_attrs(sector: Sector, kind: str, locale: str = "vi") -> dict[str, Any]:
    """Return what a listing holds whose author typed every field's example. Raises marshmallow.ValidationError."""
    schema: Schema = sector.schema_class(kind)(kind=kind)
    with use_locale(locale):
        typed = {field.slug: example(field) for field in schema.declared}
        return dict(schema.load({slug: value for slug, value in typed.items() if value is not None}))


def example(field: Field) -> Any:
    """Return what could be typed into a field: its example, else something that any field of its type takes."""
    if isinstance(field, Boolean):
        return True
    if field.example:
        return str(field.example)
    if isinstance(field, Choices):
        return [field.choices[0].slug]
    if isinstance(field, Choice):
        return field.choices[0].slug
    return str(field.label) if isinstance(field, Text) else None


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the SQL statements of a block, on any engine, apart from the transaction's own."""
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)
