"""What search engines ask for: robots.txt and the site map, which names every public page in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from flask import Blueprint, Response, abort
from sqlalchemy import func, select
from werkzeug.wrappers import Response as BaseResponse

from marketplace.editorial import news
from marketplace.i18n import LOCALES
from marketplace.listings.models import Listing
from marketplace.listings.policy import known_by_name, visible_to
from marketplace.listings.ports import today
from marketplace.mail import link
from marketplace.organisations.models import Organisation
from marketplace.viewer import Viewer
from marketplace.web import texts
from marketplace.web.context import market, uow
from marketplace.web.locale import root_path

PART = 10_000  # listings of one file, twice as many addresses: the protocol allows 50,000 and 50 MB
PIECES = 1_000  # of news
SPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
CLOSED = ("/account", "/interests", "/listings/new", "/my/", "/notifications", "/operator", "/search/suggest")
bp = Blueprint("crawling", __name__)
Address = tuple[str, dict[str, str], datetime | None]  # endpoint, values, changed


@bp.get("/robots.txt")
def robots() -> BaseResponse:
    """Say what may be read; of a demonstration nothing."""
    root = root_path()
    if market().settings.demo:
        closed = [f"{root}/"]
    else:
        closed = [f"{root}/api/", *(f"{root}/{locale}{path}" for locale in LOCALES for path in CLOSED)]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]
    lines.append(f"Sitemap: {market().settings.site_url}/sitemap.xml\n")
    return Response("\n".join(lines), mimetype="text/plain")


@bp.get("/sitemap.xml")
def index() -> BaseResponse:
    """Name the parts of the map."""
    last = uow().session.scalar(select(func.max(Listing.id))) or 0
    parts = ["pages", "organisations", *(f"listings-{number}" for number in range(last // PART + 1))]
    found = (f"<sitemap><loc>{market().settings.site_url}/sitemaps/{part}.xml</loc></sitemap>\n" for part in parts)
    return _xml("sitemapindex", found)


@bp.get("/sitemaps/pages.xml")
def pages() -> BaseResponse:
    """Name the pages that are always there, those of the sectors, and news."""
    found: list[Address] = [
        (endpoint, {}, None)
        for endpoint in ("home.index", "search.index", "about.about", "about.index", "about.terms", "about.privacy")
    ]
    found += [("about.help_on", {"slug": slug}, None) for slug in texts.HELP]
    found += [
        ("topics.sectors", {}, None),
        ("topics.places", {}, None),
        ("news.index", {}, None),
        ("embed_line.show", {}, None),
        ("api_docs_page.show", {}, None),
    ]
    found += [("topics.sector", {"slug": slug}, None) for slug in market().plugins.sectors]
    found += [("news.show", {"public_id": each.public_id}, each.updated_at) for each in news.latest(uow(), PIECES)]
    return _xml("urlset", _urls(found))


@bp.get("/sitemaps/organisations.xml")
def organisations() -> BaseResponse:
    """Name the organisations that post under their name."""
    known = known_by_name(today(uow(), market()))
    query = select(Organisation.public_id, Organisation.updated_at).where(known).order_by(Organisation.id)
    query = query.limit(2 * PART)
    rows = uow().session.execute(query).all()
    return _xml("urlset", _urls(("organisations.show", {"public_id": row[0]}, row[1]) for row in rows))


@bp.get("/sitemaps/listings-<int(max=200000):number>.xml")
def listings(number: int) -> BaseResponse:
    """Name the public listings of one range of ids."""
    last = uow().session.scalar(select(func.max(Listing.id))) or 0
    if number > last // PART:
        abort(404)
    # By what is random: neighbours of one import would tell whose an anonymous listing is.
    its = (Listing.id >= number * PART, Listing.id < (number + 1) * PART)
    public = visible_to(Viewer.anonymous(), today(uow(), market()))
    query = select(Listing.public_id, Listing.updated_at).where(*its, public).order_by(Listing.public_id)
    rows = uow().session.execute(query).all()
    return _xml("urlset", _urls(("listings.show", {"public_id": row[0]}, row[1]) for row in rows))


def _urls(found: Iterable[Address]) -> Iterator[str]:
    for endpoint, values, changed in found:
        addresses = {lang: escape(link(endpoint, lang, **values)) for lang in LOCALES}
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{lang}" href="{address}"/>' for lang, address in addresses.items()
        )
        moment = f"<lastmod>{changed.date().isoformat()}</lastmod>" if changed else ""
        for address in addresses.values():
            yield f"<url><loc>{address}</loc>{moment}{others}</url>\n"


def _xml(root: str, found: Iterable[str]) -> BaseResponse:
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {SPACES}>\n{"".join(found)}</{root}>\n'
    return Response(body, mimetype="application/xml", headers={"Cache-Control": "public, max-age=3600"})
