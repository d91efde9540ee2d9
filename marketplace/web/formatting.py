"""Dates, numbers and money as each language writes them.

Babel's medium dates and compact money are wrong for Vietnamese ("21 thg 11", "1,25 T ₫"): patterns and words are here.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal, get_currency_symbol
from markupsafe import Markup, escape

from marketplace.i18n import current_locale, gettext, ngettext

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NBSP, MINUS = "\u00a0", "\u2212"
PATTERNS = {"vi": "dd/MM/yyyy", "en": "d MMM y"}
_BIG = {
    "vi": ((Decimal(10) ** 9, "tỷ"), (Decimal(10) ** 6, "triệu")),
    "en": ((Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million")),
}


def local(moment: datetime) -> datetime:
    """Return the moment in the reader's zone."""
    return moment.astimezone(ZONE)


def _as_date(value: date | datetime | str) -> date:
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    if isinstance(value, datetime):
        return local(value).date() if value.tzinfo else value.date()
    return value


def day(value: date | datetime | str | None) -> str:
    """Return "21/11/2026" or "21 Nov 2026"; nothing for None."""
    return "" if value is None else format_date(_as_date(value), PATTERNS[current_locale()], current_locale())


def short_day(value: date | datetime | str | None, today: date) -> str:
    """Return "20/11" in Vietnamese lists of this year, the full date otherwise."""
    if value is None:
        return ""
    when = _as_date(value)
    return f"{when:%d/%m}" if current_locale() == "vi" and when.year == today.year else day(when)


def moment(value: datetime | None) -> str:
    """Return "09:40, 21/11/2026" or "21 Nov 2026, 09:40"."""
    if value is None:
        return ""
    return f"{clock(value)}, {day(value)}" if current_locale() == "vi" else f"{day(value)}, {clock(value)}"


def clock(value: datetime) -> str:
    """Return "09:40", in the reader's zone."""
    return f"{local(value):%H:%M}"


def time_tag(value: date | datetime | str | None, text: str | None = None) -> Markup:
    """Return a `<time>` element with the date (and the hour, if there is one) in the reader's language."""
    if value is None:
        return Markup()
    shown = text if text is not None else (moment(value) if isinstance(value, datetime) else day(value))
    machine = value if isinstance(value, str) else value.isoformat()
    return Markup('<time datetime="{}">{}</time>').format(machine, shown)


def days_left(until: date | str | None, today: date) -> str:
    """Return "in 3 days", "today", "tomorrow" or "expired": to stand beside a date, never alone."""
    if until is None:
        return ""
    days = (_as_date(until) - today).days
    if days < 0:
        return gettext("expired")
    if days == 0:
        return gettext("last day")
    return ngettext("%(num)s day left", "%(num)s days left", days)


def urgency(until: date | str | None, today: date) -> str:
    """Return the tag's class: "hot" within a day, "warn" within a week, else ""."""
    if until is None:
        return ""
    left = _as_date(until) - today
    return "hot" if left <= timedelta(days=1) else "warn" if left <= timedelta(days=7) else ""


def number(value: float | int | Decimal | None, digits: int = 3) -> str:
    """Return "1.250,5" or "1,250.5" with at most `digits` decimals and a real minus sign."""
    if value is None:
        return ""
    if isinstance(value, int):  # most numbers on a page are counts, and Babel takes its time
        return f"{value:,}".replace(",", "." if current_locale() == "vi" else ",").replace("-", MINUS)
    pattern = "#,##0." + "#" * digits if digits else "#,##0"
    return format_decimal(value, pattern, current_locale()).replace("-", MINUS)


def money(value: Decimal | int | float | str, currency: str = "VND") -> str:
    """Return "1,25 tỷ ₫" or "VND 1.25 billion": short, for cards and lists."""
    amount, unit = _scaled(Decimal(str(value)))
    text = NBSP.join(part for part in (number(amount, 2), unit) if part)
    return _with_currency(text, currency)


def money_range(low: Decimal | int | float | None, high: Decimal | int | float | None, currency: str = "VND") -> str:
    """Return "2 – 4 tỷ ₫", "from …" or "up to …"; nothing if both ends are open."""
    if low is None and high is None:
        return ""
    if low is None or high is None:
        text = money(high if low is None else low, currency)  # type: ignore[arg-type]
        return gettext("up to %(amount)s", amount=text) if low is None else gettext("from %(amount)s", amount=text)
    if low == high:
        return money(low, currency)
    (first, unit), (last, last_unit) = _scaled(Decimal(str(low))), _scaled(Decimal(str(high)))
    if unit != last_unit:
        return f"{money(low, currency)} – {money(high, currency)}"
    text = f"{number(first, 2)} – {number(last, 2)}" + (NBSP + unit if unit else "")
    return _with_currency(text, currency)


def full_money(value: Decimal | int | float | str, currency: str = "VND") -> str:
    """Return every digit: "1.250.000.000 ₫"."""
    return _with_currency(number(Decimal(str(value)), 2), currency)


def _scaled(amount: Decimal) -> tuple[Decimal, str]:
    for size, word in _BIG[current_locale()]:
        if abs(amount) >= size:
            return amount / size, word
    return amount, ""


def _with_currency(text: str, currency: str) -> str:
    if current_locale() == "vi":
        return f"{text}{NBSP}{get_currency_symbol(currency, 'vi')}"
    return f"{currency}{NBSP}{text}"


def today() -> date:
    """Return the reader's today."""
    return datetime.now(UTC).astimezone(ZONE).date()


def paragraphs(text: str | None) -> Markup:
    """Return plain text, escaped, as paragraphs (parted by an empty line) and lists (lines that start with "- ")."""
    blocks = [block.strip() for block in (text or "").replace("\r\n", "\n").split("\n\n")]
    return Markup("\n").join(_block(block) for block in blocks if block)


def _block(block: str) -> Markup:
    lines = [line.strip() for line in block.split("\n") if line.strip()]
    bullets = [line for line in lines if line[:2] in ("- ", "* ", "• ")]
    head = [line for line in lines if line not in bullets]
    out = Markup()
    if head:
        out += Markup("<p>") + Markup("<br>").join(head) + Markup("</p>")
    if bullets:
        out += (
            Markup("<ul>") + Markup().join(Markup("<li>{}</li>").format(line[2:]) for line in bullets) + Markup("</ul>")
        )
    return out


def file_size(size: int) -> str:
    """Return "412 KB" or "3,4 MB"."""
    return (
        f"{number(size / 1e6, 1)}{NBSP}MB" if size >= 1_000_000 else f"{number(max(1, round(size / 1e3)), 0)}{NBSP}KB"
    )


def marked(runs: object) -> Markup:
    """Return (text, is a match) runs as escaped text with `<mark>` around matches."""
    pieces = [Markup("<mark>{}</mark>").format(text) if hit else escape(text) for text, hit in runs or ()]  # type: ignore[attr-defined]
    return Markup().join(pieces)


def duration(seconds: int) -> str:
    """Return a time to wait as people say it, rounded up: "40 seconds", "12 minutes", "5 hours"."""
    if seconds <= 90:
        return ngettext("%(num)s second", "%(num)s seconds", seconds)
    minutes = -(-seconds // 60)
    if minutes <= 90:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes)
    return ngettext("%(num)s hour", "%(num)s hours", -(-minutes // 60))
