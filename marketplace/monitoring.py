"""`/metrics` for Prometheus: what the processes counted, and how the site stands when it is asked.

Open to this machine itself, and with `MARKETPLACE_METRICS_TOKEN` to who sends it; for all others there is no such page.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, current_app, request
from sqlalchemy import case, func, or_, select
from sqlalchemy.exc import DBAPIError

from marketplace.db import db
from marketplace.discovery.index import ALIAS, INDEX_JOB
from marketplace.jobs.models import DEAD, READY, RUNNING, Job
from marketplace.mail import JOB as MAIL_JOB
from marketplace.uow import UnitOfWork
from search.engine import EngineUnavailable

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


class Standing:
    """How the site stands now, read in two statements and one question to the engine."""

    def __init__(self, market: Marketplace) -> None:
        self.market = market

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield every gauge; those that can't be read now are left out, and `up` says why."""
        searchable = self.engine_answers()
        yield gauge("search_engine_up", "Whether the search engine answers and has an index.", searchable)
        try:
            jobs = list(self.jobs())
        except DBAPIError:
            db.session.rollback()
            yield gauge("database_up", "Whether the database answers.", 0)
            return
        yield gauge("database_up", "Whether the database answers.", 1)
        yield from jobs

    def engine_answers(self) -> bool:
        """Ask the engine for the index in use."""
        try:
            return self.market.engine.target(ALIAS) is not None
        except EngineUnavailable:
            return False

    def jobs(self) -> Iterator[GaugeMetricFamily]:
        """Yield what waits, since when, and what was given up."""
        unit = UnitOfWork(db.session(), self.market.clock)
        # A job that was tried is late since it was made; another one since it was due.
        since = func.min(case((Job.attempts > 0, Job.created_at), else_=Job.run_at))
        late = since.filter(or_(Job.attempts > 0, Job.run_at <= unit.now()))
        facts = select(Job.name, Job.state, func.count(), late).group_by(Job.name, Job.state)
        rows = [(name, state, number, oldest) for name, state, number, oldest in unit.session.execute(facts)]
        tried = select(func.count()).where(Job.name == MAIL_JOB, Job.state == READY, Job.attempts > 0)
        failing = unit.session.scalar(tried) or 0
        unit.rollback()
        known = {name: dict.fromkeys(STATES, 0) for name in self.market.jobs.handlers}
        for name, state, number, _ in rows:
            known.setdefault("other", dict.fromkeys(STATES, 0))
            known[name if name in known else "other"][state] += number
        counts: dict[Key, float] = {
            (name, state): number for name, states in known.items() for state, number in states.items()
        }
        yield family("jobs", "Jobs by name and state.", ("name", "state"), counts)

        def age(name: str | None) -> float:
            waiting = [late for job, state, _, late in rows if late and state != DEAD and name in (None, job)]
            return (unit.now() - min(waiting)).total_seconds() if waiting else 0.0

        yield gauge("jobs_oldest_seconds", "Age of the oldest job that is not done.", age(None))
        waiting = counts[INDEX_JOB, READY] + counts[INDEX_JOB, RUNNING]
        yield gauge("index_waiting", "Listings whose change is not in the index yet.", waiting)
        yield gauge("index_lag_seconds", "Age of the oldest change that is not in the index yet.", age(INDEX_JOB))
        yield gauge("mail_failing", "Messages that failed at least once and will be tried again.", failing)
        yield gauge("mail_given_up", "Messages that were given up.", counts[MAIL_JOB, DEAD])


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
