"""What an import did: counts, and the reasons against rows, put together where only a number differs."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

_NUMBER = re.compile(r"\d[\d.,]*|“[^”]*”")
KEPT_ERRORS = 1_000


@dataclass(slots=True)
class Report:
    """Counts of one run. `drafts`: of the created and updated, those not complete enough to be published."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    drafts: int = 0
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    lacking: Counter[tuple[str, str]] = field(default_factory=Counter)
    errors: list[tuple[int, str, str]] = field(default_factory=list)  # (row, field, reason), the first thousand
    started: float = field(default_factory=time.monotonic)
    ended: float | None = None
    _shown: dict[tuple[str, str], str] = field(default_factory=dict)

    def reject(self, number: int, reasons: Mapping[str, list[str]]) -> None:
        """Count a row that was not taken."""
        self.rejected += 1
        for name, texts in reasons.items():
            for text in texts:
                self._count(self.reasons, name, text)
                if len(self.errors) < KEPT_ERRORS:
                    self.errors.append((number, name, text))

    def lacks(self, reasons: Mapping[str, list[str]]) -> None:
        """Count a listing that stays a draft."""
        self.drafts += 1
        for name, texts in reasons.items():
            for text in texts:
                self._count(self.lacking, name, text)

    def _count(self, counter: Counter[tuple[str, str]], name: str, text: str) -> None:
        alike = (name, _NUMBER.sub("#", text))
        counter[alike] += 1
        self._shown.setdefault(alike, text)

    def shown(self, alike: tuple[str, str]) -> str:
        """Return the first text of reasons that are alike."""
        return self._shown[alike]

    @property
    def seconds(self) -> float:
        """Return how long it took, or has taken so far."""
        return (self.ended or time.monotonic()) - self.started

    @property
    def rate(self) -> float:
        """Return rows a second."""
        return self.rows / max(self.seconds, 0.001)
