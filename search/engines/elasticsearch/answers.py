"""Several searches in one request, all answered in full or none."""

from __future__ import annotations

from typing import Any

from elasticsearch import Elasticsearch

from search.engines.elasticsearch.build import Body
from search.engines.elasticsearch.link import BUSY, Busy, Gone, Link, Refused, reason_of
from search.engines.elasticsearch.paging import KEEP_ALIVE

_WHOLE = {"allow_partial_search_results": False}
"""Half of the shards' hits would look like an answer and be none."""


def many(link: Link, index: str, bodies: list[Body], point: str | None) -> list[dict[str, Any]]:
    """Return the answers of searches in an index, or at a point in time.

    Raises `Gone` if there is no such index or point, `Refused` for a search that the server refuses.
    """
    header: Body = _WHOLE if point else {"index": index, **_WHOLE}
    at: Body = {"pit": {"id": point, "keep_alive": KEEP_ALIVE}} if point else {}
    searches = [part for body in bodies for part in (header, {**body, **at})]

    def ask(client: Elasticsearch) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = client.msearch(searches=searches).body["responses"]
        for answer in found:
            if answer.get("status") in BUSY:
                raise Busy(reason_of(answer))
        return found

    answers = link.read(ask)
    for answer in answers:
        if answer.get("status") in (404, 410):
            raise Gone(reason_of(answer))
        if "error" in answer:
            raise Refused(f"Elasticsearch refuses a search: {reason_of(answer)}")
    return answers
