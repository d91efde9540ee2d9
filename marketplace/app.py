"""The composition root: the one place that sees every part and puts an application together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from typing import cast

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from marketplace import api, health, mail, monitoring, web
from marketplace.accounts import setup as accounts_setup
from marketplace.accounts import views as accounts_views
from marketplace.api import idempotency
from marketplace.config import EMBEDDED, ConfigError, Settings, load_settings
from marketplace.database import flask_config, prepare
from marketplace.db import db
from marketplace.discovery import index, schema, unmet
from marketplace.discovery.reindex import jobs as reindex_jobs
from marketplace.interests import jobs as interests_jobs
from marketplace.jobs.models import DomainEvent
from marketplace.jobs.registry import JobContext, JobRegistry
from marketplace.listings import jobs as listings_jobs
from marketplace.metrics import Meters, TimedEngine
from marketplace.notifications import jobs as notifications_jobs
from marketplace.organisations import jobs as organisations_jobs
from marketplace.organisations import views as organisations_views
from marketplace.plugin_host.declarations import Event
from marketplace.plugin_host.manager import PluginHost
from marketplace.storage import LocalStorage, Storage
from marketplace.uow import utc_now
from marketplace.web import journal
from search.engine import EngineError, SearchEngine
from search.engines.embedded import EmbeddedEngine
from search.expand import Lexicon
from search.schema import Schema


@dataclass
class Marketplace:
    """What one running application is made of; services get it as `market`."""

    settings: Settings
    plugins: PluginHost
    engine: SearchEngine
    storage: Storage
    jobs: JobRegistry
    clock: Callable[[], datetime] = utc_now
    meters: Meters = field(default_factory=Meters)

    @cached_property
    def search_schema(self) -> Schema:
        """Return what the index must hold for the plugins that are there."""
        return schema.build(self.plugins.search_fields())

    @property
    def lexicon(self) -> Lexicon:
        """Return the lexicon, read when the first search needs it."""
        return Lexicon.load()


def create_app(
    settings: Settings | None = None,
    *,
    plugins: Sequence[object] = (),
    engine: SearchEngine | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Flask:
    """Build the application.

    `plugins` are plugin objects beside the installed ones; `engine` and `clock` replace the real ones in tests.
    Raises ConfigError for settings that can't work.
    """
    settings = settings or load_settings()
    settings = settings.prepare()
    app = Flask("marketplace", static_folder=None, instance_path=str(settings.data_dir))
    app.config.update(SECRET_KEY=settings.secret_key, **flask_config(settings))
    meters = Meters()
    market = Marketplace(
        settings,
        PluginHost(plugins, strict=settings.plugins_strict, disabled=settings.plugins_disabled),
        cast(SearchEngine, TimedEngine(engine or choose_engine(settings), meters)),
        LocalStorage(settings.data_dir / "files"),
        JobRegistry(),
        clock,
        meters,
    )
    app.extensions["marketplace"] = market
    configure_database(app, meters)
    accounts_setup.init_app(app, settings, clock)
    web.setup(app, settings)  # after Flask-Security, whose error handlers it replaces
    api.setup(app, settings)
    accounts_views.setup(app)
    organisations_views.setup(app)
    register_jobs(market)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(monitoring.blueprint)
    add_plugins(app, market)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    journal.setup(app, meters)  # last: the outermost layer
    return app


def choose_engine(settings: Settings) -> SearchEngine:
    """Return the search engine that the settings name. Raises ConfigError if it can't be used as they say."""
    if settings.search_engine == EMBEDDED:
        return EmbeddedEngine(settings.data_dir / "search")
    from search.engines.elasticsearch import ElasticsearchEngine, Place  # its client takes a quarter of a second

    try:
        place = Place(
            settings.search_engine,
            settings.search_api_key,
            settings.search_ca_file,
            settings.search_prefix,
            settings.search_shards,
            settings.search_replicas,
            settings.search_patience,
        )
    except EngineError as error:
        raise ConfigError(f"MARKETPLACE_SEARCH_ENGINE: {error}") from None
    return ElasticsearchEngine(place)


def configure_database(app: Flask, meters: Meters) -> None:
    """Bind the models to the database, with what SQLite needs to behave."""
    db.init_app(app)
    with app.app_context():
        meters.watch_pool(prepare(db.engine))


def register_jobs(market: Marketplace) -> None:
    """Tell the worker about every job there is."""
    mail.register_jobs(market.jobs)
    listings_jobs.register(market.jobs)
    index.register_jobs(market.jobs)
    reindex_jobs.register(market.jobs)
    unmet.register(market.jobs)
    interests_jobs.register(market.jobs)
    notifications_jobs.register(market.jobs)
    organisations_jobs.register(market.jobs)
    idempotency.register_jobs(market.jobs)
    market.plugins.register_jobs(market.jobs)
    for name in market.plugins.event_listeners():
        market.jobs.subscribe(f"plugin {name}", partial(tell_plugin, name))


def tell_plugin(name: str, context: JobContext, happened: DomainEvent) -> None:
    """Tell one plugin of an event; if it fails, it alone is told again."""
    event = Event(happened.id, happened.name, happened.subject, happened.data, happened.occurred_at, happened.user_id)
    context.market.plugins.handle_event(event, plugin=name)


def add_plugins(app: Flask, market: Marketplace) -> None:
    """Add the pages of plugins. Last, so that none can take the place of a page of the core."""
    for name, blueprint in market.plugins.blueprints():
        try:
            app.register_blueprint(blueprint)
        except Exception as error:  # noqa: BLE001 (the border that isolates plugins)
            market.plugins.quarantine(name, "register_blueprints", error)
