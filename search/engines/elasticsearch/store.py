"""Indexes and aliases in the cluster, all under our prefix, and what this process knows of them."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from search.engine import EngineError, EngineUnavailable
from search.engines.elasticsearch.build import Builder
from search.engines.elasticsearch.link import Forbidden, Gone, Link
from search.engines.elasticsearch.mapping import MAKER, Mapping, lacking, read_mapping
from search.schema import Schema

log = logging.getLogger(__name__)
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
_GATE = ".write"
"""Ends the alias through which an index is written: a bulk request to a dropped index must not make a new one."""


@dataclass(frozen=True)
class Target:
    """An index of ours: its name in the cluster, and its layout."""

    name: str
    mapping: Mapping

    @property
    def gate(self) -> str:
        """Return the alias to write through."""
        return self.name + _GATE

    @property
    def builder(self) -> Builder:
        """Return what makes queries for it."""
        return Builder(self.mapping)


class Store:
    """Finds, makes and drops indexes."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._known: dict[str, Target] = {}
        self._lock = threading.Lock()

    def full(self, name: str) -> str:
        """Return the name in the cluster. Raises `EngineError` if it is not usable."""
        if not _NAME.fullmatch(name):
            raise EngineError(f"not a usable index name: {name!r:.60}")
        return self._link.place.prefix + name

    def create(self, index: str, schema: Schema) -> None:
        """Make an empty index. Raises `EngineError` if the name is taken."""
        name, place = self.full(index), self._link.place
        mapping = Mapping(schema)
        mapping.check()
        self._link.release()
        body = mapping.body(place.shards, place.replicas)
        gate: dict[str, Any] = {name + _GATE: {"is_hidden": True}}
        self._link.write(lambda client: client.indices.create(index=name, aliases=gate, **body))

    def target(self, name: str, *, fresh: bool = False) -> Target:
        """Return the index that an alias or an index's own name means. Raises `EngineUnavailable`."""
        found = self._known.get(name)
        if found is None or fresh:
            found = self._look_up(name)
            with self._lock:
                self._known[name] = found
        return found

    def forget(self, name: str) -> None:
        """Look the name up afresh next time."""
        with self._lock:
            self._known.pop(name, None)

    def _look_up(self, name: str) -> Target:
        full = self.full(name)
        rows = self._link.read(lambda client: client.indices.get_mapping(index=full)).body
        if len(rows) != 1:
            raise EngineUnavailable(_many(full, rows))
        ((index, row),) = rows.items()
        return Target(index, read_mapping(index, row["mappings"]))

    def point(self, alias: str, index: str) -> None:
        """Move an alias in one step."""
        name, target = self.full(alias), self.target(index, fresh=True)
        old: dict[str, Any] = {"index": f"{self._link.place.prefix}*", "alias": name, "must_exist": False}
        actions = [{"remove": old}, {"add": {"index": target.name, "alias": name}}]
        self._link.write(lambda client: client.indices.update_aliases(actions=actions))
        self.forget(alias)

    def pointed(self, alias: str) -> str | None:
        """Return the index of an alias, without the prefix. Raises `EngineUnavailable` if others have that name."""
        name, prefix = self.full(alias), self._link.place.prefix
        try:
            rows = self._meaning(name)
        except Gone:
            return None
        foreign = sorted(index for index in rows if index == name or not index.startswith(prefix))
        if foreign:
            other = "an index of somebody else" if foreign == [name] else f"an alias of {', '.join(foreign)}"
            raise EngineUnavailable(f"{name} is {other}: take that name away there, or set another prefix here")
        index = min(rows) if len(rows) == 1 else self._newest(name)
        return str(index.removeprefix(prefix))

    def _meaning(self, alias: str) -> dict[str, Any]:
        """Return the indexes that an alias means, or an index of that name. Raises `Gone`."""
        found: dict[str, Any] = self._link.read(lambda client: client.indices.get_alias(index=alias)).body
        return found

    def _newest(self, alias: str) -> str:
        """Return which of several indexes an alias is meant for: the youngest of ours, as a restored one is older.

        Readers are refused until `point` leaves one; writers go on meanwhile.
        """
        rows = self._link.read(lambda client: client.indices.get(index=alias)).body
        ages = {name: (_is_ours(row), int(row["settings"]["index"]["creation_date"])) for name, row in rows.items()}
        found: str = max(sorted(ages), key=lambda name: ages[name])
        log.warning("%s; %s is taken for the one in use: `index rebuild` leaves one", _many(alias, rows), found)
        return found

    def names(self) -> list[str]:
        """Return the indexes of our making. Raises `EngineUnavailable`, of a release that is not ours, too."""
        self._link.release()
        place = self._link.place
        rows = self._link.read(lambda client: client.indices.get_mapping(index=f"{place.prefix}*")).body
        return sorted(name.removeprefix(place.prefix) for name, row in rows.items() if _is_ours(row))

    def drop(self, index: str) -> None:
        """Delete an index, if it is there."""
        name = self.full(index)
        self._link.write(lambda client: client.indices.delete(index=name, ignore_unavailable=True))
        self.forget(index)

    def verify(self, index: str) -> list[str]:
        """Return what is wrong with an index: gone, foreign, mapped otherwise than ours, shards missing."""
        return list(self._faults(self.full(index)))

    def _faults(self, name: str) -> Iterator[str]:
        try:
            self._link.release()
            ((index, row),) = self._link.read(lambda client: client.indices.get(index=name)).body.items()
            mapping = row["mappings"]
            yield from (f"{index}: {line}" for line in lacking(mapping, read_mapping(index, mapping)))
            yield from self._shared(row["aliases"])
            blocks = row["settings"]["index"].get("blocks", {})
            for block in sorted(name for name, on in blocks.items() if str(on) == "true" and name != "read"):
                full = "; its nodes' disks are full: make room" if block == "read_only_allow_delete" else ""
                yield f"{index}: takes no writes ({block}){full}"
            whole = {"size": 0, "allow_partial_search_results": False}
            self._link.read(lambda client: client.search(index=index, **whole))  # type: ignore[arg-type]
        except Gone:
            yield f"{name}: no such index"
        except Forbidden as error:
            yield str(error)
        except EngineUnavailable as error:
            yield f"{name}: {error}"

    def _shared(self, aliases: Iterable[str]) -> Iterator[str]:
        """Yield those of an index's aliases of ours that mean others, too."""
        for alias in aliases:
            if not alias.startswith(self._link.place.prefix):
                continue
            rows = self._meaning(alias)
            if len(rows) > 1:
                yield f"{_many(alias, rows)}; nothing is found until `index rebuild` leaves one"


def _is_ours(row: dict[str, Any]) -> bool:
    return bool(row["mappings"].get("_meta", {}).get("maker") == MAKER)


def _many(alias: str, indexes: Iterable[str]) -> str:
    names = sorted(indexes)
    return f"{alias} means {len(names)} indexes: {', '.join(names)}"
