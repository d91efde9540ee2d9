"""News, for everybody: the list, one piece, the feed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from marketplace.editorial import news
from marketplace.editorial.markdown import first_paragraph, render
from marketplace.editorial.models import Announcement
from marketplace.editorial.policy import may
from marketplace.i18n import current_locale
from marketplace.i18n import gettext as _
from marketplace.mail import link
from marketplace.web import atom
from marketplace.web.context import market, page, uow, viewer
from marketplace.web.paging import asked, pages_of

bp = Blueprint("news", __name__, url_prefix="/news")
ENTRIES = 30


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of news as a reader gets it; `lang` is the language that it is in, `at` None for a draft."""

    public_id: str
    title: str
    lang: str
    summary: str
    url: str
    at: datetime | None
    updated_at: datetime


def piece(it: Announcement) -> Piece:
    """Return a piece in the reader's language, or in the other one where there is none."""
    locale = current_locale()
    title, summary, url = (
        it.title(locale),
        first_paragraph(it.body(locale)),
        url_for("news.show", public_id=it.public_id),
    )
    return Piece(it.public_id, title, it.language(locale), summary, url, it.publish_at, it.updated_at)


@bp.get("")
def index() -> Response:
    """List what is out, the newest first."""
    found = news.page(uow(), asked())
    pages = pages_of(found, news.PAGE_SIZE, "news.index")
    may_write = may(viewer(), "news.edit")
    return page("news/index.html", pieces=[piece(each) for each in found.items], pages=pages, may_write=may_write)


@bp.get("/<public_id>")
def show(public_id: str) -> Response:
    """Show one piece; to operators also what is not out yet."""
    it = news.get(viewer(), uow(), public_id)
    state = news.state(uow(), it)
    body: Markup = render(it.body(current_locale()), request.script_root)
    return page("news/show.html", it=piece(it), body=body, state=state, may_write=may(viewer(), "news.edit"))


@bp.get("/feed.atom")
def feed() -> Response:
    """Return the newest pieces in full."""
    locale, name = current_locale(), market().settings.name_in(current_locale())
    title = _("News of %(site)s", site=name)
    entries = [entry(each, locale, name) for each in news.latest(uow(), ENTRIES)]
    return atom.answer(title, link("news.index", locale), entries)


def entry(it: Announcement, locale: str, author: str) -> atom.Entry:
    """Return a piece for the feed, its links absolute."""
    return atom.Entry(
        title=it.title(locale),
        path=f"/news/{it.public_id}",
        url=link("news.show", locale, public_id=it.public_id),
        updated=max(it.updated_at, it.publish_at or it.updated_at),
        author=author,
        published=it.publish_at,
        content=render(it.body(locale), f"{market().settings.site_url}/{locale}"),
    )
