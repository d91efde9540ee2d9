"""Atom feeds (RFC 4287)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as Xml

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from marketplace.i18n import current_locale
from marketplace.web.context import market
from marketplace.web.locale import public_address

ATOM = "http://www.w3.org/2005/Atom"
NOT_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `path` is that of its page without language, its identity; `url` leads there in one."""

    title: str
    path: str
    url: str
    updated: datetime
    author: str
    published: datetime | None = None
    summary: str = ""
    content: str = ""  # HTML
    category: tuple[str, str] | None = None  # term, label


def answer(title: str, page: str, entries: Sequence[Entry]) -> BaseResponse:
    """Return a feed as this request asked for it; `page` is the address of the page that it follows."""
    feed = Xml.Element("feed", {"xmlns": ATOM, "xml:lang": current_locale()})
    own = public_address(current_locale(), request.query_string.decode("ascii", "ignore"))
    _add(feed, "title", title)
    _add(feed, "id", own)
    _add(feed, "updated", _moment(max((each.updated for each in entries), default=market().clock())))
    Xml.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": own})
    Xml.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": page})
    for each in entries:
        feed.append(_entry(each))
    response = Response(Xml.tostring(feed, encoding="utf-8", xml_declaration=True), mimetype="application/atom+xml")
    response.headers["Cache-Control"] = "public, max-age=300"
    response.add_etag()
    return response.make_conditional(request)


def _entry(it: Entry) -> Xml.Element:
    entry = Xml.Element("entry")
    _add(entry, "title", it.title)
    _add(entry, "id", market().settings.site_url + it.path)
    _add(entry, "updated", _moment(it.updated))
    if it.published is not None:
        _add(entry, "published", _moment(it.published))
    Xml.SubElement(entry, "link", {"href": it.url})
    _add(Xml.SubElement(entry, "author"), "name", it.author)
    if it.category:
        Xml.SubElement(entry, "category", dict(zip(("term", "label"), it.category, strict=True)))
    if it.summary:
        _add(entry, "summary", it.summary)
    if it.content:
        _add(entry, "content", it.content, type="html")
    return entry


def _add(parent: Xml.Element, tag: str, text: str, **attributes: str) -> None:
    Xml.SubElement(parent, tag, attributes).text = NOT_XML.sub("", text)


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
