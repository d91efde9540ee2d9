"""The words and signs that stand before or after an amount, in both languages, with and without diacritics."""

from __future__ import annotations

import re

# "min" and "max" include the bound; "over" and "under" leave it out; "from" begins a range or is a lower bound alone.
_BEFORE = {
    "min": """≥ | >= | => | ⩾ | ít nhất | it nhat | tối thiểu | toi thieu | không dưới | khong duoi | không ít hơn
        | at least | no less than | not less than | minimum | min | min.""",
    "max": """≤ | <= | =< | ⩽ | tối đa | toi da | không quá | khong qua | không vượt quá | nhiều nhất | chậm nhất
        | cham nhat | at most | no more than | not more than | up to | maximum | max | max. | đến | den | tới | by""",
    "about": """khoảng | khoang | xấp xỉ | xap xi | cỡ | tầm | chừng | about | approx. | approx | approximately | around
        | ca. | circa | ~ | ≈""",
    "over": "> | trên | tren | hơn | lớn hơn | over | above | more than | greater than",
    "under": "< | dưới | duoi | nhỏ hơn | ít hơn | chưa đến | trước | truoc | less than | under | below | before",
    "from": "trong khoảng | từ | tu | from | between | giữa",
    "equal": "= | bằng | đúng | exactly",
}
_AFTER = {
    "min": r"trở lên|tro len|or more|and more|or above|and above|\+",
    "max": r"trở xuống|tro xuong|or less|or below|and below",
}


def _any_of(words: str) -> str:
    """Return a pattern for one of the words, the longest first, each ending where the word ends."""
    listed = sorted((word.strip() for word in words.split("|")), key=len, reverse=True)
    return "|".join(re.escape(word) + (r"(?!\w)" if word[-1].isalpha() else "") for word in listed)


OPERATORS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"(?:{_any_of(words)})\s*", re.IGNORECASE)) for name, words in _BEFORE.items()
)
TRAILERS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"\s*(?:{words})$", re.IGNORECASE)) for name, words in _AFTER.items()
)
