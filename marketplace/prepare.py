"""Make a site ready: database, demonstration data, index. Each step does only what is missing."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from marketplace import migrate
from marketplace.config import Settings
from marketplace.database import open_engine
from marketplace.db import db
from marketplace.plugin_host.manager import PluginHost
from marketplace.uow import UnitOfWork
from search.engine import EngineUnavailable

Report = Callable[[int, int], None]


def database(settings: Settings) -> None:
    """Bring the tables of the core and of plugins up to date. Raise ConfigError when the database can't be opened."""
    engine = open_engine(settings)
    try:
        migrate.upgrade(engine, branches(settings))
    finally:
        engine.dispose()


def host(settings: Settings) -> PluginHost:
    """Return the plugins that an app with these settings would have."""
    return PluginHost(strict=settings.plugins_strict, disabled=settings.plugins_disabled)


def branches(settings: Settings) -> list[migrate.Branch]:
    """Return the lines of migrations of the core and of the active plugins."""
    plugins = host(settings).migrations()
    return [migrate.core(), *(migrate.plugin(name, folder) for name, folder in plugins.items())]


def outdated(settings: Settings) -> list[str]:
    """Return what the database is behind in: "core" or names of plugins. Raise ConfigError when it can't be opened."""
    engine = open_engine(settings)
    try:
        return migrate.outdated(engine, branches(settings))
    finally:
        engine.dispose()


def index(app: Flask, report: Report | None = None) -> bool:
    """Build the search index if there is none; tell whether that was done. An outdated one is left to the workers.

    An engine that can't answer is no reason not to start.
    """
    from marketplace.discovery.index import ALIAS
    from marketplace.discovery.reindex import driver

    try:
        if app.extensions["marketplace"].engine.target(ALIAS) is None:
            driver.rebuild(app, report)
            return True
    except EngineUnavailable:
        pass
    begin_index(app)
    return False


def begin_index(app: Flask) -> None:
    """Let workers build an index if there is none, or none that was made with the fields and software of today."""
    from marketplace.discovery.reindex.jobs import ensure_or_log

    market = app.extensions["marketplace"]
    with app.app_context(), UnitOfWork(db.session(), market.clock) as uow:
        ensure_or_log(uow, market)


def demo(app: Flask) -> bool:
    """Load the demonstration data unless it is there; tell whether it was loaded now."""
    from marketplace.demo import load

    with app.app_context():
        return bool(load(app.extensions["marketplace"]))


def demo_sign_ins() -> list[str]:
    """Return the demonstration's accounts, one a line."""
    from marketplace.demo import SIGN_INS

    return [f"  {email:<34} {password:<18} {meaning}" for email, password, meaning in SIGN_INS]
