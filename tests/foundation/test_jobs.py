"""How a worker treats jobs that succeed, fail, come in batches or follow from events; one process, a standing clock."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text
from structlog.testing import CapturingLogger

from marketplace.errors import MarketplaceError
from marketplace.jobs import admin, queue
from marketplace.jobs.models import DEAD, READY, DomainEvent, Job, Schedule
from marketplace.jobs.registry import JobContext, JobRegistry, Payload, Recurring, Retry
from marketplace.jobs.schedules import fire
from marketplace.viewer import Viewer
from tests.conftest import NOW, Clock
from tests.foundation.tiny import Tiny, effect


def enqueue(tiny: Tiny, name: str, *payloads: Payload, **options: int) -> None:
    with tiny.unit() as uow:
        for payload in payloads:
            uow.enqueue(name, payload, **options)
        uow.commit()


def jobs(tiny: Tiny) -> list[Job]:
    with tiny.unit() as uow:
        found = list(uow.session.scalars(select(Job).order_by(Job.id)))
        uow.session.expunge_all()
        return found


def effects(tiny: Tiny) -> list[str]:
    with tiny.unit() as uow:
        return list(uow.session.scalars(select(DomainEvent.subject).order_by(DomainEvent.id)))


def fail(context: JobContext, payload: Payload) -> None:
    context.uow.session.add(effect("half done", context))
    context.uow.session.flush()
    raise MarketplaceError("the printer is on fire")


def test_a_job_and_its_effect_are_committed_together(tiny: Tiny) -> None:
    tiny.jobs.register("work", lambda context, payload: context.uow.session.add(effect(payload["name"], context)))
    enqueue(tiny, "work", {"name": "one"}, {"name": "two"})
    assert tiny.worker().run_pending() == 2
    assert (effects(tiny), jobs(tiny)) == (["one", "two"], [])


def test_a_failing_job_waits_ever_longer_then_rests_as_a_dead_letter(tiny: Tiny, clock: Clock) -> None:
    tiny.jobs.register("work", fail)
    enqueue(tiny, "work", {"id": 1}, max_attempts=4)
    waits = []
    for _ in range(3):
        tiny.worker().run_pending()
        (job,) = jobs(tiny)
        assert job.state == READY
        waits.append((job.run_at - clock.now).total_seconds())
        clock.now = job.run_at
    tiny.worker().run_pending()
    (job,) = jobs(tiny)
    assert (job.state, job.attempts) == (DEAD, 4)
    assert "the printer is on fire" in (job.error or "")
    assert effects(tiny) == []
    assert all(5 * 2**n * 0.75 <= wait <= 5 * 2**n * 1.25 for n, wait in enumerate(waits))


def test_a_job_is_not_run_before_its_time(tiny: Tiny, clock: Clock) -> None:
    tiny.jobs.register("work", lambda context, payload: context.uow.session.add(effect("late", context)))
    with tiny.unit() as uow:
        uow.enqueue("work", {}, run_at=NOW.replace(hour=9))
        uow.commit()
    tiny.worker().run_pending()
    assert effects(tiny) == []
    clock.advance(hours=6)
    tiny.worker().run_pending()
    assert effects(tiny) == ["late"]


def test_a_handler_can_ask_to_be_called_after_a_given_time(tiny: Tiny, clock: Clock) -> None:
    def busy(context: JobContext, payload: Payload) -> None:
        raise Retry(90, "the server said 429")

    tiny.jobs.register("work", busy)
    enqueue(tiny, "work", {})
    tiny.worker().run_pending()
    (job,) = jobs(tiny)
    assert (job.run_at - clock.now).total_seconds() == 90


def test_urgent_jobs_overtake_bulk_work(tiny: Tiny) -> None:
    tiny.jobs.register("work", lambda context, payload: context.uow.session.add(effect(payload["name"], context)))
    enqueue(tiny, "work", {"name": "bulk"}, priority=10)
    enqueue(tiny, "work", {"name": "urgent"})
    tiny.worker().run_pending()
    assert effects(tiny) == ["urgent", "bulk"]


def test_a_batch_is_run_at_once_and_a_bad_job_in_it_spoils_only_itself(tiny: Tiny) -> None:
    sizes: list[int] = []

    def index(context: JobContext, payloads: Sequence[Payload]) -> None:
        sizes.append(len(payloads))
        for payload in payloads:
            context.uow.session.add(effect(f"indexed {10 // payload['id']}", context))

    tiny.jobs.register("index", index, batch=100)
    enqueue(tiny, "index", {"id": 1}, {"id": 2}, {"id": 5})
    tiny.worker().run_pending()
    assert (sizes, effects(tiny)) == ([3], ["indexed 10", "indexed 5", "indexed 2"])
    enqueue(tiny, "index", {"id": 1}, {"id": 0}, {"id": 5})
    tiny.worker().run_pending()
    assert sizes == [3, 3, 1, 1, 1]
    assert effects(tiny)[3:] == ["indexed 10", "indexed 2"]
    assert [job.payload["id"] for job in jobs(tiny)] == [0]


def test_a_handler_that_says_it_writes_nothing_leaves_nothing(tiny: Tiny) -> None:
    tiny.jobs.register("mail", lambda context, payload: context.uow.session.add(effect("x", context)), writes=False)
    enqueue(tiny, "mail", {})
    tiny.worker().run_pending()
    assert (effects(tiny), jobs(tiny)) == ([], [])


def test_a_job_nobody_here_can_run_is_left_for_those_who_can(tiny: Tiny) -> None:
    enqueue(tiny, "of a plugin that is not installed", {})
    tiny.worker().run_pending()
    assert [job.state for job in jobs(tiny)] == [READY]


def test_a_lost_lease_rolls_back_the_slower_worker(tiny: Tiny, clock: Clock) -> None:
    def slow(context: JobContext, payload: Payload) -> None:
        context.uow.session.add(effect("by the slow one", context))
        context.uow.session.execute(Job.__table__.update().values(lease="another worker's"))

    tiny.jobs.register("work", slow)
    enqueue(tiny, "work", {})
    worker = tiny.worker()
    assert worker.step()
    assert effects(tiny) == []


def test_jobs_of_a_silent_worker_are_taken_back(tiny: Tiny, clock: Clock) -> None:
    tiny.jobs.register("work", lambda context, payload: context.uow.session.add(effect("done", context)))
    enqueue(tiny, "work", {"id": 1})
    enqueue(tiny, "work", {"id": 2}, max_attempts=1)
    with tiny.unit() as uow:
        assert len(queue.claim(uow.session, "work", 5, uow.now(), 30)) == 2
        uow.commit()
    tiny.worker().run_pending()
    assert effects(tiny) == []
    clock.advance(seconds=31)
    tiny.worker().run_pending()
    assert effects(tiny) == ["done"]
    assert [(job.payload["id"], job.state, job.error) for job in jobs(tiny)] == [(2, DEAD, queue.SILENT)]


def test_dead_letters_are_listed_retried_and_dropped(tiny: Tiny, clock: Clock) -> None:
    tiny.jobs.register("work", fail)
    enqueue(tiny, "work", {"id": 1}, {"id": 2}, {"id": 3}, max_attempts=1)
    tiny.worker().run_pending()
    with tiny.unit() as uow:
        dead = admin.find(uow, state=DEAD)
        assert admin.counts(uow) == {("work", DEAD): 3}
        assert admin.drop(uow, [dead[0].id]) == 1
        assert admin.retry(uow, [dead[1].id]) == 1
        uow.commit()
    assert [(job.payload["id"], job.state) for job in jobs(tiny)] == [(2, READY), (3, DEAD)]


def test_each_subscriber_gets_each_event_in_a_job_of_its_own(tiny: Tiny) -> None:
    def broken(context: JobContext, event: DomainEvent) -> None:
        raise MarketplaceError("this plugin is broken")

    heard: list[str] = []
    tiny.jobs.subscribe("plugin a", lambda context, event: heard.append(f"a {event.name}"), ["listing.published"])
    tiny.jobs.subscribe("plugin b", broken)
    tiny.jobs.subscribe("plugin c", lambda context, event: heard.append(f"c {event.subject}"))
    with tiny.unit() as uow:
        uow.record("listing.published", "listing:x", {}, Viewer.system())
        uow.record("listing.withdrawn", "listing:y", {}, Viewer.system())
        uow.commit()
    tiny.worker().run_pending()
    assert sorted(heard) == ["a listing.published", "c listing:x", "c listing:y"]
    assert [job.payload["to"] for job in jobs(tiny)] == ["plugin b", "plugin b"]


def test_the_registry_refuses_what_would_be_ambiguous() -> None:
    registry = JobRegistry()
    registry.register("a", fail)
    registry.schedule("s", "*/5 * * * *", "a")
    registry.subscribe("n", lambda context, event: None)
    for again in (
        lambda: registry.register("a", fail),
        lambda: registry.schedule("s", "*/5 * * * *", "a"),
        lambda: registry.schedule("t", "every day", "a"),
        lambda: registry.subscribe("n", lambda context, event: None),
    ):
        with pytest.raises(ValueError):
            again()


def test_an_error_of_ours_in_a_statement_is_not_called_an_absent_database(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = tiny.worker()
    worker.stopping = True  # so that it does not pause
    monkeypatch.setattr(queue, "next_name", lambda session, *_: session.execute(text("SELECT nonsense")))
    said = CapturingLogger()
    monkeypatch.setattr("marketplace.jobs.worker.log", said)
    assert not worker._guarded_step()
    (line,) = said.calls
    assert (line.method_name, line.args) == ("error", ("unexpected error of the database, the step is tried again",))
    assert "nonsense" in str(line.kwargs["exc_info"])


def test_two_workers_that_start_at_once_plan_a_new_schedule_once(tiny: Tiny) -> None:
    if tiny.settings.database_url.startswith("sqlite"):
        pytest.skip("writers take turns there")
    nightly, waits = Recurring("nightly", "0 3 * * *", "work", {}), "SELECT 1 FROM pg_locks WHERE NOT granted"

    def plan() -> None:
        with tiny.unit() as uow:
            fire(uow, nightly, "UTC")
            uow.commit()

    with tiny.unit() as first, ThreadPoolExecutor() as pool:
        fire(first, nightly, "UTC")
        first.session.flush()
        second = pool.submit(plan)
        while not second.done() and not first.session.scalar(text(waits)):
            time.sleep(0.01)
        first.commit()
        second.result()
    with tiny.unit() as uow:
        assert [row.name for row in uow.session.scalars(select(Schedule))] == ["nightly"]
