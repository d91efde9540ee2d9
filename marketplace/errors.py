"""What can go wrong in the domain. The web, the API and the CLI each turn these into their own form in one place.

MarketplaceError
├── NotFound      does not exist, or the viewer may not know that it does
├── NotAllowed    exists and is visible, but not to be done by this viewer
├── Invalid       the input breaks rules; carries the messages of each field
└── Stale         somebody else changed it first
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class MarketplaceError(Exception):
    """Base of all expected errors."""


class NotFound(MarketplaceError):
    """There is nothing there for this viewer."""


class NotAllowed(MarketplaceError):
    """The viewer may see it, but not do this. `action` is the permission's name; `reason` is for the reader."""

    def __init__(self, action: str, reason: str = "") -> None:
        self.action, self.reason = action, reason
        super().__init__(f"not allowed: {action}")


class Invalid(MarketplaceError):
    """Input was refused. `messages` maps a dotted field name ("texts.vi.title", "attrs.power") to translated texts.

    The key "_" holds what belongs to no single field.
    """

    def __init__(self, messages: Mapping[str, Sequence[str]]) -> None:
        self.messages: dict[str, list[str]] = {key: list(texts) for key, texts in messages.items()}
        super().__init__("; ".join(f"{key}: {' '.join(map(str, texts))}" for key, texts in self.messages.items()))


class Stale(MarketplaceError):
    """The record changed since it was read. `current` is what stands in the database now."""

    def __init__(self, current: Any) -> None:
        self.current = current
        super().__init__("changed by somebody else since it was read")
