"""Loading stamps listings with the days they are meant to have, by the hands of those who would write them."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import func, select

from marketplace.accounts.models import User
from marketplace.accounts.service import find_user, viewer_of
from marketplace.db import db
from marketplace.demo import SIGN_INS, files, load, posting
from marketplace.interests import queries
from marketplace.interests.models import Interest
from marketplace.interests.statuses import Status
from marketplace.jobs.models import Job
from marketplace.listings.models import Listing, ListingRevision
from marketplace.listings.statuses import PUBLIC
from marketplace.organisations.models import Membership, Organisation
from marketplace.uow import UnitOfWork
from tests.conftest import NOW, Clock
from tests.support.apps import signed_in

TODAY = NOW.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date()


def entries_by_title() -> dict[str, files.Entry]:
    return {words["title"]: entry for entry in files.entries() for words in entry.data["texts"].values()}


def test_a_listing_is_as_old_and_closes_as_soon_as_its_line_says(stocked: Flask) -> None:
    lines = entries_by_title()
    with stocked.app_context():
        for listing in db.session.scalars(select(Listing)):
            line = lines[next(iter(listing.texts.values())).title]
            assert listing.created_at == NOW - timedelta(days=line.published_days_ago + 1)
            longest = listing.created_at.date() + timedelta(days=365)
            assert listing.valid_until == min(TODAY + timedelta(days=line.valid_days), longest)
            if listing.status in PUBLIC:
                assert listing.published_at == NOW - timedelta(days=line.published_days_ago)
                assert listing.valid_until >= TODAY


def test_the_organisations_are_older_than_their_listings_and_mostly_verified(stocked: Flask) -> None:
    with stocked.app_context():
        youngest = db.session.scalar(select(func.max(Organisation.created_at)))
        assert youngest < db.session.scalar(select(func.min(Listing.created_at)))
        verified = db.session.scalar(select(func.count()).where(Organisation.verified_at.is_not(None)))
        total = db.session.scalar(select(func.count(Organisation.id)))
        assert total / 2 < verified < total


@pytest.mark.parametrize("email", ["lab@example.org", "engineer@example.org"])
def test_who_signs_in_for_an_organisation_finds_listings_of_their_own(stocked: Flask, email: str) -> None:
    with stocked.app_context():
        user = db.session.scalars(select(User).where(User.email == email)).one()
        theirs = db.session.scalars(select(Listing).where(Listing.created_by_id == user.id)).all()
        membership = db.session.scalars(select(Membership).where(Membership.user_id == user.id)).one()
        assert len(theirs) >= 3
        assert {listing.organisation_id for listing in theirs} == {membership.organisation_id}


@pytest.mark.parametrize("email", ["lab@example.org", "engineer@example.org"])
def test_who_signs_in_has_interests_received_and_sent_some_of_them_waiting_for_them(stocked: Flask, email: str) -> None:
    market = stocked.extensions["marketplace"]
    with stocked.app_context(), UnitOfWork(db.session(), market.clock) as uow:
        viewer = viewer_of(uow, db.session.scalars(select(User).where(User.email == email)).one())
        received, sent = (queries.page(viewer, uow, box) for box in ("received", "sent"))
        assert received.counts["submitted"] >= 1
        assert received.total >= 3
        assert sent.total >= 2
        statuses = {each.status for each in db.session.scalars(select(Interest))}
        assert statuses == set(Status)
        assert all(each.created_at > each.listing.published_at for each in received.items)


def test_every_change_left_a_revision_and_every_published_listing_a_job_for_the_index(stocked: Flask) -> None:
    with stocked.app_context():
        listings = db.session.scalars(select(Listing)).all()
        assert db.session.scalar(select(func.count(ListingRevision.id))) == sum(each.version for each in listings)
        waiting = set(db.session.scalars(select(Job.key).where(Job.name == "index.listing")))
        assert waiting == {str(each.id) for each in listings if each.published_at is not None}


def test_the_index_built_afterwards_finds_all_that_is_public(stocked: Flask) -> None:
    with stocked.app_context():
        public = [status.value for status in PUBLIC]
        wanted = db.session.scalar(select(func.count()).where(Listing.status.in_(public)))
        engine = stocked.extensions["marketplace"].engine
        assert engine.count(engine.target("listings")) == wanted


def test_news_is_out_and_to_come(stocked: Flask) -> None:
    client = stocked.test_client()
    with stocked.app_context():
        operator = find_user(UnitOfWork(db.session()), "operator@example.org").fs_uniquifier
    for lang, title in (("vi", "Ngày kết nối cảng và xưởng"), ("en", "A day for ports and yards")):
        assert title in client.get(f"/{lang}/news").text
        assert title in client.get(f"/{lang}/").text
    assert "Bảo trì" not in client.get("/vi/news").text
    assert "Bảo trì" in signed_in(stocked, operator).get("/vi/operator/news").text


def test_one_bad_line_loads_nothing_and_is_named(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    good = next(iter(files.entries()))
    bad = dataclasses.replace(good, where="marine.jsonl:99", data=good.data | {"trl": 12})
    monkeypatch.setattr(files, "entries", lambda: iter([good, bad]))
    with app.app_context():
        with pytest.raises(posting.BadDemo, match=r"marine\.jsonl:99.*trl"):
            load(app.extensions["marketplace"])
        for table in (Listing, Organisation, User):
            assert db.session.scalar(select(func.count()).select_from(table)) == 0


def test_on_a_moderated_site_the_same_listings_are_public(app: Flask) -> None:
    market = app.extensions["marketplace"]
    market.settings = dataclasses.replace(market.settings, moderation=True)
    with app.app_context():
        load(market)
        published = sum(entry.status == "published" for entry in files.entries())
        assert db.session.scalar(select(func.count()).where(Listing.status == "published")) == published


def test_a_calendar_set_back_tells_an_earlier_day() -> None:
    calendar = posting.Calendar(Clock()())
    calendar.days_ago = 30
    assert calendar() == NOW - timedelta(days=30)


def test_the_accounts_are_the_four_ways_to_look_at_the_site() -> None:
    assert [email for email, _password, _meaning in SIGN_INS] == [
        *("operator@example.org", "broker@example.org", "lab@example.org", "engineer@example.org")
    ]
