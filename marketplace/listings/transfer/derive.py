"""Fields worked out from a column, only when the mapping says so: `summary=first_sentences(text)`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from marketplace.i18n import gettext as _

_CALL = re.compile(r"\s*([a-z_]+)\s*\(\s*(.+?)\s*\)\s*")
_END = re.compile(r"(?<=[.!?…])[\"”’)\]]*\s+")
_KEYWORDS = re.compile(r"[;,\n]")
MAX_KEYWORDS, KEYWORD_LENGTH = 10, 60
LIMITS = {
    "title": 256,
    "summary": 500,
    "advantages": 2_000,
    "expertise": 2_000,
    "stage_comment": 1_000,
    "ip_comment": 1_000,
}
LONGEST = 4_000


def first_sentences(value: Any, limit: int) -> str:
    """Return as many whole sentences from the beginning as fit; half a sentence ends in "…"."""
    text = " ".join(str(value or "").split()) if limit < LONGEST else str(value or "").strip()
    if len(text) <= limit:
        return text
    end = 0
    for match in _END.finditer(text, 0, limit + 2):
        if match.start() <= limit:
            end = match.start()
    if end >= limit // 4:
        return text[:end].rstrip()
    return text[: text.rfind(" ", limit // 2, limit) if " " in text[limit // 2 : limit] else limit - 1].rstrip() + "…"


def first_keywords(value: Any, limit: int) -> list[str]:
    """Return the first ten keywords that are short enough to be any, each once."""
    parts = value if isinstance(value, list) else _KEYWORDS.split(str(value or ""))
    words = {str(part).strip().casefold(): str(part).strip() for part in parts}
    return [word for word in words.values() if word and len(word) <= KEYWORD_LENGTH][:MAX_KEYWORDS]


FUNCTIONS: dict[str, Callable[[Any, int], Any]] = {"first_sentences": first_sentences, "first_keywords": first_keywords}


@dataclass(frozen=True, slots=True)
class Derivation:
    """A field's value as a function of a column."""

    function: str
    column: str
    limit: int

    @classmethod
    def parse(cls, text: str, target: str) -> Derivation:
        """Read "first_sentences(text)". Raise ValueError with a sentence."""
        match = _CALL.fullmatch(text)
        if match is None or match[1] not in FUNCTIONS:
            names = ", ".join(f"{name}(…)" for name in FUNCTIONS)
            raise ValueError(_("“%(text)s” is none of: %(names)s.", text=text[:60], names=names))
        return cls(match[1], match[2], LIMITS.get(target.rpartition(".")[2], LONGEST))

    def of(self, values: dict[str, Any]) -> Any:
        """Return the value for a row."""
        return FUNCTIONS[self.function](values.get(self.column), self.limit)

    def __str__(self) -> str:
        return f"{self.function}({self.column})"
