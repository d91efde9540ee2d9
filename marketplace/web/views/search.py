"""The search page. Its address holds the whole search; htmx swaps the results, everything works without it."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, current_app, jsonify, request, url_for
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as BaseResponse

from marketplace.db import db
from marketplace.discovery import service, unmet
from marketplace.discovery.filters import SORT_LABELS, in_language, names, specs
from marketplace.discovery.pages import Group, SearchPage
from marketplace.discovery.request import SORTS, SearchRequest, pairs_of, read
from marketplace.i18n import LOCALES, current_locale, ngettext
from marketplace.i18n import gettext as _
from marketplace.listings.ports import today
from marketplace.uow import UnitOfWork
from marketplace.web.context import market, page, uow, viewer
from marketplace.web.formatting import number
from marketplace.web.paging import Pages
from marketplace.web.security import limiter
from marketplace.web.views import cards

log = logging.getLogger(__name__)
bp = Blueprint("search", __name__, url_prefix="/search")
OPEN = 4  # groups of filters that stand open
SHOWN = 8  # lines of a group before "more"


def address(asked: SearchRequest, endpoint: str = "search.index") -> str:
    """Return the address of a search, or of its feed."""
    grouped: dict[str, list[str]] = {}
    for name, value in asked.args():
        grouped.setdefault(name, []).append(value)
    return url_for(endpoint, **grouped)  # type: ignore[arg-type]


def _of(asked: SearchRequest | None) -> str | None:
    return address(asked) if asked else None


def pages_of(found: SearchPage) -> Pages:
    """Return the pager: the first, the last and those around the current page."""
    here, count = found.request.page, found.pages
    wanted = sorted({1, count, *range(max(1, here - 2), min(count, here + 2) + 1)})
    numbers = [(n, address(found.request.on_page(n)), n == here) for n in wanted]
    return Pages(_of(found.previous), _of(found.next), numbers, found.first, found.last, found.total)


class SearchView:
    """The search page in the template's terms."""

    def __init__(self, found: SearchPage) -> None:
        self.found, self.request = found, found.request
        self.q = self.request.q
        self.hits = [cards.of(card) for card in found.cards]
        self.pages = pages_of(found)
        self.unavailable = not found.available
        self.some_words = found.some_words
        self.problems = found.problems
        self.clear_url = address(self.request.unfiltered())
        self.feed_url = address(replace(self.request, sort="", page=1), "feeds.search")
        self.sorts = [(name, str(SORT_LABELS[name]), name == self.request.order) for name in SORTS]

    @property
    def queries(self) -> dict[str, str]:
        """Return the query of the same search in each language."""
        known = specs(market(), self.request.terms.get("sector", ()))
        own = {lang: in_language(self.request, known, lang) for lang in LOCALES if lang != current_locale()}
        return {lang: urlencode(own.get(lang, self.request).args()) for lang in LOCALES}

    @property
    def is_special(self) -> bool:
        """Tell whether it is one of endlessly many searches, which search engines should leave alone."""
        return bool({name for name, _value in self.request.args()} - {"kind", "sector"})

    @property
    def heading(self) -> str:
        """Return "38 results"."""
        if self.unavailable:
            return _("Search")
        return ngettext("%(shown)s result", "%(shown)s results", self.found.total, shown=number(self.found.total))

    @property
    def show_label(self) -> str:
        """Return what the filter sheet's button says."""
        return ngettext(
            "Show %(shown)s result", "Show %(shown)s results", self.found.total, shown=number(self.found.total)
        )

    @property
    def sector(self) -> str:
        """Return the sector of the search bar: the only one chosen."""
        chosen = self.request.terms.get("sector", ())
        return chosen[0] if len(chosen) == 1 else ""

    def carried(self, *left_out: str) -> list[tuple[str, str]]:
        """Return the search as hidden inputs, without the page and what a form holds itself."""
        out = {"page", *left_out}
        return [(name, value) for name, value in self.request.args() if name not in out]

    @property
    def bar_carried(self) -> list[tuple[str, str]]:
        """Return what the search bar keeps: the filters, but not those of a sector that may be changed there.

        What was said of the words (`any`, `x`) goes with them: others may be typed.
        """
        return [(name, value) for name, value in self.carried("q", "any", "sector", "x", "sub") if "." not in name]

    @property
    def facet_carried(self) -> list[tuple[str, str]]:
        """Return what the filter form keeps beside its own inputs."""
        own = {group.name for group in self.found.groups}
        own |= {f"{group.name}.{end}" for group in self.found.groups if group.bounds for end in ("from", "to")}
        return self.carried(*own)

    @property
    def chips(self) -> list[dict[str, str]]:
        """Return the filters in force."""
        return [{"label": chip.label, "value": chip.value, "url": address(chip.request)} for chip in self.found.chips]

    @property
    def expansions(self) -> list[dict[str, Any]]:
        """Return the words that were added."""
        return [{"phrase": each.words, "words": each.also, "url": address(each.request)} for each in self.found.added]

    @property
    def relax(self) -> list[dict[str, Any]]:
        """Return the ways out of an empty result."""
        return [{"label": way.label, "count": way.count, "url": address(way.request)} for way in self.found.ways_out]

    @property
    def whole_sector(self) -> dict[str, str] | None:
        """Return the link to everything in the sector that was named."""
        way = self.found.whole_sector
        if way is None:
            return None
        text = _("Everything in %(sector)s (%(count)s)", sector=way.label, count=number(way.count))
        return {"text": text, "url": address(way.request)}

    @property
    def looser(self) -> dict[str, str] | None:
        """Return the link to what has some of the words."""
        request = self.found.looser
        return {"text": _("See listings that have some of these words"), "url": address(request)} if request else None

    @property
    def strict_url(self) -> str | None:
        """Return where all the words are wanted, if now some will do."""
        return address(self.request.with_some(False)) if self.request.some else None

    @property
    def did_you_mean(self) -> dict[str, str] | None:
        """Return the corrected words."""
        better = self.found.did_you_mean
        return {"text": better.q, "url": address(better)} if better else None

    @property
    def facets(self) -> list[dict[str, Any]]:
        """Return the groups of filters that have something to choose."""
        shown = [group for group in self.found.groups if group.options or group.bounds]
        return [self._facet(group, place) for place, group in enumerate(shown)]

    @staticmethod
    def _facet(group: Group, place: int) -> dict[str, Any]:
        lines = [each for each in group.options if each.count != 0 or each.checked]
        return {
            "name": group.name,
            "label": group.label,
            "lines": lines[:SHOWN],
            "more": lines[SHOWN:],
            "chosen": group.chosen,
            "open": place < OPEN or group.chosen > 0 or any(group.bounds or ()),
            "bounds": group.bounds,
            "unit": group.unit,
        }


@bp.get("")
def index() -> BaseResponse:
    """Search, and show a page of results."""
    asked, problems = read(pairs_of(dict(request.args.lists())), names(market()))
    found = service.search(viewer(), uow(), market(), asked)
    view = SearchView(found)
    view.problems = problems | view.problems
    status = 503 if view.unavailable else 200
    answer = page(
        "search/index.html",
        fragment="search/results.html",
        status=status,
        view=view,
        queries=view.queries,
        sectors=market().plugins.sectors.values(),
    )
    if words := unmet.words_of(asked, found):
        answer.call_on_close(partial(note, current_app._get_current_object(), words))  # type: ignore[attr-defined]
    return answer


def note(app: Flask, words: str) -> None:
    """Count a search that found nothing, once its answer is on its way: no reader waits for that or fails by it."""
    with app.app_context():
        site = market()
        try:
            with UnitOfWork(db.session(), site.clock, write=True) as work:
                unmet.note(work, words, today(work, site))
                work.commit()
        except SQLAlchemyError as error:
            log.warning("a search that found nothing was not counted: %s", error)


@bp.get("/suggest")
@limiter.limit("600 per minute")
def suggest() -> Response:
    """Return suggestions for what is being typed: {"items": [{"text": …, "note": …}]}."""
    typed = request.args.get("q", "")[:200]
    items = service.suggest(viewer(), uow(), market(), typed)
    response: Response = jsonify(items=[{"text": text} for text in items])
    response.headers["Cache-Control"] = "private, max-age=60"
    return response
