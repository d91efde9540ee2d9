"""Text made safe to keep: what can't be stored or seen is taken out; HTML stays text, escaped when shown."""

from __future__ import annotations

import re
import unicodedata

from marketplace.unseen import UNSEEN

_SPACES = re.compile(r"[ \t\u00a0\u2007-\u200a\u202f\u3000]+")


def clean_text(text: str) -> str:
    """Return text of several lines: NFC, plain line ends, no unseen characters."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = re.sub(r"\r\n?|[\x85\u2028\u2029]", "\n", text)
    return unicodedata.normalize("NFC", UNSEEN.sub("", text)).strip()


def clean_line(text: str) -> str:
    """Return text of one line: as `clean_text`, every run of spaces and line ends one space."""
    return _SPACES.sub(" ", clean_text(text).replace("\n", " ")).strip()


def excerpt(text: str, length: int = 40) -> str:
    """Return the beginning of a text, to quote in a message."""
    return text if len(text) <= length else f"{text[:length]}…"
