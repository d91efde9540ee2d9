"""What an index holds: typed fields, declared once and understood by every engine."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property


class Kind(StrEnum):
    """How a field's values are read."""

    TEXT = "text"  # str or list[str]: analysed exact, folded and by prefix
    KEYWORD = "keyword"  # str or list[str]: one opaque token each; filters, facets
    INTEGER = "integer"  # int
    NUMBER = "number"  # float
    DATE = "date"  # aware datetime or date; compared in whole seconds since 1970 UTC
    INTERVAL = "interval"  # (low | None, high | None) floats; None is open. A range filter matches what it touches


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a document. `weight` counts for TEXT only; `sortable` for INTEGER, NUMBER, DATE and KEYWORD.

    `dynamic` fields (a plugin's) may come and go: engines that can, store them so that no mapping grows without end.
    """

    name: str
    kind: Kind
    weight: float = 1.0
    facet: bool = False
    sortable: bool = False
    dynamic: bool = False


@dataclass(frozen=True)
class Schema:
    """All fields of an index. Every document has an `id` (str) and a `version` (int) beside them."""

    fields: tuple[Field, ...]

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Map each field's name to it."""
        return {field.name: field for field in self.fields}

    @cached_property
    def fingerprint(self) -> str:
        """Return 12 hex digits that change when any field does; the order of fields does not count."""
        canonical = json.dumps(sorted((asdict(field) for field in self.fields), key=lambda row: row["name"]))
        return hashlib.sha256(canonical.encode()).hexdigest()[:12]
