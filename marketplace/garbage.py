"""Python's search for cycles among objects: it costs bulk work a fifth of its time, a web process an eighth."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (200_000, 20, 100)  # for batches of thousands of objects
SETTLED = (50_000, 20, 100)  # a request makes some thousand, and a process may live for months


@contextmanager
def sought_seldom() -> Iterator[None]:
    """Look for cycles seldom while the block makes objects by the thousand and drops them batch by batch."""
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def settle() -> None:
    """Let a process that has started up look for cycles seldom, and never again among what it made until now.

    The modules, tables and rules of an app are half a million objects that stay; going through them again and again
    takes an eighth of a search's time, and a tenth of a second of whoever is asking when all are gone through.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SETTLED)
