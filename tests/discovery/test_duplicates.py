"""Likely duplicates: one's own and public ones, by what the viewer may see; a warning that can be answered for good."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from marketplace.accounts.factories import make_user, viewer_as
from marketplace.app import Marketplace
from marketplace.discovery import duplicates
from marketplace.discovery.index import ALIAS
from marketplace.listings.factories import make_listing
from marketplace.listings.models import Listing
from marketplace.organisations.factories import make_membership, make_organisation
from marketplace.organisations.models import Organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from search.engine import EngineUnavailable
from search.query import Query

TITLE = "Tàu lai điện lực kéo 60 tấn cho cảng sông"
Likely = Callable[..., list[str]]


@pytest.fixture
def author(uow: UnitOfWork, yard: Organisation) -> Viewer:
    """Who writes for the yard."""
    user = make_user(uow)
    make_membership(uow, yard, user)
    uow.commit()
    return viewer_as(uow, user)


@pytest.fixture
def draft(uow: UnitOfWork, yard: Organisation) -> Callable[..., Listing]:
    """Make a draft of the yard, or of another organisation."""

    def make(title: str = TITLE, organisation: Organisation | None = None, **values: Any) -> Listing:
        texts = {"vi": {"title": title}}
        made = make_listing(uow, organisation or yard, status="draft", texts=texts, **values)
        uow.commit()
        return made

    return make


@pytest.fixture
def likely(uow: UnitOfWork, market: Marketplace, author: Viewer) -> Likely:
    """Return the titles of the likely duplicates."""

    def ask(listing: Listing, viewer: Viewer = author) -> list[str]:
        return [card.listing.title for card in duplicates.likely(viewer, uow, market, listing)]

    return ask


def test_ones_own_draft_and_a_strangers_public_listing_are_named(
    uow: UnitOfWork, draft: Callable[..., Listing], publish: Callable[..., Listing], rebuild: Any, likely: Likely
) -> None:
    other = make_organisation(uow)
    publish("Tàu lai điện, lực kéo 60 tấn, cho cảng sông", organisation=other)
    draft("tau lai dien luc keo 60 tan cho cang song!")
    draft("Máy rửa container tự động")
    rebuild()
    assert sorted(likely(draft())) == [
        "Tàu lai điện, lực kéo 60 tấn, cho cảng sông",
        "tau lai dien luc keo 60 tan cho cang song!",
    ]


def test_strangers_drafts_and_listings_of_the_other_kind_are_not(
    uow: UnitOfWork, draft: Callable[..., Listing], publish: Callable[..., Listing], rebuild: Any, likely: Likely
) -> None:
    draft(organisation=make_organisation(uow))
    publish(TITLE, kind="demand")
    rebuild()
    assert likely(draft()) == []


def test_it_shows_no_more_than_the_viewer_may_see(
    uow: UnitOfWork, draft: Callable[..., Listing], publish: Callable[..., Listing], rebuild: Any, market: Marketplace,
    author: Viewer,
) -> None:  # fmt: skip
    other = make_organisation(uow, name_vi="Viện Kín Tiếng", name_en="The Quiet Institute")
    publish(TITLE, organisation=other, anonymous=True)
    rebuild()
    (card,) = duplicates.likely(author, uow, market, draft())
    assert card.listing.organisation is None
    assert "Kín Tiếng" not in card.listing.organisation_text


def test_telling_apart_lasts_both_ways(
    uow: UnitOfWork, market: Marketplace, author: Viewer, draft: Callable[..., Listing], likely: Likely
) -> None:
    one, two = draft(), draft()
    assert likely(one)
    for _twice in range(2):
        named = [two.public_id, one.public_id, "k7m-2qp-9xw", "nonsense"]
        duplicates.tell_apart(author, uow, market, one.public_id, named)
        uow.commit()
    assert likely(one) == []
    assert likely(two) == []
    assert likely(draft()) == [TITLE, TITLE]


def test_without_an_index_the_organisations_own_are_named(
    draft: Callable[..., Listing], likely: Likely, market: Marketplace
) -> None:
    draft()
    with pytest.raises(EngineUnavailable):
        market.engine.search(ALIAS, Query("tàu"))
    assert likely(draft()) == [TITLE]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Tàu lai điện 60 tấn", "TAU LAI DIEN, 60 TAN", True),
        ("Electric tug of 60 t bollard pull", "Electric tug, 60 t bollard pull", True),
        ("Electric tug of 60 t bollard pull", "Diesel tug of 30 t for hire", False),
        ("Tug", "Tug", False),  # one word says too little
        ("", "", False),
    ],
)
def test_titles_are_compared_by_their_words(one: str, other: str, alike: bool) -> None:
    found = duplicates.closeness({"en": {"title": one}}, {"en": {"title": other}})
    assert (found > 0) is alike
    assert found == duplicates.closeness({"en": {"title": other}}, {"en": {"title": one}})
    assert duplicates.closeness({"en": {"title": one}}, {"vi": {"title": other}}) == 0
