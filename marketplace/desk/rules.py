"""What each row of the desk needs next, as one table; the query is made from it, and pages and exports read it.

Source of the time limits: the project's sheet on deals. (b): acknowledge in 2 days, decide in 10, remind at half of
that. (a): a profile can be extended from 30 days before its end, notice is due 14 days before. (e) `stale`: the owner
confirms every 180 days. The sheet counts working days and we count all: a reminder comes early rather than late.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Integer, and_, case, literal_column

from marketplace.i18n import L
from marketplace.interests.statuses import Status as Interest
from marketplace.listings.statuses import Status as Listing

ACKNOWLEDGE, REMIND, DECIDE = 2, 5, 10  # days
EXTENDABLE, NOTICE = 30, 14  # days before the end
CONFIRM = 180  # days
TALKS = 30  # days without a word after contact was accepted; ours: the sheet closes what is silent that long


@dataclass(frozen=True, slots=True)
class Rule:
    """A next step, due in `statuses` from `begins` days after the last step; overdue from `limit` days (None: never).

    With `before_end` the days count back from the listing's last day.
    """

    slug: str
    label: L
    statuses: tuple[str, ...]
    begins: int = 0
    limit: int | None = None
    before_end: bool = False


WAITING_FOR_REVIEW = (Listing.IN_REVIEW.value,)
# The first rule that fits counts; their order is that of the column "next step".
RULES: tuple[Rule, ...] = (
    Rule("report", L("Look into the report", "Xem xét báo cáo"), (Listing.FLAGGED.value,), 0, ACKNOWLEDGE),
    Rule("review", L("Review", "Thẩm định"), WAITING_FOR_REVIEW, 0, DECIDE),
    Rule("settle", L("Settle the question", "Giải quyết vướng mắc"), (Listing.ON_HOLD.value,), 0, DECIDE),
    Rule("remind_owner", L("Remind the owner", "Nhắc chủ tin"), (Interest.SUBMITTED.value,), REMIND, DECIDE),
    Rule("remind_sender", L("Remind who asked", "Nhắc bên quan tâm"), (Interest.INFO_REQUESTED.value,), REMIND, DECIDE),
    Rule("remind_consent", L("Remind of consent", "Nhắc xác nhận"), (Listing.CLIENT_CHECK.value,), REMIND, DECIDE),
    Rule("remind_changes", L("Remind of changes", "Nhắc chỉnh sửa"), (Listing.RETURNED.value,), REMIND, DECIDE),
    Rule(
        "renew",
        L("Ask to renew", "Đề nghị gia hạn"),
        (Listing.PUBLISHED.value, Listing.PAUSED.value),
        EXTENDABLE,
        NOTICE,
        before_end=True,
    ),
    Rule("renew_or_close", L("Renew or close", "Gia hạn hoặc đóng tin"), (Listing.EXPIRED.value,), 0, EXTENDABLE),
    Rule("talks", L("Ask how talks go", "Hỏi tiến độ trao đổi"), (Interest.ACCEPTED.value,), TALKS),
    Rule(
        "confirm",
        L("Have it confirmed", "Xác nhận còn hiệu lực"),
        (Listing.PUBLISHED.value, Listing.PAUSED.value),
        CONFIRM,
    ),
    Rule("wait_owner", L("Wait for the owner", "Chờ chủ tin"), (Interest.SUBMITTED.value,)),
    Rule("wait_sender", L("Wait for who asked", "Chờ bên quan tâm"), (Interest.INFO_REQUESTED.value,)),
    Rule("wait_side", L("Wait for its owner", "Chờ bên đăng"), (Listing.CLIENT_CHECK.value, Listing.RETURNED.value)),
)
NOTHING = L("Nothing now", "Chưa cần làm gì")
OPEN_LISTINGS = tuple(each.value for each in Listing if each not in (Listing.DRAFT, Listing.REJECTED, Listing.ARCHIVED))
OPEN_INTERESTS = (Interest.SUBMITTED.value, Interest.INFO_REQUESTED.value, Interest.ACCEPTED.value)


@dataclass(frozen=True, slots=True)
class Times:
    """When the desk is looked at: the moment, and the day that it is on the exchange."""

    now: datetime
    today: date


@dataclass(frozen=True, slots=True)
class Clocks:
    """The columns that rules look at; `until` is None for what has no last day, `statuses` are all there can be."""

    statuses: frozenset[str]
    status: ColumnElement[str]
    at: ColumnElement[datetime]
    until: ColumnElement[date | None] | None = None


def place(clocks: Clocks, times: Times) -> ColumnElement[int]:
    """Return the place in RULES of a row's next step, in SQL; their number means that nothing is to be done."""
    fits = [(_from(rule, rule.begins, clocks, times), _number(at)) for at, rule in enumerate(RULES)]
    known = [(condition, number) for condition, number in fits if condition is not None]
    return case(*known, else_=_number(len(RULES)))


def overdue(clocks: Clocks, times: Times) -> ColumnElement[int]:
    """Return 1 in SQL for a row whose next step is past its limit, otherwise 0."""
    limits = [_from(rule, rule.limit, clocks, times) for rule in RULES if rule.limit is not None]
    known = [(condition, _number(1)) for condition in limits if condition is not None]
    return case(*known, else_=_number(0))


def _number(value: int) -> ColumnElement[int]:
    return literal_column(str(value), Integer)


def _from(rule: Rule, days: int, clocks: Clocks, times: Times) -> ColumnElement[bool] | None:
    if clocks.statuses.isdisjoint(rule.statuses):
        return None  # of the other kind of row; a hundred thousand would be asked for nothing
    inside = clocks.status.in_(rule.statuses)
    if rule.before_end:
        return None if clocks.until is None else and_(inside, clocks.until <= times.today + timedelta(days=days))
    return and_(inside, clocks.at <= times.now - timedelta(days=days)) if days else inside


def label(place: int) -> str:
    """Return what is to be done next, in the reader's language."""
    return str(RULES[place].label if place < len(RULES) else NOTHING)
