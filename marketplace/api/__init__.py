"""The REST API, `/api/v1`: the same services as the pages, with the same checks and the same messages."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_smorest import Api

from marketplace.config import Settings

VERSION = "1.0"


class MarketplaceApi(Api):  # type: ignore[misc]  # flask-smorest is untyped
    """flask-smorest without its error handlers, responses and documentation pages: ours answer problem+json."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Leave errors to `problems`, which leaves those of pages to the pages."""

    def _register_responses(self) -> None:
        """Leave the shape of errors to `openapi`."""

    def _register_doc_blueprint(self) -> None:
        """Leave the document to `openapi`, which makes it in the reader's language."""


def setup(app: Flask, settings: Settings) -> None:
    """Add the API and the page of its keys. Call it after the web shell, whose error handlers it goes before."""
    from marketplace.api import (
        files,
        interests,
        listings,
        me,
        mine,
        openapi,
        organisations,
        past,
        problems,
        reference,
        requests,
        search,
        sectors,
        taxonomies,
        token_pages,
        upsert,
    )

    options: dict[str, Any] = {"info": {"description": openapi.INTRODUCTION.en}}
    api = MarketplaceApi(spec_kwargs={"title": "API", "version": VERSION, "openapi_version": "3.1.0", **options})
    api.init_app(app)
    app.extensions["marketplace_api"] = api
    requests.setup(app)
    problems.setup(app)
    for module in (search, listings, past, files, upsert, mine, interests, organisations, sectors, taxonomies, me):
        api.register_blueprint(module.bp)
    app.register_blueprint(openapi.bp)
    app.register_blueprint(reference.bp)
    app.register_blueprint(token_pages.bp)
