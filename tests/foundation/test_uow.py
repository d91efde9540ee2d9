"""A change, its events and its jobs are committed together or not at all."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from marketplace.jobs.models import DomainEvent, Job
from marketplace.jobs.registry import JobContext, Payload
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.conftest import NOW
from tests.foundation.tiny import Tiny


def count(uow: UnitOfWork, model: type) -> int:
    return uow.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_committed_change_leaves_its_event_and_its_job(tiny: Tiny) -> None:
    with tiny.unit() as uow:
        uow.record("listing.published", "listing:abc", {"version": 2}, Viewer(user_id=7))
        uow.enqueue("index", {"id": 1})
        uow.commit()
    with tiny.unit() as uow:
        event, job = uow.session.scalars(select(DomainEvent)).one(), uow.session.scalars(select(Job)).one()
        assert (event.name, event.subject) == ("listing.published", "listing:abc")
        assert (event.data, event.user_id) == ({"version": 2}, 7)
        assert (job.name, job.payload, job.run_at, event.occurred_at) == ("index", {"id": 1}, NOW, NOW)


def test_a_rolled_back_change_leaves_neither_event_nor_job(tiny: Tiny) -> None:
    with pytest.raises(RuntimeError), tiny.unit() as uow:
        uow.record("listing.published", "listing:abc", {}, Viewer.system())
        uow.enqueue("index", {"id": 1})
        uow.session.flush()
        raise RuntimeError("something went wrong before the commit")
    with tiny.unit() as uow:
        assert (count(uow, DomainEvent), count(uow, Job)) == (0, 0)


def test_leaving_without_a_commit_rolls_back(tiny: Tiny) -> None:
    with tiny.unit() as uow:
        uow.enqueue("index", {"id": 1})
    with tiny.unit() as uow:
        assert count(uow, Job) == 0


def test_an_unstarted_job_with_the_same_key_is_not_doubled_but_brought_up_to_date(tiny: Tiny) -> None:
    with tiny.unit() as uow:
        uow.enqueue("index", {"version": 1}, key="listing:1", priority=10)
        uow.enqueue("index", {"version": 2}, key="listing:1")
        uow.enqueue("index", {"version": 1}, key="listing:2")
        uow.enqueue("notify", {"version": 1}, key="listing:1")
        uow.commit()
        jobs = uow.session.scalars(select(Job).order_by(Job.name, Job.key)).all()
        assert [(job.name, job.key, job.payload["version"], job.priority) for job in jobs] == [
            ("index", "listing:1", 2, 0),
            ("index", "listing:2", 1, 0),
            ("notify", "listing:1", 1, 0),
        ]


def test_a_started_job_does_not_swallow_a_later_one_with_its_key(tiny: Tiny) -> None:
    seen: list[int] = []

    def index(context: JobContext, payload: Payload) -> None:
        seen.append(payload["version"])
        if payload["version"] == 1:
            context.uow.enqueue("index", {"version": 2}, key="listing:1")

    tiny.jobs.register("index", index)
    with tiny.unit() as uow:
        uow.enqueue("index", {"version": 1}, key="listing:1")
        uow.commit()
    tiny.worker().run_pending()
    assert seen == [1, 2]


def test_jobs_without_a_key_are_all_kept(tiny: Tiny) -> None:
    with tiny.unit() as uow:
        uow.enqueue_many("index", [(None, {"id": number}) for number in range(3)])
        uow.commit()
        assert count(uow, Job) == 3
