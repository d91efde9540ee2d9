"""Lists in pages that are numbered from 1, as the pager of `components/ui.html` shows them."""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import dataclass
from typing import Any, Protocol

from flask import request, url_for

AROUND = 3  # pages shown on each side of the current one


@dataclass(frozen=True)
class Pages:
    """What the pager shows."""

    previous: str | None
    next: str | None
    numbers: list[tuple[int, str, bool]]
    first: int
    last: int
    total: int


class Numbered(Protocol):
    """A page of a list, whatever is listed."""

    @property
    def items(self) -> Sized: ...  # noqa: D102
    @property
    def page(self) -> int: ...  # noqa: D102
    @property
    def pages(self) -> int: ...  # noqa: D102
    @property
    def total(self) -> int: ...  # noqa: D102


def number_in(typed: str) -> int:
    """Return the number that an address or a form sent, -1 for nonsense."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else -1


def asked() -> int:
    """Return the number of the page asked for by `?page=`; nonsense means the first."""
    return max(1, number_in(request.args.get("page", "")))


def pages_of(found: Numbered, size: int, endpoint: str, **values: Any) -> Pages:
    """Return the pager of a list whose pages have `size` items; `values` are the rest of the address."""

    def at(number: int) -> str:
        return url_for(endpoint, page=number, **values)

    here, first = found.page, (found.page - 1) * size + 1
    return Pages(
        at(here - 1) if here > 1 else None,
        at(here + 1) if here < found.pages else None,
        [(n, at(n), n == here) for n in range(max(1, here - AROUND), min(found.pages, here + AROUND) + 1)],
        first,
        first + len(found.items) - 1,
        found.total,
    )
