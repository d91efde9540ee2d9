"""The classifications that listings refer to, plugins' included: `/api/v1/taxonomies`."""

from __future__ import annotations

from flask import url_for
from flask_smorest import Blueprint
from werkzeug.wrappers import Response

from marketplace.api import lists, shapes
from marketplace.api.cursors import FORGED, seal, unseal
from marketplace.api.openapi import operation
from marketplace.api.parameters import CURSOR, query, size
from marketplace.errors import Invalid, NotFound
from marketplace.i18n import L
from marketplace.taxonomies import CORE, Entry, Taxonomy, taxonomy
from marketplace.web.context import market

bp = Blueprint("api_taxonomies", __name__, url_prefix="/api/v1/taxonomies", description="Classifications")
ENTRIES = (
    query("q", {"type": "string"}, "Words of code, names or synonyms; the closest first"),
    query("parent", {"type": "string"}, "Only what stands right below this code"),
    size("Entries"),
    CURSOR,
)


@operation(bp, "GET", "", "TaxonomyList", summary=L("List the classifications", "Liệt kê các bảng phân loại"))
def index() -> Response:
    """Return the core's classifications and the plugins'."""
    found = [*map(taxonomy, CORE), *market().plugins.taxonomies.values()]
    return shapes.answer({"items": [_of_taxonomy(each) for each in found]})


@operation(
    bp,
    "GET",
    "/<slug>",
    "Taxonomy",
    404,
    summary=L("Read what a classification is", "Đọc thông tin một bảng phân loại"),
)
def show(slug: str) -> Response:
    """Return a classification without its entries."""
    return shapes.answer(_of_taxonomy(_get(slug)))


@operation(
    *(bp, "GET", "/<slug>/entries", "EntryPage", 404, 422),
    parameters=ENTRIES,
    summary=L("List a classification's entries", "Liệt kê các mục của bảng phân loại"),
)
def entries(slug: str) -> Response:
    """Return a page of entries in their order, or of those that words find."""
    given, limit = lists.read({})
    found, q, parent = _get(slug), given.get("q"), given.get("parent")
    purpose = f"entries {slug} {parent} {q}"
    start = _place(purpose, given.get("cursor"))
    rows = found.search(q[:200], len(found.entries)) if q else list(found.entries)
    if parent:
        rows = [entry for entry in rows if entry.parent == parent]
    cursor = seal(purpose, [start + limit]) if len(rows) > start + limit else None
    items = [_of_entry(entry) for entry in rows[start : start + limit]]
    return shapes.answer({"items": items, "total": len(rows), "cursor": cursor, "next": shapes.link_to(cursor)})


def _place(purpose: str, cursor: str | None) -> int:
    place = unseal(purpose, cursor)[0] if cursor else 0
    if not isinstance(place, int):
        raise Invalid({"cursor": [str(FORGED)]})
    return place


def _get(slug: str) -> Taxonomy:
    if slug in CORE:
        return taxonomy(slug)
    if slug in market().plugins.taxonomies:
        return market().plugins.taxonomies[slug]
    raise NotFound


def _of_taxonomy(found: Taxonomy) -> shapes.Json:
    return {
        "slug": found.slug,
        "name": str(found.name),
        "edition": found.edition,
        "entries": len(found.entries),
        "pattern": found.pattern,
        "url": url_for("api_taxonomies.show", slug=found.slug),
    }


def _of_entry(entry: Entry) -> shapes.Json:
    return {
        "code": entry.code,
        "parent": entry.parent,
        "label": str(entry.label),
        "note": str(entry.note) if entry.note else None,
        "example": str(entry.example) if entry.example else None,
        "synonyms": list(entry.synonyms),
    }
