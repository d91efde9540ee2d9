"""The exchange in figures: offers and demands by sector, readiness and place, growth, and what nobody found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, func, select

from marketplace.discovery import unmet
from marketplace.discovery.unmet import Unmet
from marketplace.i18n import L
from marketplace.listings import policy
from marketplace.listings.models import Listing
from marketplace.listings.ports import Market, today
from marketplace.operating.policy import require
from marketplace.taxonomies.provinces import PROVINCES
from marketplace.taxonomies.world import countries
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

MONTHS = 12
PLACES = 14  # shown by name; the rest is one bar
WANTED = 50
HOME = "VN"
NOT_STATED, ELSEWHERE = L("Not stated", "Chưa nêu"), L("Elsewhere", "Nơi khác")


@dataclass(slots=True)
class Bar:
    """Offers and demands that have something in common."""

    label: str
    offers: int = 0
    demands: int = 0

    def add(self, kind: str, number: int) -> None:
        """Count listings in."""
        self.offers += number if kind == "offer" else 0
        self.demands += number if kind == "demand" else 0

    @property
    def total(self) -> int:
        """Return how many listings these are."""
        return self.offers + self.demands


class Figures:
    """Counts of the listings that everybody can read now."""

    def __init__(self, viewer: Viewer, uow: UnitOfWork, market: Market) -> None:
        """Raise NotAllowed for all but operators."""
        require(viewer, "figures")
        self.uow, self.market = uow, market
        self.zone = ZoneInfo(market.settings.timezone)

    def by_sector(self) -> list[Bar]:
        """Return a bar for each sector, the largest first."""
        known = self.market.plugins.sectors
        return _largest_first(
            self._bars(lambda group: known[group.sector].name if group.sector in known else group.sector)
        )

    def by_trl(self) -> list[Bar]:
        """Return a bar for each level, and one for what states none."""
        found = {bar.label: bar for bar in self._bars(lambda group: f"TRL {group.trl}" if group.trl else None)}
        labels = [*(f"TRL {level}" for level in range(1, 10)), str(NOT_STATED)]
        return [found.get(label, Bar(label)) for label in labels if label != str(NOT_STATED) or label in found]

    def by_place(self) -> list[Bar]:
        """Return the places with most listings: provinces here, countries abroad; the last bar is all the others."""
        bars = _largest_first(self._bars(lambda group: _place(group.country, group.province)))
        rest = Bar(str(ELSEWHERE))
        for bar in bars[PLACES:]:
            rest.offers, rest.demands = rest.offers + bar.offers, rest.demands + bar.demands
        return bars[:PLACES] + [rest] * bool(rest.total)

    def _bars(self, label: Callable[[Any], object]) -> list[Bar]:
        found: dict[str, Bar] = {}
        for group in self._groups:
            name = str(label(group) or NOT_STATED)
            found.setdefault(name, Bar(name)).add(group.kind, group.number)
        return list(found.values())

    @cached_property
    def _groups(self) -> list[Any]:
        """Read all listings once for the bars of every chart; `ix_listings_public` has all that this asks."""
        public = policy.visible_to(Viewer.anonymous(), today(self.uow, self.market))
        facts = Listing.kind, Listing.sector, Listing.trl, Listing.country, Listing.province
        query = select(*facts, func.count().label("number")).where(public).group_by(*facts)
        return list(self.uow.session.execute(query))

    def by_month(self) -> list[tuple[date, Bar]]:
        """Return how many listings came out in each of the last months, whatever has become of them since."""
        starts = self._months()
        ends = [*starts[1:], None]
        sums = [func.sum(case((_within(*span), 1), else_=0)) for span in zip(starts, ends, strict=True)]
        lately = Listing.published_at >= starts[0], Listing.deleted_at.is_(None)
        found = [(start.date(), Bar("")) for start in starts]
        for kind, *numbers in self.uow.session.execute(
            select(Listing.kind, *sums).where(*lately).group_by(Listing.kind)
        ):
            for (_start, bar), number in zip(found, numbers, strict=True):
                bar.add(kind, int(number))
        return found

    def _months(self) -> list[datetime]:
        """Return when each month began by the clocks of the site, the oldest first."""
        now = self.uow.now().astimezone(self.zone)
        last = now.year * 12 + now.month - 1
        months = range(last - MONTHS + 1, last + 1)
        return [datetime(month // 12, month % 12 + 1, 1, tzinfo=self.zone) for month in months]

    def unmet(self) -> Sequence[Unmet]:
        """Return what was searched for most and not found."""
        return unmet.most_wanted(self.uow, WANTED)


def _within(start: datetime, end: datetime | None) -> Any:
    since = Listing.published_at >= start
    return since if end is None else and_(since, Listing.published_at < end)


def _place(country: str | None, province: str | None) -> object:
    if country == HOME and province:
        return PROVINCES.label(province)
    return countries().label(country) if country else None


def _largest_first(bars: Iterable[Bar]) -> list[Bar]:
    """Return bars by size; what is not stated comes last."""
    return sorted(bars, key=lambda bar: (bar.label == str(NOT_STATED), -bar.total, bar.label))
