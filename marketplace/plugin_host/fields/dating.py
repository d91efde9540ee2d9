"""Fields of days: one, one with an operator ("trước 30/06/2027"), or a list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from marketplace.i18n import L, current_locale
from marketplace.plugin_host.clean import clean_line, excerpt
from marketplace.plugin_host.fields.base import Field
from marketplace.plugin_host.measure import Measure

_ISO = re.compile(r"(?P<y>[12][0-9]{3})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})")
_DAY_FIRST = re.compile(r"(?P<d>[0-9]{1,2})\s*[/.\-]\s*(?P<m>[0-9]{1,2})\s*[/.\-]\s*(?P<y>[12][0-9]{3})")
_WORDED = re.compile(
    r"(?:ng[àa]y\s*)?(?P<d>[0-9]{1,2})(?:st|nd|rd|th)?[\s\-]+(?:th[áa]ng\s*(?P<m>[0-9]{1,2})|(?P<name>[a-z]{3,9})\.?)"
    r"[,\s\-]+(?:n[ăa]m\s*)?(?P<y>[12][0-9]{3})",
    re.IGNORECASE,
)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_BEFORE = re.compile(r"(?:trước|truoc|before|<)(?!\w)\s*(?:ngày\s*)?", re.IGNORECASE)
_UNTIL = re.compile(
    r"(?:đến|den|chậm nhất|cham nhat|muộn nhất|hạn|by|until|up to|no later than|not later than|≤|<=)(?!\w)"
    r"\s*(?:ngày\s*)?",
    re.IGNORECASE,
)
_AFTER = re.compile(r"(?:sau|after|>)(?!\w)\s*(?:ngày\s*)?", re.IGNORECASE)
_FROM = re.compile(r"(?:từ|tu|from|since|≥|>=)(?!\w)\s*(?:ngày\s*)?", re.IGNORECASE)
_BETWEEN = re.compile(r"\s+(?:đến|den|tới|to|–|—|-|→)\s+|\s*[–—…]\s*")
_ONE_DAY = timedelta(days=1)
MAX_DATES = 50


def show_day(day: date) -> str:
    """Write a day as the current language does: 21/11/2026, 21 Nov 2026."""
    month = _MONTHS[day.month - 1][:3].title()
    return f"{day:%d/%m/%Y}" if current_locale() == "vi" else f"{day.day} {month} {day.year}"


def _single(text: str) -> tuple[int, int, int] | None:
    """Return year, month and day of a text that is one day and nothing else, there in the calendar or not."""
    match = _ISO.fullmatch(text) or _DAY_FIRST.fullmatch(text) or _WORDED.fullmatch(text)
    if match is None:
        return None
    parts = match.groupdict()
    month = int(parts["m"]) if parts["m"] else _month(parts["name"])
    return (int(parts["y"]), month, int(parts["d"])) if month is not None else None


def _month(name: str) -> int | None:
    found = (number for number, full in enumerate(_MONTHS, 1) if full.startswith(name.lower()))
    return next(found, None)


class Date(Field):
    """A day, stored as "2027-03-15"; with an operator `{"typed", "min", "max"}`, both ends included.

    "trước" and "before" leave the day out; "đến", "chậm nhất" and "by" include it. A `Terms()` facet counts quarters.
    """

    widget = "date"
    is_numeric = True
    default_error_messages = {
        "date": L(
            "“{text}” is not a date. Write it as 30/06/2027.", "“{text}” không phải là ngày. Hãy viết như 30/06/2027."
        ),
        "no_day": L("There is no such day: {text}.", "Không có ngày này: {text}."),
        "backwards": L("The period ends before it begins.", "Ngày kết thúc trước ngày bắt đầu."),
        "type": L("Write a date as 30/06/2027.", "Hãy viết ngày như 30/06/2027."),
    }

    def read(self, value: Any) -> Any:
        """Return the stored form of text or of a stored form."""
        if isinstance(value, Mapping):
            value = value.get("typed")
        if isinstance(value, date):
            return value.isoformat()[:10]
        if not isinstance(value, str):
            raise self.make_error("type")
        text = clean_line(value[:200])
        low, high = self._ends(text)
        if low == high and low is not None and _single(text):
            return low.isoformat()
        return {"typed": text, "min": low and low.isoformat(), "max": high and high.isoformat()}

    def _ends(self, text: str) -> tuple[date | None, date | None]:
        """Return the first and the last day that the text means; None is open."""
        for pattern, ends in (
            (_BEFORE, lambda day: (None, day - _ONE_DAY)),
            (_UNTIL, lambda day: (None, day)),
            (_AFTER, lambda day: (day + _ONE_DAY, None)),
        ):
            if match := pattern.match(text):
                return ends(self._day(text[match.end() :]))
        start = _FROM.match(text)
        parts = _BETWEEN.split(text[start.end() :] if start else text)
        if len(parts) == 2 and all(parts):
            first, last = self._day(parts[0]), self._day(parts[1])
            if first > last:
                raise self.make_error("backwards")
            return first, last
        day = self._day(text[start.end() :] if start else text)
        return (day, None) if start else (day, day)

    def _day(self, text: str) -> date:
        found = _single(text.strip())
        if found is None:
            raise self.make_error("date", text=excerpt(text))
        try:
            return date(*found)
        except ValueError:
            raise self.make_error("no_day", text=excerpt(text)) from None

    def display(self, value: Any) -> str:
        """Return the day in the language's form, or what was typed."""
        return show_day(date.fromisoformat(value)) if isinstance(value, str) else _period(value)

    def form_value(self, value: Any) -> str:
        """Return what the input holds: the ISO day, or what was typed."""
        return value if isinstance(value, str) else str(value["typed"])

    def _json_type(self) -> dict[str, Any]:
        return {"type": "string", "description": "2027-03-15; ≤ 2027-06-30"}

    def measure(self, value: Any) -> Measure:
        """Return days since the year 1 as numbers; a percent of a date means nothing."""
        return Measure(tuple(map(_interval, _list(value))), "date", ratio=False, unit=L("days", "ngày"))

    def keywords(self, value: Any) -> list[str]:
        """Return the quarters in which the named days lie: "2027-Q1"."""
        days = [day for one in _list(value) for day in _named(one)]
        return list(dict.fromkeys(f"{day.year}-Q{(day.month + 2) // 3}" for day in days))

    def bucket_label(self, bucket_id: str) -> str:
        """Return "Q1 2027" or "Quý 1/2027"."""
        year, _, quarter = bucket_id.partition("-Q")
        return str(L(f"Q{quarter} {year}", f"Quý {quarter}/{year}")) if quarter else bucket_id


def _period(stored: Mapping[str, Any]) -> str:
    low, high = (stored[end] and show_day(date.fromisoformat(stored[end])) for end in ("min", "max"))
    if low and high:
        return low if low == high else f"{low} – {high}"
    return str(L(f"from {low}", f"từ {low}") if low else L(f"until {high}", f"đến {high}"))


class Dates(Date):
    """Several days, in order."""

    widget = "dates"

    def read(self, value: Any) -> Any:
        """Return the list of stored days; one with an operator stands alone."""
        if isinstance(value, str):
            value = [part for part in re.split(r"[;,\n]|\s+(?:và|and)\s+", value[:4000]) if part.strip()]
        if isinstance(value, Mapping):
            value = [value]
        if not isinstance(value, list | tuple) or len(value) > MAX_DATES:
            raise self.make_error("type")
        found = [super(Dates, self).read(item) for item in value]
        return sorted(found, key=lambda one: one if isinstance(one, str) else one["min"] or one["max"])

    def display(self, value: Any) -> str:
        """Return the days in the language's form."""
        return "; ".join(super(Dates, self).display(one) for one in _list(value))

    def form_value(self, value: Any) -> str:
        """Return what the input holds."""
        return "; ".join(super(Dates, self).form_value(one) for one in _list(value))

    def _json_type(self) -> dict[str, Any]:
        return {"type": "array", "items": super()._json_type()}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _named(value: Any) -> list[date]:
    ends = [value] if isinstance(value, str) else [value.get("min"), value.get("max")]
    return [date.fromisoformat(end) for end in ends if end]


def _interval(value: Any) -> tuple[float | None, float | None]:
    if isinstance(value, str):
        day = float(date.fromisoformat(value).toordinal())
        return day, day
    low, high = (
        float(date.fromisoformat(value[end]).toordinal()) if value.get(end) else None for end in ("min", "max")
    )
    return low, high
