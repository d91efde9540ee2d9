"""Pages in a total order, and the cursors between them.

The first page needs nothing but a search. A cursor holds the sort keys of the hit before it; from the second page on,
a point in time keeps the pages from shifting. It lapses after a while, and the keys alone go on.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from search.cursor import seal, unseal
from search.engine import BadCursor, EngineError
from search.engines.elasticsearch.link import Link
from search.engines.elasticsearch.mapping import Mapping
from search.query import Query, Sort
from search.schema import Kind

KEEP_ALIVE = "2m"
_LONGEST_POINT = 2_500
_POINT = re.compile(r"[A-Za-z0-9_=-]+")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a page begins: after the hit with these keys, or at an offset."""

    fuzzy: bool = False
    after: list[Any] | None = None
    point: str | None = None
    offset: int = 0


def resume(query: Query, most: int) -> Spot:
    """Return where the query's page begins. Raises `BadCursor`."""
    if query.cursor is None:
        return Spot(offset=max(0, min(query.offset, most)))
    state = unseal(query, query.cursor)
    if len(state) != 4:
        raise BadCursor("not a cursor")
    fuzzy, key, last, point = state
    if not isinstance(fuzzy, bool) or not isinstance(key, int | float | str | None) or isinstance(key, bool):
        raise BadCursor("not a cursor")
    if not isinstance(last, str | None) or not isinstance(point, str | None):
        raise BadCursor("not a cursor")
    if point is not None and not _POINT.fullmatch(point):
        raise BadCursor("not a cursor")
    return Spot(fuzzy, [key] if last is None else [key, last], point)


def sorting(mapping: Mapping, sort: Sort, ranked: bool) -> list[dict[str, Any]]:
    """Return the order: by a column with missing values last, by relevance, or by id; ties go by id."""
    by_id = {"id": {"order": "asc"}}
    field = mapping.field(sort.field) if sort.field else None
    if field is not None and field.sortable and field.kind not in (Kind.TEXT, Kind.INTERVAL):
        order = "desc" if sort.descending else "asc"
        return [{mapping.sort_column(field): {"order": order, "missing": "_last"}}, by_id]
    return [{"_score": {"order": "desc"}}, by_id] if ranked and sort.field is None else [by_id]


def cursor_of(query: Query, fuzzy: bool, row: dict[str, Any], point: str | None) -> str:
    """Return the cursor to what comes after a hit. Behind its own keys a row may have one of the point in time."""
    keys = row["sort"][:2] if len(row["sort"]) > 1 and isinstance(row["sort"][1], str) else [row["sort"][0], None]
    return seal(query, [fuzzy, *keys, point if point and len(point) <= _LONGEST_POINT else None])


def open_point(link: Link, index: str, spot: Spot) -> str:
    """Return the point in time that the page looks at: the cursor's, or a new one."""
    if spot.point is not None:
        return spot.point
    found = link.read(lambda client: client.open_point_in_time(index=index, keep_alive=KEEP_ALIVE))
    return str(found["id"])


def close_point(link: Link, point: str) -> None:
    """Give a point in time back before it lapses. It does no harm if that fails."""
    with suppress(EngineError):
        link.read(lambda client: client.close_point_in_time(id=point))
