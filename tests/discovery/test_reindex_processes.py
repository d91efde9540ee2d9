"""Real workers, killed at random moments of a build, while others search and edit without a pause."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from marketplace.app import Marketplace, create_app
from marketplace.db import db
from marketplace.discovery import index
from marketplace.discovery.reindex import builds, driver
from marketplace.discovery.reindex.models import IndexBuild, IndexPart, State
from marketplace.jobs.models import DEAD, Job
from marketplace.listings import events, revisions
from marketplace.listings.models import Listing, ListingText
from marketplace.organisations.factories import make_organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from search.query import Query
from tests.discovery import builder

pytestmark = pytest.mark.slow
LISTINGS, KILLS = 2_000, 20
FORK = multiprocessing.get_context("forkserver")
FORK.set_forkserver_preload(["tests.discovery.builder"])


@dataclass
class Site:
    """A site that threads of this process search and edit without a pause; `wrong` is what they complain of."""

    app: Flask
    market: Marketplace
    url: str
    searches: int = 0
    edits: int = 0
    wrong: list[str] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def unit(self, *, write: bool = False) -> Iterator[UnitOfWork]:
        """Yield a unit of work of the calling thread."""
        with self.app.app_context(), UnitOfWork(db.session(), self.market.clock, write=write) as uow:
            yield uow

    def count(self, *conditions: object) -> int:
        """Return how many rows fulfil these conditions."""
        with self.unit() as uow:
            return uow.session.scalar(select(func.count()).where(*conditions)) or 0  # type: ignore[arg-type]

    def search(self) -> None:
        """Look for all listings, which must be found at any moment."""
        while not self.ended.wait(0.01):  # a core for the worker
            total = self.market.engine.search(index.ALIAS, Query("cầu cảng")).total
            self.searches += 1
            if total != LISTINGS:
                self.wrong.append(f"{total} found")

    def edit(self) -> None:
        """Give one listing after the other a new title."""
        while not self.ended.wait(0.05):
            with self.unit(write=True) as uow:
                listing = uow.session.get_one(Listing, random.randint(1, LISTINGS))
                listing.texts["vi"].title = f"Cầu cảng số {listing.id}, lần {listing.version}"
                revisions.changed(Viewer.system(), uow, listing, events.EDITED)
                uow.commit()
                self.edits += 1

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Search and edit for the length of the block."""
        threads = [threading.Thread(target=self.guarded, args=(run,), daemon=True) for run in (self.search, self.edit)]
        for thread in threads:
            thread.start()
        yield
        self.ended.set()
        for thread in threads:
            thread.join(30)

    def guarded(self, run: Callable[[], None]) -> None:
        """Run a thread; what it raises is a complaint."""
        try:
            run()
        except Exception as error:
            self.wrong.append(repr(error))


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[Site]:
    """A site with many listings and an index of them."""
    app = create_app(builder.settings(database_url, tmp_path / "data"))
    made = Site(app, app.extensions["marketplace"], database_url)
    with made.unit(write=True) as uow:
        fill(uow)
        uow.commit()
    driver.rebuild(app)
    yield made
    with app.app_context():
        db.engine.dispose()


def fill(uow: UnitOfWork) -> None:
    """Store published listings, old enough that a replay has no reason to look at them."""
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    times = {"created_at": long_ago, "updated_at": long_ago, "published_at": long_ago}
    shared = {"kind": "offer", "status": "published", "organisation_id": make_organisation(uow).id, **times}
    ids = range(1, LISTINGS + 1)
    uow.session.execute(insert(Listing), [{"id": n, **shared} for n in ids])
    words = {"lang": "vi", "summary": "Một cầu cảng. " * 20}
    uow.session.execute(insert(ListingText), [{"listing_id": n, "title": f"Cầu cảng số {n}", **words} for n in ids])


@contextmanager
def worker(site: Site) -> Iterator[BaseProcess]:
    """Run a worker process for the length of the block."""
    process = FORK.Process(target=builder.main, args=(site.url, str(site.market.settings.data_dir)), daemon=True)
    process.start()
    try:
        yield process
    finally:
        if process.is_alive():
            process.terminate()
        process.join(30)
        assert process.exitcode is not None


def wait_for(condition: Callable[[], object], seconds: float = 180.0) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def settled(site: Site) -> bool:
    """Tell whether no build is under way and no job is left."""
    return not site.count(IndexBuild.active) and not site.count(Job.id.is_not(None))


def standing(site: Site) -> tuple[int, str, int]:
    """Return the latest build's id and state, and how many listings it has copied."""
    with site.unit() as uow:
        build = uow.session.scalars(select(IndexBuild).order_by(IndexBuild.id.desc()).limit(1)).one()
        done = uow.session.scalar(select(func.sum(IndexPart.done)).where(IndexPart.build_id == build.id))
        return build.id, build.state, done or 0


def let_it_work(site: Site, steps: int) -> None:
    """Wait until a worker has taken so many steps, or has nothing left to do."""
    for _ in range(steps):
        before = standing(site)
        if before[1] == State.LIVE:
            return
        wait_for(lambda before=before: standing(site) != before)  # type: ignore[misc]


def is_sound(site: Site) -> bool:
    """Tell whether the index agrees with the database and nothing was left behind."""
    with site.unit() as uow:
        found = index.verify(uow, site.market)
    folder = site.market.settings.data_dir / "search" / "indexes"
    kept = site.count(IndexBuild.state.in_((State.LIVE, State.KEPT)))
    assert found.clean, found
    assert len(list(folder.iterdir())) == len(site.market.engine.indexes()) == kept <= 2
    return site.count(Job.state == DEAD) == 0


def test_twenty_kills_lose_nothing_and_stop_no_search(
    site: Site, record_property: Callable[[str, object], None]
) -> None:
    killed: Counter[str] = Counter()
    with site.busy():
        for _ in range(KILLS):
            driver.begin(site.app)
            with worker(site) as process:
                let_it_work(site, random.randint(0, 7))
                time.sleep(random.uniform(0, 0.3))
                killed[standing(site)[1]] += 1
                assert process.pid is not None
                os.kill(process.pid, signal.SIGKILL)
        driver.begin(site.app)
        with worker(site):
            wait_for(lambda: not site.count(IndexBuild.active))
    with worker(site):
        wait_for(lambda: settled(site))
    record_property("killed while", f"{dict(killed)}; {site.searches} searches, {site.edits} edits")
    assert site.wrong == []
    assert killed.total() - killed[State.LIVE] > KILLS // 2
    assert is_sound(site)


def test_three_workers_share_a_build_and_a_way_back(site: Site) -> None:
    before = site.market.engine.target(index.ALIAS)
    with site.busy(), ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(worker(site))
        build_id = driver.begin(site.app)
        wait_for(lambda: not site.count(IndexBuild.active))
        assert site.count(IndexBuild.id == build_id, IndexBuild.state == State.LIVE) == 1
        with site.unit(write=True) as uow:
            builds.roll_back(uow, site.market)
            uow.commit()
        wait_for(lambda: not site.count(IndexBuild.active))
        assert site.market.engine.target(index.ALIAS) == before
        site.ended.set()
        wait_for(lambda: settled(site))
    assert site.wrong == []
    assert is_sound(site)


def test_a_lost_worker_of_three_holds_up_nobody(site: Site) -> None:
    with worker(site) as one, worker(site), worker(site):
        build_id = driver.begin(site.app)
        wait_for(lambda: site.count(IndexPart.build_id == build_id, IndexPart.done > 0))
        assert one.pid is not None
        os.kill(one.pid, signal.SIGKILL)
        wait_for(lambda: settled(site))
    assert site.count(IndexBuild.id == build_id, IndexBuild.state == State.LIVE) == 1
    assert is_sound(site)
