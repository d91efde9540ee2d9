"""A feed of every search: what was published last, as anybody may see it."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as BaseResponse

from marketplace.discovery import service
from marketplace.discovery.filters import names
from marketplace.discovery.pages import Card
from marketplace.discovery.request import pairs_of, read
from marketplace.i18n import current_locale
from marketplace.mail import link
from marketplace.viewer import Viewer
from marketplace.web import atom
from marketplace.web.context import market, uow
from marketplace.web.locale import root_path
from marketplace.web.views.cards import sector_name
from marketplace.web.views.search import address

ENTRIES = 30
bp = Blueprint("feeds", __name__)


@bp.get("/search/feed.atom")
def search() -> BaseResponse:
    """Return the newest results of a search."""
    asked, _problems = read(pairs_of(dict(request.args.lists())), names(market()))
    asked = replace(asked, sort="newest", page=1, cursor=None, limit=ENTRIES, facets=())
    found = service.search(Viewer.anonymous(), uow(), market(), asked)
    if not found.available:
        return Response(status=503, headers={"Retry-After": "300"})
    chosen = [asked.q, *(chip.value for chip in found.chips)]
    title = " · ".join([market().settings.name_in(current_locale()), *filter(None, chosen)])
    page = market().settings.site_url + address(replace(asked, sort="")).removeprefix(root_path())
    return atom.answer(title, page, [_entry(card) for card in found.cards])


def _entry(card: Card) -> atom.Entry:
    it = card.listing
    sector = sector_name(it.sector)
    return atom.Entry(
        title=it.title,
        path=f"/listings/{it.public_id}",
        url=link("listings.show", current_locale(), public_id=it.public_id),
        updated=it.updated_at,
        author=it.organisation_text,
        published=it.published_at,
        summary="".join(text for text, _found in card.summary.runs),
        category=(str(it.sector), sector) if sector else None,
    )
