"""GET /api/v1/search: the search page's own search, as data."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import request
from flask_smorest import Blueprint
from werkzeug.wrappers import Response

from marketplace.api import shapes, sparse
from marketplace.api.openapi import operation
from marketplace.api.parameters import query
from marketplace.api.problems import RETRY_AFTER, Refused
from marketplace.discovery import service
from marketplace.discovery.filters import names
from marketplace.discovery.pages import SearchPage
from marketplace.discovery.request import OWN, pairs_of, read
from marketplace.errors import Invalid
from marketplace.i18n import L
from marketplace.web.context import market, uow, viewer

bp = Blueprint("api_search", __name__, url_prefix="/api/v1", description="Finding offers and demands")
PARAMETERS = OWN - {"page"} | {*sparse.PARAMETERS}  # pages are numbered for people; programs go on by cursor
LONGEST_PREFIX = 200  # characters
LONGEST = 8000  # characters of a query string, about what servers let through
UNKNOWN = L("There is no such filter.", "Không có bộ lọc này.")
LONG = L("The search is too long.", "Nội dung tìm kiếm quá dài.")


@operation(
    *(bp, "GET", "/search", "SearchPage", 414, 422, 503),
    sparse="Card",
    includes=("organisation",),
    summary=L("Search published offers and demands", "Tìm nguồn cung và nhu cầu đã đăng"),
)
def index() -> Response:
    """Return a page of results with facets and highlights; what is wrong with a parameter is never passed over."""
    fields, include = sparse.wanted("Card", ("organisation",))
    page = _page(_found(PARAMETERS))
    return shapes.answer(page | sparse.page(page["items"], fields, include))


@operation(
    bp,
    "GET",
    "/facets",
    "Facets",
    414,
    422,
    503,
    summary=L("Count published offers and demands by filter", "Đếm nguồn cung và nhu cầu đã đăng theo bộ lọc"),
)
def facets() -> Response:
    """Return how many listings each value of each filter has under the other filters, without the listings."""
    page = _page(_found(OWN - {"page", "cursor", "limit", "sort"}))
    return shapes.answer({"total": page["total"], "facets": page["facets"]})


@operation(
    *(bp, "GET", "/suggestions", "Suggestions", 422),
    parameters=(query("q", {"type": "string", "maxLength": LONGEST_PREFIX}, "What was typed so far"),),
    summary=L("Suggest how to go on typing", "Gợi ý từ đang gõ"),
)
def suggestions() -> Response:
    """Return at most eight words or titles; none for less than two letters."""
    typed = request.args.get("q", "")[:LONGEST_PREFIX]
    return shapes.answer({"items": service.suggest(viewer(), uow(), market(), typed)})


def _found(parameters: Collection[str]) -> SearchPage:
    """Return what the request searches for. Raise Invalid, Refused."""
    if len(request.query_string) > LONGEST:
        raise Refused(414, str(LONG))
    known = names(market())
    args = {name: values for name, values in request.args.lists() if name not in sparse.PARAMETERS}
    asked, problems = read(pairs_of(args), known)
    problems |= _unknown(known, parameters)
    if problems:
        raise Invalid(problems)
    found = service.search(viewer(), uow(), market(), asked)
    if found.problems:
        raise Invalid(found.problems)
    if not found.available:
        raise Refused(503, headers={"Retry-After": RETRY_AFTER})
    return found


def _unknown(known: dict[str, bool], parameters: Collection[str]) -> dict[str, list[str]]:
    ranges = {f"{name}.{end}" for name, ranged in known.items() if ranged for end in ("from", "to")}
    strange = [name for name in request.args if name not in parameters and name not in known and name not in ranges]
    return {name[:60]: [str(UNKNOWN)] for name in strange}


def _page(found: SearchPage) -> dict[str, Any]:
    better = found.did_you_mean
    return {
        "total": found.total,
        "items": [shapes.of_card(card) for card in found.cards],
        "facets": [shapes.of_group(group) for group in found.groups],
        "added": [{"words": each.words, "also": list(each.also)} for each in found.added],
        "did_you_mean": better.q if better else None,
        "some_words": found.some_words,
        "sort": found.request.order,
        "cursor": found.cursor,
        "next": shapes.link_to(found.cursor),
    }
