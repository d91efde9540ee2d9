"""How to reach somebody, in running text: sentences with a phone number or an e-mail address are no public words.

Who is interested writes by the exchange's own form; an address in a summary would be read by everybody and by robots.
"""

from __future__ import annotations

import re

_EMAIL = r"[\w.+-]+(?:@|\s?[\[(]at[\])]\s?)[\w-]+(?:\.[\w-]+)+"
_COUNTRY = r"(?<![\w.,/+-])\(?(?:\+\d{1,3}|0\d{1,3})\)?(?:[ .()-]{0,2}\d){6,11}(?!\w)"  # E.164: up to 15 digits
_CALLED = r"\b(?:tel|phone|mobile|hotline|fax|zalo|whatsapp|sđt|đt|điện thoại)\b\W{0,3}\d(?:[ .-]?\d){5,11}(?!\w)"
_REACH = re.compile(f"{_EMAIL}|{_COUNTRY}|{_CALLED}", re.IGNORECASE)
_TITLES = ("ThS", "TS", "PGS", "GS", "KS", "BS", "Mr", "Ms", "Mrs", "Dr", "Prof", "Tel", "ĐT", "SĐT", "TP")
_BETWEEN = re.compile("".join(rf"(?<!\b{each}\.)" for each in _TITLES) + r"(?<=[.!?;])\s+", re.IGNORECASE)


def apart(text: str) -> tuple[str, list[str]]:
    """Return a text without the sentences that say how to reach somebody, and those sentences."""
    if not _REACH.search(text):
        return text, []
    lines, taken = [], []
    for line in text.split("\n"):
        sentences = _BETWEEN.split(line)
        told = [each for each in sentences if _REACH.search(each)]
        taken += told
        if kept := [each for each in sentences if each not in told] if told else [line]:
            lines.append(" ".join(kept))
    return "\n".join(lines), taken
