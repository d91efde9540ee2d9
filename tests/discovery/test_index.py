"""The index follows the database, and can be made anew at any moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy import delete

from marketplace.app import Marketplace
from marketplace.cli.index import verdict
from marketplace.discovery import index
from marketplace.discovery.documents import Documents
from marketplace.jobs.models import Job
from marketplace.jobs.worker import Worker
from marketplace.listings import lifecycle, service
from marketplace.listings.disclosure import disclose
from marketplace.listings.models import Listing
from marketplace.organisations.models import Organisation
from marketplace.plugin_host.declarations import Tier
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.discovery.conftest import Ask, titles

Publish = Callable[..., Listing]
Rebuild = Callable[[], str]
Work = Callable[[], int]
WORDS = {name: f"Mật {name}" for name in ("title", "summary", "advantages", "partner_role")}
NAMES = st.sampled_from(["summary", "advantages", "partner_role", "attrs.power"])


@pytest.fixture
def work(app: Flask, market: Marketplace) -> Work:
    """Let a worker do all that is due."""
    return Worker(app, market.jobs, market.settings, market.clock).run_pending


def test_publishing_makes_a_listing_findable_and_withdrawing_hides_it(
    publish: Publish, rebuild: Rebuild, ask: Ask, work: Work, uow: UnitOfWork, market: Marketplace
) -> None:
    """The jobs that services leave behind keep the index up."""
    rebuild()
    listing = publish("Tàu lai điện", status="draft")
    work()
    assert ask("tàu lai").total == 0

    lifecycle.publish(Viewer.system(), uow, market, listing.public_id)
    uow.commit()
    work()
    assert titles(ask("tàu lai")) == ["Tàu lai điện"]

    lifecycle.withdraw(Viewer.system(), uow, market, listing.public_id)
    uow.commit()
    work()
    assert ask("tàu lai").total == 0


def test_an_edit_is_searchable_by_its_new_words_only(
    publish: Publish, rebuild: Rebuild, ask: Ask, work: Work, uow: UnitOfWork, market: Marketplace
) -> None:
    """The document is replaced, not added to."""
    listing = publish("Tàu lai điện")
    rebuild()

    change = {"texts": {"vi": {"title": "Sà lan tự hành"}}}
    service.edit(Viewer.system(), uow, market, listing.public_id, change, listing.version)
    uow.commit()
    work()

    assert (ask('"tàu lai"').total, ask('"sà lan"').total) == (0, 1)


def test_a_difference_while_changes_wait_is_told_from_one_that_nothing_explains(
    publish: Publish, rebuild: Rebuild, uow: UnitOfWork, market: Marketplace
) -> None:
    rebuild()
    late = publish("Late")
    uow.session.flush()
    uow.enqueue_many(index.INDEX_JOB, [(str(late.id), {"id": late.id, "version": late.version})])
    found = index.verify(uow, market)
    assert (found.missing, found.clean, found.expected) == ((late.public_id,), False, True)
    assert verdict(found).startswith("They differ as expected: 1 listing is still waiting to be indexed.")
    uow.session.execute(delete(Job).where(Job.name == index.INDEX_JOB))
    uow.commit()
    found = index.verify(uow, market)
    assert (found.missing, found.expected) == ((late.public_id,), False)
    assert verdict(found) == "They differ: marketplace index rebuild puts that right."


def test_verify_names_what_differs(publish: Publish, rebuild: Rebuild, uow: UnitOfWork, market: Marketplace) -> None:
    """Missing, stale and surplus listings are told apart."""
    stale, surplus = publish("Tàu A"), publish("Tàu B")
    rebuild()
    assert index.verify(uow, market).clean

    stale.version += 1
    surplus.status = "archived"
    missing = publish("Tàu C")

    found = index.verify(uow, market)
    assert (found.missing, found.stale, found.surplus) == (
        (missing.public_id,),
        (stale.public_id,),
        (surplus.public_id,),
    )


@examples(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(NAMES, st.sampled_from(list(Tier))))
def test_documents_hold_only_what_everybody_may_see(
    uow: UnitOfWork, market: Marketplace, yard: Organisation, tiers: dict[str, Tier]
) -> None:
    """Whatever tiers its owner chose, the index agrees with `disclose` for an anonymous viewer."""
    from marketplace.listings.factories import make_listing

    power = {"power": {"typed": "1.200 kW", "min": 1200.0, "max": 1200.0}}
    chosen = {name: str(tier) for name, tier in tiers.items()}
    listing = make_listing(
        uow, yard, texts={"vi": dict(WORDS)}, sector="marine", attrs=power, tiers=chosen, anonymous=True
    )
    documents = Documents(market)
    (document,) = documents.upserts(uow.session, documents.rows(uow.session, Listing.id == listing.id))
    seen = disclose(Viewer.anonymous(), listing, market)

    indexed = {name for name, text in WORDS.items() if text in document.fields["title"] + document.fields["body"]}
    assert indexed == {name for name, text in WORDS.items() if seen.texts["vi"].get(name) == text}
    assert ("marine.power" in document.fields) == (seen.attrs["power"].state == "stated")
    assert "organisation" not in document.fields
    assert yard.name_vi not in document.fields["body"]
    uow.rollback()


def test_a_document_keeps_no_version_it_has_not_got(publish: Publish, uow: UnitOfWork, market: Marketplace) -> None:
    """The engine compares versions, so a document must carry its row's."""
    listing = publish("Tàu lai")
    documents = Documents(market)
    row = documents.rows(uow.session, Listing.id == listing.id)[0]

    assert replace(documents.upserts(uow.session, [row])[0], fields={}).version == listing.version
