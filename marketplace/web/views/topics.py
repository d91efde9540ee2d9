"""Pages about a sector or a place: what is offered and sought there, and ways into the search.

All of it comes from declarations (sectors, their fields, taxonomies) and from one search: only what the index holds,
which is what anybody may read, can be listed or counted here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from marketplace.discovery import service
from marketplace.discovery.filters import specs
from marketplace.discovery.pages import Group, SearchPage
from marketplace.discovery.request import SearchRequest
from marketplace.errors import NotFound
from marketplace.i18n import gettext as _
from marketplace.plugin_host.declarations import KINDS
from marketplace.taxonomies import taxonomy
from marketplace.viewer import Viewer
from marketplace.web.context import market, page, uow
from marketplace.web.views import cards
from marketplace.web.views.cards import ListingCard
from marketplace.web.views.search import address

NEWEST, SHOWN = 5, 8
PLACES = ("province", "zone", "country")
OF_A_SECTOR = ("sub", "trl", "stage")  # of the core's own facets, those worth a look in each sector
OF_A_PLACE = ("sector", "zone", "trl", "partnership_types")
bp = Blueprint("topics", __name__)


@dataclass(frozen=True, slots=True)
class Way:
    """A line that leads into the search."""

    label: str
    count: int
    url: str


@dataclass(frozen=True)
class Topic:
    """What the page of a topic shows. `ways` are the lines of each facet under its label."""

    title: str
    lead: str
    icon: str
    crumbs: list[tuple[str, str]]
    counts: dict[str, int]
    newest: dict[str, list[ListingCard]]
    ways: list[tuple[str, list[Way]]]
    search: SearchRequest
    sector: str = ""
    available: bool = True

    def url(self, **terms: str) -> str:
        """Return the address of its search, narrowed by more terms."""
        asked = self.search
        for name, value in terms.items():
            asked = asked.with_term(name, value)
        return address(asked)

    @property
    def closing_url(self) -> str:
        """Return the address of what closes within a month, the first first."""
        return address(replace(self.search.with_term("closing", "30"), sort="closing"))

    @property
    def feed_url(self) -> str:
        """Return the address of its feed."""
        return address(self.search, "feeds.search")


@bp.get("/sectors")
def sectors() -> Response:
    """List the sectors."""
    tally, none = service.tally(uow(), market()) or {}, dict.fromkeys(KINDS, 0)
    found = [(each, tally.get(slug, none)) for slug, each in market().plugins.sectors.items()]
    return page("topics/sectors.html", sectors=found)


@bp.get("/sectors/<slug>")
def sector(slug: str) -> Response:
    """Show what a sector has."""
    found = market().plugins.sectors.get(slug)
    if found is None:
        raise NotFound
    crumbs = [(_("Sectors"), url_for("topics.sectors"))]
    words = (str(found.name), str(found.summary), found.icon, crumbs)
    return _show(words, SearchRequest(terms={"sector": (slug,)}), OF_A_SECTOR, slug)


@bp.get("/places")
def places() -> Response:
    """List the places that have listings."""
    found = _ask(SearchRequest(facets=PLACES))
    groups = [(group.label, _places(group)) for group in found.groups if group.name in PLACES]
    return page("topics/places.html", groups=groups, available=found.available)


@bp.get("/places/<kind>/<code>")
def place(kind: str, code: str) -> Response:
    """Show what a country, a province or a zone has."""
    entry = taxonomy(kind).lookup(code) if kind in PLACES else None
    if entry is None:
        raise NotFound
    crumbs = [(_("Places"), url_for("topics.places"))]
    words = (str(entry.label), str(specs(market())[kind].label), "map-pin", crumbs)
    return _show(words, SearchRequest(terms={kind: (code,)}), OF_A_PLACE)


def _show(
    words: tuple[str, str, str, list[tuple[str, str]]], asked: SearchRequest, core: tuple[str, ...], slug: str = ""
) -> Response:
    found = _ask(asked)
    kinds = next((group for group in found.groups if group.name == "kind"), None)
    groups = [group for group in found.groups if group.name in core or (slug and group.sector == slug)]
    topic = Topic(
        *words,
        counts={option.value: option.count or 0 for option in kinds.options} if kinds else {},
        newest={kind: _newest(asked.with_term("kind", kind)) for kind in KINDS},
        ways=[(group.label, ways) for group in groups if (ways := _ways(group))],
        search=asked,
        sector=slug,
        available=found.available,
    )
    return page("topics/show.html", topic=topic)


def _ask(asked: SearchRequest, *, with_cards: bool = False) -> SearchPage:
    return service.search(Viewer.anonymous(), uow(), market(), asked, with_cards=with_cards)


def _newest(asked: SearchRequest) -> list[ListingCard]:
    found = _ask(replace(asked, sort="newest", limit=NEWEST, facets=()), with_cards=True)
    return [cards.of(card) for card in found.cards]


def _ways(group: Group) -> list[Way]:
    shown = [option for option in group.options if option.count][:SHOWN]
    return [Way(option.label, option.count or 0, address(option.request)) for option in shown]


def _places(group: Group) -> list[Way]:
    known = taxonomy(group.name)
    return [
        Way(option.label, option.count, url_for("topics.place", kind=group.name, code=option.value))
        for option in group.options
        if option.count and known.lookup(option.value)
    ]
