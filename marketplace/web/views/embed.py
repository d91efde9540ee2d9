"""What stands in frames on other people's pages: the newest listings of a sector or an organisation; one listing.

For nobody in particular: no cookie is read or set (`security.Sessions`), so that every reader gets the same bytes and
anybody may keep them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from marketplace.discovery import service
from marketplace.discovery.pages import Card
from marketplace.discovery.request import SearchRequest
from marketplace.errors import NotFound
from marketplace.i18n import LOCALES, current_locale, use_locale
from marketplace.i18n import gettext as _
from marketplace.mail import link
from marketplace.organisations import service as organisations
from marketplace.viewer import Viewer
from marketplace.web.context import market, uow
from marketplace.web.embedding import Box, read
from marketplace.web.security import policy
from marketplace.web.views import cards
from marketplace.web.views.cards import ListingCard

CACHE = "public, max-age=300"
bp = Blueprint("embed", __name__, url_prefix="/embed")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where a box takes its listings from, and the newest of them."""

    name: str
    icon: str
    url: str
    cards: Sequence[ListingCard] = ()
    available: bool = True


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a box's address, in one language, and the way to a better one."""

    lang: str
    title: str
    texts: Sequence[str]
    way: str
    url: str


@bp.after_request
def _for_any_page(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = policy(frame_ancestors="*")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@bp.get("")
def newest() -> BaseResponse:
    """Show the newest listings of what the address names, or say what is wrong with it."""
    box, problems = read(request.args)
    if problems:
        return _mistaken(400)
    try:
        shelf = shelf_of(box)
    except NotFound:
        return _mistaken(404)
    body = render_template("embed/newest.html", box=box, shelf=shelf, theme=_theme(box))
    return _kept(body) if shelf.available else Response(body)


@bp.get("/listings/<public_id>")
def listing(public_id: str) -> BaseResponse:
    """Show one listing as a card, as oEmbed hands it out."""
    box, _problems = read(request.args)
    card = service.one(uow(), market(), public_id)
    return _kept(render_template("embed/listing.html", card=cards.of(card), theme=_theme(box)))


def shelf_of(box: Box) -> Shelf:
    """Return what a box shows. Raise NotFound when there is no such sector or organisation."""
    return _of_sector(box) if box.source == "sector" else _of_organisation(box)


def _of_sector(box: Box) -> Shelf:
    sector = market().plugins.sectors.get(box.value)
    if sector is None:
        raise NotFound
    asked = SearchRequest(terms={"sector": (sector.slug,)}, sort="newest", limit=box.number, facets=())
    found = service.search(Viewer.anonymous(), uow(), market(), asked)
    url = url_for("topics.sector", slug=sector.slug)
    return Shelf(str(sector.name), sector.icon, url, _cards(found.cards), found.available)


def _of_organisation(box: Box) -> Shelf:
    found = organisations.get(Viewer.anonymous(), uow(), box.value)
    url = url_for("organisations.show", public_id=found.public_id)
    newest = service.of_organisation(uow(), market(), found, box.number)
    return Shelf(found.name, "building-2", url, _cards(newest))


def _cards(found: Sequence[Card]) -> list[ListingCard]:
    return [cards.of(card) for card in found]


def _theme(box: Box) -> str:
    return "" if box.theme == "auto" else box.theme


def _mistaken(status: int) -> Response:
    """Say to whoever set the box up what is wrong, in both languages: theirs may not be their readers'."""
    said = []
    for lang in sorted(LOCALES, key=lambda each: each != current_locale()):
        with use_locale(lang):
            said.append(_mistake(lang))
    return Response(render_template("embed/mistaken.html", said=said, theme=""), status)


def _mistake(lang: str) -> Mistake:
    problems = read(request.args)[1] or {"show": _("There is no such sector or organisation here.")}
    texts = [text if name == "show" else f"{name}: {text}" for name, text in problems.items()]
    return Mistake(
        lang, _("This box is not set up correctly"), texts, _("Get the code again"), link("embed_line.show", lang)
    )


def _kept(body: str) -> BaseResponse:
    response = Response(body, headers={"Cache-Control": CACHE})
    response.add_etag()
    return response.make_conditional(request)
