"""What people searched for and did not find: words and how often on a day, never who.

What could be somebody's address or telephone number is not kept, nothing longer than a few words either, and each day's
words go after 90 days.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from sqlalchemy import Date, Integer, String, Table, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base
from marketplace.discovery.pages import SearchPage
from marketplace.discovery.request import SearchRequest
from marketplace.i18n import L
from marketplace.jobs.queue import change
from marketplace.jobs.registry import JobContext, JobRegistry, Payload
from marketplace.listings.ports import today
from marketplace.uow import UnitOfWork
from search.text import clean

FORGET = "discovery.forget_unmet"
KEPT = timedelta(days=90)
LONGEST = 80  # characters
MOST_A_DAY = 5_000  # different words; a machine that tries everything fills no table
PERSONAL = re.compile(r"@|://|(?:\d[\s.()+-]*){6}")  # mail and web addresses, numbers of people
PLAIN = frozenset({"kind", "sector"})  # filters that leave a search for words what it is


class UnmetSearch(Base):
    """Words for which no listing had all of them, and how often they were asked for on a day."""

    __tablename__ = "unmet_searches"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    words: Mapped[str] = mapped_column(String(LONGEST), primary_key=True)
    times: Mapped[int] = mapped_column(Integer)


@dataclass(frozen=True, slots=True)
class Unmet:
    """Words, how often they were asked for within 90 days, and when last."""

    words: str
    times: int
    last: date


def words_of(asked: SearchRequest, found: SearchPage) -> str:
    """Return the words worth noting of a search, "" for none: it found enough, or was narrowed, or may be personal."""
    narrowed = set(asked.terms) - PLAIN or asked.ranges or asked.dropped or asked.some or asked.page > 1 or asked.cursor
    if not found.available or narrowed or (found.total and not found.some_words):
        return ""
    words = " ".join(clean(asked.q).casefold().split())
    return "" if len(words) > LONGEST or PERSONAL.search(words) else words


def note(uow: UnitOfWork, words: str, day: date) -> None:
    """Count a search that found nothing; on a day that has `MOST_A_DAY` words, those only. The caller commits."""
    same = UnmetSearch.day == day, UnmetSearch.words == words
    more = {"times": UnmetSearch.times + 1}
    if change(uow.session, update(UnmetSearch).where(*same).values(more)):
        return
    today_so_far = select(func.count()).select_from(UnmetSearch).where(UnmetSearch.day == day)
    if (uow.session.scalar(today_so_far) or 0) >= MOST_A_DAY:
        return
    dialect = postgresql if uow.session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(cast(Table, UnmetSearch.__table__)).values(day=day, words=words, times=1)
    uow.session.execute(insert.on_conflict_do_update(index_elements=["day", "words"], set_=more))


def most_wanted(uow: UnitOfWork, limit: int) -> Sequence[Unmet]:
    """Return what was asked for most, the latest first among equals."""
    times, last = func.sum(UnmetSearch.times), func.max(UnmetSearch.day)
    query = select(UnmetSearch.words, times, last).group_by(UnmetSearch.words)
    rows = uow.session.execute(query.order_by(times.desc(), last.desc(), UnmetSearch.words).limit(limit))
    return [Unmet(words, int(number), day) for words, number, day in rows]


def register(registry: JobRegistry) -> None:
    """Make the job and its schedule known."""
    registry.register(
        FORGET, forget, L("Forget old searches that found nothing", "Xóa các lượt tìm cũ không có kết quả")
    )
    registry.schedule(FORGET, "25 3 * * *", FORGET)


def forget(context: JobContext, payload: Payload) -> None:
    """Delete what is too old to keep."""
    oldest = today(context.uow, context.market) - KEPT
    context.uow.session.execute(delete(UnmetSearch).where(UnmetSearch.day < oldest))
