"""Python's search for cycles among objects, which costs bulk work a fifth of its time and finds nothing there."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (200_000, 20, 100)


@contextmanager
def sought_seldom() -> Iterator[None]:
    """Look for cycles seldom while the block makes objects by the thousand and drops them batch by batch."""
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
