"""An Atom feed (RFC 4287) of every search: what was published last, as anybody may see it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree as Xml

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as BaseResponse

from marketplace.discovery import service
from marketplace.discovery.filters import names
from marketplace.discovery.pages import Card, SearchPage
from marketplace.discovery.request import SearchRequest, pairs_of, read
from marketplace.i18n import current_locale
from marketplace.mail import link
from marketplace.viewer import Viewer
from marketplace.web.context import market, uow
from marketplace.web.locale import public_address, root_path
from marketplace.web.views.cards import sector_name
from marketplace.web.views.search import address

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 30
NOT_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
bp = Blueprint("feeds", __name__)


@bp.get("/search/feed.atom")
def search() -> BaseResponse:
    """Return the newest results of a search."""
    asked, _problems = read(pairs_of(dict(request.args.lists())), names(market()))
    asked = replace(asked, sort="newest", page=1, cursor=None, limit=ENTRIES, facets=())
    found = service.search(Viewer.anonymous(), uow(), market(), asked)
    if not found.available:
        return Response(status=503, headers={"Retry-After": "300"})
    body = Xml.tostring(_feed(asked, found), encoding="utf-8", xml_declaration=True)
    response = Response(body, mimetype="application/atom+xml")
    response.headers["Cache-Control"] = "public, max-age=300"
    response.add_etag()
    return response.make_conditional(request)


def _feed(asked: SearchRequest, found: SearchPage) -> Xml.Element:
    feed = Xml.Element("feed", {"xmlns": ATOM, "xml:lang": current_locale()})
    chosen = [asked.q, *(chip.value for chip in found.chips)]
    title = " · ".join([market().settings.name_in(current_locale()), *filter(None, chosen)])
    own = public_address(current_locale(), request.query_string.decode("ascii", "ignore"))
    _add(feed, "title", title)
    _add(feed, "id", own)
    _add(feed, "updated", _moment([card.listing.updated_at for card in found.cards]))
    Xml.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": own})
    page = market().settings.site_url + address(replace(asked, sort="")).removeprefix(root_path())
    Xml.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": page})
    for card in found.cards:
        feed.append(_entry(card))
    return feed


def _entry(card: Card) -> Xml.Element:
    it = card.listing
    entry = Xml.Element("entry")
    _add(entry, "title", it.title)
    _add(entry, "id", f"{market().settings.site_url}/listings/{it.public_id}")  # the same in both languages
    _add(entry, "updated", _moment([it.updated_at]))
    if it.published_at is not None:
        _add(entry, "published", _moment([it.published_at]))
    Xml.SubElement(entry, "link", {"href": link("listings.show", current_locale(), public_id=it.public_id)})
    _add(Xml.SubElement(entry, "author"), "name", it.organisation_text)
    if sector := sector_name(it.sector):
        Xml.SubElement(entry, "category", {"term": str(it.sector), "label": sector})
    _add(entry, "summary", "".join(text for text, _found in card.summary.runs))
    return entry


def _add(parent: Xml.Element, tag: str, text: str) -> None:
    Xml.SubElement(parent, tag).text = NOT_XML.sub("", text)


def _moment(moments: list[datetime]) -> str:
    return max(moments, default=market().clock()).isoformat(timespec="seconds")
