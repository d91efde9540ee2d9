"""What workers do for a build, and what starts one by itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import structlog
from sqlalchemy import select

from marketplace.discovery.index import ALIAS
from marketplace.discovery.ports import Market
from marketplace.discovery.reindex import builds, switch
from marketplace.discovery.reindex.builds import FILL, SWITCH, TIDY, writing
from marketplace.discovery.reindex.fill import fill
from marketplace.discovery.reindex.models import IndexBuild, State
from marketplace.i18n import L
from marketplace.jobs.registry import JobContext, JobRegistry, Payload, Postponed
from marketplace.uow import UnitOfWork
from search.engine import EngineUnavailable

log = structlog.get_logger("marketplace.index")
NAMES = (FILL, SWITCH, TIDY)
PAUSE = 2.0  # seconds until an engine that could not answer, or whose lock was taken, is tried again
Run = Callable[[JobContext, Payload], None]


def register(registry: JobRegistry) -> None:
    """Make the jobs and their schedule known."""
    registry.register(FILL, fill_part, L("Fill a part of a new index", "Nạp một phần của chỉ mục mới"), writes=False)
    registry.register(
        SWITCH,
        finish,
        L("Compare a new index and switch to it", "Đối chiếu chỉ mục mới rồi chuyển sang dùng"),
        writes=False,
    )
    registry.register(
        TIDY, tidy, L("Look after rebuilds of the index", "Trông coi việc dựng lại chỉ mục"), writes=False
    )
    registry.schedule(TIDY, "*/10 * * * *", TIDY)


def patient(run: Run) -> Run:
    """Let a job wait for an engine that can't answer, as long as it takes: a build is never given up for that."""

    @wraps(run)
    def waiting(context: JobContext, payload: Payload) -> None:
        try:
            run(context, payload)
        except EngineUnavailable as error:
            raise Postponed(PAUSE, str(error)) from error

    return waiting


@patient
def fill_part(context: JobContext, payload: Payload) -> None:
    """Copy one stretch of one part."""
    if is_ours(context, payload):
        fill(context.uow, context.market, payload["build"], payload["part"], context.heartbeat)


@patient
def finish(context: JobContext, payload: Payload) -> None:
    """Replay, compare, switch."""
    if is_ours(context, payload):
        switch.complete(context.uow, context.market, payload["build"], context.heartbeat)


@patient
def tidy(context: JobContext, payload: Payload) -> None:
    """Drop what is no longer needed, wake up a build whose jobs were lost, and build what is missing."""
    uow, market = context.uow, context.market
    switch.tidy(uow, market)
    with writing(uow) as session:
        if found := builds.active(session):
            builds.enqueue(uow, found)
        elif market.engine.target(ALIAS) is None or not knows(uow, market):
            builds.start(uow, market)


def is_ours(context: JobContext, payload: Payload) -> bool:
    """Tell whether a build is to be made with the fields and software of this process; another worker's is left."""
    build = context.uow.session.get(IndexBuild, payload["build"])
    if build is not None and build.state == State.FILLING and build.recipe != builds.recipe(context.market):
        raise Postponed(PAUSE, f"{build.index_name} is made by workers with other fields or software")
    return build is not None and build.active


def knows(uow: UnitOfWork, market: Market) -> bool:
    """Tell whether an index of today's recipe was ever begun: what was left on purpose is not begun again by itself."""
    found = uow.session.scalar(select(IndexBuild.id).where(IndexBuild.recipe == builds.recipe(market)).limit(1))
    return found is not None


def ensure(uow: UnitOfWork, market: Market) -> IndexBuild | None:
    """Begin a build if there is no index or it was made with other fields or software; called when a worker starts.

    An index from which an operator rolled back is not built again. Raises EngineUnavailable.
    """
    with writing(uow) as session:
        builds.adopt(uow, market)
        wanted, live = builds.recipe(market), builds.in_state(session, State.LIVE)
        if found := builds.active(session):
            return builds.start(uow, market) if found.recipe == wanted or not is_left(uow, wanted) else None
        if live and (live.recipe == wanted or is_left(uow, wanted)):
            return None
        return builds.start(uow, market)


def is_left(uow: UnitOfWork, wanted: str) -> bool:
    """Tell whether an operator rolled back from the latest index of a recipe."""
    latest = select(IndexBuild.rolled_back).where(IndexBuild.recipe == wanted).order_by(IndexBuild.id.desc())
    return bool(uow.session.scalar(latest.limit(1)))


def ensure_or_log(uow: UnitOfWork, market: Market) -> None:
    """Ensure an index if the engine can answer; else the schedule will."""
    try:
        if build := ensure(uow, market):
            log.info("building a search index", index=build.index_name, listings=build.total)
    except EngineUnavailable as error:
        log.warning("search engine can't answer; its index is looked at later", error=str(error))
