"""Cells that no spreadsheet program runs as a formula, and how to read them back."""

from __future__ import annotations

import re

# OWASP, "CSV injection": what begins so may be run. A text that has apostrophes before it gets one more, so that
# taking one away gives every text back.
_RISKY = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def safe(text: str) -> str:
    """Return the text with an apostrophe before anything that a spreadsheet could take for a formula."""
    return f"'{text}" if _RISKY.match(text) else text


def bare(text: str) -> str:
    """Return the text that `safe` was given."""
    return text[1:] if text[:1] == "'" and _RISKY.match(text) else text
