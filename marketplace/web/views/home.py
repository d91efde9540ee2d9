"""The home page: the search box, the sectors, what is new, what closes soon, and the site's own news."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint
from werkzeug.wrappers import Response

from marketplace.desk.query import Counts, Desk, Filters
from marketplace.discovery import service
from marketplace.editorial import news
from marketplace.i18n import L
from marketplace.i18n import gettext as _
from marketplace.listings.ports import today
from marketplace.viewer import Viewer
from marketplace.web.context import market, page, uow, viewer
from marketplace.web.views import cards
from marketplace.web.views.cards import ListingCard
from marketplace.web.views.news import Piece, piece

bp = Blueprint("home", __name__)
NEWEST, CLOSING, NEWS = 4, 5, 3
TRIES = (
    L("container number reading", "đọc số container"),
    L("seafood wastewater", "xử lý nước thải thủy sản"),
    L("electric vessel", "tàu khách điện"),
    L("wafer inspection", "kiểm tra wafer"),
)


@dataclass(frozen=True, slots=True)
class SectorTile:
    """A sector with its numbers of open listings; None when the index can't be asked."""

    slug: str
    name: str
    icon: str
    summary: str
    offers: int
    demands: int


@dataclass(frozen=True)
class Home:
    """What the home page shows."""

    today: date
    sectors: list[SectorTile]
    numbers: list[tuple[str, int]]
    offers: list[ListingCard]
    demands: list[ListingCard]
    closing: list[ListingCard]
    news: list[Piece]
    offer_total: int
    demand_total: int
    panels: Sequence[object]
    tries: Sequence[str]
    desk: Counts | None  # a broker's

    @property
    def scale(self) -> int:
        """Return the width of the bars' common scale: the largest sector, with a little air."""
        return max([each.offers + each.demands for each in self.sectors] + [1]) + 1


@bp.get("/")
def index() -> Response:
    """Show the home page."""
    who, work, site = viewer(), uow(), market()
    public = Viewer.anonymous()  # no drafts of one's own among the newest
    tally = service.tally(work, site) or {}
    none = {"offer": 0, "demand": 0}
    tiles = [
        SectorTile(each.slug, str(each.name), each.icon, str(each.summary), *tally.get(each.slug, none).values())
        for each in site.plugins.sectors.values()
    ]
    total = tally.get("", none)
    numbers = [(_("open offers"), total["offer"]), (_("open demands"), total["demand"]), (_("sectors"), len(tiles))]
    shown = Home(
        today=today(work, site),
        sectors=tiles,
        numbers=numbers if tally else [],
        offers=[cards.of(card) for card in service.newest(public, work, site, "offer", NEWEST)],
        demands=[cards.of(card) for card in service.newest(public, work, site, "demand", NEWEST)],
        closing=[cards.of(card) for card in service.closing(public, work, site, "demand", CLOSING)],
        news=[piece(each) for each in news.latest(work, NEWS)],
        offer_total=total["offer"],
        demand_total=total["demand"],
        panels=site.plugins.panels("home", {"viewer": who}),
        tries=[str(words) for words in TRIES],
        desk=Desk(who, work, site).counts(Filters()) if who.is_broker else None,
    )
    return page("home/index.html", home=shown)
