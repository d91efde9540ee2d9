"""A new index is made while the old one is searched; whatever happens, one that is right is in use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from marketplace.app import Marketplace
from marketplace.discovery import index
from marketplace.discovery.reindex import builds, driver, jobs, progress, switch
from marketplace.discovery.reindex.models import IndexBuild, IndexPart, State
from marketplace.jobs.models import Job
from marketplace.jobs.worker import Worker
from marketplace.listings import lifecycle, service
from marketplace.listings.models import Listing
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from search.engine import EngineUnavailable
from search.schema import Field, Kind, Schema
from tests.conftest import Clock
from tests.discovery.conftest import Ask, titles

Publish = Callable[..., Listing]
Rebuild = Callable[[], str]
MOON = Field("moon.phase", Kind.KEYWORD, facet=True, dynamic=True)


@pytest.fixture
def worker(app: Flask, market: Marketplace) -> Worker:
    """A worker that does all jobs."""
    return Worker(app, market.jobs, market.settings, market.clock)


def states(uow: UnitOfWork) -> list[str]:
    """Return the states of all builds, the oldest first."""
    uow.rollback()
    return [build.state for build in uow.session.query(IndexBuild).order_by(IndexBuild.id)]


def grow(market: Marketplace) -> None:
    """Let a plugin declare another field."""
    market.__dict__["search_schema"] = Schema((*market.search_schema.fields, MOON))


def test_changes_made_during_a_build_are_not_lost(
    publish: Publish, rebuild: Rebuild, ask: Ask, uow: UnitOfWork, market: Marketplace, app: Flask, worker: Worker
) -> None:
    """What is withdrawn, edited or published while the new index is filled stands right once it is in use."""
    gone, edited = publish("Tàu cũ"), publish("Tàu kéo")
    rebuild()
    build_id = driver.begin(app)
    assert worker.step()  # filled now
    lifecycle.withdraw(Viewer.system(), uow, market, gone.public_id)
    words = {"texts": {"vi": {"title": "Tàu lai"}}}
    service.edit(Viewer.system(), uow, market, edited.public_id, words, edited.version)
    uow.commit()
    publish("Tàu mới")

    driver.work_off(app, build_id)

    assert sorted(titles(ask("tàu"))) == ["Tàu lai", "Tàu mới"]
    assert index.verify(uow, market).clean


def test_a_change_is_written_to_the_index_that_is_about_to_be_used(
    publish: Publish,
    rebuild: Rebuild,
    uow: UnitOfWork,
    market: Marketplace,
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """From the replay on nothing has to be caught up with after the alias has moved."""
    publish("Tàu lai")
    old = rebuild()
    seen: list[list[str]] = []
    compare = switch.differences

    def look(unit: UnitOfWork, market: Marketplace, name: str) -> str:
        seen.append(index.targets(unit.session, market.engine))
        return compare(unit, market, name)

    monkeypatch.setattr(switch, "differences", look)
    new = driver.rebuild(app)

    assert seen == [[old, new]]
    assert index.targets(uow.session, market.engine) == [new]


def test_a_build_that_differs_leaves_the_old_index_in_use(
    publish: Publish, rebuild: Rebuild, ask: Ask, uow: UnitOfWork, market: Marketplace, app: Flask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """And nothing of the new one behind but the reason."""
    publish("Tàu lai")
    old = rebuild()
    monkeypatch.setattr(switch, "PAUSES", (0.0,))
    monkeypatch.setattr(switch, "differences", lambda *_: "for the test")

    with pytest.raises(driver.RebuildFailed, match="for the test"):
        driver.rebuild(app)

    assert ask("tàu").total == 1
    assert market.engine.indexes() == [old]
    assert states(uow) == [State.LIVE, State.FAILED]


def test_listings_that_are_missing_or_old_or_not_found_by_their_facts_are_noticed(
    publish: Publish, uow: UnitOfWork, market: Marketplace, rebuild: Rebuild, app: Flask
) -> None:
    """Counts, versions and contents are compared."""
    for number in range(60):
        publish(f"Tàu {number}", kind="demand")
    name = rebuild()
    assert switch.differences(uow, market, name) == ""

    uow.session.query(Listing).update({"version": Listing.version + 1})
    uow.commit()
    assert "missing or old" in switch.differences(uow, market, name)
    uow.session.query(Listing).update({"version": Listing.version - 1, "kind": "offer"})
    uow.commit()
    assert "own keywords" in switch.differences(uow, market, name)


def test_the_index_before_is_kept_and_gone_back_to_with_all_changes(
    publish: Publish, rebuild: Rebuild, ask: Ask, uow: UnitOfWork, market: Marketplace, app: Flask, worker: Worker
) -> None:
    """`index rollback`; what changed after the switch is in the old index, too."""
    first = publish("Tàu cũ")
    old, new = rebuild(), rebuild()
    assert market.engine.indexes() == sorted([old, new])
    lifecycle.withdraw(Viewer.system(), uow, market, first.public_id)
    uow.commit()
    publish("Tàu mới")
    worker.run_pending()

    assert driver.roll_back(app) == old

    assert titles(ask("tàu")) == ["Tàu mới"]
    assert index.verify(uow, market).clean
    assert states(uow) == [State.LIVE, State.KEPT]


def test_an_index_that_was_left_is_not_built_again_by_itself(
    publish: Publish, rebuild: Rebuild, uow: UnitOfWork, market: Marketplace, app: Flask, worker: Worker
) -> None:
    """Who rolled back had a reason; a worker that starts does not undo it."""
    publish("Tàu lai")
    old = rebuild()
    grow(market)
    rebuild()
    driver.roll_back(app)

    assert jobs.ensure(uow, market) is None
    worker.run_pending()
    assert market.engine.target(index.ALIAS) == old


def test_there_may_be_nothing_to_go_back_to(publish: Publish, rebuild: Rebuild, app: Flask) -> None:
    """Said in one line."""
    rebuild()
    with pytest.raises(builds.NothingToRollBack):
        driver.roll_back(app)


def test_the_old_index_goes_after_a_day(
    publish: Publish, rebuild: Rebuild, clock: Clock, uow: UnitOfWork, market: Marketplace, worker: Worker
) -> None:
    """By a schedule; the one in use stays."""
    rebuild()
    new = rebuild()
    clock.advance(hours=23)
    worker.run_pending()
    assert len(market.engine.indexes()) == 2
    clock.advance(hours=2)
    worker.run_pending()
    worker.run_pending()
    assert market.engine.indexes() == [new]


def test_a_new_field_brings_a_new_index_while_the_old_one_is_searched(
    publish: Publish, rebuild: Rebuild, ask: Ask, uow: UnitOfWork, market: Marketplace, worker: Worker
) -> None:
    """A plugin that declares a field changes the recipe; the next worker that starts builds by itself."""
    publish("Tàu lai")
    old = rebuild()
    assert jobs.ensure(uow, market) is None
    grow(market)

    build = jobs.ensure(uow, market)
    assert build is not None
    assert not index.status(uow, market).current
    assert market.engine.target(index.ALIAS) == old
    assert ask("tàu").total == 1
    uow.rollback()
    worker.run_pending()
    assert index.status(uow, market).current
    assert ask("tàu").total == 1


def test_the_fields_change_again_during_a_build(
    publish: Publish, rebuild: Rebuild, uow: UnitOfWork, market: Marketplace, worker: Worker, app: Flask
) -> None:
    """The build for the fields of a moment ago is given up."""
    publish("Tàu lai")
    rebuild()
    driver.begin(app)
    grow(market)
    jobs.ensure(uow, market)
    uow.rollback()
    worker.run_pending()
    assert states(uow) == [State.KEPT, State.FAILED, State.LIVE]
    assert index.status(uow, market).current


def test_an_upgraded_plugin_brings_a_new_index(
    rebuild: Rebuild, uow: UnitOfWork, market: Marketplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its fields may be the same, but not what it makes of them."""
    rebuild()
    upgraded = [replace(each, version="9.9") for each in market.plugins.statuses()]
    monkeypatch.setattr(market.plugins, "statuses", lambda: upgraded)
    assert jobs.ensure(uow, market) is not None


def test_a_lost_half_built_index_is_filled_from_the_start(
    publish: Publish, rebuild: Rebuild, uow: UnitOfWork, market: Marketplace, app: Flask, worker: Worker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """E.g. when the data folder moved, or the engine is another one now."""
    monkeypatch.setattr("marketplace.discovery.reindex.fill.BATCH", 2)
    monkeypatch.setattr("marketplace.discovery.reindex.fill.STRETCH", 2)
    for number in range(5):
        publish(f"Tàu {number}")
    rebuild()
    worker.run_pending()
    build_id = driver.begin(app)
    assert worker.step()
    market.engine.drop(uow.session.get_one(IndexBuild, build_id).index_name)
    uow.rollback()
    driver.work_off(app, build_id)
    assert index.verify(uow, market).clean


@pytest.mark.parametrize(("minutes", "copied"), [(0, 2), (5, 5)])
def test_a_build_stops_for_jobs_that_came_lately_not_for_those_that_nobody_does(
    publish: Publish, rebuild: Rebuild, uow: UnitOfWork, app: Flask, worker: Worker, clock: Clock,
    monkeypatch: pytest.MonkeyPatch, minutes: int, copied: int,
) -> None:  # fmt: skip
    """Publishing left index jobs; after a batch of two the first stretch makes way for them, or it does not."""
    monkeypatch.setattr("marketplace.discovery.reindex.fill.BATCH", 2)
    rebuild()
    for number in range(5):
        publish(f"Tàu {number}")
    uow.enqueue("index.listing", {"id": 1, "version": 1})
    uow.commit()
    clock.advance(minutes=minutes)
    build_id = driver.begin(app)
    Worker(app, worker.registry, worker.settings, clock, only=jobs.NAMES).step()
    uow.rollback()
    assert [part.done for part in uow.session.query(IndexPart).filter_by(build_id=build_id)] == [copied]


def test_two_who_start_share_one_build(publish: Publish, rebuild: Rebuild, uow: UnitOfWork, app: Flask) -> None:
    """And its jobs are there once."""
    rebuild()
    assert driver.begin(app) == driver.begin(app)
    assert uow.session.query(Job).filter(Job.name == builds.FILL).count() == 1


def test_an_engine_that_is_away_is_waited_for_and_no_job_given_up(
    publish: Publish, rebuild: Rebuild, ask: Ask, uow: UnitOfWork, market: Marketplace, app: Flask, worker: Worker,
    clock: Clock, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """However long: neither a publication nor a build is lost."""
    rebuild()
    driver.begin(app)
    publish("Tàu lai", status="draft")
    listing = uow.session.query(Listing).one()
    lifecycle.publish(Viewer.system(), uow, market, listing.public_id)
    uow.commit()

    def away(*_: object) -> None:
        raise EngineUnavailable("for the test")

    with monkeypatch.context() as patch:
        patch.setattr(type(market.engine), "write", away, raising=False)
        for _ in range(30):
            worker.run_pending()
            clock.advance(minutes=10)
    worker.run_pending()
    worker.run_pending()
    assert ask("tàu").total == 1
    assert [job.name for job in uow.session.query(Job) if job.state == "dead"] == []


def test_refused_listings_are_counted_and_a_build_goes_on(
    publish: Publish, rebuild: Rebuild, uow: UnitOfWork, market: Marketplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One listing that the engine will not take must not keep all others from a new index."""
    publish("Tàu lai"), publish("Tàu kéo")
    from marketplace.discovery.documents import Documents

    upserts = Documents.upserts

    def one_bad(self: Documents, *arguments: object) -> object:
        found = upserts(self, *arguments)  # type: ignore[arg-type]
        return [replace(each, fields={"level": "bad"}) for each in found[:1]] + found[1:]

    with monkeypatch.context() as patch:
        patch.setattr(Documents, "upserts", one_bad)
        rebuild()
    (found,) = progress.history(uow)
    assert found.state is State.LIVE
    assert "1 listings were refused" in found.reason
