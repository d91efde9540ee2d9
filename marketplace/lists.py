"""Pages of long lists, numbered from 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list; `total` counts the whole list."""

    items: Sequence[T]
    page: int
    pages: int
    total: int


def nearest(number: int, total: int, size: int) -> tuple[int, int]:
    """Return the page to show and how many there are: a number out of range means the nearest page there is."""
    pages = max(1, -(-total // size))
    return max(1, min(number, pages)), pages


def page_of(session: Session, query: Select[Any], number: int, size: int) -> Page[Any]:
    """Return a page of what a query finds, in two statements. A number out of range means the nearest page there is."""
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    number, pages = nearest(number, total, size)
    items = session.scalars(query.limit(size).offset((number - 1) * size)).all()
    return Page(items, number, pages, total)
