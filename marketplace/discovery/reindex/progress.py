"""How far a build is, for the command line and the operator's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from marketplace.discovery.reindex.models import LABELS, IndexBuild, IndexPart, State
from marketplace.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class Progress:
    """A build as it stands: `rate` in listings a second, `left` in seconds; both None while they are not known."""

    index: str
    state: State
    reason: str
    started: datetime
    changed: datetime
    done: int
    total: int
    rate: float | None
    left: float | None

    @property
    def is_active(self) -> bool:
        """Tell whether it is on its way into use."""
        return self.state in (State.FILLING, State.REPLAYING, State.COMPARING)

    @property
    def label(self) -> str:
        """Return what it is doing, for the reader."""
        return str(LABELS[self.state])


def of(uow: UnitOfWork, build: IndexBuild) -> Progress:
    """Return how far a build is."""
    counted = select(func.coalesce(func.sum(IndexPart.done), 0)).where(IndexPart.build_id == build.id)
    done = int(uow.session.scalar(counted) or 0)
    total, state = max(build.total, done), State(build.state)
    seconds = (uow.now() - build.started_at).total_seconds()
    rate = done / seconds if done and seconds > 0 and state is State.FILLING else None
    left = (total - done) / rate if rate else None
    return Progress(build.index_name, state, build.reason, build.started_at, build.changed_at, done, total, rate, left)


def history(uow: UnitOfWork, limit: int = 8) -> Sequence[Progress]:
    """Return the latest builds, the newest first."""
    latest = select(IndexBuild).order_by(IndexBuild.changed_at.desc(), IndexBuild.id.desc()).limit(limit)
    return [of(uow, each) for each in uow.session.scalars(latest)]
