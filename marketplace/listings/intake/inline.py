"""Labels within a line: "Tên: Máy sấy. Lĩnh vực: Hàng hải. TRL: 6", as mails have it, is three lines in one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

LONGEST, LONGEST_LABEL = 8, 80  # words and characters of a label
_NUMBER = r"(?:(?:[0-9]{1,2}|[IVX]{1,5}|[a-z])[.)][0-9.]*\s+)?"
LEAD = re.compile(rf"^\s*(?P<mark>#{{1,6}}\s+)?(?:\*\*|__)?\s*{_NUMBER}[-•*–]?\s*")  # what stands before a heading
_COLON = re.compile(r"[:：](?=\s|$)")
_START = re.compile(r"(?<!\S)[^\W\d_]")
_ENDS = ".;,|–—•·-"  # what may stand before a label
_LOOSE = " \t,;|–—•·-"  # what only parted it from the text before it


def lines(text: str, prose_after: Callable[[str], bool | None]) -> Iterator[str]:
    """Yield a text's lines, each broken before the labels within it.

    `prose_after` tells whether sentences follow a label or a short fact; None for what is no label. Behind a short fact
    a label needs a capital letter or a mark before it, among sentences both.
    """
    for line in text.splitlines():
        cuts = list(_cuts(line, prose_after))
        for start, end in zip([0, *cuts], [*cuts, None], strict=True):
            yield line[start:end].rstrip(_LOOSE) if end else line[start:]


def _cuts(line: str, prose_after: Callable[[str], bool | None]) -> Iterator[int]:
    """Yield where the labels begin that have text before them."""
    lead = LEAD.match(line)
    first = after = lead.end() if lead else 0
    prose = True
    for colon in _COLON.finditer(line):
        near = max(after, colon.start() - LONGEST_LABEL)  # else a line of colons costs its length squared
        for found in [*_START.finditer(line, near, colon.start())][-LONGEST:]:
            start = found.start()
            follows = prose_after(line[start : colon.start()])
            if follows is not None and (start == first or _may_begin(line[after:start], found[0], prose)):
                if start != first:
                    yield start
                after, prose = colon.end(), follows
                break


def _may_begin(before: str, letter: str, prose: bool) -> bool:
    """Tell whether a label with that first letter may begin behind this text, which is its neighbour's value."""
    if not before.strip():
        return False
    parted = before.rstrip()[-1] in _ENDS or before.endswith(("  ", "\t"))
    return parted and letter.isupper() if prose else parted or letter.isupper()
