"""How to reach somebody, in running text: sentences with a phone number or an e-mail address are no public words.

Who is interested writes by the exchange's own form; an address in a summary would be read by everybody and by robots.
"""

from __future__ import annotations

import re

_EMAIL = r"(?<![\w.+-])[\w.+-]+(?:@|\s?[\[(]at[\])]\s?)[\w-]+(?:\.[\w-]+)+"
_GAP = r"[ \u00a0\u202f.()–-]"  # as Word and web pages have them, too
_DATE = r"0?\d[ .-]0?\d{1,2}[ .-](?:19|20)\d\d(?!\d)"
_BEGIN = rf"(?<![\w.+])(?<!\d[,/-])(?!{_DATE})\(?(?:\+\d{{1,3}}|0\d{{1,3}})\)?"
_COUNTRY = rf"{_BEGIN}(?:{_GAP}{{0,2}}\d){{7,11}}(?!\w)"  # national numbers have nine digits at least, E.164's up to 15
_CALLED = (
    r"\b(?:tel|phone|mobile|hotline|fax|zalo|whatsapp|sđt|đt|điện thoại)\b[^\w\n]{0,3}"
    rf"\d(?:{_GAP}?\d){{5,11}}(?!\w)"
)
_REACH = re.compile(f"{_EMAIL}|{_COUNTRY}|{_CALLED}", re.IGNORECASE)
_TITLES = ("ThS", "TS", "PGS", "GS", "KS", "BS", "Mr", "Ms", "Mrs", "Dr", "Prof", "Tel", "ĐT", "SĐT", "TP")
_BETWEEN = re.compile("".join(rf"(?<!\b{each}\.)" for each in _TITLES) + r"(?<=[.!?;])\s++(?!\d)", re.IGNORECASE)


def apart(text: str) -> tuple[str, list[str]]:
    """Return a text without the sentences that say how to reach somebody, and those sentences."""
    lines, taken = [], []
    for line in text.split("\n"):
        if not _REACH.search(line):
            lines.append(line)
            continue
        sentences = _BETWEEN.split(line)
        told = [each for each in sentences if _REACH.search(each)]
        taken += told or [line]  # a number may go on behind what looks like the end of a sentence
        kept = [each for each in sentences if not _REACH.search(each)] if told else []
        if kept:
            lines.append(" ".join(kept))
    return "\n".join(lines), taken
