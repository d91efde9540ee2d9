"""The characters that no text may keep, whoever typed it and wherever it goes: one list for every way in."""

from __future__ import annotations

import re

# Lone surrogates can't be stored; controls, marks that turn text around and invisible spaces make two names look alike.
# The joiners U+200C and U+200D stay, since some scripts need them, and so do line ends (U+0085 among them).
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff]"
)
