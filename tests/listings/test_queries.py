from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from marketplace.database import prepare
from marketplace.errors import Stale
from marketplace.listings import queries, service
from marketplace.listings.disclosure import disclose
from marketplace.listings.factories import make_listing
from marketplace.listings.models import Listing
from marketplace.listings.policy import visible_to
from marketplace.organisations.models import Organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.conftest import NOW, Clock
from tests.listings.conftest import Market
from tests.support.apps import statements


def test_my_listings_are_mine_newest_first_with_counts(
    uow: UnitOfWork, market: Market, organisation: Organisation, owner: Viewer, stranger: Viewer, clock: Clock
) -> None:
    make_listing(uow, organisation)
    make_listing(uow, organisation, status="draft", kind="demand", updated_at=NOW + timedelta(hours=1))
    make_listing(uow, organisation, status="draft", deleted_at=NOW)
    own = make_listing(uow, created_by_id=owner.user_id, status="draft", updated_at=NOW - timedelta(hours=1))
    page = queries.mine(owner, uow, market)
    assert [each.status for each in page.items] == ["draft", "published", "draft"]
    assert (page.total, page.counts) == (3, {"draft": 2, "published": 1})
    assert queries.mine(owner, uow, market, status="draft", kind="demand").total == 1
    assert own not in queries.mine(owner, uow, market, organisation_id=organisation.id).items
    assert queries.mine(stranger, uow, market).total == queries.mine(Viewer.anonymous(), uow, market).total == 0


@pytest.mark.parametrize(("page", "shown"), [(-5, 1), (0, 1), (1, 1), (2, 2), (3, 3), (4, 3), (2**63, 3)])
def test_a_page_out_of_range_means_the_nearest(
    uow: UnitOfWork, market: Market, organisation: Organisation, owner: Viewer, page: int, shown: int
) -> None:
    for _ in range(5):
        make_listing(uow, organisation)
    found = queries.mine(owner, uow, market, page=page, size=2)
    assert (found.page, found.pages, len(found.items)) == (shown, 3, 1 if shown == 3 else 2)


def test_a_page_and_what_it_shows_cost_the_same_however_many_there_are(
    uow: UnitOfWork, market: Market, organisation: Organisation, owner: Viewer
) -> None:
    costs = []
    for _ in range(2):
        for _ in range(8):
            make_listing(uow, organisation)
        uow.session.expunge_all()
        with statements(uow.session.get_bind()) as seen:
            for listing in queries.mine(owner, uow, market).items:
                disclose(owner, listing, market)
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 4


def test_the_history_costs_the_same_however_long_it_is(uow: UnitOfWork, market: Market, owner: Viewer) -> None:
    listing = service.create_draft(owner, uow, market, "offer")
    costs = []
    for version in range(1, 9):
        service.edit(owner, uow, market, listing.public_id, {"trl": version}, version)
        with statements(uow.session.get_bind()) as seen:
            assert len(service.history(owner, uow, market, listing.public_id)) == version + 1
        costs.append(len(seen))
    assert max(costs[1:]) == min(costs[1:])


def test_what_is_found_for_a_visitor_is_what_opens(uow: UnitOfWork, market: Market, organisation: Organisation) -> None:
    open_one = make_listing(uow, organisation)
    make_listing(uow, organisation, status="draft")
    found = uow.session.scalars(select(Listing).where(visible_to(Viewer.anonymous(), NOW.date()))).all()
    assert found == [open_one] == [queries.get(Viewer.anonymous(), uow, market, open_one.public_id)]


def test_two_editors_at_the_same_moment_never_overwrite_each_other(
    uow: UnitOfWork, market: Market, owner: Viewer, database_url: str, clock: Clock
) -> None:
    listing = service.create_draft(owner, uow, market, "offer")
    uow.commit()
    engine = prepare(create_engine(database_url))
    start, results = threading.Barrier(4), []

    def save(trl: int) -> None:
        with Session(engine) as session:
            start.wait()
            with UnitOfWork(session, clock, write=True) as unit:
                try:
                    service.edit(owner, unit, market, listing.public_id, {"trl": trl}, 1)
                    unit.commit()
                    results.append(trl)
                except Stale as refused:
                    results.append(refused.current.current["trl"])

    threads = [threading.Thread(target=save, args=(trl,)) for trl in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine.dispose()
    assert len(results) == 4
    assert len(set(results)) == 1  # one saved; the others were told what it saved
