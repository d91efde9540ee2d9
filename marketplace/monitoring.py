"""`/metrics` for Prometheus: what the processes counted, and how the site stands when it is asked.

Open to this machine itself, and with `MARKETPLACE_METRICS_TOKEN` to who sends it; for all others there is no such page.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from flask import Blueprint, Response, abort, current_app, request
from sqlalchemy import case, func, or_, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from marketplace.db import db
from marketplace.discovery.index import INDEX_JOB
from marketplace.health import index_answers
from marketplace.jobs.models import DEAD, READY, RUNNING, Job
from marketplace.mail import JOB as MAIL_JOB
from marketplace.uow import UnitOfWork

if TYPE_CHECKING:
    from prometheus_client.core import GaugeMetricFamily

    from marketplace.app import Marketplace

blueprint = Blueprint("monitoring", __name__)
Key = tuple[str, ...]
PROXIED = ("X-Real-Ip", "Forwarded", "Via")
STATES = (READY, RUNNING, DEAD)


@blueprint.get("/metrics")
def metrics() -> Response:
    """Answer in Prometheus's text format."""
    if not may_read(current_app.extensions["marketplace"].settings.metrics_token):
        abort(404)
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

    market: Marketplace = current_app.extensions["marketplace"]
    now = CollectorRegistry()
    now.register(Standing(market))
    text = generate_latest(market.meters.shared()) + generate_latest(now)
    return Response(text, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def may_read(token: str) -> bool:
    """Tell whether the token was sent, or the request comes straight from this machine and through no proxy."""
    scheme, _space, sent = request.headers.get("Authorization", "").partition(" ")
    if token and scheme.lower() == "bearer" and hmac.compare_digest(sent.strip().encode(), token.encode()):
        return True
    if any(name.startswith("X-Forwarded") or name in PROXIED for name, _value in request.headers):
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


class Group(NamedTuple):
    """Jobs of one name in one state."""

    name: str
    state: str
    number: int
    late: datetime | None


class Standing:
    """How the site stands now, read in two statements and one question to the engine."""

    def __init__(self, market: Marketplace) -> None:
        self.market = market

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield every gauge; those that can't be read now are left out, and `up` says why."""
        searchable = index_answers(self.market)
        yield gauge("search_engine_up", "Whether the search engine answers and has an index.", searchable)
        try:
            jobs = list(self.jobs())
        except (DBAPIError, PoolTimeout):
            db.session.rollback()
            yield gauge("database_up", "Whether the database answers.", 0)
            return
        yield gauge("database_up", "Whether the database answers.", 1)
        yield from jobs

    def jobs(self) -> Iterator[GaugeMetricFamily]:
        """Yield what waits, since when, and what was given up."""
        unit = UnitOfWork(db.session(), self.market.clock)
        found = groups(unit)
        tried = select(func.count()).where(Job.name == MAIL_JOB, Job.state == READY, Job.attempts > 0)
        failing = unit.session.scalar(tried) or 0
        unit.rollback()
        counts = counted(found, self.market.jobs.handlers)
        waiting = counts[INDEX_JOB, READY] + counts[INDEX_JOB, RUNNING]
        lag = age(found, unit.now(), INDEX_JOB)
        yield family("jobs", "Jobs by name and state.", ("name", "state"), counts)
        yield gauge("jobs_oldest_seconds", "Age of the oldest job that is not done.", age(found, unit.now()))
        yield gauge("index_waiting", "Listings whose change is not in the index yet.", waiting)
        yield gauge("index_lag_seconds", "Age of the oldest change that is not in the index yet.", lag)
        yield gauge("mail_failing", "Messages that failed at least once and will be tried again.", failing)
        yield gauge("mail_given_up", "Messages that were given up.", counts[MAIL_JOB, DEAD])


def groups(unit: UnitOfWork) -> list[Group]:
    """Return the jobs by name and state: how many, and since when the first of them is late.

    A job that was tried is late since it was made; another one since it was due.
    """
    since = func.min(case((Job.attempts > 0, Job.created_at), else_=Job.run_at))
    late = since.filter(or_(Job.attempts > 0, Job.run_at <= unit.now()))
    facts = select(Job.name, Job.state, func.count(), late).group_by(Job.name, Job.state)
    return [Group(*row) for row in unit.session.execute(facts)]


def counted(found: Sequence[Group], handlers: Iterable[str]) -> dict[Key, float]:
    """Return the number of jobs of each name that this code knows, and of all others, in each state."""
    counts: dict[Key, float] = {(name, state): 0.0 for name in handlers for state in STATES}
    for group in found:
        name = group.name if (group.name, group.state) in counts else "other"
        counts |= {(name, state): counts.get((name, state), 0.0) for state in STATES}
        counts[name, group.state] += group.number
    return counts


def age(found: Sequence[Group], now: datetime, name: str | None = None) -> float:
    """Return for how many seconds the first job that is not done is late, of one name or of all."""
    waiting = [each.late for each in found if each.late and each.state != DEAD and name in (None, each.name)]
    return (now - min(waiting)).total_seconds() if waiting else 0.0


def gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    """Return a metric without labels."""
    from prometheus_client.core import GaugeMetricFamily

    return GaugeMetricFamily(f"marketplace_{name}", meaning, value=float(value))


def family(name: str, meaning: str, labels: Key, values: Mapping[tuple[str, ...], float]) -> GaugeMetricFamily:
    """Return a metric with labels."""
    from prometheus_client.core import GaugeMetricFamily

    made = GaugeMetricFamily(f"marketplace_{name}", meaning, labels=labels)
    for key, value in values.items():
        made.add_metric(key, float(value))
    return made
