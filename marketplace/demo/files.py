"""Reading the demonstration's files: `organisations.json`, `interests.json`, and one `*.jsonl` per sector."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent

# What a line says beside the listing's own data.
ABOUT = frozenset({"kind", "organisation", "status", "published_days_ago", "valid_days"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One listing of a file, `data` being what a person would type into the form in Vietnamese.

    `published_days_ago` counts back from the day of loading (for a draft: when it was written); `valid_days` counts
    from that day, too, so that some listings are always about to close whenever the demonstration is loaded.
    """

    where: str  # "marine.jsonl:3"
    kind: str
    organisation: str
    status: str
    published_days_ago: int
    valid_days: int
    data: dict[str, Any]


def organisations() -> list[dict[str, Any]]:
    """Return the organisations, each with a `slug` that listings refer to."""
    found: list[dict[str, Any]] = json.loads((FOLDER / "organisations.json").read_text("utf-8"))
    return found


def interests() -> list[dict[str, Any]]:
    """Return who is interested in what, and what came of it; `days_ago` count back from the day of loading."""
    found: list[dict[str, Any]] = json.loads((FOLDER / "interests.json").read_text("utf-8"))
    return found


def news() -> list[dict[str, Any]]:
    """Return the news."""
    found: list[dict[str, Any]] = json.loads((FOLDER / "news.json").read_text("utf-8"))
    return found


def entries() -> Iterator[Entry]:
    """Yield the listings of all files, in the order of names and lines."""
    for path in sorted(FOLDER.glob("*.jsonl")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if line.strip():
                yield entry(json.loads(line), f"{path.name}:{number}")


def entry(line: dict[str, Any], where: str) -> Entry:
    """Return one line's listing. Raise KeyError for what a line must say and doesn't."""
    data = {name: value for name, value in line.items() if name not in ABOUT}
    return Entry(where, **{name: line[name] for name in sorted(ABOUT)}, data=data)
