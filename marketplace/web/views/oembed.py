"""oEmbed 1.0 (oembed.com): another site asks how to show one of our listings, and gets a frame with its card."""

from __future__ import annotations

from urllib.parse import urlencode
from xml.etree import ElementTree as Xml

from flask import Blueprint, Response, jsonify, request
from werkzeug.wrappers import Response as BaseResponse

from marketplace.discovery import service
from marketplace.discovery.pages import Card
from marketplace.errors import NotFound
from marketplace.i18n import current_locale, use_locale
from marketplace.i18n import gettext as _
from marketplace.mail import link
from marketplace.web.atom import NOT_XML
from marketplace.web.context import market, uow
from marketplace.web.embedding import frame_line
from marketplace.web.urls import listing_at

AGE = 3600  # seconds for which an answer may be kept
WIDTH, NARROW = 640, 600  # pixels; below the second the card stands under itself and is taller
HEIGHTS = {True: 470, False: 680}  # of a wide and of a narrow card
bp = Blueprint("oembed", __name__)
Answer = dict[str, str | int]


def address(public_id: str, kind: str) -> str:
    """Return where others ask for a listing, in the language of this page. `kind` is "json" or "xml"."""
    query = urlencode({"url": link("listings.show", current_locale(), public_id=public_id), "format": kind})
    return f"{market().settings.site_url}/oembed?{query}"


@bp.get("/oembed")
def show() -> BaseResponse:
    """Answer for the listing at `url`: 404 if anybody can't open it, 501 for a format that is neither JSON nor XML."""
    kind = request.args.get("format", "json").lower()
    if kind not in ("json", "xml"):
        return _refused(501, _("Answers are written in json or xml."))
    asked = request.args.get("url", "")
    room = [_pixels(request.args.get(name)) for name in ("maxwidth", "maxheight")]
    if not asked or 0 in room:
        return _refused(400, _("Send the address of a listing as url; maxwidth and maxheight are in pixels."))
    named = listing_at(asked, (market().settings.site_url, request.host_url + request.environ["marketplace.root"]))
    try:
        found = answer(*named, *room) if named else None
    except NotFound:
        found = None
    if found is None:
        return _refused(404, _("There is no listing at this address that everybody may read."))
    response = jsonify(found) if kind == "json" else Response(_xml(found), mimetype="text/xml")
    response.headers |= {"Cache-Control": f"public, max-age={AGE}", "Access-Control-Allow-Origin": "*"}
    return response


def answer(lang: str, public_id: str, widest: int | None, tallest: int | None) -> Answer:
    """Return what oEmbed wants to know of a listing, within so many pixels. Raise NotFound unless it is public."""
    with use_locale(lang):
        card = service.one(uow(), market(), public_id)
        width = min(WIDTH, widest or WIDTH)
        height = min(HEIGHTS[width >= NARROW], tallest or HEIGHTS[False])
        title = card.listing.title or _("Listing without a title")
        frame = link("embed.listing", lang, public_id=public_id)
        settings = market().settings
        return {
            "version": "1.0",
            "type": "rich",
            "title": title,
            **_author(card, lang),
            "provider_name": settings.name_in(lang),
            "provider_url": settings.site_url,
            "cache_age": AGE,
            "html": frame_line(frame, title, width, height),
            "width": width,
            "height": height,
        }


def _author(card: Card, lang: str) -> Answer:
    organisation = card.listing.organisation
    if organisation is None or card.listing.anonymous:
        return {}
    page = link("organisations.show", lang, public_id=organisation.public_id)
    return {"author_name": card.listing.organisation_text, "author_url": page}


def _pixels(typed: str | None) -> int | None:
    """Return a number of pixels, None if none was given, 0 if it can't be read."""
    if not typed:
        return None
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0


def _xml(found: Answer) -> bytes:
    root = Xml.Element("oembed")
    for name, value in found.items():
        Xml.SubElement(root, name).text = NOT_XML.sub("", str(value))
    return bytes(Xml.tostring(root, encoding="utf-8", xml_declaration=True))


def _refused(status: int, text: str) -> Response:
    return Response(f"{text}\n", status, mimetype="text/plain", headers={"Access-Control-Allow-Origin": "*"})
