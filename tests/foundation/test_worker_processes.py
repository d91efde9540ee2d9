"""Real worker processes, real signals: nothing is lost when one is killed, nothing fires twice when several run."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select

from marketplace.jobs.models import RUNNING, DomainEvent, Job, Schedule
from tests.foundation import tiny as tiny_app
from tests.foundation.tiny import Tiny

KILLS = 50
FORK = multiprocessing.get_context("forkserver")  # fresh processes, without the time to import
FORK.set_forkserver_preload(["tests.foundation.tiny"])


@contextmanager
def worker(tiny: Tiny, *options: str) -> Iterator[int]:
    """Run a worker process for the length of the block; yield its process id."""
    folder = str(tiny.settings.data_dir)
    process = FORK.Process(target=tiny_app.main, args=(tiny.settings.database_url, folder, *options), daemon=True)
    process.start()
    assert process.pid is not None
    try:
        yield process.pid
    finally:
        with suppress(ProcessLookupError):  # killed by the test
            os.kill(process.pid, signal.SIGTERM)
        process.join(20)
        assert process.exitcode is not None, "the worker did not stop when told to"


def wait_for(condition: Callable[[], object], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


def number_of_jobs(tiny: Tiny, state: str | None = None) -> int:
    with tiny.app.app_context(), tiny_app.UnitOfWork(tiny_app.db.session()) as uow:
        query = select(func.count()).select_from(Job)
        return uow.session.scalar(query.where(Job.state == state) if state else query) or 0


def done(tiny: Tiny) -> Counter[str]:
    with tiny.unit() as uow:
        return Counter(uow.session.scalars(select(DomainEvent.subject).where(DomainEvent.name == "effect")))


def test_fifty_kills_in_the_middle_of_jobs_lose_none_and_double_none(tiny: Tiny) -> None:
    tiny.clock = tiny_app.utc_now
    folder, given, kills = tiny.settings.data_dir, 0, 0
    folder.mkdir()
    while kills < KILLS:
        assert given < 4 * KILLS, "most kills missed"
        with tiny.unit() as uow:
            for name in ("work", "outside"):
                uow.enqueue(name, {"number": given}, max_attempts=1000)
            uow.commit()
        given += 1
        (folder / "started").unlink(missing_ok=True)
        with worker(tiny) as process_id:
            wait_for((folder / "started").exists)
            time.sleep(random.uniform(0, 0.03))
            os.kill(process_id, signal.SIGKILL)
        kills += number_of_jobs(tiny, RUNNING) > 0
    with worker(tiny):
        wait_for(lambda: number_of_jobs(tiny) == 0, 60)
    assert done(tiny) == Counter(f"done:{number}" for number in range(given))
    assert {path.name for path in folder.glob("sent-*")} == {f"sent-{number}" for number in range(given)}


def test_a_stopping_worker_finishes_the_job_in_hand(tiny: Tiny) -> None:
    folder = prepared_folder(tiny)
    with tiny.unit() as uow:
        uow.enqueue("work", {"number": 1})
        uow.commit()
    with worker(tiny) as process_id:
        wait_for((folder / "started").exists)
        os.kill(process_id, signal.SIGTERM)
    assert (done(tiny), number_of_jobs(tiny)) == (Counter(["done:1"]), 0)


def test_a_stopping_worker_gives_a_long_job_back(tiny: Tiny) -> None:
    folder = prepared_folder(tiny)
    with tiny.unit() as uow:
        uow.enqueue("endless", {})
        uow.commit()
    with worker(tiny) as process_id:
        wait_for((folder / "started").exists)
        os.kill(process_id, signal.SIGTERM)
    with tiny.unit() as uow:
        job = uow.session.scalars(select(Job)).one()
        assert (job.state, job.max_attempts - job.attempts) == ("ready", 8)


def test_a_job_longer_than_its_lease_is_run_once(tiny: Tiny) -> None:
    prepared_folder(tiny)
    with tiny.unit() as uow:
        uow.enqueue("long", {"seconds": 2.0})
        uow.commit()
    with worker(tiny), worker(tiny), worker(tiny):
        wait_for(lambda: number_of_jobs(tiny) == 0)
    assert done(tiny) == Counter(["long"])
    assert len((tiny.settings.data_dir / "long.log").read_text().splitlines()) == 1


def test_a_schedule_fires_once_though_three_workers_run(tiny: Tiny) -> None:
    prepared_folder(tiny)
    with worker(tiny, "schedule"), worker(tiny, "schedule"), worker(tiny, "schedule"):
        wait_for(lambda: planned(tiny) is not None)
        for _ in range(5):
            make_due(tiny)
            wait_for(lambda: planned(tiny) > tiny_app.utc_now())
            wait_for(lambda: number_of_jobs(tiny) == 0)  # what is due while its last job waits is no second job
        time.sleep(1.5)  # a second look by every worker
    assert done(tiny) == Counter({"tick": 5})


@pytest.mark.parametrize("number", [3, 10])
def test_workers_share_many_jobs_without_doubling_one(tiny: Tiny, backend: str, number: int) -> None:
    """Ten on PostgreSQL, where they skip what another has locked; SQLite lets one write at a time."""
    if number == 10 and backend == "sqlite":
        pytest.skip("SQLite is for few workers")
    prepared_folder(tiny)
    with tiny.unit() as uow:
        uow.enqueue_many("quick", [(None, {"number": turn}) for turn in range(600)])
        uow.commit()
    with ExitStack() as stack:
        for _ in range(number):
            stack.enter_context(worker(tiny))
        wait_for(lambda: number_of_jobs(tiny) == 0, 60)
    assert done(tiny) == Counter(f"quick:{turn}" for turn in range(600))


def prepared_folder(tiny: Tiny) -> Path:
    tiny.clock = tiny_app.utc_now
    tiny.settings.data_dir.mkdir()
    return tiny.settings.data_dir


def planned(tiny: Tiny) -> object:
    with tiny.app.app_context(), tiny_app.UnitOfWork(tiny_app.db.session()) as uow:
        return uow.session.scalar(select(Schedule.next_run_at))


def make_due(tiny: Tiny) -> None:
    with tiny.unit() as uow:
        uow.session.execute(Schedule.__table__.update().values(next_run_at=uow.now()))
        uow.commit()
