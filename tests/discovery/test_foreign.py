"""Somebody else's index under our alias: it is named, replaced by one of ours, and left alone."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.db import db
from marketplace.discovery.reindex import builds, driver, switch
from marketplace.uow import UnitOfWork
from tests.conftest import Clock
from tests.support.elastic import Cluster

pytestmark = pytest.mark.xdist_group("elasticsearch")


@pytest.fixture
def site(settings: Settings, clock: Clock, elasticsearch: Cluster) -> Iterator[Flask]:
    """A site in the cluster whose alias somebody has put on an index of his own."""
    prefix, indices = f"f{secrets.token_hex(4)}-", elasticsearch.client().indices
    indices.create(index=f"{prefix}foreign", aliases={f"{prefix}listings": {}})
    yield create_app(replace(settings, search_engine=tuple(elasticsearch.urls), search_prefix=prefix), clock=clock)
    indices.delete(index=",".join(indices.get(index=f"{prefix}*").body))


def test_an_alias_on_two_of_ours_is_mended_by_a_rebuild(site: Flask, elasticsearch: Cluster) -> None:
    """As after a snapshot that was restored with its aliases."""
    market = site.extensions["marketplace"]
    prefix, indices = market.settings.search_prefix, elasticsearch.client().indices
    driver.rebuild(site)
    indices.put_alias(index=f"{prefix}foreign", name=f"{prefix}listings")
    name = driver.rebuild(site)
    assert list(indices.get_alias(name=f"{prefix}listings").body) == [f"{prefix}{name}"]


def test_a_rebuild_takes_the_alias_over_and_nobody_drops_what_is_not_ours(site: Flask, clock: Clock) -> None:
    market = site.extensions["marketplace"]
    assert market.engine.target("listings") == "foreign"
    assert site.test_client().get("/en/search").status_code == 503
    assert site.test_client().get("/readyz").json == {"status": "degraded", "missing": ["index"]}
    name = driver.rebuild(site)
    assert market.engine.target("listings") == name
    assert site.test_client().get("/en/search").status_code == 200
    clock.advance(seconds=2 * builds.KEEP.total_seconds())
    with site.app_context(), UnitOfWork(db.session(), clock) as uow:
        switch.tidy(uow, market)
    assert market.engine.schema_of("foreign") == ""  # still there
    with pytest.raises(builds.NothingToRollBack):
        driver.roll_back(site)
