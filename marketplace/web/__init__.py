"""The web shell: `setup` gives an app its pages' frame – languages, static files, headers, errors, templates."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader

from marketplace.config import Settings

TEMPLATES = Path(__file__).parent / "templates"


def setup(app: Flask, settings: Settings) -> None:
    """Install the shell and the core's pages. Call it after Flask-Security and the API, before plugins' blueprints."""
    from marketplace.web import assets, errors, jinja, locale, packing, prefs, security, views

    app.jinja_loader = ChoiceLoader([FileSystemLoader(TEMPLATES), *([app.jinja_loader] if app.jinja_loader else [])])
    app.extensions["marketplace_assets"] = assets.ours()
    packing.setup(app)
    jinja.setup(app)
    security.setup(app, settings)
    errors.setup(app)
    prefs.setup(app)
    views.setup(app)
    app.wsgi_app = locale.LocaleMiddleware(assets.AssetServer(app.wsgi_app, app.extensions["marketplace_assets"]))  # type: ignore[method-assign]
