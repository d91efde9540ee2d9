"""Go through a whole index: how many documents, and in which versions."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from search.engines.elasticsearch.answers import many
from search.engines.elasticsearch.build import Body
from search.engines.elasticsearch.link import Link
from search.engines.elasticsearch.paging import Spot, close_point, open_point
from search.engines.elasticsearch.store import Target

PAGE = 5_000
_ALIVE: Body = {"bool": {"must_not": [{"term": {"dead": True}}]}}


def count(link: Link, target: Target) -> int:
    """Return how many living documents there are."""
    (answer,) = many(link, target.name, [{"query": _ALIVE, "size": 0, "track_total_hits": True}], None)
    return int(answer["hits"]["total"]["value"])


def versions(link: Link, target: Target) -> Iterator[tuple[str, int]]:
    """Yield (id, version) of all, as they were at the first one."""
    point = open_point(link, target.name, Spot())
    try:
        after: dict[str, Any] = {}
        while rows := _rows(many(link, "", [_page(_ALIVE) | after], point)):
            yield from map(_version, rows)
            after = {"search_after": rows[-1]["sort"]}
    finally:
        close_point(link, point)


def versions_of(link: Link, target: Target, ids: Collection[str]) -> list[tuple[str, int]]:
    """Return (id, version) of those of at most `PAGE` documents that are there."""
    wanted = {"bool": {"filter": [{"terms": {"id": list(ids)}}], **_ALIVE["bool"]}}
    return [_version(row) for row in _rows(many(link, target.name, [_page(wanted, {"id": "asc"})], None))]


def _page(query: Body, order: Body | None = None) -> Body:
    asked = {"query": query, "size": PAGE, "docvalue_fields": ["version"], "track_total_hits": False}
    return {**asked, "sort": [order or {"_shard_doc": "asc"}]}


def _rows(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list(answers[0]["hits"]["hits"])


def _version(row: dict[str, Any]) -> tuple[str, int]:
    return row["_id"], int(row["fields"]["version"][0])
