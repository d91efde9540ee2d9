"""What the site says of itself: about, help, terms, privacy."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from marketplace.errors import NotFound
from marketplace.taxonomies import taxonomy
from marketplace.web import texts
from marketplace.web.context import page

bp = Blueprint("about", __name__)


@bp.get("/about")
def about() -> Response:
    """Say what the exchange is."""
    return page("about/text.html", text=texts.read("about"))


@bp.get("/terms")
def terms() -> Response:
    """Show the terms of use."""
    return page("about/text.html", text=texts.read("terms"))


@bp.get("/privacy")
def privacy() -> Response:
    """Say what is kept of people, what for, and what they may ask for."""
    return page("about/text.html", text=texts.read("privacy"))


@bp.get("/help")
def index() -> Response:
    """List the help pages."""
    return page("about/help.html", texts=texts.read_all(texts.HELP))


@bp.get("/help/<slug>")
def help_on(slug: str) -> Response:
    """Show one help page; that on TRL has the levels as they are declared for the form."""
    if slug not in texts.HELP:
        raise NotFound
    levels, stages = (taxonomy("trl"), taxonomy("stage")) if slug == "trl" else ((), ())
    return page("about/help_text.html", text=texts.read(slug), levels=levels, stages=stages)
