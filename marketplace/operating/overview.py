"""What waits for those who run the site: how much of each, and since when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from marketplace.discovery import index
from marketplace.discovery.ports import Market
from marketplace.interests.models import Interest
from marketplace.interests.statuses import Status as InterestStatus
from marketplace.jobs.models import DEAD, Job
from marketplace.listings.models import Listing
from marketplace.listings.statuses import Status
from marketplace.operating.policy import require
from marketplace.organisations.models import Organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from search.engine import EngineUnavailable


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much of something waits, and since when the first of it does. `faulty`: something has to be mended."""

    what: str
    number: int
    since: datetime | None
    faulty: bool = False


def waiting(viewer: Viewer, uow: UnitOfWork, market: Market) -> list[Waiting]:
    """Return all that may wait, in the order of the page, in five statements. Raise NotAllowed but for operators."""
    require(viewer, "overview")
    in_review = Listing.status == Status.IN_REVIEW.value, Listing.deleted_at.is_(None)
    unanswered = Interest.status == InterestStatus.SUBMITTED.value  # one who was asked back is waited for
    dead = _count(uow, "dead_jobs", Job.created_at, Job.state == DEAD)
    return [
        _count(uow, "reviews", Listing.updated_at, *in_review),
        _count(uow, "interests", Interest.updated_at, unanswered),
        _count(uow, "organisations", Organisation.created_at, Organisation.verified_at.is_(None)),
        replace(dead, faulty=dead.number > 0),
        _index(uow, market),
    ]


def _count(uow: UnitOfWork, what: str, at: InstrumentedAttribute[datetime], *which: ColumnElement[bool]) -> Waiting:
    number, since = uow.session.execute(select(func.count(), func.min(at)).where(*which)).one()
    return Waiting(what, number, since)


def _index(uow: UnitOfWork, market: Market) -> Waiting:
    """Return the changes that can't be found yet; faulty is an index that is missing, old or does not answer."""
    changes = _count(uow, "index", Job.created_at, Job.name == index.INDEX_JOB, Job.state != DEAD)
    try:
        fits = index.is_current(market)
    except EngineUnavailable:
        fits = False
    return replace(changes, faulty=not fits)
