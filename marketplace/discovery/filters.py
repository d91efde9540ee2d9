"""What a search can be narrowed by. One list: the address, the facets, the chips and the API all read it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import marshmallow as ma
from babel.support import LazyProxy

from marketplace.discovery.request import SearchRequest
from marketplace.discovery.schema import faceted_core
from marketplace.i18n import L, lazy_gettext, use_locale
from marketplace.i18n import gettext as _
from marketplace.listings.fields import KIND_LABELS
from marketplace.listings.ports import Market, today
from marketplace.plugin_host.declarations import KINDS, Sector
from marketplace.plugin_host.facets import Range
from marketplace.plugin_host.fields import Quantity
from marketplace.plugin_host.fields.base import Field
from marketplace.plugin_host.manager import PluginHost
from marketplace.taxonomies import taxonomy
from marketplace.uow import UnitOfWork
from search.query import Between, Facet, Filter, Terms

CLOSING_DAYS = ("7", "30", "90")
FIRST_FACTS = ("trl", "stage", "ip_status", "partnership_types")


@dataclass(frozen=True)
class Spec:
    """One filter. `name` is its parameter in addresses and, with `counted`, the index field that its facet counts.

    `order` lists the values as declared, or None to go by count. `number` is the index field of a from–to range and
    `reads` the declared field that understands what is typed there. `sector` tells whose field it is.
    """

    name: str
    label: L | LazyProxy  # str() of it is in the reader's language
    label_of: Callable[[str], str]
    order: tuple[str, ...] | None = None
    size: int = 30
    counted: bool = True
    number: str | None = None
    reads: Field | None = None
    sector: str | None = None

    @property
    def unit(self) -> str:
        """Return the unit of the range, in the reader's language."""
        return str(self.reads.unit) if isinstance(self.reads, Quantity) else ""

    @property
    def facet(self) -> Facet | None:
        """Return what to count."""
        return Facet(self.name, self.size) if self.counted else None


def specs(market: Market, sectors: tuple[str, ...] = ()) -> Mapping[str, Spec]:
    """Return the filters by name, in the order of the page; with the own filters of the sectors chosen."""
    return _specs(market.plugins, tuple(slug for slug in sectors if slug in market.plugins.sectors))


@lru_cache(maxsize=128)
def _specs(plugins: PluginHost, sectors: tuple[str, ...]) -> Mapping[str, Spec]:
    chosen = [plugins.sectors[slug] for slug in sectors]
    found = [*_common(plugins), *_subcategories(chosen)]
    core = faceted_core()
    first = [name for name in FIRST_FACTS if name in core]
    found += [_of_core(name, core[name]) for name in first]
    found += [spec for sector in chosen for spec in _of_sector(plugins, sector)]
    found += [_of_core(name, field) for name, field in core.items() if name not in first]
    found.append(Spec("closing", lazy_gettext("Closing"), _closing_label, CLOSING_DAYS, counted=False))
    found.append(Spec("lang", lazy_gettext("Language"), lambda code: taxonomy("language").label(code)))
    found.append(Spec("organisation", lazy_gettext("Organisation"), str, counted=False))
    return {spec.name: spec for spec in found}


def astray(request: SearchRequest, known: Mapping[str, Spec], market: Market) -> dict[str, list[str]]:
    """Return, by parameter, what to say of filters of a sector that is not chosen: they can't be used."""
    every = specs(market, tuple(market.plugins.sectors))
    text = _("“%(name)s” belongs to a sector that is not chosen.")
    return {
        name: [text % {"name": every[name].label}]
        for name in (*request.terms, *request.ranges)
        if name not in known and name in every
    }


def understood(request: SearchRequest, known: Mapping[str, Spec]) -> tuple[SearchRequest, dict[str, list[str]]]:
    """Return the search without values that a filter of fixed values can't have, and by parameter what to say of them.

    Passed on, they would find nothing, as if there were nothing.
    """
    problems: dict[str, list[str]] = {}
    for name, values in request.terms.items():
        spec = known.get(name)
        if spec is None or not spec.counted or spec.order is None:
            continue
        for value in set(values).difference(spec.order):
            text = _("“%(name)s” has no value “%(value)s”.", name=spec.label, value=value)
            problems.setdefault(name, []).append(text)
            request = request.without_term(name, value)
    return request, problems


def names(market: Market, sectors: tuple[str, ...] | None = None) -> dict[str, bool]:
    """Return every filter name that an address may hold, and whether it takes a range."""
    every = tuple(market.plugins.sectors) if sectors is None else sectors
    return {spec.name: spec.number is not None for spec in specs(market, every).values()}


def _common(plugins: PluginHost) -> Iterator[Spec]:
    yield Spec("kind", lazy_gettext("Kind"), lambda kind: str(KIND_LABELS.get(kind, kind)), KINDS)
    sectors: Mapping[str, Sector] = plugins.sectors
    named = lambda slug: str(sectors[slug].name) if slug in sectors else slug  # noqa: E731
    yield Spec("sector", lazy_gettext("Sector"), named, tuple(sectors))


def _subcategories(chosen: Sequence[Sector]) -> Iterator[Spec]:
    if chosen:
        labels: dict[str, L] = {f"{each.slug}:{sub.slug}": sub.label for each in chosen for sub in each.subcategories}
        yield Spec("sub", lazy_gettext("Subcategory"), lambda code: str(labels.get(code, code)))


def _of_core(name: str, field: Field) -> Spec:
    order = tuple(bucket.id for bucket in field.buckets()) if name in ("trl", "stage", "ip_status", "sdg") else None
    number = "level" if name == "trl" else None
    return Spec(name, field.label, field.bucket_label, order, number=number, reads=field if number else None)


def _of_sector(plugins: PluginHost, sector: Sector) -> Iterator[Spec]:
    seen: set[str] = set()
    for kind in KINDS:
        for field in plugins.schema_for(sector, kind).declared:
            name = field.facet_field(sector.slug)
            if name is None or name in seen:
                continue
            seen.add(name)
            numeric = f"{name}.value" if field.is_numeric else None
            banded = isinstance(field.facet, Range)
            order = tuple(bucket.id for bucket in field.buckets()) if banded else None
            yield Spec(
                name, field.label, field.bucket_label, order, 20, number=numeric, reads=field, sector=sector.slug
            )


def _closing_label(days: str) -> str:
    return _("within %(days)s days", days=days)


def to_filters(
    request: SearchRequest, known: Mapping[str, Spec], start: float
) -> tuple[dict[str, tuple[Filter, ...]], dict[str, list[str]]]:
    """Return the engine's filters by filter name, and what could not be understood, by parameter.

    `start` is the timestamp of `start_of_today`.
    """
    found: dict[str, tuple[Filter, ...]] = {}
    problems: dict[str, list[str]] = {}
    for name, values in request.terms.items():
        if name == "closing":
            found[name] = _closing(values, start, problems)
        elif name in known:
            found[name] = (Terms(name, values),)
    for name, typed in request.ranges.items():
        if name in known and known[name].number:
            bounds = _bounds(known[name], typed, problems)
            found[name] = (*found.get(name, ()), *bounds)
    return {name: filters for name, filters in found.items() if filters}, problems


def start_of_today(uow: UnitOfWork, market: Market) -> float:
    """Return the timestamp at which the site's day began. Listings last to the end of a day: open now is open today.

    A filter by it stays the same all day, and with it the cursors of those who read on.
    """
    return datetime.combine(today(uow, market), time(), ZoneInfo(market.settings.timezone)).timestamp()


def open_today(uow: UnitOfWork, market: Market) -> Filter:
    """Return the filter that leaves out what has run out, whether or not the expiry job came round yet."""
    return Between("until", low=start_of_today(uow, market))


def _closing(values: tuple[str, ...], start: float, problems: dict[str, list[str]]) -> tuple[Filter, ...]:
    days = [int(value) for value in values if re.fullmatch("[0-9]{1,3}", value) and 0 < int(value) <= 400]
    if not days:
        problems["closing"] = [_("Give a number of days from 1 to 400.")]
        return ()
    return (Between("until", start, start + timedelta(days=max(days) + 1).total_seconds()),)


def _bounds(spec: Spec, typed: tuple[str, str], problems: dict[str, list[str]]) -> tuple[Filter, ...]:
    low = _bound(spec, typed[0], "from", problems)
    high = _bound(spec, typed[1], "to", problems)
    if low is not None and high is not None and low > high:
        problems[f"{spec.name}.to"] = [_("The end of the range is below its start.")]
        return ()
    return (Between(str(spec.number), low, high),) if (low, high) != (None, None) else ()


def _bound(spec: Spec, text: str, end: str, problems: dict[str, list[str]]) -> float | None:
    if not text or spec.reads is None:
        return None
    try:
        ends = spec.reads.read_bound(text) if isinstance(spec.reads, Quantity) else (float(spec.reads.read(text)),) * 2
    except ma.ValidationError as error:
        problems[f"{spec.name}.{end}"] = [str(message) for message in error.messages]
        return None
    low, high = ends
    return (low if low is not None else high) if end == "from" else (high if high is not None else low)


def in_words(spec: Spec, filters: Sequence[Filter], typed: tuple[str, str]) -> str:
    """Return a range for the reader: numbers and units as their language writes them, else what was typed."""
    found = next((each for each in filters if isinstance(each, Between)), None)
    if found is not None and isinstance(spec.reads, Quantity):
        return spec.reads.interval(found.low, found.high)
    low, high = typed
    if low and high:
        return f"{low} – {high}"
    return _("from %(low)s", low=low) if low else _("up to %(high)s", high=high)


def in_language(request: SearchRequest, known: Mapping[str, Spec], locale: str) -> SearchRequest:
    """Return the same search with its numbers as a language writes them: "1.200" is 1200 in one, 1.2 in the other."""
    ranges = {
        name: (_rewritten(known.get(name), low, locale), _rewritten(known.get(name), high, locale))
        for name, (low, high) in request.ranges.items()
    }
    return replace(request, ranges=ranges)


def _rewritten(spec: Spec | None, text: str, locale: str) -> str:
    if spec is None or not isinstance(spec.reads, Quantity) or (text.isascii() and not {".", ","} & set(text)):
        return text
    try:
        ends = spec.reads.read_bound(text)
    except ma.ValidationError:
        return text
    with use_locale(locale):
        return spec.reads.interval(*ends).replace("\u00a0", " ")


SORT_LABELS = {
    "relevance": lazy_gettext("Most relevant"),
    "newest": lazy_gettext("Newest"),
    "closing": lazy_gettext("Closing soon"),
}
