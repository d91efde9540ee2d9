"""The demonstration must be complete, in both languages, and pass the rules that people's own listings meet."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from marketplace.db import db
from marketplace.demo import SIGN_INS, files, load
from marketplace.demo.files import Entry
from marketplace.i18n import use_locale
from marketplace.listings import schemas
from marketplace.listings.models import Listing
from marketplace.organisations.models import Organisation

ENTRIES = list(files.entries())
SECTORS = ("marine", "logistics", "semiconductors", "greentech")
TITLE_LIMIT, SUMMARY_LIMIT, ROLE_LEAST = 120, 500, 80


def texts(entry: Entry) -> dict[str, dict[str, Any]]:
    return entry.data["texts"]


def named(entry: Entry) -> str:
    return entry.where


@pytest.mark.parametrize("sector", SECTORS)
def test_each_sector_has_enough_offers_and_demands(sector: str) -> None:
    kinds = Counter(entry.kind for entry in ENTRIES if entry.data["sector"] == sector)
    assert kinds["offer"] >= 16
    assert kinds["demand"] >= 11


def test_at_least_25_organisations_are_used_and_none_is_unknown() -> None:
    known = {organisation["slug"] for organisation in files.organisations()}
    used = {entry.organisation for entry in ENTRIES}
    assert used <= known
    assert len(used) >= 25


def test_nearly_all_is_in_both_languages_and_a_few_show_the_fallback() -> None:
    languages = Counter(tuple(sorted(texts(entry))) for entry in ENTRIES)
    assert languages["vi",] >= 2
    assert languages["en",] >= 2
    assert languages["en", "vi"] >= 0.9 * len(ENTRIES)


def test_no_two_listings_have_the_same_title() -> None:
    titles = Counter(words["title"] for entry in ENTRIES for words in texts(entry).values())
    assert [title for title, count in titles.items() if count > 1] == []


@pytest.mark.parametrize("entry", ENTRIES, ids=named)
def test_words_keep_to_the_guideline(entry: Entry) -> None:
    for words in texts(entry).values():
        assert len(words["title"]) <= TITLE_LIMIT
        assert len(words["summary"]) <= SUMMARY_LIMIT
        assert len(words["partner_role"]) >= ROLE_LEAST or entry.status == "draft"


def test_the_states_of_a_real_site_are_there() -> None:
    statuses = Counter(entry.status for entry in ENTRIES)
    assert {"published", "draft", "paused", "expired", "in_review"} <= set(statuses)
    assert statuses["published"] >= 0.85 * len(ENTRIES)
    assert any(0 < entry.valid_days <= 7 for entry in ENTRIES if entry.status == "published")
    assert sum(entry.data["anonymous"] for entry in ENTRIES) >= len(ENTRIES) // 10


def test_every_level_of_readiness_and_every_choice_of_closing_shows_something() -> None:
    public = [entry for entry in ENTRIES if entry.status == "published"]
    assert {entry.data.get("trl") for entry in public} >= {1, 2, *range(4, 10)}
    for kind in ("offer", "demand"):
        days = [entry.valid_days for entry in public if entry.kind == kind]
        assert sum(each <= 7 for each in days) >= 3
        assert sum(7 < each <= 30 for each in days) >= 2
        assert sum(30 < each <= 90 for each in days) >= 2


def test_every_line_is_valid_by_its_sector(app: Flask) -> None:
    market = app.extensions["marketplace"]
    with app.app_context(), use_locale("vi"):
        for entry in ENTRIES:
            schemas.validate(entry.data, entry.kind, market)


@pytest.mark.parametrize("sector", SECTORS)
def test_every_subcategory_and_every_facet_of_a_sector_shows_something(app: Flask, sector: str) -> None:
    known = app.extensions["marketplace"].plugins.sector(sector)
    mine = [entry for entry in ENTRIES if entry.data["sector"] == sector]
    shown = {slug for entry in mine for slug in entry.data["subcategories"]}
    assert {each.slug for each in known.subcategories} == shown
    facets = {slug for slug, field in known.offer(kind="offer").fields.items() if field.facet is not None}
    assert facets <= {slug for entry in mine for slug in entry.data["attrs"]}


def test_loading_twice_loads_once_and_everything(app: Flask) -> None:
    market = app.extensions["marketplace"]
    with app.app_context():
        assert load(market)
        assert not load(market)
        loaded = dict(db.session.execute(select(Listing.status, func.count()).group_by(Listing.status)).all())
        assert loaded == dict(Counter(entry.status for entry in ENTRIES))
        assert db.session.scalar(select(func.count(Organisation.id))) == len(files.organisations())


def test_the_accounts_shown_can_sign_in_to_a_confirmed_address(stocked: Flask) -> None:
    with stocked.app_context():
        security = stocked.extensions["security"]
        for email, password, _meaning in SIGN_INS:
            user = security.datastore.find_user(email=email)
            assert user.confirmed_at is not None
            assert user.verify_and_update_password(password)
